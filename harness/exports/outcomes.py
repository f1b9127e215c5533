"""What every format says of a run: each scenario with its place and its words, and the verdict of the whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from harness.coverage.record import ScenarioRecord, Verdict
from harness.reporting.finished import FinishedRun
from harness.runner.features import Scenario
from harness.runner.repeat import repeat_line

__all__ = ["WORST_FIRST", "Outcome", "gaps", "harness_version", "outcomes", "started_at", "whole"]

WORST_FIRST = (
    Verdict.NONCONFORMING,
    Verdict.BROKEN,
    Verdict.NOT_TESTED,
    Verdict.NOT_APPLICABLE,
    Verdict.CONFORMS,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """One scenario as it came out."""

    record: ScenarioRecord
    scenario: Scenario | None
    """As it is written; ``None`` if the feature was changed after the run."""
    file: str
    """``features/1/…feature``; empty where it is not written any more."""
    line: int
    repeat: str
    """The command that repeats it."""

    @property
    def verdict(self) -> Verdict:
        """What is said of it."""
        return self.record.verdict

    @property
    def words(self) -> str:
        """Why it is not 適合, a line for each finding; the word alone where there is nothing to add."""
        said = [str(finding) for finding in self.record.findings] or [self.record.reason]
        return "\n".join(filter(None, said)) or self.verdict.japanese


def outcomes(run: FinishedRun) -> tuple[Outcome, ...]:
    """Gives every scenario of a run, in the order of the features."""
    return tuple(_outcome(run, record) for record in run.scenarios)


def _outcome(run: FinishedRun, record: ScenarioRecord) -> Outcome:
    scenario = run.written.get(record.scenario)
    return Outcome(
        record=record,
        scenario=scenario,
        file=f"features/{scenario.path.as_posix()}" if scenario else "",
        line=scenario.line if scenario else 0,
        repeat=repeat_line(record.scenario, build=run.build, driver=run.driver),
    )


def gaps(run: FinishedRun) -> dict[str, list[Any]]:
    """Gives by name of the kind the steps, branches and rules that are neither 適合 nor 不適合."""
    settled = (Verdict.CONFORMS, Verdict.NONCONFORMING)
    kinds = {"手順": run.steps, "分岐": run.branches, "きまり": run.rules}
    return {
        name: [entry for entry in entries.values() if entry.verdict not in settled]
        for name, entries in kinds.items()
    }


def whole(run: FinishedRun) -> tuple[Verdict, str]:
    """Gives what is said of the run as a whole, and the sentence that says it; never 適合 with anything left open."""
    said = "、".join(run.reasons)
    text = f"判定: {run.headline}" + (f"（{said}）" if said else "")
    if run.everything_conforms:
        return Verdict.CONFORMS, text
    if run.exit_code == 1 or run.headline == "不適合":
        return Verdict.NONCONFORMING, text
    return (Verdict.BROKEN if run.exit_code == 2 else Verdict.NOT_TESTED), text


def started_at(run: FinishedRun) -> float:
    """Gives when the run began, in seconds since 1970."""
    return datetime.fromisoformat(run.said["date"]).timestamp()


def harness_version(run: FinishedRun) -> str:
    """Gives the version of the harness that judged."""
    return str(run.said["harness"])
