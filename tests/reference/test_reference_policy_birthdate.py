"""生年月日."""

from __future__ import annotations

from datetime import date

import pytest

from harness.reference.policy.birthdate import birthdate, shown_date
from harness.reference.policy.refused import Refused

TODAY = date(2025, 4, 1)


def test_kept() -> None:
    """A real day is kept as YYYY-MM-DD, today included."""
    assert birthdate(("1960", "1", "1"), today=TODAY) == "1960-01-01"
    assert birthdate(("２０２５", "04", "01"), today=TODAY) == "2025-04-01"


@pytest.mark.parametrize(
    "parts",
    [("2025", "4", "2"), ("2023", "2", "29"), ("1899", "12", "31"), ("60", "1", "1"), ("1960", "", "1")],
)
def test_refused(parts: tuple[str, ...]) -> None:
    """Days to come, days that never were and parts of days are refused."""
    with pytest.raises(Refused):
        birthdate(parts, today=TODAY)


def test_shown() -> None:
    """A day is shown as the guide prints it."""
    assert shown_date("1960-01-01") == "1960年1月1日"
    assert shown_date("昭和") == "昭和"
