"""Tells which scenarios a change of the guide touches: those that walk its steps, prove its rules or cite its readings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness.guide.diff import Change, How
from harness.runner.features import Scenario, read_features

__all__ = ["Touch", "as_data", "as_lines", "steps_named", "touches"]

_MENTION = re.compile(r"手順 ([1-5]-[1-3]/[0-9A-Za-z+-]+|[0-9]{1,2}(?:-[A-Z])?(?:\+[a-z0-9]+)?)")
"""A step that is named outside of a walk: 買主は手順 6-A まで進んでいる."""
_SIGN = {How.ADDED: "追加", How.REMOVED: "削除", How.CHANGED: "変更"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Touch:
    """A change of the guide and the keys of the scenarios that it touches."""

    change: Change
    scenarios: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Named:
    """What a scenario names of the guide."""

    key: str
    steps: frozenset[str]
    tags: frozenset[str]


def touches(changes: Sequence[Change], features: Path) -> tuple[Touch, ...]:
    """Gives each change with its scenarios, in the order of the features; raises FeatureError if they can't be read."""
    named = [
        _Named(key=scenario.key, steps=frozenset(steps_named(scenario)), tags=frozenset(scenario.tags))
        for feature in (read_features(features) if changes else ())
        for scenario in feature.scenarios
    ]
    return tuple(
        Touch(
            change=change,
            scenarios=tuple(scenario.key for scenario in named if _is_touched(scenario, change)),
        )
        for change in changes
    )


def _is_touched(scenario: _Named, change: Change) -> bool:
    tags = {*change.rules, *change.readings}
    return not scenario.steps.isdisjoint(change.steps) or not scenario.tags.isdisjoint(tags)


def steps_named(scenario: Scenario) -> Iterator[str]:
    """Gives every step that a scenario names, by its full id."""
    section = scenario.section
    for step in scenario.steps:
        named: Iterable[str] = _MENTION.findall(step.text)
        if step.is_walk:
            named = (*named, *(row.cells[0] for row in step.rows[1:]))
        for number in named:
            yield number if "/" in number else f"{section}/{number}"


def as_data(touched: Sequence[Touch]) -> list[dict[str, Any]]:
    """Gives the rows of ``--json``: ``{what, at, how, before, after, steps, rules, scenarios}``."""
    return [
        {
            "what": touch.change.what,
            "at": touch.change.at,
            "how": touch.change.how.value,
            "before": touch.change.before,
            "after": touch.change.after,
            "steps": list(touch.change.steps),
            "rules": list(touch.change.rules),
            "scenarios": list(touch.scenarios),
        }
        for touch in touched
    ]


def as_lines(touched: Sequence[Touch], before: str, after: str) -> Iterator[str]:
    """Gives the report in Japanese, line by line, the sum last."""
    for touch in touched:
        change = touch.change
        yield f"{_SIGN[change.how]} {change.what} {change.at}"
        if change.before:
            yield f"  前: {change.before}"
        if change.after:
            yield f"  後: {change.after}"
        for key in touch.scenarios:
            yield f"  シナリオ: {key}"
    if not touched:
        yield f"{before}版と{after}版のデータに違いはありません"
        return
    counts = "、".join(
        f"{sign}{sum(touch.change.how is how for touch in touched)}" for how, sign in _SIGN.items()
    )
    suspects = {key for touch in touched for key in touch.scenarios}
    yield f"{before}版から{after}版へ: {counts}、かかわるシナリオ{len(suspects)}"
