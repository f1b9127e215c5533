"""Decides on a finished run, read from its folder."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from harness.builds.profile import KnownDeviation
from harness.coverage.conclude import partial_reason
from harness.coverage.gate import Baseline, Decision, Facts, Requirement, decide
from harness.reporting.finished import FinishedRun

__all__ = ["decide_on"]


def decide_on(
    run: FinishedRun,
    *,
    today: date,
    require: Requirement | None = None,
    deviations: Sequence[KnownDeviation] = (),
    baseline: Baseline | None = None,
) -> Decision:
    """Gives the outcome of a run under other terms than those it was run with."""
    facts = Facts(
        scenarios=run.scenarios,
        entries=run.entries,
        places=frozenset(run.guide.steps),
        interrupted=run.interrupted,
        trouble=str(run.said.get("trouble", "")),
        partial=partial_reason(
            only=run.partial and not run.interrupted, shard=str(run.said.get("shard", ""))
        ),
    )
    return decide(facts, today=today, require=require, deviations=deviations, baseline=baseline)
