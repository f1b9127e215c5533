"""The characters of the register: JIS levels 1 to 4, brought down to levels 1 and 2 where a reader asks so.

A recorded answer of type 01 with 2,000 records has no byte outside JIS X 0208, tower II of a building stands
there as ＩＩ, and characters with an image ID as plain relatives. The real table of relatives is not known:
the few here are the usual ones, any other character becomes ？.
"""

from __future__ import annotations

import unicodedata

__all__ = ["full_width", "is_full_width", "is_half_width", "reduced"]

_RELATIVES = str.maketrans("髙﨑濵𠮷德瀨黑", "高崎浜吉徳瀬黒")
_TO_FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000}
# Level 2 ends in EAA4; row 13 (87xx) and the vendors' rows (ED, EE, FA to FC) are no part of JIS X 0208.
_LAST_OF_LEVEL_2 = b"\xea\xa4"
_ROW_13 = 0x87


def full_width(text: str) -> str:
    """``text`` with every ASCII character in its full-width form."""
    return text.translate(_TO_FULL_WIDTH)


def is_full_width(text: str) -> bool:
    """Whether no character is half-width or a control; bytes that were no UTF-8 arrive as half-width %XX."""
    return not any(
        unicodedata.east_asian_width(sign) in ("Na", "H") or unicodedata.category(sign) == "Cc"
        for sign in text
    )


def is_half_width(text: str) -> bool:
    """Whether every character is printable ASCII."""
    return text.isascii() and text.isprintable()


def reduced(text: str) -> str:
    """``text`` in ASCII and JIS levels 1 and 2 only: what type 01 shows and a fuzzy search compares."""
    return text if _fits(text) else "".join(map(_reduced_sign, text.translate(_RELATIVES)))


def _reduced_sign(sign: str) -> str:
    if _fits(sign):
        return sign
    plain = full_width(unicodedata.normalize("NFKC", sign))
    return plain if _fits(plain) else "？"


def _fits(text: str) -> bool:
    try:
        return all(_in_jis_x_0208(sign.encode("cp932")) for sign in text)
    except UnicodeEncodeError:
        return False


def _in_jis_x_0208(code: bytes) -> bool:
    return len(code) == 1 or (code <= _LAST_OF_LEVEL_2 and code[0] != _ROW_13)
