"""One published record of the register, and how much of it each version of the Web-API tells."""

from __future__ import annotations

from dataclasses import dataclass, fields

__all__ = ["FIELDS", "VERSIONS", "Corporation", "columns"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Corporation:
    """One published record: fields 2 to 30 of the Web-API in their order, all text, empty when not filled."""

    corporate_number: str
    """13 digits, the first a check digit."""
    process: str = "01"
    """01 new, 11 renamed, 12 moved, 13 moved abroad, 21 closed, 22 reopened, 71 merged, 99 deleted, …"""
    correct: str = "0"
    """1: the record corrects an earlier one of the same event."""
    update_date: str = "2015-10-30"
    """Day of publication, ``YYYY-MM-DD``: what ``diff`` asks for."""
    change_date: str = "2015-10-05"
    """Day of the event, ``YYYY-MM-DD``."""
    name: str
    name_image_id: str = ""
    kind: str = "301"
    """101 state, 201 local body, 301 株式会社, 302 有限会社, 305 合同会社, 401 foreign, 499 other, …"""
    prefecture_name: str = ""
    city_name: str = ""
    street_number: str = ""
    address_image_id: str = ""
    prefecture_code: str = ""
    """Two digits."""
    city_code: str = ""
    """Three digits."""
    post_code: str = ""
    """Seven digits without a hyphen."""
    address_outside: str = ""
    address_outside_image_id: str = ""
    close_date: str = ""
    close_cause: str = ""
    """01 liquidated, 11 merged away, 21 closed by the registrar, 31 other."""
    successor_corporate_number: str = ""
    change_cause: str = ""
    assignment_date: str = "2015-10-05"
    """Day on which the number was given: what ``name`` narrows by."""
    latest: str = "1"
    en_name: str = ""
    en_prefecture_name: str = ""
    en_city_name: str = ""
    en_address_outside: str = ""
    furigana: str = ""
    """Full-width katakana without the legal form; often empty, so a form must let the user type it."""
    hihyoji: str = "0"
    """1: left out of searches by name."""


def _camel(name: str) -> str:
    head, *tail = name.split("_")
    return head + "".join(part.capitalize() for part in tail)


_ATTRIBUTES = tuple(field.name for field in fields(Corporation))

FIELDS = ("sequenceNumber", *(_camel(name) for name in _ATTRIBUTES))
"""The thirty names, in the order of XML elements and CSV columns."""

VERSIONS = {1: 23, 2: 28, 3: 29, 4: 30}
"""How many of the thirty fields a version has: 2 adds latest and English, 3 furigana, 4 hihyoji.

23 and 28 are counted in recorded answers of 2017 (kissy2go/houjin-bangou), 29 follows from the announcement of
version 3, 30 from the official samples.
"""


def columns(record: Corporation, *, number: int, version: int) -> tuple[tuple[str, str], ...]:
    """Names and values of a record in the order of the version; ``number`` is its place in the answer."""
    values = (str(number), *(getattr(record, name) for name in _ATTRIBUTES))
    return tuple(zip(FIELDS, values, strict=True))[: VERSIONS[version]]
