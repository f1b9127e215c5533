"""生年月日 (西暦)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from harness.reference.policy.refused import Refused
from harness.reference.policy.written import digits_of

__all__ = ["EARLIEST", "birthdate", "shown_date"]

EARLIEST = date(1900, 1, 1)


def birthdate(parts: Sequence[str], *, today: date) -> str:
    """A date of birth is a real day from 1900 to today; it is kept as YYYY-MM-DD."""
    year, month, day = (digits_of(part) for part in parts)
    if len(year) != 4 or not 1 <= len(month) <= 2 or not 1 <= len(day) <= 2:
        raise Refused("生年月日を西暦で正しく入力してください。")
    try:
        born = date(int(year), int(month), int(day))
    except ValueError as error:
        raise Refused("存在しない日付です。生年月日を確認してください。") from error
    if born > today:
        raise Refused("未来の日付は入力できません。")
    if born < EARLIEST:
        raise Refused("生年月日を西暦で正しく入力してください。")
    return born.isoformat()


def shown_date(value: str) -> str:
    """A day is shown as the guide prints it: 1960年1月1日; what is no date is shown as it stands."""
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return value
    return f"{day.year}年{day.month}月{day.day}日"
