"""Finds the printed steps of a section in the guide's text, also when number or title differ a little.

A lone number in the picture of a screen looks like a step's number (A-63), so the data say what to look for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from harness.guide.model import Provenance, Section, Step

__all__ = ["Found", "Raw", "find_steps"]

_NUMBER = re.compile(r"([0-9]{1,2}(?:-[A-Z])?)(?: (\S.*))?")
_ALIKE = 0.5
"""How much of a title must agree, from 0 to 1, when it is not the one expected."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Raw:
    """A line that is not empty, before its place is known."""

    number: int
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """Where a step begins in the text."""

    step: str
    expected: str
    """Number and title by the data: ``5-A お支払い方法の登録``."""
    found: str = ""
    """Number and title by the text; empty if neither was found."""
    start: int | None = None
    """Index among the lines that are not empty."""
    line: int | None = None
    """Number of the line in the file, from 1."""
    in_order: bool = True
    """Whether it stands behind the step that goes before it in the data."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Candidate:
    start: int
    number: str
    title: str


def find_steps(section: Section, raw: Sequence[Raw], inside: Sequence[int]) -> list[Found]:
    """Gives each printed step of a section with its place; ``inside`` holds the indexes of the section's lines."""
    printed = [step for step in section.steps if step.provenance is Provenance.PRINTED]
    candidates = list(_candidates(raw, inside))
    places = _exact(printed, candidates)
    last = inside[0] - 1 if inside else -1
    for place, step in enumerate(printed):
        if step.id not in places:
            following = (places[other.id].start for other in printed[place + 1 :] if other.id in places)
            end = next(following, inside[-1] + 1 if inside else 0)
            near = _near(step, candidates, raw, range(last + 1, end))
            if near is not None:
                places[step.id] = near
        if step.id in places:
            last = max(last, places[step.id].start)
    return list(_found(printed, places, raw))


def _candidates(raw: Sequence[Raw], inside: Sequence[int]) -> Iterator[_Candidate]:
    for index in inside:
        number = _NUMBER.fullmatch(raw[index].text)
        if number is not None:
            following = raw[index + 1].text if index + 1 < len(raw) else ""
            yield _Candidate(start=index, number=number[1], title=number[2] or following)


def _exact(printed: Sequence[Step], candidates: Sequence[_Candidate]) -> dict[str, _Candidate]:
    places: dict[str, _Candidate] = {}
    last = -1
    for step in printed:
        alike = [there for there in candidates if (there.number, there.title) == (step.number, step.title)]
        behind = [there for there in alike if there.start > last]
        if alike:
            places[step.id] = (behind or alike)[0]
            last = max(last, places[step.id].start)
    return places


def _near(
    step: Step, candidates: Sequence[_Candidate], raw: Sequence[Raw], between: range
) -> _Candidate | None:
    numbered = [there for there in candidates if there.start in between and there.number == step.number]
    if numbered:
        likeness, best = max(
            ((_likeness(there.title, step.title), there) for there in numbered), key=lambda pair: pair[0]
        )
        if likeness >= _ALIKE:
            return best
    titled = (index for index in between if raw[index].text == step.title)
    start = next(titled, None)
    return None if start is None else _Candidate(start=start, number="", title=step.title)


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _found(printed: Sequence[Step], places: dict[str, _Candidate], raw: Sequence[Raw]) -> Iterator[Found]:
    last = -1
    for step in printed:
        expected = f"{step.number} {step.title}"
        there = places.get(step.id)
        if there is None:
            yield Found(step=step.id, expected=expected)
            continue
        yield Found(
            step=step.id,
            expected=expected,
            found=f"{there.number} {there.title}".strip(),
            start=there.start,
            line=raw[there.start].number,
            in_order=there.start > last,
        )
        last = max(last, there.start)
