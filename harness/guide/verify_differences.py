"""Tells each place where the guide's data, its text and the claims part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from harness.guide.claims import BOILERPLATE, Claims, fingerprint, known_ids
from harness.guide.model import Guide, Rule
from harness.guide.verify_lines import Pair, Promised, Quoted
from harness.guide.verify_standing import Judged, Verdict
from harness.guide.verify_text import Line, Transcript

__all__ = [
    "Difference",
    "Kind",
    "claim_differences",
    "line_differences",
    "quote_difference",
    "source_differences",
    "step_differences",
]

_BY_READING = "読み"
"""The kind of a source that is not printed: a reading says so."""
_LIKE = 0.5
"""How much of a line must agree with a quote, from 0 to 1, so that the quote is likely meant."""


class Kind(StrEnum):
    """In what way the data and the text differ."""

    STEP = "step"
    """A step's number or title is not there as printed, or not in its order."""
    QUOTE = "quote"
    """A quote of the data does not stand where it should."""
    CHANGED = "changed"
    MISSING = "missing"
    MOVED = "moved"
    UNCLAIMED = "unclaimed"
    """Nobody answers for a line."""
    CLAIM = "claim"
    """A claim or a borrowed quote is wrong in itself."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """One place where the data and the text differ."""

    kind: Kind
    at: str
    """A step id, a section id, ``表紙`` or ``目次``."""
    line: int | None
    """Number of the line in the text; for a missing line, the one before the gap."""
    expected: str
    found: str


def step_differences(transcript: Transcript) -> Iterator[Difference]:
    """Gives the printed steps whose number or title is not there as the data have it, or not in its order."""
    for step in transcript.steps:
        if step.found != step.expected:
            found = step.found or "番号も題名も見つからない"
            yield Difference(
                kind=Kind.STEP, at=step.step, line=step.line, expected=step.expected, found=found
            )
        elif not step.in_order:
            expected = "データの並びでは、前の手順の後に続く"
            yield Difference(
                kind=Kind.STEP, at=step.step, line=step.line, expected=expected, found="前の手順より前にある"
            )


def quote_difference(quote: Judged) -> Difference:
    """Gives a quote that does not stand where it should, or is wrong in what is told of it."""
    return Difference(
        kind=Kind.CLAIM if quote.verdict is Verdict.WRONG else Kind.QUOTE,
        at=quote.at,
        line=quote.line,
        expected=f"{quote.kind}「{quote.text}」",
        found=quote.found,
    )


def line_differences(pairs: Sequence[Pair], quoted: Quoted) -> Iterator[Difference]:
    """Gives the lines that changed, are gone, moved to another place, or have nobody to answer for them.

    ``quoted`` holds for each place the lines that are nothing but a quote of the data.
    """
    absent = _absent_quotes(pairs, quoted)
    moved: tuple[str, str] | None = None
    for pair in pairs:
        line, promised = pair.line, pair.promised
        places = (promised.at, line.at) if promised is not None and line is not None and pair.agrees else None
        if places is not None and places[0] != places[1] and places != moved and line is not None:
            yield Difference(
                kind=Kind.MOVED,
                at=places[1],
                line=line.number,
                expected=f"台帳では{places[0]}の行（続く行も同じ）",
                found=f"{places[1]}にある: {line.text}",
            )
        moved = moved if places is None else places
        yield from _one_line(pair, quoted, absent)


def _absent_quotes(pairs: Sequence[Pair], quoted: Quoted) -> dict[str, list[str]]:
    """Gives for each place the quotes that are no line of it."""
    there = {(pair.line.at, pair.line.text) for pair in pairs if pair.line is not None}
    return {at: sorted(text for text in texts if (at, text) not in there) for at, texts in quoted.items()}


def _one_line(pair: Pair, quoted: Quoted, absent: Mapping[str, Sequence[str]]) -> Iterator[Difference]:
    line, promised = pair.line, pair.promised
    if promised is None or (line is not None and pair.agrees and not pair.quoted and not promised.by):
        assert line is not None
        yield Difference(
            kind=Kind.UNCLAIMED,
            at=line.at,
            line=line.number,
            expected="手順・きまり・読みのどれかが引き受ける行",
            found=f"{line.text}（指紋 {fingerprint(line.text)}）",
        )
    elif line is None:
        yield Difference(
            kind=Kind.MISSING,
            at=promised.at,
            line=pair.after,
            expected=_promise(promised, absent.get(promised.at, ()), ""),
            found="ない",
        )
    elif not pair.agrees:
        expected = _promise(promised, quoted.get(promised.at, ()), line.text)
        yield Difference(
            kind=Kind.CHANGED, at=promised.at, line=line.number, expected=expected, found=line.text
        )


def _promise(promised: Promised, quotes: Iterable[str], found: str) -> str:
    """Says what a claim expects; for a quote, which of some quotes is likely meant by the line found."""
    if promised.print is not None:
        return f"{'・'.join(promised.by) or 'まだ誰も引き受けていない行'}の行（指紋 {promised.print}）"
    likely = get_close_matches(found, sorted(quotes), n=1, cutoff=_LIKE) if found else sorted(quotes)
    return likely[0] if len(likely) == 1 else "データの引用だけでできた行"


def claim_differences(pairs: Sequence[Pair], claims: Claims, guide: Guide) -> Iterator[Difference]:
    """Gives the claims by somebody who is not known, or does not fit the place or the line."""
    known = known_ids(guide)
    rules = {rule.id: rule for rule in guide.rules}
    for claim in claims.claims:
        for name in claim.by:
            if name not in known:
                expected = "手順・分岐・節・きまり・読みの番号か、決まり文句の種類"
                yield Difference(kind=Kind.CLAIM, at=claim.at, line=None, expected=expected, found=name)
            if name in rules and not _speaks_of(rules[name], claim.at):
                expected = f"{name}の出所に{claim.at}がある"
                yield Difference(kind=Kind.CLAIM, at=claim.at, line=None, expected=expected, found="ない")
    for pair in pairs:
        if pair.line is None or pair.promised is None or not pair.agrees:
            continue
        yield from _wrong_boilerplate(pair.line, pair.promised)


def source_differences(claims: Claims, guide: Guide) -> Iterator[Difference]:
    """Gives the printed sources of rules, and the questions, for which no line is claimed by the rule or question.

    A source that quotes words, and a step whose data quote a sentence of the screen, show what they come from.
    """
    claimed = {(name, claim.at) for claim in claims.claims for name in claim.by}
    wanted = [(entry.id, entry.at) for entry in guide.faq]
    for rule in guide.rules:
        for source in rule.sources:
            step = guide.steps.get(source.at)
            quotes = source.quote or (step is not None and step.notices)
            if source.kind != _BY_READING and not quotes:
                wanted.append((rule.id, source.at))
    for name, at in wanted:
        if (name, at) not in claimed:
            expected = f"{at}に、{name}が引き受ける行がある"
            yield Difference(kind=Kind.CLAIM, at=at, line=None, expected=expected, found="ない")


def _speaks_of(rule: Rule, at: str) -> bool:
    return at in rule.steps or any(source.at == at for source in rule.sources)


def _wrong_boilerplate(line: Line, promised: Promised) -> Iterator[Difference]:
    for name in promised.by:
        looks = BOILERPLATE.get(name)
        if looks is not None and not looks.fullmatch(line.text):
            expected = f"{name}らしい行"
            yield Difference(
                kind=Kind.CLAIM, at=line.at, line=line.number, expected=expected, found=line.text
            )
