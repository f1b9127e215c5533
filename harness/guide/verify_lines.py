"""Lays the claims beside the lines of the guide's text, both in order, and tells where they part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby, zip_longest

from harness.guide.claims import Claim, fingerprint
from harness.guide.verify_text import Line

__all__ = ["Pair", "Promised", "Quoted", "pair_lines", "promised_lines", "renewed_claims"]

Quoted = Mapping[str, frozenset[str]]
"""Place -> the lines that are nothing but a quote of the data there."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Promised:
    """One line that the claims expect."""

    at: str
    print: str | None
    """Fingerprint; ``None`` for a line that is a quote of the data."""
    by: tuple[str, ...] = ()

    @property
    def token(self) -> tuple[str, str]:
        """What must agree with a line of the text: the fingerprint, or being a quote at that place."""
        return ("quote", self.at) if self.print is None else ("print", self.print)


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    """A claim and the line it meets; one of them is missing where they part."""

    promised: Promised | None
    line: Line | None
    quoted: bool
    """Whether the line is a quote of the data."""
    after: int
    """Number of the last line of the text before this pair, 0 at the beginning."""

    @property
    def agrees(self) -> bool:
        """Whether the line is the one that the claim expects, be it at its place or at another."""
        if self.promised is None or self.line is None:
            return False
        return self.promised.print in (None, fingerprint(self.line.text)) and (
            self.promised.print is not None or self.quoted
        )


def promised_lines(claims: Sequence[Claim]) -> list[Promised]:
    """Gives every line that the claims expect, in order."""
    promised: list[Promised] = []
    for claim in claims:
        promised += [Promised(at=claim.at, print=None)] * claim.quoted
        promised += [Promised(at=claim.at, print=print_, by=claim.by) for print_ in claim.lines]
    return promised


def pair_lines(promised: Sequence[Promised], lines: Sequence[Line], quoted: Quoted) -> Iterator[Pair]:
    """Pairs what is expected with what is there, in the order of both."""
    hashed = {(entry.at, entry.print) for entry in promised}
    tokens = [_token(line, quoted, hashed) for line in lines]
    matcher = SequenceMatcher(None, [entry.token for entry in promised], tokens, autojunk=False)
    for tag, low, high, first, last in matcher.get_opcodes():
        sides = _by_place if tag == "replace" else _in_order
        after = lines[first - 1].number if first else 0
        for expected, line in sides(promised[low:high], lines[first:last]):
            yield Pair(
                promised=expected,
                line=line,
                quoted=line is not None and line.text in quoted.get(line.at, ()),
                after=after,
            )
            after = line.number if line is not None else after


def _token(line: Line, quoted: Quoted, hashed: set[tuple[str, str | None]]) -> tuple[str, str]:
    print_ = fingerprint(line.text)
    if (line.at, print_) not in hashed and line.text in quoted.get(line.at, ()):
        return ("quote", line.at)
    return ("print", print_)


Sides = Iterator[tuple[Promised | None, Line | None]]


def _in_order(promised: Sequence[Promised], lines: Sequence[Line]) -> Sides:
    return iter(zip_longest(promised, lines))


def _by_place(promised: Sequence[Promised], lines: Sequence[Line]) -> Sides:
    """Pairs lines that differ place by place, so that a changed line meets the claim that it has left."""
    waiting = list(lines)
    for at, entries in groupby(promised, key=lambda entry: entry.at):
        own = [line for line in waiting if line.at == at]
        waiting = [line for line in waiting if line.at != at]
        yield from zip_longest(entries, own)
    yield from ((None, line) for line in waiting)


def renewed_claims(pairs: Sequence[Pair]) -> list[Claim]:
    """Gives the claims for the text as it is: who answers for a line stays, a new line has nobody yet."""
    left = [pair.promised for pair in pairs if pair.promised is not None and not pair.agrees]
    claims: list[Claim] = []
    for pair, line in sorted(_with_line(pairs), key=lambda both: both[1].number):
        if pair.quoted:
            fresh = Claim(at=line.at, quoted=1)
        else:
            print_ = fingerprint(line.text)
            former = pair.promised if pair.agrees else _former(left, print_)
            fresh = Claim(at=line.at, by=former.by if former is not None else (), lines=(print_,))
        if claims and _may_join(claims[-1], fresh):
            fresh = fresh.model_copy(
                update={
                    "quoted": claims[-1].quoted + fresh.quoted,
                    "lines": (*claims.pop().lines, *fresh.lines),
                }
            )
        claims.append(fresh)
    return claims


def _with_line(pairs: Sequence[Pair]) -> Iterator[tuple[Pair, Line]]:
    return ((pair, pair.line) for pair in pairs if pair.line is not None)


def _may_join(one: Claim, other: Claim) -> bool:
    return (one.at, one.by, bool(one.quoted)) == (other.at, other.by, bool(other.quoted))


def _former(left: list[Promised], print_: str) -> Promised | None:
    """Gives, once, a claim of the same line that stood elsewhere."""
    place = next((number for number, entry in enumerate(left) if entry.print == print_), None)
    return None if place is None else left.pop(place)
