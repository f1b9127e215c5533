"""Says which outcomes of a step are taken under given facts.

An outcome holds when every fact of its ``when`` has that value. What stops a person (an outcome with an
error) goes before what lets her on; several outcomes that hold at once are all taken, and lead to one place.
"""

from __future__ import annotations

from collections.abc import Mapping

from harness.guide.model import Facts, Outcome, Step
from harness.guide.pages import Chart, ChartRow

__all__ = ["agree", "chart_row", "counted_as", "holds", "outcomes_under"]


def holds(when: Mapping[str, str], facts: Mapping[str, str]) -> bool:
    """Says whether every fact that is asked for has its value."""
    return all(facts.get(name) == value for name, value in when.items())


def agree(one: Facts, other: Facts) -> bool:
    """Says whether two conditions can hold at the same time."""
    return all(other.get(name, value) == value for name, value in one.items())


def outcomes_under(step: Step, facts: Mapping[str, str]) -> tuple[Outcome, ...]:
    """Gives the outcomes of a step that are taken under the facts; empty if none is described."""
    held = tuple(outcome for outcome in step.branches if holds(outcome.when, facts))
    return tuple(outcome for outcome in held if outcome.error_at is not None) or held


def counted_as(step: Step, outcome: Outcome) -> str:
    """Gives the id of the branch that an outcome counts for: its own, or the one that it repeats."""
    return outcome.repeats or f"{step.id}={outcome.outcome}"


def chart_row(chart: Chart, facts: Mapping[str, str]) -> ChartRow:
    """Gives the row of the check chart for a customer: which sections, and when.

    Raises LookupError unless the facts say everything that one row asks for.
    """
    held = [row for row in chart.rows if holds(row.when, facts)]
    if len(held) != 1:
        raise LookupError(f"{len(held)} rows of the chart hold for {dict(facts)}; exactly one must")
    return held[0]
