"""QR codes as pictures."""

from __future__ import annotations

import base64
import struct
import zlib
from functools import lru_cache

import segno

__all__ = ["qr_picture"]

_MASK = 0
_SCALE = 6
"""Pixels along a module."""
_BORDER = 4
"""Modules of the quiet zone (ISO/IEC 18004, 6.3.8)."""


# A contract's QR code never changes, and drawing it takes longer than the rest of its page.
@lru_cache(maxsize=256)
def qr_picture(text: str) -> str:
    """A text becomes a QR code of error level M with its quiet zone: a PNG in a data URI."""
    # Any of the eight masks can be read (ISO/IEC 18004, 7.8); weighing them takes most of the time.
    modules = segno.make_qr(text, error="m", mask=_MASK).matrix
    return f"data:image/png;base64,{base64.b64encode(_png(modules)).decode()}"


def _png(modules: tuple[bytearray, ...]) -> bytes:
    """Modules (1 is dark) become pixels of one bit (1 is white), the rows unfiltered (ISO/IEC 15948)."""
    # segno's own writer goes through every pixel in Python, which takes longer than making the code.
    side = (len(modules) + 2 * _BORDER) * _SCALE
    spare = -side % 8
    quiet = "1" * (_BORDER * _SCALE)
    rows = [_row("1" * side + "0" * spare)] * (_BORDER * _SCALE)
    drawn = list(rows)
    for line in modules:
        pixels = "".join("0" * _SCALE if module else "1" * _SCALE for module in line)
        drawn += [_row(quiet + pixels + quiet + "0" * spare)] * _SCALE
    head = struct.pack(">2I5B", side, side, 1, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(b"".join(drawn + rows), 1)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts)


def _row(bits: str) -> bytes:
    return b"\0" + int(bits, 2).to_bytes(len(bits) // 8, "big")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
