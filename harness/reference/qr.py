"""QR codes as pictures."""

from __future__ import annotations

from functools import lru_cache

import segno

__all__ = ["qr_picture"]

_MASK = 0


# A contract's QR code never changes, and drawing it takes longer than the rest of its page.
@lru_cache(maxsize=256)
def qr_picture(text: str) -> str:
    """A text becomes a QR code of error level M with its quiet zone: a PNG in a data URI."""
    # Any of the eight masks can be read (ISO/IEC 18004, 7.8); weighing them takes most of the time.
    return str(segno.make_qr(text, error="m", mask=_MASK).png_data_uri(scale=6, border=4))
