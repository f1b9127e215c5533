"""What customers enter: keys, labels, how a value is checked, and how it stands in an account's profile."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

import phonenumbers

__all__ = [
    "CORPORATION",
    "LOGIN",
    "PERSON",
    "SEXES",
    "Entry",
    "faults",
    "from_profile",
    "shown",
    "to_profile",
]

SEXES = ("男性", "女性", "回答しない")


class Entry(NamedTuple):
    """One thing that a customer enters."""

    key: str
    label: str
    rule: str = "text"
    needed: bool = True
    example: str = ""


_MOBILE = "例) 090 - 例) 0000 - 例) 0000"
LOGIN = (
    Entry("password", "パスワード", "password", example="パスワードを入力"),
    Entry("again", "パスワード (確認用)", "again", example="パスワードをもう一度入力"),
    Entry("verification_phone", "認証用電話番号", "phone", example=_MOBILE),
)
_CONTACT = (
    Entry("contact_phone", "連絡用電話番号", "phone", example="例) 03 - 例) 0000 - 例) 0000"),
    Entry("mobile_phone", "携帯電話番号", "phone", example=_MOBILE),
)
_PLACE = (Entry("postal_code", "郵便番号", "postal"), Entry("address", "住所"))
PERSON = (
    Entry("name", "名前", "name"),
    Entry("name_kana", "名前 (カナ)", "kana"),
    Entry("sex", "性別", "sex"),
    Entry("birthdate", "生年月日 (西暦)", "birthdate"),
    *_PLACE,
    *_CONTACT,
)
CORPORATION = (
    Entry("corporate_number", "法人番号", "corporate", needed=False, example="例) 1234567890123"),
    Entry("name", "法人名", example="例) トヨタ自動車株式会社"),
    Entry("name_kana", "法人名 (カナ)", "kana"),
    *_PLACE,
    Entry("building", "建物名", needed=False),
    *_CONTACT,
)


def _is_phone(value: str) -> bool:
    try:
        return bool(re.fullmatch("[0-9-]+", value)) and phonenumbers.is_valid_number(
            phonenumbers.parse(value, "JP")
        )
    except phonenumbers.NumberParseException:
        return False


def _is_day(value: str, today: date) -> bool:
    try:
        return date(1900, 1, 1) <= date.fromisoformat(value) <= today
    except ValueError:
        return False


def faults(entries: tuple[Entry, ...], values: dict[str, str], today: date) -> dict[str, str]:
    """Key of each entry that cannot be taken -> what is said at its field."""
    found = {}
    for entry in entries:
        value = values.get(entry.key, "")
        rules: dict[str, Callable[[str], bool]] = {
            "password": lambda v: 8 <= len(v) <= 20,
            "again": lambda v: v == values.get("password"),
            "phone": _is_phone,
            "postal": lambda v: bool(re.fullmatch("[0-9]{3}-?[0-9]{4}", v)),
            "kana": lambda v: bool(re.fullmatch("[ァ-ヺー・ 　]+", v)),
            "sex": lambda v: v in SEXES,
            "birthdate": lambda v: _is_day(v, today),
            "corporate": lambda v: bool(re.fullmatch("[0-9]{13}", v)),
        }
        good = rules.get(entry.rule, bool)
        if not value:
            if entry.needed:
                found[entry.key] = f"{entry.label}をご記入ください。"
        elif not good(value):
            found[entry.key] = f"{entry.label}をご確認ください。"
    return found


def to_profile(entries: tuple[Entry, ...], values: dict[str, str]) -> dict[str, str]:
    """What was entered, as an account keeps it."""
    profile: dict[str, str] = {}
    for entry in entries:
        value = values.get(entry.key, "")
        if entries is PERSON and entry.key in ("name", "name_kana"):
            family, _, given = value.replace("　", " ").partition(" ")
            rest = entry.key.removeprefix("name")
            profile |= {f"family_name{rest}": family, f"given_name{rest}": given}
        else:
            profile[entry.key] = value
    return profile


def from_profile(entries: tuple[Entry, ...], profile: dict[str, str | None]) -> dict[str, str]:
    """What an account keeps, as it is entered."""
    values = {entry.key: profile.get(entry.key) or "" for entry in entries}
    if entries is PERSON:
        for rest in ("", "_kana"):
            parts = (profile.get(f"family_name{rest}"), profile.get(f"given_name{rest}"))
            values[f"name{rest}"] = " ".join(filter(None, parts))
    return values


def shown(entry: Entry, value: str) -> str:
    """How a value is read back to the customer."""
    if entry.rule == "birthdate" and value:
        day = date.fromisoformat(value)
        return f"{day.year}年{day.month}月{day.day}日"
    return value
