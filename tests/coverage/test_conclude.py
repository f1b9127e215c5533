"""How the verdict follows from what was written, executed and seen."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from harness.coverage.conclude import Requirement, RunResult, WrittenScenario, conclude
from harness.coverage.record import Evidence, ScenarioRecord, Sight, Verdict
from harness.guide.model import Actor, BranchKind, Device, Guide, Outcome, Rule, Section, Source, Step


def _step(number: str, **more: object) -> Step:
    return Step(
        id=f"1-1/{number}",
        title=f"題{number}",
        actor=Actor.BUYER,
        device=Device.BUYER_PHONE,
        screen=number,
        headings=(f"題{number}",),
        **more,  # type: ignore[arg-type]
    )


GUIDE = Guide(
    edition="t",
    sections=(
        Section(
            id="1-1",
            title="節",
            chapter="章",
            steps=(
                _step(
                    "1",
                    branches=(
                        Outcome(outcome="甲", to="1-1/2", kind=BranchKind.FORK, when={"操作": "次へ"}),
                    ),
                ),
                _step("2", to="end"),
            ),
        ),
    ),
    rules=(
        Rule(id="R-001", statement="一", sources=(Source(at="1-1/1"),), steps=("1-1/1",)),
        Rule(id="R-002", statement="二", sources=(Source(at="1-1/2"),), steps=("1-1/2",)),
    ),
    readings=(),
)
WRITTEN = tuple(
    WrittenScenario(key=f"1/a[{n}]", title=f"[{n}]", file="a", line=n, rules=(rule,), section="1-1")
    for n, rule in ((1, "R-001"), (2, "R-002"))
)


def _good(key: str, rule: str) -> ScenarioRecord:
    return ScenarioRecord(
        scenario=key,
        title=key,
        verdict=Verdict.CONFORMS,
        rules=(rule,),
        steps=(Sight(id="1-1/1", verdict=Verdict.CONFORMS), Sight(id="1-1/2", verdict=Verdict.CONFORMS)),
        branches=(Sight(id="1-1/1=甲", verdict=Verdict.CONFORMS),),
    )


def _judge(records: Sequence[ScenarioRecord], **more: object) -> RunResult:
    return conclude(guide=GUIDE, records=records, written=WRITTEN, build="b", driver="d", **more)  # type: ignore[arg-type]


GOOD = (_good("1/a[1]", "R-001"), _good("1/a[2]", "R-002"))
BAD = GOOD[0].model_copy(
    update={
        "verdict": Verdict.NONCONFORMING,
        "findings": (Evidence(at="1-1/2", what="見出し", expected="a", found="b"),),
        "steps": (
            Sight(id="1-1/1", verdict=Verdict.CONFORMS),
            Sight(id="1-1/2", verdict=Verdict.NONCONFORMING),
        ),
    }
)


def test_everything_seen_to_hold_conforms() -> None:
    """A run in which every scenario passed and everything was seen is 適合, exit code 0."""
    result = _judge(GOOD)

    assert (result.headline, result.exit_code, result.reasons) == ("適合", 0, ())


def test_a_written_scenario_that_did_not_run_is_never_a_pass() -> None:
    """A scenario without a record is 故障, and the run could not be judged."""
    result = _judge(GOOD[:1])

    assert result.exit_code == 2
    assert [record.verdict for record in result.scenarios] == [Verdict.CONFORMS, Verdict.BROKEN]


def test_an_interrupted_run_keeps_what_it_found() -> None:
    """What did not run because of an interruption is 未検証, and the exit code is 130."""
    result = _judge(GOOD[:1], interrupted=True)

    assert result.exit_code == 130
    assert result.scenarios[1].verdict is Verdict.NOT_TESTED


def test_nonconformance_outranks_everything() -> None:
    """When several things hold, 不適合 goes first, then what could not be judged, then what is missing."""
    assert _judge([BAD], interrupted=True).exit_code == 1
    assert _judge([BAD]).exit_code == 1
    assert _judge(GOOD, trouble="crash").exit_code == 2


def test_a_failure_speaks_only_against_the_rules_it_is_about() -> None:
    """A rule is 不適合 only if the failure lies at one of its steps or in a ならば; else it was not tested."""
    result = _judge([BAD, GOOD[1]])
    rules = {entry.id: entry.verdict for entry in result.rules}

    assert rules["R-001"] is Verdict.NOT_TESTED
    about = BAD.model_copy(
        update={"findings": (Evidence(at="1-1/2", what="w", expected="a", found="b", about=("R-001",)),)}
    )
    assert {e.id: e.verdict for e in _judge([about, GOOD[1]]).rules}["R-001"] is Verdict.NONCONFORMING


def test_a_step_that_failed_once_does_not_conform() -> None:
    """One failure outweighs any number of passes, and says why."""
    entry = {entry.id: entry for entry in _judge([BAD, GOOD[1]]).steps}["1-1/2"]

    assert entry.verdict is Verdict.NONCONFORMING
    assert "見出し" in entry.reason
    assert entry.scenarios == ("1/a[1]", "1/a[2]")


def test_what_no_scenario_sees_makes_the_run_inconclusive() -> None:
    """A run that passed but did not see a branch is 判定不能, exit code 3, unless less is required."""
    blind = tuple(record.model_copy(update={"branches": ()}) for record in GOOD)

    assert _judge(blind).exit_code == 3
    assert "分岐は1のうち0だけ" in " ".join(_judge(blind).reasons)
    assert _judge(blind, require=Requirement(branches=0)).exit_code == 0


def test_a_scenario_that_was_not_tested_makes_the_run_inconclusive() -> None:
    """未検証 is never green, even if everything else was seen."""
    untested = GOOD[1].model_copy(update={"verdict": Verdict.NOT_TESTED, "reason": "時計がない"})

    assert _judge([GOOD[0], untested]).exit_code == 3


@pytest.mark.parametrize("more", [{"sections": ("2-1",)}, {"only": ("1/a[9]",)}])
def test_a_run_of_nothing_is_inconclusive(more: dict[str, object]) -> None:
    """Judging nothing says nothing."""
    assert _judge(GOOD, **more).exit_code == 3


def test_one_scenario_alone_says_nothing_of_the_whole() -> None:
    """A run of chosen scenarios is marked as partial."""
    result = _judge(GOOD, only=("1/a[1]",))

    assert result.partial
    assert len(result.scenarios) == 1
