"""Features of 3-1 and 3-2 notice builds with which services are applied for wrongly."""

from __future__ import annotations

import pytest

from tests.wrong import builds, repeated, services
from tests.wrong.judging import Expected, departures, judge

WRONG: dict[str, Expected] = {
    "accounts_need_a_card": {
        "3/3-2-充電サポートを申し込む[10]": ("3-2/4-A", "3-2/4-A=口座引落し の行き先"),
    },
    "all_plans_without_fast_charging": {
        "3/3-2-充電サポートを申し込む[8]": ("3-2/3-A", "選択肢"),
    },
    "answers_are_not_needed": {
        "3/3-1-G-Linkを申し込む[9]": ("3-1/4-B", "未選択"),
    },
    "browser_back_leads_one_screen_back": {
        "3/3-1-戻る[5].2": ("3-1/4-A", "お申込みを開始する"),
        "3/3-2-戻る[7].4": ("3-2/6-A", "お申込みを開始する"),
        "3/3-2-通しで申し込む[5]": ("3-2/9-A", "お申込みを開始する"),
    },
    "card_number_in_full": {
        "3/3-2-充電サポートを申し込む[5]": ("3-2/7-A", "「••••1881」"),
    },
    "card_trouble_forgets_the_choice": {
        "3/3-2-外部の障害[3].1": ("3-2/6-A", "3-2/3-A"),
        "3/3-2-外部の障害[4].5": ("3-2/6-A", "3-2/3-A"),
    },
    "card_trouble_is_overlooked": {
        "3/3-2-外部の障害[1].2": ("3-2/6-A", "クレジットカードの登録完了"),
        "3/3-2-外部の障害[1].4": ("3-2/6-A", "クレジットカードの登録完了"),
    },
    "chargeable_cars_are_done_after_g_link": {
        "3/3-1-G-Linkを申し込む[3]": ("3-1/6-A", "充電サポート対象車両である"),
        "3/3-1-G-Linkを申し込む[8]": ("3-1/4-B", "充電サポート対象車両である"),
    },
    "charging_ends_without_staff": {
        "3/3-2-充電サポートを申し込む[1]": ("3-2/12-A", "見出し"),
    },
    "choices_are_lost_on_the_way_back": {
        "3/3-1-戻る[4]": ("3-1/4-A", "追加のサービスを選択する"),
        "3/3-2-戻る[4]": ("3-2/3-A", "普通充電プラン"),
        "3/3-2-戻る[5]": ("3-2/4-A", "クレジットカード"),
    },
    "declining_charging_applies": {
        "3/3-2-充電サポートを申し込む[12]": ("3-2/4-B", "「EV・PHV充電サポート」の申込み"),
    },
    "declining_ends_without_staff": {
        "3/3-2-充電サポートを申し込む[12]": ("3-2/4-B", "見出し"),
    },
    "declining_g_link_applies": {
        "3/3-1-G-Linkを申し込む[7]": ("3-1/5-B", "「G-Link」の申込み"),
    },
    "declining_keeps_the_application": {
        "3/3-1-申込みを一度だけにする[6]": ("3-1/5-B", "「G-Link」の申込み"),
        "3/3-2-申込みを一度だけにする[5]": ("3-2/4-B", "「EV・PHV充電サポート」の申込み"),
    },
    "failed_authentication_registers_the_card": {
        "3/3-2-充電サポートを申し込む[6]": ("3-2/6-A", "支払い方法"),
    },
    "g_link_ends_without_staff": {
        "3/3-1-G-Linkを申し込む[1]": ("3-1/7-A", "見出し"),
        "3/3-1-G-Linkを申し込む[7]": ("3-1/5-B", "見出し"),
    },
    "invoice_for_individuals": {
        "3/3-2-充電サポートを申し込む[10]": ("3-2/4-A", "「請求書払い」"),
    },
    "invoices_need_a_card": {
        "3/3-2-充電サポートを申し込む[11]": ("3-2/4-A", "3-2/4-A=請求書払い の行き先"),
    },
    "no_tick_is_enough": {
        "3/3-2-充電サポートを申し込む[3]": ("3-2/2-A", "同意しない"),
    },
    "one_plan_with_fast_charging": {
        "3/3-2-充電サポートを申し込む[9]": ("3-2/3-A", "2つ以上"),
    },
    "one_tick_is_enough": {
        "3/3-1-G-Linkを申し込む[4]": ("3-1/3-A", "1箇所だけ同意する"),
    },
    "payment_goes_by_the_buyers_kind": {
        "3/3-2-通しで申し込む[3]": ("3-2/4-A", "「請求書払い」"),
        "3/3-2-通しで申し込む[4]": ("3-2/4-A", "選択肢「請求書払い」"),
    },
    "payment_is_asked_again": {
        "3/3-1-G-Linkを申し込む[10]": ("3-2/3-A", "支払い方法を登録した"),
    },
    "payment_is_never_asked": {
        "3/3-2-充電サポートを申し込む[1]": ("3-2/3-A", "支払い方法を登録していない"),
    },
    "petrol_cars_are_offered_charging": {
        "3/3-1-G-Linkを申し込む[1]": ("3-1/6-A", "とじる"),
        "3/3-1-G-Linkを申し込む[7]": ("3-1/4-B", "とじる"),
    },
    "questionnaire_is_left_out": {
        "3/3-1-G-Linkを申し込む[7]": ("3-1/3-B", "アンケートの入力"),
        "3/3-1-G-Linkを申し込む[8]": ("3-1/3-B", "アンケートの入力"),
    },
    "refused_cards_pass": {
        "3/3-2-充電サポートを申し込む[7].1": ("3-2/7-A", "支払い方法"),
        "3/3-2-充電サポートを申し込む[7].2": ("3-2/7-A", "支払い方法"),
    },
    "reload_applies_again": {
        "3/3-1-申込みを一度だけにする[1]": ("3-1/7-A", "「G-Link」の申込み"),
        "3/3-2-申込みを一度だけにする[1]": ("3-2/12-A", "「EV・PHV充電サポート」の申込み"),
    },
    "review_applies": {
        "3/3-1-G-Linkを申し込む[2]": ("3-1/6-A", "「G-Link」の申込み"),
        "3/3-2-充電サポートを申し込む[2]": ("3-2/10-A", "「EV・PHV充電サポート」の申込み"),
    },
    "second_application_on_going_through_again": {
        "3/3-1-申込みを一度だけにする[4]": ("3-1/7-A", "「G-Link」の申込み"),
    },
    "second_press_applies_again": {
        "3/3-1-申込みを一度だけにする[7]": ("3-1/7-A", "「G-Link」の申込み"),
        "3/3-2-申込みを一度だけにする[6]": ("3-2/12-A", "「EV・PHV充電サポート」の申込み"),
    },
}


@pytest.mark.parametrize("defect", WRONG)
def test_a_wrong_application_is_found_where_it_is(defect: str) -> None:
    """Each scenario that looks there finds the build 不適合, at the step where it is wrong."""
    module = services if defect in services.__all__ else repeated

    assert departures(getattr(module, defect), WRONG[defect]) == []


def test_every_wrong_application_is_judged() -> None:
    """No wrong build stands in the modules that no scenario is held against."""
    assert set(WRONG) == {*services.__all__, *repeated.__all__}


def test_the_reference_build_passes_what_finds_wrong_applications() -> None:
    """The same scenarios find nothing wrong with the reference build, after all those wrong ones."""
    keys = dict.fromkeys(key for expected in WRONG.values() for key in expected)

    verdicts = {key: record.verdict.japanese for key, record in judge(builds.sound, *keys).items()}

    assert set(verdicts.values()) == {"適合"}, verdicts
