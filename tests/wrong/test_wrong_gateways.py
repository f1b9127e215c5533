"""Features notice builds that do not get along with an outside system that fails."""

from __future__ import annotations

import pytest

from tests.wrong import gateways
from tests.wrong.judging import Expected, departures

TOLD = "うまくいかなかったことの知らせ"
WRONG: dict[str, Expected] = {
    "a_change_is_taken_for_not_made": {
        "1/1-1-外部の障害のあと[2].1": ("1-1/7-A", "実際 大阪府大阪市北区梅田3-1-3"),
        "4/4-1-外部の障害のあと[4].2": ("4-1/3-A", "実際 大阪府大阪市北区梅田3-1-3"),
    },
    "another_encoding_is_guessed": {
        "2/2-2-外部の障害[5].7": ("2-2/20-B", TOLD),
    },
    "application_is_kept_without_its_mail": {
        "4/4-1-外部の障害[8].1": ("4-1/8-A", "使用者の登録の申請: 期待 0件 / 実際 1件"),
    },
    "application_is_taken_back_after_its_mail": {
        "4/4-1-外部の障害のあと[7].3": ("4-1/9-A", "件名「受付」のメール: 期待 1通 / 実際 2通"),
    },
    "corrections_are_lost": {
        "4/4-1-外部の障害のあと[2].1": ("4-1/11-B", "TOYOTAアカウントの「住所」"),
    },
    "each_token_makes_a_customer": {
        "3/3-2-外部の障害のあと[2].1": ("3-2/8-A", "期待 1件 / 実際 2件"),
        "5/5-1-外部の障害[6].2": ("5-1/9-A", "期待 1件 / 実際 2件"),
        "5/5-2-外部の障害[6].1": ("5-2/8-A", "期待 1件 / 実際 2件"),
    },
    "lost_registration_is_a_taken_address": {
        "1/1-1-外部の障害のあと[1].1": ("1-1/16-C", "アカウントの登録完了"),
        "2/2-2-外部の障害[3].2": ("2-2/20-C", "アカウントの登録完了"),
        "4/4-1-外部の障害のあと[1].4": ("4-1/10-B", "アカウントの登録完了"),
    },
    "review_refuses_when_the_register_is_silent": {
        "4/4-1-外部の障害[9].1": ("4-1/10-A", "件名「エラー」のメール: 期待 0通 / 実際 1通"),
    },
    "trouble_empties_the_form": {
        "1/1-1-外部の障害[2].1": ("1-1/6", "入力欄「メールアドレス」の内容"),
        "4/4-1-外部の障害[2].1": ("4-1/3-A", "入力欄「住所」の内容"),
        "4/4-1-外部の障害[7].1": ("4-1/7-A", "入力欄「車台番号」の内容"),
        "5/5-1-外部の障害[3].1": ("5-1/7-A", "入力欄「有効期限」の内容"),
    },
    "trouble_is_an_error_page": {
        "1/1-1-外部の障害[3].1": ("1-1/7-A", "（欄がない）"),
        "4/4-1-外部の障害[3].1": ("4-1/10-B", TOLD),
        "5/5-2-外部の障害[4].1": ("5-2/7-A", TOLD),
    },
    "trouble_is_overlooked": {
        "2/2-2-外部の障害[4].1": ("2-2/12-B", TOLD),
        "2/2-2-外部の障害[5].1": ("2-2/20-B", TOLD),
        "4/4-1-外部の障害[4].1": ("4-1/13-B", TOLD),
    },
    "trouble_is_told_in_english": {
        "2/2-2-外部の障害[2].1": ("2-2/10", TOLD),
        "3/3-1-外部の障害[1].1": ("3-1/4-A+pay", TOLD),
        "4/4-1-外部の障害[5].1": ("4-1/4-B", TOLD),
        "5/5-1-外部の障害[1].1": ("5-1/2", TOLD),
    },
}


@pytest.mark.parametrize("defect", WRONG)
def test_a_build_that_fails_with_its_gateways_is_found(defect: str) -> None:
    """Each scenario that looks there finds the build 不適合, at the step where it is wrong."""
    assert departures(getattr(gateways, defect), WRONG[defect]) == []


def test_every_build_that_fails_with_its_gateways_is_judged() -> None:
    """No wrong build stands in the module that no scenario is held against."""
    assert set(WRONG) == set(gateways.__all__)
