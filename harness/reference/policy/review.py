"""審査 of a user's registration after delivery: when it is made, and what may come of it (4-1/10-A, A-86)."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from enum import StrEnum

__all__ = ["PATIENCE", "Status", "is_due", "may_apply"]

PATIENCE = 7
"""Days after which a customer who has heard nothing calls."""

_JAPAN = timezone(timedelta(hours=9), "JST")


class Status(StrEnum):
    """How far an application is."""

    WAITING = "waiting"
    COMPLETED = "completed"
    REFUSED = "refused"


def is_due(*, applied: float, now: float) -> bool:
    """The desk gets to an application on the next calendar day in Japan, not on the same one.

    Both are seconds since the epoch.
    """
    return datetime.fromtimestamp(applied, _JAPAN).date() < datetime.fromtimestamp(now, _JAPAN).date()


def may_apply(status: Status | None) -> bool:
    """One application waits for a car at a time; after its decision there may be another."""
    return status is not Status.WAITING
