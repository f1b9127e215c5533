"""Features of 3-1 and 3-2 notice builds with which services are applied for wrongly."""

from __future__ import annotations

import pytest

from tests.wrong import builds
from tests.wrong.judging import Expected, departures, judge, written

WRONG: dict[str, Expected] = {
    "R-104:failed-authentication-registers-with-g-link": {
        "3/3-1-支払い方法を登録する[7].1": ("3-2/6-A", "支払い方法"),
        "3/3-1-支払い方法を登録する[7].2": ("3-2/6-A", "支払い方法"),
    },
    "R-102:invoices-for-everybody-with-g-link": {
        "3/3-1-支払い方法を登録する[1]": ("3-1/4-A+pay", "「請求書払い」"),
    },
    "R-066:invoices-with-g-link-are-forgotten": {
        "3/3-1-支払い方法を登録する[3]": ("3-2/3-A", "支払い方法を登録した"),
    },
    "R-072:invoices-with-g-link-need-a-card": {
        "3/3-1-支払い方法を登録する[2]": ("3-1/4-A+pay", "3-1/4-A+pay=請求書払い の行き先"),
    },
    "R-102:no-invoices-with-g-link": {
        "3/3-1-支払い方法を登録する[2]": ("3-1/4-A+pay", "請求書払い"),
    },
    "R-101:no-method-with-g-link-is-a-card": {
        "3/3-1-支払い方法を登録する[4]": ("3-1/4-A+pay", "未選択"),
    },
    "R-070:nobody-is-authenticated-with-g-link": {
        "3/3-1-支払い方法を登録する[6]": ("3-1/4-A+pay", "認証に成功する"),
    },
    "R-068:nobody-enters-a-card-with-g-link": {
        "3/3-1-支払い方法を登録する[5]": ("3-1/4-A+pay", "確認"),
    },
    "R-103:refused-cards-count-with-g-link": {
        "3/3-1-支払い方法を登録する[8]": ("3-1/4-A+pay", "カードが使えない"),
    },
    "R-071:accounts-need-a-card": {
        "3/3-2-充電サポートを申し込む[10]": ("3-2/4-A", "3-2/4-A=口座引落し の行き先"),
    },
    "R-065:all-plans-without-fast-charging": {
        "3/3-2-充電サポートを申し込む[8]": ("3-2/3-A", "選択肢"),
    },
    "R-060:answers-are-not-needed": {
        "3/3-1-G-Linkを申し込む[9]": ("3-1/4-B", "未選択"),
    },
    "R-004:browser-back-leads-one-screen-back": {
        "3/3-1-戻る[5].2": ("3-1/4-A", "お申込みの開始"),
        "3/3-2-戻る[7].4": ("3-2/6-A", "お申込みの開始"),
        "3/3-2-通しで申し込む[5]": ("3-2/9-A", "お申込みの開始"),
    },
    "R-069:card-number-in-full": {
        "3/3-2-充電サポートを申し込む[5]": ("3-2/7-A", "「••••1881」"),
    },
    "R-069:card-trouble-forgets-the-choice": {
        "3/3-2-外部の障害[3].1": ("3-2/6-A", "3-2/3-A"),
        "3/3-2-外部の障害[4].5": ("3-2/6-A", "3-2/3-A"),
    },
    "R-103:card-trouble-is-overlooked": {
        "3/3-2-外部の障害[1].2": ("3-2/6-A", "クレジットカードの登録完了"),
        "3/3-2-外部の障害[1].4": ("3-2/6-A", "クレジットカードの登録完了"),
    },
    "R-058:chargeable-cars-are-done-after-g-link": {
        "3/3-1-G-Linkを申し込む[3]": ("3-1/6-A", "充電サポート対象車両である"),
        "3/3-1-G-Linkを申し込む[8]": ("3-1/4-B", "充電サポート対象車両である"),
    },
    "R-052:charging-ends-without-staff": {
        "3/3-2-充電サポートを申し込む[1]": ("3-2/12-A", "見出し"),
    },
    "R-003:choices-are-lost-on-the-way-back": {
        "3/3-1-戻る[4]": ("3-1/4-A", "追加のサービスを選択する"),
        "3/3-2-戻る[4]": ("3-2/3-A", "普通充電プラン"),
        "3/3-2-戻る[5]": ("3-2/4-A", "クレジットカード"),
    },
    "R-105:declining-charging-applies": {
        "3/3-2-充電サポートを申し込む[12]": ("3-2/4-B", "「EV・PHV充電サポート」の申込み"),
    },
    "R-052:declining-ends-without-staff": {
        "3/3-2-充電サポートを申し込む[12]": ("3-2/4-B", "見出し"),
    },
    "R-061:declining-g-link-applies": {
        "3/3-1-G-Linkを申し込む[7]": ("3-1/5-B", "「G-Link」の申込み"),
    },
    "R-061:declining-keeps-the-application": {
        "3/3-1-申込みを一度だけにする[6]": ("3-1/5-B", "「G-Link」の申込み"),
        "3/3-2-申込みを一度だけにする[5]": ("3-2/4-B", "「EV・PHV充電サポート」の申込み"),
    },
    "R-104:failed-authentication-registers-the-card": {
        "3/3-2-充電サポートを申し込む[6]": ("3-2/6-A", "支払い方法"),
    },
    "R-052:g-link-ends-without-staff": {
        "3/3-1-G-Linkを申し込む[1]": ("3-1/7-A", "見出し"),
        "3/3-1-G-Linkを申し込む[7]": ("3-1/5-B", "見出し"),
    },
    "R-102:invoices-for-everybody": {
        "3/3-2-充電サポートを申し込む[10]": ("3-2/4-A", "「請求書払い」"),
    },
    "R-072:invoices-need-a-card": {
        "3/3-2-充電サポートを申し込む[11]": ("3-2/4-A", "3-2/4-A=請求書払い の行き先"),
    },
    "R-064:no-tick-is-enough": {
        "3/3-2-充電サポートを申し込む[3]": ("3-2/2-A", "同意しない"),
    },
    "R-099:one-plan-with-fast-charging": {
        "3/3-2-充電サポートを申し込む[9]": ("3-2/3-A", "2つ以上"),
    },
    "R-055:one-tick-is-enough": {
        "3/3-1-G-Linkを申し込む[4]": ("3-1/3-A", "1箇所だけ同意する"),
    },
    "R-102:payment-goes-by-the-buyers-kind": {
        "3/3-2-通しで申し込む[3]": ("3-2/4-A", "「請求書払い」"),
        "3/3-2-通しで申し込む[4]": ("3-2/4-A", "選択肢「請求書払い」"),
    },
    "R-066:payment-is-asked-again": {
        "3/3-1-G-Linkを申し込む[10]": ("3-2/3-A", "支払い方法を登録した"),
    },
    "R-067:payment-is-never-asked": {
        "3/3-2-充電サポートを申し込む[1]": ("3-2/3-A", "支払い方法を登録していない"),
    },
    "R-058:petrol-cars-are-offered-charging": {
        "3/3-1-G-Linkを申し込む[1]": ("3-1/6-A", "とじる"),
        "3/3-1-G-Linkを申し込む[7]": ("3-1/4-B", "とじる"),
    },
    "R-060:questionnaire-is-left-out": {
        "3/3-1-G-Linkを申し込む[7]": ("3-1/3-B", "アンケートの入力"),
        "3/3-1-G-Linkを申し込む[8]": ("3-1/3-B", "アンケートの入力"),
    },
    "R-103:refused-cards-pass": {
        "3/3-2-充電サポートを申し込む[7].1": ("3-2/7-A", "支払い方法"),
        "3/3-2-充電サポートを申し込む[7].2": ("3-2/7-A", "支払い方法"),
    },
    "R-057:reload-applies-again": {
        "3/3-1-申込みを一度だけにする[1]": ("3-1/7-A", "「G-Link」の申込み"),
        "3/3-2-申込みを一度だけにする[1]": ("3-2/12-A", "「EV・PHV充電サポート」の申込み"),
    },
    "R-057:review-applies": {
        "3/3-1-G-Linkを申し込む[2]": ("3-1/6-A", "「G-Link」の申込み"),
        "3/3-2-充電サポートを申し込む[2]": ("3-2/10-A", "「EV・PHV充電サポート」の申込み"),
    },
    "R-057:second-application-on-going-through-again": {
        "3/3-1-申込みを一度だけにする[4]": ("3-1/7-A", "「G-Link」の申込み"),
    },
    "R-057:second-press-applies-again": {
        "3/3-1-申込みを一度だけにする[7]": ("3-1/7-A", "「G-Link」の申込み"),
        "3/3-2-申込みを一度だけにする[6]": ("3-2/12-A", "「EV・PHV充電サポート」の申込み"),
    },
}


@pytest.mark.parametrize("defect", WRONG)
def test_a_wrong_application_is_found_where_it_is(defect: str) -> None:
    """Each scenario that looks there finds the build 不適合, at the step where it is wrong."""
    assert departures(written(defect), WRONG[defect]) == []


def test_the_reference_build_passes_what_finds_wrong_applications() -> None:
    """The same scenarios find nothing wrong with the reference build, after all those wrong ones."""
    keys = dict.fromkeys(key for expected in WRONG.values() for key in expected)

    verdicts = {key: record.verdict.japanese for key, record in judge(builds.sound, *keys).items()}

    assert set(verdicts.values()) == {"適合"}, verdicts
