"""What ``docs/guide-counts.md`` says of the guide's size is so."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from harness.guide import Guide, load
from harness.guide.model import BranchKind, Provenance

PAGE = Path(__file__).parents[2] / "docs/guide-counts.md"
KINDS = (BranchKind.FORK, BranchKind.STRUCTURAL, BranchKind.GUARD, BranchKind.STATE, BranchKind.BAD)


@pytest.fixture(scope="module")
def guide() -> Guide:
    """Gives the packaged edition."""
    return load()


def told(first: str) -> list[int]:
    """Gives the numbers of the row that begins with these words."""
    row = re.search(rf"^\| {re.escape(first)} \|(.*)\|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert row is not None, first
    return [int(cell) for cell in row[1].split("|")]


def counts(guide: Guide, section: str = "") -> list[int]:
    """Counts steps, decision points, outcomes by kind and repeated outcomes of a section, or of the edition."""
    steps = [step for step in guide.steps.values() if section in ("", step.section)]
    own = [branch for branch in guide.branches.values() if section in ("", branch.at.split("/")[0])]
    kinds = Counter(branch.kind for branch in own)
    printed = sum(step.provenance is Provenance.PRINTED for step in steps)
    repeated = sum(outcome.repeats is not None for step in steps for outcome in step.branches)
    return [
        printed,
        len(steps) - printed,
        len({branch.at for branch in own}),
        len(own),
        *(kinds[kind] for kind in KINDS),
        repeated,
    ]


def test_the_sums_are_told(guide: Guide) -> None:
    """The table of sums says what the data hold, and how far that is from what was expected."""
    printed, inferred, points, outcomes, forks, structural, guards, state, bad, repeated = counts(guide)
    here = {
        "printed steps": printed,
        "implied steps": inferred,
        "decision points": points,
        "outcomes": outcomes,
        "outcomes: printed forks": forks,
        "outcomes: structural": structural,
        "outcomes: guards": guards,
        "outcomes: changes of state": state,
        "outcomes: bad": bad,
        "rules": len(guide.rules),
        "questions": len(guide.faq),
        "different questions": len({entry.asks for entry in guide.faq}),
        "mails": len(guide.mails),
    }
    rows = {name: told(name) for name in here}
    assert {name: row[1] for name, row in rows.items()} == here
    assert all(found - expected == difference for expected, found, difference in rows.values())
    assert f"{repeated} of them" in PAGE.read_text(encoding="utf-8")


def test_outcomes_and_rules_are_near_what_was_expected(guide: Guide) -> None:
    """Outcomes and rules differ from the independent reading by less than five percent."""
    for name in ("outcomes", "rules"):
        expected, found, _ = told(name)
        assert abs(found - expected) <= expected * 0.05


def test_each_section_is_told(guide: Guide) -> None:
    """The table by section says what the data of each section hold."""
    sections = [section.id for section in guide.sections]
    assert {section: told(section) for section in sections} == {
        section: counts(guide, section) for section in sections
    }
