"""Which mutants and scenarios are chosen, and what is kept of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from harness.coverage.kills import KILLS, Kill, KillMatrix, Outcome, read_kills, twice_covered
from harness.coverage.record import ScenarioRecord, Sight, Verdict
from harness.errors import RunError
from harness.guide import load
from harness.mutants.judging import scenarios
from harness.mutants.planning import Plan
from harness.mutants.running import MutantOptions, all_mutants, judge_mutants
from harness.mutants.sampling import sample, touched
from harness.mutants.scoring import score


def record(key: str, seconds: float, *steps: str, rules: tuple[str, ...] = ()) -> ScenarioRecord:
    """A scenario that passed and saw these steps."""
    sights = tuple(Sight(id=one, verdict=Verdict.CONFORMS) for one in steps)
    return ScenarioRecord(
        scenario=key, title="", verdict=Verdict.CONFORMS, steps=sights, rules=rules, seconds=seconds
    )


def of(outcome: Outcome, **more: Any) -> Kill:
    """A mutant of R-021 that became this."""
    return Kill(
        id="R-021:x", breaks="R-021", kind="rule broken", kind_title="きまりを破る", section="written",
        origin="written", sentence="Wrong.", outcome=outcome, **more,
    )  # fmt: skip


def test_who_saw_the_step_first_and_is_short_goes_first() -> None:
    """Scenarios that saw what is broken come before others of the section, and cheap ones before dear ones."""
    mutant = next(one for one in all_mutants(load()) if one.id == "2-1/3:heading")
    records = [
        record("2/2-1-a[1]", 3.0, "2-1/3"),
        record("2/2-1-a[2]", 1.0, "2-1/3"),
        record("2/2-1-a[3]", 0.1, "2-1/1"),
        record("1/1-1-a[1]", 0.1, "1-1/2"),
    ]
    orders = {
        way: list(Plan(records, fallback=way).job(mutant).in_order()) for way in ("none", "section", "all")
    }
    assert orders["none"] == ["2/2-1-a[2]", "2/2-1-a[1]"]
    assert orders["section"] == [*orders["none"], "2/2-1-a[3]"]
    assert orders["all"] == [*orders["section"], "1/1-1-a[1]"]


def test_a_change_of_a_scenario_touches_the_mutants_of_its_steps() -> None:
    """Lines of one scenario choose mutants at the steps that it names, and none of a step that it does not."""
    guide = load()
    one = next(one for one in scenarios() if one.key == "2/2-3-スキップする[1]")
    ids = touched([(f"features/{one.path.as_posix()}", one.line, one.line)], all_mutants(guide), guide)
    assert "2-3/5:heading" in ids and "5-1/4-A:heading" not in ids
    assert touched([("README.md", 1, 9)], all_mutants(guide), guide) == frozenset()


def test_a_sample_takes_what_was_touched_first() -> None:
    """A sample holds the touched mutants as far as there is room, and one seed draws it the same each time."""
    every = all_mutants(load())
    first = frozenset(one.id for one in every[50:53])
    drawn = sample(every, number=10, seed=4, first=first)
    assert first < {one.id for one in drawn} and len(drawn) == 10
    assert drawn == sample(every, number=10, seed=4, first=first)
    assert {one.id for one in sample(every, number=2, seed=4, first=first)} < first


def test_unknown_commit_is_refused() -> None:
    """A commit that git does not know is one message, not a traceback."""
    with pytest.raises(RunError, match="--since no-such-commit"):
        judge_mutants(MutantOptions(since="no-such-commit"))


def test_a_kill_counts_only_under_the_rule_and_while_its_feature_stands() -> None:
    """A rule is covered twice by a kill under it; one in a feature that has changed since is outdated."""
    kill = of(Outcome.RIGHT, scenario="1/a[1]", rules=("R-021",), feature="f1")
    assert twice_covered([kill], {"1/a": "f1"}) == (frozenset({"R-021"}), frozenset())
    assert twice_covered([kill], {"1/a": "f2"}) == (frozenset(), frozenset({"R-021"}))
    assert twice_covered([kill.model_copy(update={"rules": ("R-001",)})], {"1/a": "f1"}) == (frozenset(),) * 2
    assert twice_covered([of(Outcome.SURVIVED)], {}) == (frozenset(),) * 2


def test_survivors_are_named_and_the_price_is_told() -> None:
    """The score names who survived, and holds what a mutant costs against the suite."""
    kills = (of(Outcome.SURVIVED, ran=3, seconds=2.0), of(Outcome.RIGHT, ran=1, seconds=1.0))
    lines = list(
        score(KillMatrix(guide="1.4", build="b", driver="inprocess", suite_seconds=50, mutants=kills))
    )
    assert "survived: R-021:x (3 scenarios, 0 故障)" in lines
    assert lines[-2].startswith("killed: 1 of 2 (50.0%)") and "3.00% of the suite's 50 s" in lines[-1]


def test_results_are_kept_and_added_to(tmp_path: Path) -> None:
    """A second run adds to what is kept, and --resume runs no mutant again."""
    first = MutantOptions(only=("2-3/5:heading",), out=tmp_path, fallback="none")
    judge_mutants(first)
    options = MutantOptions(
        only=("2-3/5:heading", "2-3/6:heading"), out=tmp_path, fallback="none", coverage=tmp_path, resume=True
    )
    matrix = judge_mutants(options)
    assert [one.id for one in matrix.mutants] == ["2-3/5:heading", "2-3/6:heading"]
    kept = read_kills(tmp_path / KILLS)
    assert kept is not None and kept.mutants == matrix.mutants
    assert {one.outcome for one in kept.mutants} == {Outcome.RIGHT}
    assert any("2-3/5:heading" in found for found in kept.rules.values())


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    """What is no kill matrix is named, with what to do about it."""
    (tmp_path / KILLS).write_text(json.dumps([1]), encoding="utf-8")
    with pytest.raises(RunError, match="run it again"):
        read_kills(tmp_path / KILLS)
