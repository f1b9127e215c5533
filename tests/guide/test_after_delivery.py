"""Sections 4-1, 5-1 and 5-2 of edition 1.4 are complete and hang together."""

from __future__ import annotations

import pytest

from harness.guide import Guide, load, outcomes_under
from harness.guide.choosing import counted_as
from harness.guide.model import BranchKind, Device, Provenance

PRINTED = {
    "4-1": [
        *("1", "2"),
        *(f"{number}-A" for number in range(3, 12)),
        *(f"{number}-B" for number in range(3, 21)),
        *(f"{number}-C" for number in range(9, 23)),
    ],
    "5-1": ["1", "2", *(f"{number}-A" for number in range(3, 12)), "3-B"],
    "5-2": ["1", *(f"{number}-A" for number in range(2, 12)), "2-B", "3-B"],
}
INFERRED = {
    "4-1": [
        "1+url",
        "0",
        "10-A+review",
        "11-A+error",
        "19-B+review",
        "20-B+error",
        "21-C+review",
        "22-C+error",
    ],
    "5-1": ["8-A+3ds", "4-B"],
    "5-2": ["7-A+3ds"],
}


@pytest.fixture(scope="module")
def guide() -> Guide:
    """Gives the packaged edition."""
    return load()


def numbers(guide: Guide, section: str, provenance: Provenance) -> list[str]:
    """Lists the numbers of a section's steps by where they come from."""
    steps = guide.steps.values()
    return [step.number for step in steps if step.section == section and step.provenance is provenance]


@pytest.mark.parametrize("section", PRINTED)
def test_every_step_is_there(guide: Guide, section: str) -> None:
    """Every printed step stands in the order of the guide, and every implied one beside them."""
    assert numbers(guide, section, Provenance.PRINTED) == PRINTED[section]
    assert numbers(guide, section, Provenance.INFERRED) == INFERRED[section]


def test_the_edition_is_whole() -> None:
    """The edition has 170 printed steps and 26 implied ones."""
    provenances = [step.provenance for step in load().steps.values()]
    assert provenances.count(Provenance.PRINTED) == 170
    assert provenances.count(Provenance.INFERRED) == 26


def forks(guide: Guide, section: str) -> dict[str, str]:
    """Gives the printed forks of a section and where they lead."""
    return {
        branch.id: branch.to
        for branch in guide.branches.values()
        if branch.kind is BranchKind.FORK and branch.at.startswith(f"{section}/")
    }


def test_the_fork_by_kind_belongs_to_the_choice(guide: Guide) -> None:
    """The fork that 4-1 prints under 9-B is one of 8-B, where the kind is chosen."""
    assert forks(guide, "4-1") == {
        "4-1/2=お持ちの方": "4-1/3-A",
        "4-1/2=お持ちでない方": "4-1/3-B",
        "4-1/8-B=個人": "4-1/9-B",
        "4-1/8-B=法人": "4-1/9-C",
    }


def test_the_forks_of_5_1_lead_on(guide: Guide) -> None:
    """The forks that 5-1 prints one step late are ones of steps 2 and 4-A, and lead to no step of their own."""
    assert forks(guide, "5-1") == {
        "5-1/2=利用申込みをする": "5-1/3-A",
        "5-1/2=利用申込みをしない": "5-1/3-B",
        "5-1/4-A=追加のサービスを選択する": "5-1/5-A",
        "5-1/4-A=追加のサービスを選択しない": "5-1/10-A",
        "5-1/5-A=クレジットカード": "5-1/6-A",
        "5-1/5-A=請求書払い": "5-1/10-A",
    }


@pytest.mark.parametrize(
    ("review", "completed", "error", "facts"),
    [
        ("10-A+review", "11-A", "11-A+error", {}),
        ("19-B+review", "20-B", "20-B+error", {"お客さま種別": "個人"}),
        ("21-C+review", "22-C", "22-C+error", {"お客さま種別": "法人"}),
    ],
)
def test_the_review_decides(
    guide: Guide, review: str, completed: str, error: str, facts: dict[str, str]
) -> None:
    """After the review comes the mail of completion where the 車検証 agrees, else the mail of an error."""
    step = guide.steps[f"4-1/{review}"]
    assert not step.headings
    waited = {**facts, "操作": "審査を待つ"}
    assert [o.to for o in outcomes_under(step, {**waited, "審査": "一致"})] == [f"4-1/{completed}"]
    assert [o.to for o in outcomes_under(step, {**waited, "審査": "不一致"})] == [f"4-1/{error}"]
    assert guide.steps[f"4-1/{completed}"].to == "5-1"
    assert [o.to for o in guide.steps[f"4-1/{error}"].branches] == ["4-1/1"]


