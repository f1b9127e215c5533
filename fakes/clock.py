"""The clock of every fake in a process: the machine's, unless a test rig has set it or stopped it."""

from __future__ import annotations

from datetime import UTC, datetime

__all__ = ["CLOCK", "Clock", "now"]


class Clock:
    """Tells the time in UTC; safe to read from any thread."""

    def __init__(self) -> None:
        self._set: tuple[datetime, datetime | None] | None = None

    @property
    def stands(self) -> bool:
        """Whether it moves only when it is told to."""
        return self._set is not None and self._set[1] is None

    def now(self) -> datetime:
        """The moment that it shows."""
        if self._set is None:
            return datetime.now(UTC)
        shown, since = self._set
        return shown if since is None else shown + (datetime.now(UTC) - since)

    def put(self, shown: datetime, *, stands: bool) -> None:
        """Shows that moment from now on, and stays there if it ``stands``."""
        self._set = (shown.astimezone(UTC), None if stands else datetime.now(UTC))

    def release(self) -> None:
        """Goes with the machine's clock again."""
        self._set = None


CLOCK = Clock()
"""One for the process: outside systems live in the same time."""


def now() -> datetime:
    """The moment by the fakes' clock, in UTC."""
    return CLOCK.now()
