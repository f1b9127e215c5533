"""Journeys: every way through the guide that its data allow."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from harness.guide import load
from harness.guide.journeys import Journey, branches_of, covering, journeys, pairs_of
from harness.guide.model import BranchKind, Guide

CORE, ALL = 924, 6934
PAID = ("クレジットカード", "3Dセキュアを求められるクレジットカード", "請求書払い")


@pytest.fixture(scope="module")
def guide() -> Guide:
    """The guide's data of edition 1.4."""
    return load()


@pytest.fixture(scope="module")
def found(guide: Guide) -> tuple[Journey, ...]:
    """Every journey of it."""
    return journeys(guide)


def test_their_number_is_known(found: Sequence[Journey]) -> None:
    """Edition 1.4 has 924 core ways, and 6,934 with URL or mail, camera dialog and 3-D Secure."""
    assert sum(journey.core for journey in found) == CORE
    assert len(found) == ALL


def test_no_two_are_the_same(found: Sequence[Journey]) -> None:
    """A way is a sequence of steps and of what was chosen to pay with, together with its row of the check chart."""
    ways = {
        (
            journey.steps,
            tuple(one for one in journey.branches if "+pay=" in one or "3-2/4-A=" in one),
            journey.facts.get("充電サポート"),
            journey.facts.get("名義"),
            journey.facts.get("使用者の同席"),
        )
        for journey in found
    }
    assert len(ways) == len(found)


def test_options_of_one_fork_are_told_apart(found: Sequence[Journey]) -> None:
    """Who pays the charging support from an account and who pays by invoice go different ways, though the same steps."""
    by_account = {one.steps for one in found if "3-2/4-A=口座引落し" in one.branches}
    by_invoice = {one.steps for one in found if "3-2/4-A=請求書払い" in one.branches}
    assert by_invoice
    assert by_invoice < by_account


def test_g_link_is_paid_for_in_every_way_at_the_dealer(found: Sequence[Journey]) -> None:
    """With G-Link at the dealer there is a card, a card with 3-D Secure, which is technical, and a corporation's invoice."""
    ways = {
        branch: [one for one in found if branch in one.branches]
        for branch in (f"3-1/4-A+pay={method}" for method in PAID)
    }
    assert all(ways.values())
    assert [any(one.core for one in some) for some in ways.values()] == [True, False, True]
    invoiced = ways["3-1/4-A+pay=請求書払い"]
    assert {one.facts.get("使用者のお客さま種別", one.facts["買主のお客さま種別"]) for one in invoiced} == {
        "法人"
    }


def test_the_mail_comes_to_registered_buyers_only(found: Sequence[Journey]) -> None:
    """Who begins after delivery with the mail had their buyer registered at the dealer."""
    mailed = [one for one in found if "4-1/0" in one.steps]
    assert {one.facts["入口"] for one in mailed} == {"メール"}
    assert {one.facts["契約時の手続き"] for one in mailed} == {"する"}
    assert all(one.parts[1][0].step.id == "4-1/0" for one in mailed)


def test_three_mails_lead_back_to_an_entry(guide: Guide) -> None:
    """Besides the first QR code, which can be read again, only the three error mails lead back to where one began."""
    assert guide.chart is not None
    entries = {entry.step for entry in guide.chart.entries}
    back = [
        step.id
        for step in guide.steps.values()
        for one in step.branches
        if one.to in entries and one.kind is not BranchKind.BAD
    ]
    assert back == ["4-1/11-A+error", "4-1/20-B+error", "4-1/22-C+error"]


def test_each_leg_leads_to_the_next(found: Sequence[Journey]) -> None:
    """Within a procedure every leg leads to the step of the next one, and the last one to the end."""
    for journey in found:
        for part in journey.parts:
            assert [leg.to for leg in part] == [*(leg.step.id for leg in part[1:]), "end"]


def test_they_begin_where_the_chart_says(found: Sequence[Journey], guide: Guide) -> None:
    """Every procedure begins at an entry of the check chart."""
    assert guide.chart is not None
    entries = {entry.step for entry in guide.chart.entries}
    assert {part[0].step.id for journey in found for part in journey.parts} <= entries


def test_they_go_through_the_sections_of_their_row(found: Sequence[Journey], guide: Guide) -> None:
    """The sections of a journey are those of the one row of the check chart that its facts ask for."""
    assert guide.chart is not None
    for journey in found:
        rows = [row for row in guide.chart.rows if row.when.items() <= journey.facts.items()]
        assert [(*row.at_contract, *row.after_delivery) for row in rows] == [journey.sections]


def test_nothing_bad_happens_on_them(found: Sequence[Journey]) -> None:
    """No leg is refused, goes back, or comes to a step twice in one procedure."""
    for journey in found:
        for part in journey.parts:
            outcomes = [leg.outcome for leg in part if leg.outcome]
            assert all(one.kind is not BranchKind.BAD and one.error_at is None for one in outcomes)
            assert len({leg.step.id for leg in part}) == len(part)


def test_who_gave_no_card_is_not_taken_for_one_who_did(found: Sequence[Journey]) -> None:
    """The registered card is offered in the second application only to who registered it in the first."""
    for journey in found:
        branches = set(journey.branches)
        if "3-2/3-A=支払い方法を登録した" in branches:
            assert "3-1/4-A+pay" in journey.steps


def test_few_cover_every_branch(guide: Guide) -> None:
    """The covering journeys take whatever branch any journey takes, and each of them adds one."""
    everything = journeys(guide, every_outcome=True)
    few = covering(everything, branches_of)
    assert {b for one in few for b in one.branches} == {b for one in everything for b in one.branches}
    assert len(few) < 40
    for one in few:
        others = {branch for other in few if other is not one for branch in other.branches}
        assert set(one.branches) - others, one.id


def test_few_cover_every_pair_of_facts(found: Sequence[Journey]) -> None:
    """The pairwise journeys hold any two facts that are true together on some journey."""
    few = covering(found, pairs_of)
    assert {pair for one in few for pair in pairs_of(one)} == {
        pair for one in found for pair in pairs_of(one)
    }
    assert len(few) < 60