@pytest.mark.parametrize("number", ["7-A", "16-B", "18-C"])
@pytest.mark.parametrize(
    ("entered", "stopped_at"),
    [
        ({}, []),
        ({"車台番号": "空"}, ["車台番号"]),
        ({"自動車登録番号": "形式誤り"}, ["自動車登録番号"]),
        ({"車台番号": "誤り"}, ["*"]),
        ({"車両の種類": "軽自動車"}, ["*"]),
        ({"車両の種類": "軽自動車", "自動車登録番号": "空"}, ["自動車登録番号", "*"]),
    ],
)
def test_the_car_is_checked_in_every_column(
    guide: Guide, number: str, entered: dict[str, str], stopped_at: list[str]
) -> None:
    """A car that is unknown, or too small, is stopped at the vehicle's numbers, whichever way led there."""
    right = {
        "操作": "確認",
        "車台番号": "正しい",
        "自動車登録番号": "正しい",
        "車両の種類": "普通自動車",
        **entered,
    }
    outcomes = outcomes_under(guide.steps[f"4-1/{number}"], right)
    assert [o.error_at for o in outcomes if o.error_at] == stopped_at
    assert all(o.to == f"4-1/{number}" for o in outcomes) is bool(stopped_at)


def test_a_repeated_decision_counts_once(guide: Guide) -> None:
    """A decision that is printed again on the same screen counts for the branch that it repeats."""
    step = guide.steps["4-1/18-C"]
    (kei,) = (outcome for outcome in step.branches if outcome.outcome == "軽自動車")
    assert counted_as(step, kei) == "4-1/7-A=軽自動車"
    assert "4-1/7-A=軽自動車" in guide.branches
    assert "4-1/18-C=軽自動車" not in guide.branches


def test_every_outcome_counts_for_a_branch(guide: Guide) -> None:
    """Whatever is walked counts for a branch that is listed."""
    counted = {counted_as(step, outcome) for step in guide.steps.values() for outcome in step.branches}
    assert counted == set(guide.branches)


def test_nobody_is_called_after_delivery(guide: Guide) -> None:
    """After delivery no step is the staff's, and none shows the staff's tick."""
    later = [step for step in guide.steps.values() if step.section >= "4"]
    assert {step.actor.value for step in later} == {"使用者", "買主"}
    assert [step.id for step in later if "販売店スタッフによる確認" in step.checks] == []
    assert {step.device for step in later if step.actor.value == "買主"} == {Device.BUYER_INBOX}


def test_debit_is_offered_at_the_dealer_only(guide: Guide) -> None:
    """口座引落し is a way to pay at the dealer, and must be absent after delivery."""
    paying = [branch for branch in guide.branches.values() if branch.when.get("支払い方法") == "口座引落し"]
    assert [branch.id for branch in paying] == ["3-2/4-A=口座引落し"]
    assert [step.id for step in guide.steps.values() if "口座引落し" in step.absent] == ["5-1/6-A", "5-2/5-A"]


def ends(guide: Guide) -> list[str]:
    """Lists where the procedure ends, by step or by branch."""
    steps = [step.id for step in guide.steps.values() if step.to == "end"]
    return [*steps, *(branch.id for branch in guide.branches.values() if branch.to == "end")]


def test_the_procedure_ends_where_the_guide_says(guide: Guide) -> None:
    """At the dealer a procedure ends with the staff's OK, after delivery with とじる."""
    assert ends(guide) == [
        "2-3/6",
        "3-1/7-A",
        "3-1/5-B",
        "3-2/12-A",
        "3-2/4-B",
        "5-1/4-B",
        "5-2/11-A",
        "5-2/3-B",
        "5-1/11-A=充電サポート対象車両でない",
    ]
