"""Draws the flow of a section: steps in rows, in a column for each of A, B and C; branches as lines of their step."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from harness.coverage.conclude import Entry
from harness.coverage.record import Verdict
from harness.guide.model import Section, Step

__all__ = ["Arrow", "Box", "Flow", "Line", "draw"]

WIDTH, COLUMN, LEFT = 250, 330, 16
TITLE, LINE, GAP = 46, 26, 34
_NUMBER = re.compile(r"(\d+)(?:-([A-Z]))?(\+.*)?")


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A branch, written in the box of its step."""

    id: str
    text: str
    to: str
    y: int
    verdict: Verdict


@dataclass(frozen=True, kw_only=True, slots=True)
class Box:
    """A step."""

    step: Step
    x: int
    y: int
    height: int
    verdict: Verdict
    lines: tuple[Line, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Arrow:
    """A way from a step to another of the same section."""

    path: str
    verdict: Verdict


@dataclass(frozen=True, kw_only=True, slots=True)
class Flow:
    """The picture of a section."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


def draw(section: Section, steps: Mapping[str, Entry], branches: Mapping[str, Entry]) -> Flow:
    """Lays a section out; each branch has the verdict that the run came to."""
    rows = _rows(section)
    boxes: dict[str, Box] = {}
    y = 16
    for row in rows:
        tallest = 0
        for column, step in row.items():
            box = _box(step, LEFT + column * COLUMN, y, steps, branches)
            boxes[step.id] = box
            tallest = max(tallest, box.height)
        y += tallest + GAP
    columns = max((column for row in rows for column in row), default=0) + 1
    return Flow(
        width=LEFT + columns * COLUMN,
        height=y,
        boxes=tuple(boxes.values()),
        arrows=tuple(_arrows(boxes)),
    )


def _rows(section: Section) -> list[dict[int, Step]]:
    """Steps of one number stand side by side; what has no letter of its own follows its step's column."""
    order: dict[tuple[int, str], dict[int, Step]] = defaultdict(dict)
    for place, step in enumerate(section.steps):
        found = _NUMBER.fullmatch(step.number)
        number, letter, more = (int(found[1]), found[2], found[3] or "") if found else (place, None, "")
        column = "ABC".find(letter) if letter and letter in "ABC" else 0
        row = order[number, more]
        while column in row:
            column += 1
        row[column] = step
    return [order[key] for key in sorted(order)]


def _box(step: Step, x: int, y: int, steps: Mapping[str, Entry], branches: Mapping[str, Entry]) -> Box:
    lines = []
    for place, outcome in enumerate(step.branches):
        key = outcome.repeats or f"{step.id}={outcome.outcome}"
        entry = branches.get(key)
        verdict = entry.verdict if entry else Verdict.NOT_TESTED
        at = y + TITLE + place * LINE
        lines.append(Line(id=key, text=outcome.outcome, to=_short(step, outcome.to), y=at, verdict=verdict))
    entry = steps.get(step.id)
    return Box(
        step=step,
        x=x,
        y=y,
        height=TITLE + len(lines) * LINE + (6 if lines else 0),
        verdict=entry.verdict if entry else Verdict.NOT_TESTED,
        lines=tuple(lines),
    )


def _short(step: Step, to: str) -> str:
    if to == "end":
        return "終わり"
    if to == step.id:
        return "同じ画面"
    return to.removeprefix(f"{step.section}/")


def _arrows(boxes: Mapping[str, Box]) -> list[Arrow]:
    arrows = []
    for box in boxes.values():
        if box.step.to is not None and box.step.to in boxes:
            target = boxes[box.step.to]
            arrows.append(
                Arrow(path=_way(box.x + WIDTH // 2, box.y + box.height, target), verdict=box.verdict)
            )
        for outcome, line in zip(box.step.branches, box.lines, strict=True):
            if outcome.to in boxes and outcome.to != box.step.id:
                side = box.x + WIDTH
                arrows.append(
                    Arrow(path=_way(side, line.y + LINE // 2, boxes[outcome.to]), verdict=line.verdict)
                )
    return arrows


def _way(x: int, y: int, target: Box) -> str:
    """A line into the top of a box where that lies below in another column, else along the right side."""
    top, middle, right = target.y, target.x + WIDTH // 2, target.x + WIDTH
    if x != right and top > y:
        bend = max(14, (top - y) // 2)
        aside = x + 60 if (x - LEFT) % COLUMN == WIDTH else x
        first = y if aside != x else y + bend
        return f"M{x},{y} C{aside},{first} {middle},{top - bend} {middle},{top - 2}"
    out = max(x, right) + 22 + min(46, abs(top - y) // 12)
    return f"M{x},{y} C{out},{y} {out},{top + 12} {right + 2},{top + 12}"
