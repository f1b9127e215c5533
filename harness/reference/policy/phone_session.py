"""How long a phone's procedure waits for its customer."""

from __future__ import annotations

__all__ = ["IDLE", "is_over"]

IDLE = 2 * 60 * 60
"""Seconds without a request after which a procedure is forgotten."""


def is_over(*, seen: float, now: float) -> bool:
    """A procedure that nobody touched for two hours has to be begun from the QR code again."""
    return now - seen > IDLE
