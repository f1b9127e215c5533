"""Features of 2-1 to 2-3 notice builds that register the user wrongly."""

from __future__ import annotations

import pytest

from tests.wrong import builds
from tests.wrong.judging import Expected, departures, judge, written

WRONG: dict[str, Expected] = {
    "R-076:any-phone-reads-the-users-qr": {
        "2/2-2-手続きを始める[3]": ("2-2/5", "ほかの端末で読み取り済み"),
    },
    "R-048:buyer-is-registered-as-the-other-user": {
        "2/2-2-ログインして登録する[1]": ("2-2/16-A", "登録された使用者"),
        "2/2-2-法人を新規登録する[1]": ("2-2/23-C", "登録された使用者"),
    },
    "R-014:corporate-users-are-checked": {
        "2/2-2-ログインして登録する[6]": ("2-2/13-A", "「販売店スタッフによる確認」"),
    },
    "R-013:individual-users-are-not-checked": {
        "2/2-2-ログインして登録する[2]": ("2-2/12-A", "チェック「販売店スタッフによる確認」"),
        "2/2-2-個人を新規登録する[3]": ("2-2/23-B", "チェック「販売店スタッフによる確認」"),
    },
    "R-038:same-name-logs-in-again": {
        "2/2-1-同じ名義で登録する[1]": ("2-1/2", "分岐 2-1/2=同じ名義 の行き先"),
    },
    "R-039:same-name-registers-at-once": {
        "2/2-1-同じ名義で登録する[2]": ("2-1/3", "登録された使用者"),
    },
    "R-052:skipping-ends-without-staff": {
        "2/2-3-スキップする[1]": ("2-3/6", "見出し"),
    },
    "R-050:skipping-registers-a-user": {
        "2/2-3-スキップする[1]": ("2-3/6", "ほかに登録された人"),
    },
    "R-013:staff-check-goes-by-the-buyers-kind": {
        "2/2-2-お客さま種別が異なる[1]": ("2-2/12-A", "チェック「販売店スタッフによる確認」"),
        "2/2-2-ログインして登録する[6]": ("2-2/13-A", "「販売店スタッフによる確認」"),
    },
    "R-039:terms-need-no-tick-in-2": {
        "2/2-1-同じ名義で登録する[3]": ("2-1/3", "同意しない"),
        "2/2-2-ログインして登録する[16]": ("2-2/15-A", "同意しない"),
        "2/2-2-個人を新規登録する[12]": ("2-2/26-B", "同意しない"),
        "2/2-2-法人を新規登録する[10]": ("2-2/22-C", "同意しない"),
    },
    "R-044:url-of-another-contract": {
        "2/2-2-手続きを始める[8]": ("2-2/16-A", "登録された使用者"),
    },
    "R-039:user-is-registered-before-the-terms": {
        "2/2-2-ログインして登録する[16]": ("2-2/15-A", "登録された使用者"),
        "2/2-2-個人を新規登録する[12]": ("2-2/26-B", "登録された使用者"),
    },
    "R-047:user-stays-when-registered-anew": {
        "2/2-1-同じ名義で登録する[5]": ("2-1/4", "登録された使用者"),
        "2/2-2-手続きを始める[7]": ("2-2/16-A", "登録された使用者"),
    },
    "R-013:users-check-is-decoration": {
        "2/2-2-ログインして登録する[2]": ("2-2/13-A", "スタッフ未確認"),
        "2/2-2-個人を新規登録する[3]": ("2-2/24-B", "スタッフ未確認"),
    },
    "R-076:users-qr-reads-once": {
        "2/2-2-手続きを始める[9]": ("2-2/5", "読み取れる"),
    },
    "R-046:users-screen-names-the-buyer": {
        "2/2-2-ログインして登録する[1]": ("2-2/16-A", "表示「使用者名」"),
        "2/2-2-個人を新規登録する[1]": ("2-2/27-B", "表示「使用者名」"),
        "2/2-2-法人を新規登録する[1]": ("2-2/23-C", "表示「使用者名」"),
    },
}


@pytest.mark.parametrize("defect", WRONG)
def test_a_wrong_registration_of_the_user_is_found_where_it_is(defect: str) -> None:
    """Each scenario that looks there finds the build 不適合, at the step where it is wrong."""
    assert departures(written(defect), WRONG[defect]) == []


def test_the_reference_build_passes_what_finds_wrong_registrations() -> None:
    """The same scenarios find nothing wrong with the reference build, after all those wrong ones."""
    keys = dict.fromkeys(key for expected in WRONG.values() for key in expected)

    verdicts = {key: record.verdict.japanese for key, record in judge(builds.sound, *keys).items()}

    assert set(verdicts.values()) == {"適合"}, verdicts
