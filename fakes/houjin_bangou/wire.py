"""Requests and answers of the Web-API: thirty fields in one order, as XML, as Shift_JIS CSV, as UTF-8 CSV.

Form checked against the official sample files of version 4: XML on one line with empty elements as ``<x/>``;
CSV without header names, text columns quoted when they are filled, codes and dates bare.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from xml.sax.saxutils import escape

from fakes.houjin_bangou.errors import WrongRequest
from fakes.houjin_bangou.state import Corporation

__all__ = ["CONTENT_TYPES", "FIELDS", "PAGE", "NumberRequest", "read_number_request", "render"]

PAGE = 2000
"""Records in one part of a divided answer."""
CONTENT_TYPES = {
    "01": "text/csv;charset=Shift_JIS",
    "02": "text/csv;charset=UTF-8",
    "12": "application/xml;charset=UTF-8",
}
"""Content type by the parameter ``type``."""

_ATTRIBUTES = tuple(field.name for field in fields(Corporation))


def _camel(name: str) -> str:
    head, *tail = name.split("_")
    return head + "".join(part.capitalize() for part in tail)


FIELDS = ("sequenceNumber", *(_camel(name) for name in _ATTRIBUTES))
"""The thirty names, in the order of XML elements and CSV columns."""
_QUOTED = frozenset(
    {
        "name",
        "prefecture_name",
        "city_name",
        "street_number",
        "address_outside",
        "change_cause",
        "en_name",
        "en_prefecture_name",
        "en_city_name",
        "en_address_outside",
        "furigana",
    }
)


@dataclass(frozen=True, kw_only=True, slots=True)
class NumberRequest:
    """What ``num`` is asked: up to ten numbers, the type of the answer, with or without history."""

    numbers: tuple[str, ...]
    type: str
    history: bool


def read_number_request(parameters: Mapping[str, str]) -> NumberRequest:
    """The request in the query; parameters that ``num`` does not know are ignored.

    Raises ``WrongRequest``. A number with a wrong check digit is let through and found nowhere: how the
    real system answers to one is not known.
    """
    listed = parameters.get("number", "")
    if not listed:
        raise WrongRequest("040", "法人番号を指定してください。")
    numbers = tuple(listed.split(","))
    if len(numbers) > 10:
        raise WrongRequest("042", "法人番号は10件以内で指定してください。")
    if not all(re.fullmatch(r"[0-9]{13}", number) for number in numbers):
        raise WrongRequest("041", "法人番号は13桁の半角数字で指定してください。")
    kind = parameters.get("type", "")
    if not kind:
        raise WrongRequest("070", "応答形式を指定してください。")
    if kind not in CONTENT_TYPES:
        raise WrongRequest("071", "応答形式は01、02、12のいずれかを指定してください。")
    history = parameters.get("history", "0")
    if history not in ("0", "1"):
        raise WrongRequest("080", "変更履歴要否は0又は1を指定してください。")
    return NumberRequest(numbers=numbers, type=kind, history=history == "1")


def render(records: Sequence[Corporation], *, last_update_date: str, type: str) -> bytes:
    """A whole answer of the given ``type`` (01, 02 or 12); records are numbered from 1.

    Without records ``divideSize`` is 1: not seen from the real system, where it might be 0.
    """
    head = (last_update_date, str(len(records)), "1", str(max(1, -(-len(records) // PAGE))))
    if type == "12":
        return _xml(head, records)
    end, charset = ("\r\n", "cp932") if type == "01" else ("\n", "utf-8")
    lines = [",".join(head), *(_csv_line(number, record) for number, record in enumerate(records, 1))]
    # cp932 is Shift_JIS with the full-width signs where Windows has them (－ in addresses).
    return "".join(line + end for line in lines).encode(charset, errors="replace")


def _xml(head: tuple[str, ...], records: Sequence[Corporation]) -> bytes:
    names = ("lastUpdateDate", "count", "divideNumber", "divideSize")
    parts = ['<?xml version="1.0" encoding="UTF-8"?><corporations>']
    parts += [_element(name, value) for name, value in zip(names, head, strict=True)]
    for number, record in enumerate(records, 1):
        values = (str(number), *(getattr(record, name) for name in _ATTRIBUTES))
        parts.append("<corporation>")
        parts += [_element(name, value) for name, value in zip(FIELDS, values, strict=True)]
        parts.append("</corporation>")
    parts.append("</corporations>")
    return "".join(parts).encode()


def _element(name: str, value: str) -> str:
    return f"<{name}>{escape(value)}</{name}>" if value else f"<{name}/>"


def _csv_line(number: int, record: Corporation) -> str:
    return ",".join([str(number), *(_column(name, getattr(record, name)) for name in _ATTRIBUTES)])


def _column(name: str, value: str) -> str:
    if not value or name not in _QUOTED:
        return value
    doubled = value.replace('"', '""')
    return f'"{doubled}"'
