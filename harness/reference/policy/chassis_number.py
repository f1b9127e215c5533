"""車台番号: a model code and a serial number, ABC123-1234567 (4-1/7-A)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from harness.reference.policy.refused import Refused
from harness.reference.policy.written import folded

__all__ = ["LONGEST", "chassis_number"]

LONGEST = 17
"""Signs, the hyphen among them, as on a 車検証."""

_CODE = re.compile(r"(?=[0-9]*[A-Z])[0-9A-Z]{2,}")
_SERIAL = re.compile(r"[0-9]{4,8}")


def chassis_number(parts: Sequence[str]) -> str:
    """A number is kept as CODE-SERIAL in half-width capitals; all of it may stand in the first part.

    The code has letters and digits, a letter at least; the serial number 4 to 8 digits, leading zeros kept.
    """
    number = "-".join(text for part in parts if (text := _capitals(part)))
    code, _, serial = number.partition("-")
    if not code or not serial:
        raise Refused("車台番号を、ハイフンの前と後に分けて入力してください。")
    if not _CODE.fullmatch(code) or not _SERIAL.fullmatch(serial) or len(number) > LONGEST:
        raise Refused("車台番号を正しく入力してください。例) ABC123-1234567")
    return number


def _capitals(text: str) -> str:
    text = folded(text)
    return text.upper() if text.isascii() else text  # ß would be SS
