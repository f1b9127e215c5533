"""The build's clock: the machine's, unless a test rig has set it or stopped it."""

from __future__ import annotations

import time
from datetime import datetime, tzinfo

__all__ = ["CLOCK", "Clock", "now", "seconds"]


class Clock:
    """Tells the time; safe to read from any thread."""

    def __init__(self) -> None:
        self._set: tuple[float, float | None] | None = None

    @property
    def stands(self) -> bool:
        """Whether it moves only when it is told to."""
        return self._set is not None and self._set[1] is None

    def seconds(self) -> float:
        """The seconds since 1970 began (UTC)."""
        if self._set is None:
            return time.time()
        shown, since = self._set
        return shown if since is None else shown + time.time() - since

    def put(self, shown: float, *, stands: bool) -> None:
        """Shows that moment from now on, and stays there if it ``stands``."""
        self._set = (shown, None if stands else time.time())

    def release(self) -> None:
        """Goes with the machine's clock again."""
        self._set = None


CLOCK = Clock()
"""One for the process, since a process lives in one time."""


def seconds() -> float:
    """The seconds since 1970 began (UTC), by the build's clock."""
    return CLOCK.seconds()


def now(zone: tzinfo) -> datetime:
    """The moment by the build's clock, in a time zone."""
    return datetime.fromtimestamp(CLOCK.seconds(), zone)
