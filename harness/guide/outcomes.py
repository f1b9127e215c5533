"""Finds outcomes of one step that cannot be told apart, or that name what the screen does not offer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from harness.guide.choosing import agree
from harness.guide.documents import Place
from harness.guide.model import Outcome, Step

__all__ = ["ACTION", "ACTS", "outcome_faults"]

ACTION = "操作"
"""The fact that says what was pressed or done."""
ACTS = frozenset({"QRコードを読み取る", "URLを開く", "ブラウザの戻る", "審査を待つ"})
"""Values of ``操作`` that are no label of a screen."""

_REMEDY = "add a fact that tells them apart"

Finding = tuple[Place, str]


def outcome_faults(step: Step, screen: Sequence[Step]) -> Iterator[Finding]:
    """Gives the faults of a step's outcomes; ``screen`` holds every step that shares the step's screen."""
    yield from _names(step)
    for (_, one), (number, other) in combinations(enumerate(step.branches), 2):
        yield from ((("branches", number, "when"), what) for what in _confusions(one, other))
    for number, outcome in enumerate(step.branches):
        if outcome.error_at not in (None, "*", *_entries(screen)):
            what = f"found {outcome.error_at!r}; expected a field, a check or a choice of the screen, or '*'"
            yield ("branches", number, "error_at"), what
        action = outcome.when.get(ACTION)
        if action is not None and action not in _actions(screen):
            yield ("branches", number, "when", ACTION), f"found {action!r}; the screen offers no such label"


def _names(step: Step) -> Iterator[Finding]:
    seen: set[str] = set()
    for number, outcome in enumerate(step.branches):
        if outcome.outcome in seen:
            what = f"outcome {outcome.outcome!r} stands here a second time; names are unique at a step"
            yield ("branches", number, "outcome"), what
        seen.add(outcome.outcome)


def _confusions(one: Outcome, other: Outcome) -> Iterator[str]:
    if one.when == other.when:
        yield f"is the condition of outcome {one.outcome!r} too; {_REMEDY}"
        return
    rivals = (one.error_at is None) == (other.error_at is None) and one.to != other.to
    if rivals and agree(one.when, other.when):
        yield f"can hold together with outcome {one.outcome!r}, which leads elsewhere; {_REMEDY}"


def _entries(screen: Sequence[Step]) -> Iterator[str]:
    for step in screen:
        yield from (spec.label for spec in step.fields)
        yield from step.checks
        yield from step.choices


def _actions(screen: Sequence[Step]) -> set[str]:
    actions = set(ACTS)
    for step in screen:
        actions.update(step.labels)
        actions.update(*step.label_aliases.values(), *step.choices.values())
    return actions
