"""Reads the guide's own text and tells which line stands in which step or section.

A step's block goes from its number to the next one. Number and title are one line (``5-A お支払い方法の登録``) or
two. What stands outside of a step belongs to its section; the cover and the index are places of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from harness.errors import RunError
from harness.guide.model import Guide
from harness.guide.verify_steps import Found, Raw, find_steps
from harness.guide.wording import fold

__all__ = ["ANYWHERE", "COVER", "FAQ", "INDEX", "Line", "Transcript", "read_text", "read_transcript"]

COVER = "表紙"
INDEX = "目次"
ANYWHERE = "本文"
FAQ = "よくあるご質問"

_INDEX_HEADING = "INDEX"
_LINE_END = re.compile(r"\r\n|\n|\r")
"""What an editor counts lines by; a form feed does not end a line."""
_HEADING = re.compile(r"([1-9]-[1-9])\. (?!.* [0-9]{1,2}$).+")
"""A section's heading, repeated on every page; in the index a page number follows it."""
_CHAPTER = re.compile(r"[1-9]\. .+")
_EDITION = re.compile(r"([0-9]+\.[0-9]+)版")


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One line of the text that is not empty."""

    number: int
    """From 1."""
    text: str
    """With runs of white space folded."""
    at: str
    """Where it stands: a step id, a section id, ``表紙`` or ``目次``."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Transcript:
    """The guide's text, line by line, each at its place."""

    lines: tuple[Line, ...]
    steps: tuple[Found, ...]
    """For each printed step of the data, in their order: where its number and title were found."""

    def at(self, place: str) -> Iterator[Line]:
        """Gives the lines of a step's block, of a section with all its steps, or of the whole text (``本文``)."""
        if place == ANYWHERE:
            return iter(self.lines)
        inside = f"{place}/"
        return (line for line in self.lines if line.at == place or line.at.startswith(inside))


def read_text(path: Path) -> str:
    """Reads a text file; raises ``RunError`` if it cannot be read as UTF-8."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise RunError(
            f"{path}: cannot be read ({error.strerror}); give the guide's text as a file"
        ) from error
    except UnicodeDecodeError as error:
        raise RunError(f"{path}: is not UTF-8 at byte {error.start}; save the text as UTF-8") from error


def read_transcript(text: str, guide: Guide) -> Transcript:
    """Puts every line of the text at its place; raises ``RunError`` if it is another document or edition."""
    raw = [
        Raw(number=number, text=fold(line))
        for number, line in enumerate(_LINE_END.split(text), start=1)
        if fold(line)
    ]
    places = list(_places(raw, guide))
    _refuse_other_documents(raw, places, guide)
    found: list[Found] = []
    for section in guide.sections:
        inside = [index for index, place in enumerate(places) if place == section.id]
        steps = find_steps(section, raw, inside)
        found += steps
        _enter(places, raw, steps, inside)
    return Transcript(
        lines=tuple(
            Line(number=line.number, text=line.text, at=place)
            for line, place in zip(raw, places, strict=True)
        ),
        steps=tuple(found),
    )


def _places(raw: Sequence[Raw], guide: Guide) -> Iterator[str]:
    """Gives for each line the cover, the index or the section that it stands in."""
    named = [(section, _bare(title)) for section, title in guide.index.items() if not section[0].isdigit()]
    place = COVER
    for number, line in enumerate(raw):
        if place != INDEX:
            titled = next((section for section, title in named if title == _bare(line.text)), None)
            if titled is not None:
                place = titled
                named = [entry for entry in named if entry[0] != titled]
        if line.text == _INDEX_HEADING:
            place = INDEX
        following = raw[number + 1].text if number + 1 < len(raw) else ""
        heading = _HEADING.fullmatch(line.text)
        if heading is None and _CHAPTER.fullmatch(line.text):
            heading = _HEADING.fullmatch(following)
        place = heading[1] if heading else place
        yield place


def _bare(text: str) -> str:
    return text.replace(" ", "")


def _refuse_other_documents(raw: Sequence[Raw], places: Sequence[str], guide: Guide) -> None:
    sections = [section for section in guide.index if section[0].isdigit()]
    there = sum(section in places for section in sections)
    if 2 * there < max(len(sections), 1):
        raise RunError(
            f"this is not the text of the guide: {there} of the headings of its {len(sections)} sections were"
            " found; give the guide's own text, one printed line a line"
        )
    for line, place in zip(raw, places, strict=True):
        edition = _EDITION.fullmatch(line.text)
        if place == COVER and edition is not None and edition[1] != guide.edition:
            raise RunError(
                f"line {line.number}: this is edition {edition[1]} of the guide, and the data are those of"
                f" edition {guide.edition}; choose the data with --edition"
            )


def _enter(places: list[str], raw: Sequence[Raw], steps: Sequence[Found], inside: Sequence[int]) -> None:
    """Writes the steps of a section over its id, from each step's number to the next step, heading or FAQ."""
    starts = {found.start: found.step for found in steps if found.start is not None}
    current = places[inside[0]] if inside else ""
    section = current
    for index in inside:
        text = raw[index].text
        if _HEADING.fullmatch(text) or text == FAQ or text.startswith("Q. "):
            current = section
        current = starts.get(index, current)
        places[index] = current
