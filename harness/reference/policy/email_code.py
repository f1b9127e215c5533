"""認証コード: six digits by mail that prove an address, within bounds (ASVS 5.0 6.5, 6.6)."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from enum import StrEnum

from harness.reference.policy.written import digits_of

__all__ = [
    "DIGITS",
    "LIFE",
    "RESEND_AFTER",
    "SENDS_PER_HOUR",
    "TRIES",
    "IssuedCode",
    "Verdict",
    "digest_of",
    "draw",
    "judge",
    "may_send",
    "wait_before_resend",
]

DIGITS = 6
LIFE = 10 * 60
"""Seconds that a code is good for."""
TRIES = 5
"""How often one code may be guessed at."""
RESEND_AFTER = 60
"""Seconds before another code may be asked for."""
SENDS_PER_HOUR = 10
"""Codes that may be sent for one contract within an hour."""


@dataclass(frozen=True, kw_only=True, slots=True)
class IssuedCode:
    """A code that was sent: only its digest is known."""

    phone: str
    address: str
    digest: str
    issued: float
    """Seconds since the epoch."""
    tries: int = 0
    used: bool = False
    void: bool = False


class Verdict(StrEnum):
    """What comes of a typed code."""

    RIGHT = "正しい"
    WRONG = "誤り"
    EXPIRED = "期限切れ"
    USED = "使用済み"
    SPENT = "回数超過"


def draw() -> str:
    """A code is drawn evenly from 000000 to 999999, leading zeros kept."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


def digest_of(code: str, *, secret: str, phone: str, address: str) -> str:
    """A code is kept as an HMAC over itself, the phone and the address it was sent for."""
    return hmac.new(secret.encode(), f"{phone}|{address}|{code}".encode(), hashlib.sha256).hexdigest()


def judge(
    issued: IssuedCode | None, typed: str, *, secret: str, phone: str, address: str, now: float
) -> Verdict:
    """A code is right once, in time, within its tries, on the phone and for the address it was sent for."""
    if issued is None or issued.void or (issued.phone, issued.address) != (phone, address):
        return Verdict.WRONG
    if issued.used:
        return Verdict.USED
    if issued.tries >= TRIES:
        return Verdict.SPENT
    if now - issued.issued >= LIFE:
        return Verdict.EXPIRED
    digest = digest_of(digits_of(typed), secret=secret, phone=phone, address=address)
    return Verdict.RIGHT if hmac.compare_digest(digest, issued.digest) else Verdict.WRONG


def wait_before_resend(sent: float, now: float) -> int:
    """Seconds that are left before another code may be sent; 0 when it may be sent now."""
    return max(0, round(sent + RESEND_AFTER - now + 0.49))


def may_send(sent_within_hour: int) -> bool:
    """A contract gets only so many codes an hour, however often its QR is read."""
    return sent_within_hour < SENDS_PER_HOUR
