"""Judges every quote of the data: it stands in its own step, elsewhere as the data say, or by a reading only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from harness.guide.claims import Borrowed
from harness.guide.model import Guide, Step
from harness.guide.verify_quotes import (
    Quote,
    QuoteKind,
    Standing,
    page_quotes,
    quotes_of,
    rule_quotes,
    section_quotes,
    standing,
)
from harness.guide.verify_text import Transcript

__all__ = ["Judged", "Verdict", "judged_quotes"]


class Verdict(StrEnum):
    """Where a quote of the data stands in the text."""

    OWN = "own"
    ELSEWHERE = "elsewhere"
    READING = "reading"
    """Nowhere: a reading says why the data have it."""
    WEAK = "weak"
    """Only by the readings' normalisation of width, brackets and spelling."""
    ABSENT = "absent"
    UNSEEN = "unseen"
    """The step that it stands in was not found itself, which is told once and not again for each quote."""
    WRONG = "wrong"
    """What ``borrowed.yaml`` says of it is not so."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Judged:
    """A quote and where it stands."""

    at: str
    kind: str
    text: str
    verdict: Verdict
    found: str = ""
    line: int | None = None


def judged_quotes(guide: Guide, transcript: Transcript, borrowed: Sequence[Borrowed]) -> Iterator[Judged]:
    """Gives every quote of steps, rules, sections and pages, and what is borrowed without need."""
    judge = _Judge(guide, transcript, borrowed)
    for step in guide.steps.values():
        for quote in quotes_of(step):
            yield judge.step_quote(step, quote)
    for quote in (*rule_quotes(guide), *section_quotes(guide), *page_quotes(guide)):
        yield judge.plain_quote(quote)
    yield from judge.idle()


class _Judge:
    """Judges quotes of one edition against one text."""

    def __init__(self, guide: Guide, transcript: Transcript, borrowed: Sequence[Borrowed]) -> None:
        self._guide = guide
        self._transcript = transcript
        self._starts = {step.step: step.line for step in transcript.steps}
        self._lost = {step.step for step in transcript.steps if step.start is None}
        self._screens: dict[str, list[str]] = {}
        for step in guide.steps.values():
            self._screens.setdefault(step.screen, []).append(step.id)
        self._borrowed: Mapping[tuple[str, str], Borrowed] = {
            (step, text): entry for entry in borrowed for step in entry.steps for text in entry.quotes
        }
        self._used: set[tuple[str, str]] = set()

    def step_quote(self, step: Step, quote: Quote) -> Judged:
        """Judges a quote of a step."""
        if step.id in self._lost:
            return self._judged(quote, Verdict.UNSEEN)
        own = self._standing(quote, step.id)
        entry = self._borrowed.get((step.id, quote.text))
        if own is Standing.EXACT:
            return self._judged(quote, Verdict.OWN)
        if entry is not None:
            self._used.add((step.id, quote.text))
            return self._borrowed_quote(step, quote, entry)
        if self._is_shared(step, quote):
            return self._judged(quote, Verdict.ELSEWHERE)
        if own is Standing.NORMALISED:
            return self._judged(quote, Verdict.WEAK, f"{step.id}には、表記をならして同じものがある")
        return self._judged(quote, Verdict.ABSENT, f"{step.id}のところにない{self._hint(quote)}")

    def plain_quote(self, quote: Quote) -> Judged:
        """Judges a quote of a rule's source, the index or a page, which has to stand at its place."""
        if quote.step in self._lost:
            return self._judged(quote, Verdict.UNSEEN)
        own = self._standing(quote, quote.step)
        if own is Standing.EXACT:
            return self._judged(quote, Verdict.OWN)
        if own is Standing.NORMALISED:
            return self._judged(quote, Verdict.WEAK, f"{quote.step}には、表記をならして同じものがある")
        return self._judged(quote, Verdict.ABSENT, f"{quote.step}のところにない{self._hint(quote)}")

    def idle(self) -> Iterator[Judged]:
        """Gives what ``borrowed.yaml`` lends to steps that do not need it."""
        for step, text in self._borrowed:
            if (step, text) not in self._used and step not in self._lost:
                quote = Quote(step=step, kind=QuoteKind.ALIAS, text=text)
                yield self._judged(
                    quote, Verdict.WRONG, "自分の手順にあるか、データが引用していない。borrowed.yamlから除く"
                )

    def _borrowed_quote(self, step: Step, quote: Quote, entry: Borrowed) -> Judged:
        if entry.origin is None:
            cited = {*step.readings, *(reading for spec in step.fields for reading in spec.readings)}
            where = self._hint(quote)
            if not cited & set(entry.readings):
                return self._judged(quote, Verdict.WRONG, f"{step.id}が挙げる読みが、borrowed.yamlにない")
            if where:
                return self._judged(quote, Verdict.WRONG, f"borrowed.yamlではどこにもない{where}")
            return self._judged(quote, Verdict.READING)
        if entry.origin in self._lost:
            return self._judged(quote, Verdict.UNSEEN)
        there = self._standing(quote, entry.origin)
        if there is Standing.EXACT:
            return self._judged(quote, Verdict.ELSEWHERE)
        if there is Standing.NORMALISED:
            return self._judged(quote, Verdict.WEAK, f"{entry.origin}には、表記をならして同じものがある")
        return self._judged(quote, Verdict.ABSENT, f"{entry.origin}のところにない{self._hint(quote)}")

    def _is_shared(self, step: Step, quote: Quote) -> bool:
        """Says whether a heading stands at a step of the same screen, or another spelling stands anywhere."""
        if quote.kind is QuoteKind.HEADING:
            screen = self._screens[step.screen]
            return any(self._standing(quote, other) is Standing.EXACT for other in screen)
        return quote.kind is QuoteKind.ALIAS and bool(self._hint(quote))

    def _standing(self, quote: Quote, place: str) -> Standing:
        return standing(quote, [line.text for line in self._transcript.at(place)])

    def _hint(self, quote: Quote) -> str:
        """Says where else a quote stands; empty if nowhere."""
        for line in self._transcript.lines:
            if standing(quote, [line.text]) is Standing.EXACT:
                return f"（{line.number}行目 {line.at} にはある）"
        return ""

    def _judged(self, quote: Quote, verdict: Verdict, found: str = "") -> Judged:
        return Judged(
            at=quote.step,
            kind=quote.kind.value,
            text=quote.text,
            verdict=verdict,
            found=found,
            line=self._starts.get(quote.step),
        )
