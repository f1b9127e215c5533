"""Real seconds and days, also while a scenario's own time stands still.

freezegun replaces the clocks of modules that it finds; this module is on its ignore list.
"""

from __future__ import annotations

import time
from datetime import date, datetime
from zoneinfo import ZoneInfo

import freezegun

__all__ = ["now_in_japan", "seconds_now", "today_in_japan"]

freezegun.configure(extend_ignore_list=["harness.coverage.stopwatch"])


def seconds_now() -> float:
    """Gives seconds of a clock that only goes forward; differences are real durations."""
    return time.perf_counter()


def now_in_japan() -> datetime:
    """Gives the real time where the guide is used."""
    return datetime.now(ZoneInfo("Asia/Tokyo"))


def today_in_japan() -> date:
    """Gives the real day where the guide is used, which decides what has expired."""
    return now_in_japan().date()
