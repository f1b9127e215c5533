"""Journeys: every way through the guide that its data allow."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from harness.guide import load
from harness.guide.journeys import Journey, branches_of, covering, journeys, pairs_of
from harness.guide.model import BranchKind, Guide

CORE, ALL = 819, 4860


@pytest.fixture(scope="module")
def guide() -> Guide:
    """The guide's data of edition 1.4."""
    return load()


@pytest.fixture(scope="module")
def found(guide: Guide) -> tuple[Journey, ...]:
    """Every journey of it."""
    return journeys(guide)


def test_their_number_is_known(found: Sequence[Journey]) -> None:
    """Edition 1.4 has 819 core ways, and 4,860 with URL, camera dialog and 3-D Secure."""
    assert sum(journey.core for journey in found) == CORE
    assert len(found) == ALL


def test_no_two_take_the_same_steps(found: Sequence[Journey]) -> None:
    """A way is a sequence of steps, together with the row of the check chart that it belongs to."""
    ways = {
        (
            journey.steps,
            journey.facts.get("充電サポート"),
            journey.facts.get("名義"),
            journey.facts.get("使用者の同席"),
        )
        for journey in found
    }
    assert len(ways) == len(found)


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
