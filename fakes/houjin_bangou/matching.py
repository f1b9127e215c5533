"""Which records a search finds, and in which order.

By name: the legal form is no part of what is searched in, and is not taken off what is searched for, so 日立製作所
finds 株式会社日立製作所 and the whole name finds nothing, as in the real system. Found names stand in the order of
their code points, as in the official samples. By date: as in a recorded answer, the order is by day of
publication, then by number.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from fakes.houjin_bangou.characters import reduced
from fakes.houjin_bangou.corporation import Corporation
from fakes.houjin_bangou.wire import DateRequest, NameRequest

__all__ = ["LEGAL_FORMS", "by_date", "by_name", "folded", "folded_english", "without_legal_form"]

LEGAL_FORMS = (
    "株式会社",
    "有限会社",
    "合同会社",
    "合名会社",
    "合資会社",
    "相互会社",
    "一般社団法人",
    "一般財団法人",
    "公益社団法人",
    "公益財団法人",
    "社団法人",
    "財団法人",
    "特定非営利活動法人",
    "医療法人社団",
    "医療法人財団",
    "社会医療法人",
    "医療法人",
    "学校法人",
    "宗教法人",
    "社会福祉法人",
    "独立行政法人",
    "地方独立行政法人",
    "国立大学法人",
    "弁護士法人",
    "税理士法人",
    "監査法人",
    "農事組合法人",
)
"""Words that are taken off a name, once, in front or behind; no official list is known."""

_LONGEST_FIRST = sorted(LEGAL_FORMS, key=len, reverse=True)
_KATAKANA = {code: code + 0x60 for code in (*range(0x3041, 0x3097), 0x309D, 0x309E)}
_DROPPED = {ord(sign): None for sign in "・\u3000"}
_ABROAD = "99"


def by_name(histories: Iterable[Sequence[Corporation]], asked: NameRequest) -> list[Corporation]:
    """The records whose name is the one asked for, in the order of their names and numbers."""
    found = [record for history in histories for record in _named(history, asked)]
    return sorted(found, key=lambda record: (record.name, record.corporate_number))


def by_date(histories: Iterable[Sequence[Corporation]], asked: DateRequest) -> list[Corporation]:
    """The records published in the days asked for, past and deleted ones too, by day and number."""
    found = [
        record
        for history in histories
        for record in history
        if asked.first <= record.update_date <= asked.last and _lies_in(record, asked.address, asked.kinds)
    ]
    return sorted(found, key=lambda record: (record.update_date, record.corporate_number))


def without_legal_form(name: str) -> str:
    """A name without its legal form; a name that is nothing else stays as it is."""
    for form in _LONGEST_FIRST:
        if name.startswith(form):
            return name.removeprefix(form) or name
    for form in _LONGEST_FIRST:
        if name.endswith(form):
            return name.removesuffix(form)
    return name


def folded(text: str) -> str:
    """What a fuzzy search compares: katakana, capitals, JIS levels 1 and 2, no ・ and no full-width space."""
    # Levels 1 and 2 have ヴ and not ゔ, and what is taken apart may be hiragana again.
    return reduced(text.translate(_KATAKANA)).translate(_KATAKANA).upper().translate(_DROPPED)


def folded_english(text: str) -> str:
    """What a search in English compares: capitals, no commas and no spaces."""
    return text.upper().replace(",", "").replace(" ", "")


def _named(history: Sequence[Corporation], asked: NameRequest) -> Iterator[Corporation]:
    closed = bool(history[-1].close_date)
    for record in history:
        if (
            (record.latest == "1" or asked.past)
            and (asked.closed or not closed)
            and record.hihyoji == "0"
            and (asked.first or "0") <= record.assignment_date <= (asked.last or "9")
            and _lies_in(record, asked.address, asked.kinds)
            and _matches(record, asked)
        ):
            yield record


def _matches(record: Corporation, asked: NameRequest) -> bool:
    sought, name = asked.name, without_legal_form(record.name)
    if asked.target == "1":
        sought, name = folded(sought), folded(name)
    elif asked.target == "3":
        sought, name = folded_english(sought), folded_english(record.en_name)
    if not sought:
        return False
    return sought in name if asked.partial else name.startswith(sought)


def _lies_in(record: Corporation, address: str, kinds: frozenset[str]) -> bool:
    code = record.prefecture_code + record.city_code
    if not code and record.address_outside:
        code = _ABROAD
    return code.startswith(address) and (not kinds or _kind(record) in kinds)


def _kind(record: Corporation) -> str:
    return {"1": "01", "2": "02", "3": "03", "4": "04"}.get(record.kind[:1], "")
