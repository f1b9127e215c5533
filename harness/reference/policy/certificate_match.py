"""Whether the TOYOTAアカウント is the 使用者's of the 車検証: kind, name and address agree (4-1/6-A, A-89)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from harness.reference.policy.customer_kind import registered_name
from harness.reference.policy.written import folded

__all__ = ["matches", "same_address", "same_name"]

_CHOME = re.compile(r"([一二三四五六七八九十]+)丁目")
_UNIT = re.compile(r"(?<=[0-9])(?:丁目|番地の?|番|号)-?")
_LOOSE = re.compile(r"-(?![0-9])|(?<![0-9])-")
"""A hyphen that parts no two numbers."""
_DIGITS = {mark: value for value, mark in enumerate("一二三四五六七八九", 1)}


def matches(
    *, kind: str, profile: Mapping[str, str], user_kind: str, user_name: str, user_address: str
) -> bool:
    """An account matches when all three agree; its 建物名 may be on the certificate or not."""
    where = profile.get("address", "")
    return (
        kind == user_kind
        and same_name(registered_name(kind, profile), user_name)
        and any(same_address(one, user_address) for one in (where, f"{where} {profile.get('building', '')}"))
    )


def same_name(one: str, other: str) -> bool:
    """Names agree sign by sign, whatever their width and blanks; 髙 is not 高, and no name agrees with none."""
    return bool(folded(one)) and folded(one) == folded(other)


def same_address(one: str, other: str) -> bool:
    """Addresses agree whether they are written 1-4-18 or 一丁目４番１８号; no address agrees with none."""
    return bool(folded(one)) and _short(one) == _short(other)


def _short(address: str) -> str:
    text = _CHOME.sub(lambda found: f"{_number(found[1])}丁目", folded(address))
    return _LOOSE.sub("", _UNIT.sub("-", text))


def _number(kanji: str) -> int:
    tens, ten, ones = kanji.rpartition("十")
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones, 0)
