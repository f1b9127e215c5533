"""Requests and answers of the account service: what is asked for, in which form, and what is shown."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from pydantic import Field
from stdnum.jp import cn

from fakes import clock
from fakes.control import Value
from fakes.toyota_account.codes import Message
from fakes.toyota_account.errors import Invalid, Malformed
from fakes.toyota_account.state import KINDS, PROFILE_KEYS, Account

__all__ = [
    "LOCKED_FIELDS",
    "AccountEntry",
    "account_value",
    "message_value",
    "read_email",
    "read_object",
    "read_profile",
    "read_registration",
]

LOCKED_FIELDS = (
    "family_name",
    "given_name",
    "family_name_kana",
    "given_name_kana",
    "birthdate",
    "name",
    "name_kana",
)
"""Profile keys that cannot change while G-Link is linked: names and date of birth."""

_REQUIRED: Mapping[str, tuple[str, ...]] = {
    "個人": ("family_name", "given_name", "birthdate", "postal_code", "address"),
    "法人": ("name", "postal_code", "address"),
}
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)+")
_PHONE = re.compile(r"0\d{1,4}-\d{1,4}-\d{3,4}|0\d{9,10}")
_FORMS: Mapping[str, re.Pattern[str]] = {
    "family_name_kana": re.compile(r"[ァ-ヺー・　 ]+"),
    "given_name_kana": re.compile(r"[ァ-ヺー・　 ]+"),
    "sex": re.compile(r"男性|女性|回答しない"),
    "postal_code": re.compile(r"[0-9]{3}-[0-9]{4}"),
}


class AccountEntry(Value):
    """An account as a test rig puts it; its values are not judged."""

    email: str = Field(min_length=3)
    password: str
    kind: str
    profile: dict[str, str]
    linked_services: list[str] = Field(default_factory=list)


def read_object(body: bytes) -> dict[str, Any]:
    """The JSON object of a request; raises ``Malformed`` when it is none."""
    try:
        value = json.loads(body)
        # Half a surrogate pair is JSON, but no text that could be hashed or sent back.
        json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise Malformed from None
    if not isinstance(value, dict):
        raise Malformed
    return value


def read_profile(kind: str, profile: Any) -> dict[str, str]:
    """A whole profile of that kind, with every key; raises ``Invalid`` with all faulty fields at once.

    A corporate number may be empty, since a corporation can be entered without it; given, it has the right
    check digit. Phone numbers have 10 or 11 digits, with or without hyphens.
    """
    if not isinstance(profile, dict):
        raise Invalid({"profile": "required" if profile is None else "format"})
    keys = PROFILE_KEYS[kind]
    wrong = {key: "unknown" for key in profile if key not in keys}
    for key in keys:
        value = profile.get(key, "")
        if not isinstance(value, str):
            wrong[key] = "format"
        elif not value.strip():
            if key in _REQUIRED[kind]:
                wrong[key] = "required"
        elif not _has_form(key, value):
            wrong[key] = "format"
    if wrong:
        raise Invalid(wrong)
    return {key: profile.get(key, "") for key in keys}


def read_registration(value: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of ``AccountState.add_account`` in a request for a new account; raises ``Invalid``.

    Passwords have 8 to 64 characters: the narrower rule of a screen is the business of the build.
    """
    wrong: dict[str, str] = {}
    texts = {key: value.get(key) for key in ("email", "password", "kind", "verification_phone")}
    for key, text in texts.items():
        if text is None or text == "":
            wrong[key] = "required"
        elif not isinstance(text, str) or not _registration_form(key, text):
            wrong[key] = "format"
    profile: dict[str, str] = {}
    if "kind" not in wrong:
        try:
            profile = read_profile(str(value["kind"]), value.get("profile"))
        except Invalid as invalid:
            wrong |= invalid.details["fields"]
    if wrong:
        raise Invalid(wrong)
    return {**texts, "profile": profile}


def read_email(value: Mapping[str, Any], *others: str) -> tuple[str, ...]:
    """The address in a request, and the values of ``others``, all of them texts; raises ``Invalid``."""
    keys = ("email", *others)
    wrong: dict[str, str] = {}
    for key in keys:
        text = value.get(key)
        if text is None or text == "":
            wrong[key] = "required"
        elif not isinstance(text, str) or (key == "email" and _EMAIL.fullmatch(text) is None):
            wrong[key] = "format"
    if wrong:
        raise Invalid(wrong)
    return tuple(value[key] for key in keys)


def account_value(account: Account) -> dict[str, Any]:
    """An account as it is shown: neither password nor verification phone."""
    return {
        "account_id": account.account_id,
        "email": account.email,
        "kind": account.kind,
        "profile": dict(account.profile),
        "linked_services": list(account.linked_services),
    }


def message_value(message: Message) -> dict[str, str]:
    """A mail as a test rig sees it."""
    return {
        "to": message.to,
        "subject": message.subject,
        "text": message.text,
        "code": message.code,
        "sent_at": message.sent_at.isoformat(),
    }


def _registration_form(key: str, text: str) -> bool:
    if key == "email":
        return _EMAIL.fullmatch(text) is not None
    if key == "password":
        return 8 <= len(text) <= 64
    if key == "kind":
        return text in KINDS
    return _is_phone(text)


def _has_form(key: str, value: str) -> bool:
    if key == "birthdate":
        return _is_birthdate(value)
    if key == "corporate_number":
        return len(value) == 13 and cn.is_valid(value)
    if key in ("contact_phone", "mobile_phone"):
        return _is_phone(value)
    form = _FORMS.get(key)
    return form is None or form.fullmatch(value) is not None


def _is_phone(value: str) -> bool:
    return _PHONE.fullmatch(value) is not None and len(value.replace("-", "")) in (10, 11)


def _is_birthdate(value: str) -> bool:
    try:
        born = date.fromisoformat(value)
    except ValueError:
        return False
    # Japan is nine hours ahead, so the day there may be the next one already.
    today = (clock.now() + timedelta(hours=9)).date()
    return len(value) == 10 and date(1900, 1, 1) <= born <= today
