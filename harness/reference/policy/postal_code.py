"""郵便番号."""

from __future__ import annotations

import re

from harness.reference.policy.refused import Refused
from harness.reference.policy.written import folded

__all__ = ["postal_code"]

_CODE = re.compile(r"([0-9]{3})-?([0-9]{4})")


def postal_code(value: str) -> str:
    """A postal code is seven digits, with or without a hyphen; it is kept as NNN-NNNN."""
    found = _CODE.fullmatch(folded(value))
    if not found:
        raise Refused("郵便番号は7桁の数字で入力してください。")
    return f"{found[1]}-{found[2]}"
