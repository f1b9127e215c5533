"""Values that outsiders cannot guess but a seed repeats, and the digests by which secrets are kept."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass

__all__ = ["Series", "base64url", "digest"]


@dataclass(kw_only=True)
class Series:
    """A series of drawn values: the same for the same label; whoever knows the label knows them all."""

    label: str
    """Seed and purpose: ``0 codes``."""
    count: int = 0
    """How many were drawn."""

    def secret(self) -> str:
        """A value of 256 bits in base64url, 43 characters."""
        return base64url(self._draw())

    def identifier(self) -> str:
        """A value of 64 bits, 16 hexadecimal digits."""
        return self._draw().hex()[:16]

    def digits(self, number: int) -> str:
        """So many decimal digits, leading zeros kept."""
        return f"{int.from_bytes(self._draw(), 'big') % 10**number:0{number}}"

    def _draw(self) -> bytes:
        self.count += 1
        return hashlib.sha256(f"{self.label}|{self.count}".encode()).digest()


def digest(value: str) -> str:
    """What is kept of a secret: its SHA-256 in hexadecimal."""
    return hashlib.sha256(value.encode()).hexdigest()


def base64url(value: bytes) -> str:
    """``value`` in base64url without padding (RFC 7515)."""
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode("ascii")
