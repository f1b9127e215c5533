"""Gives what the data quote from the guide, and says whether it stands in the block of its own step.

A button, a tick or a choice stands between brackets, spaces or at the end of a line; a title, a field or a
notice may be a part of a sentence. What is printed elsewhere is told in ``claims/borrowed.yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from harness.guide.model import Guide, Mark, Provenance, Step
from harness.guide.verify_text import ANYWHERE, INDEX
from harness.guide.wording import normalised

__all__ = [
    "Quote",
    "QuoteKind",
    "Standing",
    "page_quotes",
    "quoted_lines",
    "quotes_of",
    "rule_quotes",
    "section_quotes",
    "standing",
]

_BEFORE = "「」【】[]『』・、。 "
_EDGE_BEFORE = rf"(?:^|(?<=[{re.escape(_BEFORE)}]))"
_EDGE_AFTER = rf"(?=$|[{re.escape(_BEFORE)}])"


class QuoteKind(StrEnum):
    """What a quote of the data is."""

    TITLE = "題名"
    HEADING = "見出し"
    LABEL = "ボタン"
    ALIAS = "別の表記"
    CHECK = "チェック"
    CHOICE = "選択肢"
    FIELD = "項目"
    MARK = "必須の印"
    NOTICE = "画面の文"
    VALUE = "表示"
    RULE = "きまりの引用"
    SECTION = "節の題名"
    PAGE = "案内やメールの言葉"


_ALONE = (QuoteKind.LABEL, QuoteKind.CHECK, QuoteKind.CHOICE)
_ITEMS = (QuoteKind.FIELD, QuoteKind.VALUE, QuoteKind.MARK)
_NOT_LONGER = r"(?! ?\()"
"""``名前 (カナ)`` is another item than ``名前``."""


class Standing(StrEnum):
    """How a quote stands in some lines of the text."""

    EXACT = "exact"
    NORMALISED = "normalised"
    """Only by the readings' normalisation of width, brackets and spelling."""
    ABSENT = "absent"


@dataclass(frozen=True, kw_only=True, slots=True)
class Quote:
    """One wording of the data that is taken from the guide to the letter."""

    step: str
    """The step that it is quoted for; for a rule, the place that its source names."""
    kind: QuoteKind
    text: str


def quotes_of(step: Step) -> Iterator[Quote]:
    """Gives every wording that a step quotes, each kind of each wording once."""
    printed = step.provenance is Provenance.PRINTED
    wordings: list[tuple[QuoteKind, Iterable[str]]] = [
        (QuoteKind.TITLE, () if printed else (step.title,)),
        (QuoteKind.HEADING, (heading for heading in step.headings if heading != step.title)),
        (QuoteKind.LABEL, step.labels),
        (QuoteKind.ALIAS, (alias for aliases in step.label_aliases.values() for alias in aliases)),
        (QuoteKind.CHECK, step.checks),
        (QuoteKind.CHOICE, (option for options in step.choices.values() for option in options)),
        (QuoteKind.FIELD, (spec.label for spec in step.fields)),
        (QuoteKind.ALIAS, (alias for spec in step.fields for alias in spec.aliases)),
        (QuoteKind.MARK, (f"必須 {spec.label}" for spec in step.fields if spec.mark is Mark.REQUIRED)),
        (QuoteKind.NOTICE, step.notices),
        (QuoteKind.VALUE, step.values),
    ]
    for kind, texts in wordings:
        for text in dict.fromkeys(texts):
            yield Quote(step=step.id, kind=kind, text=text)


def rule_quotes(guide: Guide) -> Iterator[Quote]:
    """Gives every short quote of a rule's sources."""
    for rule in guide.rules:
        for source in rule.sources:
            if source.quote:
                yield Quote(step=source.at, kind=QuoteKind.RULE, text=source.quote)


def page_quotes(guide: Guide) -> Iterator[Quote]:
    """Gives what opening pages, check chart, mails and contacts quote.

    What a reading explains is not printed as it is told, or at another place, so it is left to the reading.
    """
    printed: list[tuple[str, Iterable[str | None]]] = []
    if guide.intro is not None:
        stages = [stage.title for stage in guide.intro.stages]
        parties = [party.name for party in guide.intro.parties]
        printed.append((guide.intro.id, (*stages, *parties, *(need.name for need in guide.intro.needs))))
    if guide.chart is not None:
        printed.append((guide.chart.id, (note.url for note in guide.chart.notes)))
    if guide.contact is not None:
        for contact in guide.contact.contacts:
            place = ANYWHERE if contact.readings else guide.contact.id
            printed.append((place, (contact.name, contact.phone, contact.hours)))
    printed += [
        (ANYWHERE, (*mail.also, *mail.sender_domains, mail.link.label if mail.link else None))
        for mail in guide.mails.values()
    ]
    for place, texts in printed:
        for text in texts:
            if text is not None:
                yield Quote(step=place, kind=QuoteKind.PAGE, text=text)


def section_quotes(guide: Guide) -> Iterator[Quote]:
    """Gives the titles of chapters and sections, in the index and above their pages."""
    for section, title in guide.index.items():
        yield Quote(step=INDEX, kind=QuoteKind.SECTION, text=_numbered(section, title))
    for own in guide.sections:
        if own.id[0].isdigit():
            yield Quote(step=own.id, kind=QuoteKind.SECTION, text=_numbered(own.id, own.title))
            yield Quote(step=INDEX, kind=QuoteKind.SECTION, text=own.chapter)


def _numbered(section: str, title: str) -> str:
    return f"{section}. {title}" if section[0].isdigit() else title


def quoted_lines(guide: Guide) -> dict[str, frozenset[str]]:
    """Gives for each place of the text the lines that are nothing but a quote of the data."""
    quoted = {step.id: _lines_of(step) for step in guide.steps.values()}
    index = set()
    for section, title in guide.index.items():
        quoted[section] = frozenset({_numbered(section, title)})
        index.add(_numbered(section, title))
    for own in guide.sections:
        quoted[own.id] = frozenset({*quoted.get(own.id, ()), _numbered(own.id, own.title), own.chapter})
        in_index = _numbered(own.id, guide.index.get(own.id, own.title))
        index |= {own.chapter, *(f"{in_index} {page}" for page in own.pages[:1])}
    return {**quoted, INDEX: frozenset(index)}


def _lines_of(step: Step) -> frozenset[str]:
    return frozenset(
        (
            step.number,
            step.title,
            f"{step.number} {step.title}",
            *(quote.text for quote in quotes_of(step) if quote.kind is not QuoteKind.ALIAS),
        )
    )


def standing(quote: Quote, lines: Sequence[str]) -> Standing:
    """Says how a quote stands in some lines of the text; it may go over from one line to the next."""
    best = Standing.ABSENT
    for line in (*lines, *(f"{one} {next_}" for one, next_ in pairwise(lines))):
        if _stands(quote.text, line, quote.kind):
            return Standing.EXACT
        if _stands(normalised(quote.text), normalised(line), quote.kind):
            best = Standing.NORMALISED
    return best


def _stands(text: str, line: str, kind: QuoteKind) -> bool:
    return text in line and bool(_pattern(text, kind).search(line))


@lru_cache(maxsize=4096)
def _pattern(text: str, kind: QuoteKind) -> re.Pattern[str]:
    if kind in _ALONE:
        return re.compile(_EDGE_BEFORE + re.escape(text) + _EDGE_AFTER)
    return re.compile(re.escape(text) + (_NOT_LONGER if kind in _ITEMS else ""))
