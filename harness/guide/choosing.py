"""Says which outcomes of a step are taken under given facts.

An outcome holds when every fact of its ``when`` has that value. What stops a person (an outcome with an
error) goes before what lets her on; several outcomes that hold at once are all taken, and lead to one place.
"""

from __future__ import annotations

from collections.abc import Mapping

from harness.guide.model import Facts, Outcome, Step

__all__ = ["agree", "holds", "outcomes_under"]


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
