"""連絡用電話番号, 携帯電話番号 and 認証用電話番号: Japanese numbers in three parts."""

from __future__ import annotations

from collections.abc import Sequence

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

from harness.reference.policy.refused import Refused
from harness.reference.policy.written import digits_of, folded

__all__ = ["mobile_number", "phone_number", "phone_parts"]


def phone_number(parts: Sequence[str]) -> str:
    """A number exists in Japan's numbering plan; it stays hyphenated as it was typed."""
    return _read(parts)[0]


def mobile_number(parts: Sequence[str]) -> str:
    """A mobile number is one that can be reached by a mobile phone: 03-… is refused."""
    text, kind = _read(parts)
    if kind != PhoneNumberType.MOBILE:
        raise Refused("携帯電話番号を入力してください。")
    return text


def _read(parts: Sequence[str]) -> tuple[str, int]:
    typed = [digits_of(part) for part in parts]
    if not all(typed) or sum(map(len, typed)) > 11:
        raise Refused("電話番号を正しく入力してください。")
    try:
        number = phonenumbers.parse("".join(typed), "JP")
    except NumberParseException as error:
        raise Refused("電話番号を正しく入力してください。") from error
    if number.country_code != 81 or not phonenumbers.is_valid_number(number):
        raise Refused("電話番号を正しく入力してください。")
    return "-".join(typed), phonenumbers.number_type(number)


def phone_parts(value: str) -> tuple[str, str, str]:
    """A stored number gives its three parts; one without hyphens is parted as the numbering plan parts it."""
    text = folded(value)
    if text.count("-") != 2:
        try:
            text = phonenumbers.format_number(phonenumbers.parse(text, "JP"), PhoneNumberFormat.NATIONAL)
        except NumberParseException:
            return text[:20], "", ""
    first, _, rest = text.partition("-")
    second, _, third = rest.partition("-")
    return first, second, third
