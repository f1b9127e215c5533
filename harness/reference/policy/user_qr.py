"""The QR code for the user's phone: one phone's, for half an hour, until another is shown (2-2/4)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from enum import StrEnum

from harness.reference.policy.signed_token import token_of, value_of

__all__ = ["LIFE", "Invitation", "Reading", "draw", "invitation_of", "judge", "token_for"]

LIFE = 30 * 60
"""Seconds that a QR code can be read."""

_PURPOSE = "user-qr"


@dataclass(frozen=True, kw_only=True, slots=True)
class Invitation:
    """What stands behind one QR code."""

    id: str
    contract_id: str
    issued: float
    """Seconds since the epoch."""
    phone: str = ""
    """Digest of the cookie of the phone that read it first."""
    void: bool = False


class Reading(StrEnum):
    """What comes of reading a QR code."""

    OPENS = "読める"
    UNKNOWN = "不明"
    VOID = "無効"
    EXPIRED = "期限切れ"
    TAKEN = "使用済み"


def draw() -> str:
    """An invitation's name has 192 bits of chance."""
    return secrets.token_urlsafe(24)


def judge(invitation: Invitation | None, *, phone: str, now: float) -> Reading:
    """A code opens the procedure in time, for the first phone that reads it, and until a new one is shown."""
    if invitation is None:
        return Reading.UNKNOWN
    if invitation.void:
        return Reading.VOID
    if now - invitation.issued >= LIFE:
        return Reading.EXPIRED
    if invitation.phone and invitation.phone != phone:
        return Reading.TAKEN
    return Reading.OPENS


def token_for(secret: str, invitation_id: str) -> str:
    """An invitation has one token, signed with the build's secret."""
    return token_of(secret, _PURPOSE, invitation_id)


def invitation_of(secret: str, token: str) -> str | None:
    """A token that was signed here, character for character, names its invitation; any other names none."""
    return value_of(secret, _PURPOSE, token)
