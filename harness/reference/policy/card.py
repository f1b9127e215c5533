"""クレジットカード番号, 有効期限 and セキュリティコード, before the gateway sees them; none of them is kept."""

from __future__ import annotations

import re
from datetime import date

from stdnum import luhn

from harness.reference.policy.refused import Refused
from harness.reference.policy.written import digits_of, folded

__all__ = ["card_number", "expiry", "hidden_number", "security_code"]

_EXPIRY = re.compile(r"([0-9]{1,2})/((?:20)?[0-9]{2})|([0-9]{2})((?:20)?[0-9]{2})")


def card_number(value: str) -> str:
    """A number has 14 to 16 digits that check (ISO/IEC 7812-1); blanks, hyphens and full width are taken."""
    number = digits_of(folded(value).replace("-", ""))
    if not 14 <= len(number) <= 16:
        raise Refused("クレジットカード番号は14～16桁の数字で入力してください。")
    if not luhn.is_valid(number):
        raise Refused("クレジットカード番号が正しくありません。もう一度ご確認ください。")
    return number


def expiry(value: str, *, today: date) -> tuple[int, int]:
    """Month and year, four digits, of a card that is good to the end of that month."""
    found = _EXPIRY.fullmatch(folded(value))
    if not found:
        raise Refused("有効期限は月/年の順に、例のように入力してください。")
    month, year = int(found[1] or found[3]), int(found[2] or found[4])
    year += 2000 if year < 100 else 0
    if not 1 <= month <= 12:
        raise Refused("有効期限の月は01～12で入力してください。")
    if (year, month) < (today.year, today.month):
        raise Refused("有効期限が切れています。別のクレジットカードをご利用ください。")
    return month, year


def security_code(value: str) -> str:
    """A security code has three or four digits."""
    code = digits_of(value)
    if not 3 <= len(code) <= 4:
        raise Refused("セキュリティコードは3桁または4桁の数字で入力してください。")
    return code


def hidden_number(last4: str) -> str:
    """Of a number only the last four digits are shown."""
    return f"**** **** **** {last4}"
