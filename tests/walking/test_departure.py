"""Which outcome was taken, and where it must lead."""

from __future__ import annotations

import pytest

from harness.errors import FeatureError
from harness.guide import load
from harness.walking.departure import Departure

GUIDE = load()


def depart(step: str, **facts: str) -> Departure:
    """A departure from a step with these facts."""
    return Departure(step=GUIDE.steps[step], facts=facts, trail=("1-1/4", "1-1/5", step))


def test_facts_choose_the_outcome() -> None:
    """The outcome whose conditions hold names the branch and the next step."""
    expectation = depart("1-1/11-B", 操作="次へ", お客さま種別="法人").expectation(GUIDE)

    assert expectation.branches == ("1-1/11-B=法人",)
    assert expectation.to == ("1-1/12-C",)


def test_what_stops_somebody_goes_first() -> None:
    """An outcome with an error is taken before one that would lead on."""
    expectation = depart("1-1/6", 操作="ログイン", パスワード="誤り", メールアドレス="正しい").expectation(
        GUIDE
    )

    assert expectation.branches == ("1-1/6=パスワードが違う",)
    assert expectation.errors_at == ("*",)


def test_the_back_button_leads_to_where_somebody_was() -> None:
    """Where the data say nothing of 前の画面にもどる, any step that was visited before is right."""
    assert depart("1-1/10-B", 操作="前の画面にもどる").expectation(GUIDE).to == ("1-1/5", "1-1/4")


def test_the_browsers_back_leads_to_the_first_screen() -> None:
    """Where a step says nothing of the browser's back button, its section does."""
    assert depart("1-1/10-B", 操作="ブラウザの戻る").expectation(GUIDE).to == ("1-1/2",)


def test_what_the_data_do_not_foresee_is_an_error_of_ours() -> None:
    """Facts that fit no outcome are named, so that somebody can add the outcome or mend the feature."""
    with pytest.raises(FeatureError, match=r"1-1/11-B.*お客さま種別=不明"):
        depart("1-1/11-B", 操作="次へ", お客さま種別="不明").expectation(GUIDE)
