"""Mutants are many, do nothing when switched off, and are noticed."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.coverage.kills import Outcome
from harness.errors import RunError
from harness.guide import load
from harness.mutants.running import MutantOptions, all_mutants, equivalents, judge_mutants


def test_ids_are_unique() -> None:
    """There are more than 600 mutants, and no two have one id."""
    ids = [one.id for one in all_mutants(load())]
    assert len(ids) == len(set(ids)) > 600


def test_sound_build_and_sample(tmp_path: Path) -> None:
    """2-3 passes under the middleware with nothing switched on, and each heading of 2-3 that is wrong is noticed."""
    headings = tuple(
        one.id for one in all_mutants(load()) if one.section == "2-3" and one.kind.name == "HEADING"
    )
    matrix = judge_mutants(MutantOptions(sections=("2-3",), only=headings, out=tmp_path, fallback="none"))
    assert matrix.suite_seconds > 0 and len(matrix.mutants) == len(headings) > 0
    assert {one.outcome for one in matrix.mutants} == {Outcome.RIGHT}


def test_equivalents_exist() -> None:
    """Every mutant that is named equivalent exists."""
    assert set(equivalents(load())) <= {one.id for one in all_mutants(load())}


def test_unknown_mutant() -> None:
    """A mutant that does not exist is refused by name."""
    with pytest.raises(RunError, match="R-999"):
        judge_mutants(MutantOptions(only=("R-999",)))
