"""Requests and answers of the Web-API: what each call may be asked, and the three types of an answer.

Parameters that a call does not know are ignored, since clients send them. An optional parameter without a
value counts as not sent.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from fakes.houjin_bangou.characters import is_full_width, is_half_width
from fakes.houjin_bangou.csv_body import shift_jis_body, utf8_body
from fakes.houjin_bangou.errors import WrongRequest
from fakes.houjin_bangou.paging import Page
from fakes.houjin_bangou.xml_body import xml_body

__all__ = [
    "TYPES",
    "AnswerType",
    "DateRequest",
    "NameRequest",
    "NumberRequest",
    "read_date_request",
    "read_name_request",
    "read_number_request",
]

Parameters = Mapping[str, str]

_FIRST_UPDATE = date(2015, 12, 1)
_FIRST_ASSIGNMENT = date(2015, 10, 5)
_DAYS_AT_ONCE = 50
"""Days of a ``diff``, the first and the last included: the manual says fifty days, not how they are counted."""
_LONGEST_NAME, _LONGEST_ENGLISH_NAME = 150, 300


@dataclass(frozen=True, kw_only=True, slots=True)
class AnswerType:
    """One of the three forms of an answer."""

    content_type: str
    body: Callable[[Page], bytes]


TYPES = {
    "01": AnswerType(content_type="text/csv;charset=Shift_JIS", body=shift_jis_body),
    "02": AnswerType(content_type="text/csv;charset=UTF-8", body=utf8_body),
    "12": AnswerType(content_type="application/xml;charset=UTF-8", body=xml_body),
}
"""Answer types by the parameter ``type``."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NumberRequest:
    """What ``num`` is asked: up to ten numbers, with or without history."""

    numbers: tuple[str, ...]
    history: bool
    type: AnswerType


@dataclass(frozen=True, kw_only=True, slots=True)
class NameRequest:
    """What ``name`` is asked: a part of a name and what narrows the search; days are ``YYYY-MM-DD``."""

    name: str
    partial: bool
    """Anywhere in the name, not only at its beginning."""
    target: str
    """1 fuzzy, 2 exact signs, 3 English."""
    address: str
    """Empty, a prefecture (2 digits), or a prefecture and a city (5 digits)."""
    kinds: frozenset[str]
    """01 to 04; empty for all."""
    past: bool
    """Past names too."""
    closed: bool
    """Closed corporations too."""
    first: str
    """First day on which the number was given, or empty."""
    last: str
    """Last day on which the number was given, or empty."""
    divide: int
    type: AnswerType


@dataclass(frozen=True, kw_only=True, slots=True)
class DateRequest:
    """What ``diff`` is asked: the days of publication, ``YYYY-MM-DD``, and what narrows the search."""

    first: str
    last: str
    address: str
    kinds: frozenset[str]
    divide: int
    type: AnswerType


def read_number_request(parameters: Parameters) -> NumberRequest:
    """The request in the query of ``num``; raises ``WrongRequest``.

    A number with a wrong check digit is let through and found nowhere: how the real system answers to one
    is not known.
    """
    numbers = tuple(_required(parameters, "number", "040").split(","))
    if len(numbers) > 10:
        raise WrongRequest("042")
    if not all(re.fullmatch(r"[0-9]{13}", number) for number in numbers):
        raise WrongRequest("041")
    return NumberRequest(
        numbers=numbers,
        type=_type(parameters),
        history=_choice(parameters, "history", "01", "080") == "1",
    )


def read_name_request(parameters: Parameters) -> NameRequest:
    """The request in the query of ``name``; raises ``WrongRequest``."""
    target = _choice(parameters, "target", "123", "120")
    first, last = _day(parameters, "from", "150", "151"), _day(parameters, "to", "160", "161")
    if first is not None and first < _FIRST_ASSIGNMENT:
        raise WrongRequest("152")
    _in_order(first, last)
    return NameRequest(
        name=_name(parameters, english=target == "3"),
        partial=_choice(parameters, "mode", "12", "110") == "2",
        target=target,
        address=_address(parameters),
        kinds=_kinds(parameters),
        past=_choice(parameters, "change", "01", "130") == "1",
        closed=_choice(parameters, "close", "10", "140") == "1",
        first=str(first or ""),
        last=str(last or ""),
        divide=_divide(parameters),
        type=_type(parameters),
    )


def read_date_request(parameters: Parameters) -> DateRequest:
    """The request in the query of ``diff``; raises ``WrongRequest``."""
    _required(parameters, "from", "010")
    first = _day(parameters, "from", "011", "012") or _FIRST_UPDATE
    if first < _FIRST_UPDATE:
        raise WrongRequest("013")
    _required(parameters, "to", "020")
    last = _day(parameters, "to", "021", "022") or first
    _in_order(first, last)
    if (last - first).days >= _DAYS_AT_ONCE:
        raise WrongRequest("031")
    return DateRequest(
        first=str(first),
        last=str(last),
        address=_address(parameters),
        kinds=_kinds(parameters),
        divide=_divide(parameters),
        type=_type(parameters),
    )


def _required(parameters: Parameters, name: str, missing: str) -> str:
    value = parameters.get(name, "")
    if not value:
        raise WrongRequest(missing)
    return value


def _choice(parameters: Parameters, name: str, allowed: str, wrong: str) -> str:
    value = parameters.get(name) or allowed[0]
    if value not in tuple(allowed):
        raise WrongRequest(wrong)
    return value


def _type(parameters: Parameters) -> AnswerType:
    answer_type = TYPES.get(_required(parameters, "type", "070"))
    if answer_type is None:
        raise WrongRequest("071")
    return answer_type


def _name(parameters: Parameters, *, english: bool) -> str:
    name = _required(parameters, "name", "100")
    if not (is_half_width(name) if english else is_full_width(name)):
        raise WrongRequest("101/3" if english else "101")
    if len(name) > (_LONGEST_ENGLISH_NAME if english else _LONGEST_NAME):
        raise WrongRequest("102")
    return name


def _address(parameters: Parameters) -> str:
    address = parameters.get("address", "")
    if address and not re.fullmatch(r"(?:0[1-9]|[1-3][0-9]|4[0-7])(?:[0-9]{3})?|99", address):
        raise WrongRequest("050")
    return address


def _kinds(parameters: Parameters) -> frozenset[str]:
    listed = parameters.get("kind", "")
    kinds = listed.split(",") if listed else []
    if any(kind not in ("01", "02", "03", "04") for kind in kinds):
        raise WrongRequest("060")
    if len(kinds) > 4:
        raise WrongRequest("061")
    return frozenset(kinds)


def _divide(parameters: Parameters) -> int:
    divide = parameters.get("divide") or "1"
    if not re.fullmatch(r"[0-9]{1,5}", divide) or int(divide) == 0:
        raise WrongRequest("090")
    return int(divide)


def _day(parameters: Parameters, name: str, malformed: str, no_day: str) -> date | None:
    value = parameters.get(name, "")
    if not value:
        return None
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise WrongRequest(malformed)
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise WrongRequest(no_day) from error


def _in_order(first: date | None, last: date | None) -> None:
    if first is not None and last is not None and first > last:
        raise WrongRequest("030")
