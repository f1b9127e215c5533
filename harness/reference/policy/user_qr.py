"""The QR code for the user's phone: one phone's, for half an hour, until another is shown (2-2/4)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from enum import StrEnum

from itsdangerous import BadData, URLSafeSerializer

__all__ = ["LIFE", "Invitation", "Reading", "draw", "invitation_of", "judge", "token_for"]

LIFE = 30 * 60
"""Seconds that a QR code can be read."""


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


def _seal(secret: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt="mylexus.user-qr")


def token_for(secret: str, invitation_id: str) -> str:
    """An invitation has one token, signed with the build's secret."""
    return str(_seal(secret).dumps(invitation_id))


def invitation_of(secret: str, token: str) -> str | None:
    """A token that was signed here, character for character, names its invitation; any other names none."""
    try:
        invitation_id = _seal(secret).loads(token)
    except BadData:
        return None
    # Base64 has spare bits: two spellings can carry one signature. Only ours is taken.
    if not isinstance(invitation_id, str) or token_for(secret, invitation_id) != token:
        return None
    return invitation_id
