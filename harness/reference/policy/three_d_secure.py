"""3Dセキュア: when a cardholder has to be authenticated, and when that has been done (3-2/7-A)."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["PATIENCE", "Standing", "is_late", "standing"]

PATIENCE = 30 * 60
"""Seconds from entering a card to the end of its authentication; the gateway's own limit is not published."""


class Standing(StrEnum):
    """What the gateway's ``three_d_secure_status`` means for a registration."""

    UNASKED = "不要"
    OPEN = "未認証"
    PASSED = "認証済み"
    FAILED = "失敗"


def standing(status: str | None) -> Standing:
    """``verified`` and ``attempted`` pass, ``unverified`` is sent to the card company, all else is refused."""
    if status is None:
        return Standing.UNASKED
    if status == "unverified":
        return Standing.OPEN
    return Standing.PASSED if status in ("verified", "attempted") else Standing.FAILED


def is_late(*, made: float, now: float) -> bool:
    """A card whose holder was not authenticated in time has to be entered again."""
    return now - made >= PATIENCE
