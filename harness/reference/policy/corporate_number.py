"""法人番号: 12 digits behind one check digit (法人番号の指定等に関する省令 2条)."""

from __future__ import annotations

from stdnum.jp import cn

from harness.reference.policy.refused import Refused
from harness.reference.policy.written import digits_of

__all__ = ["corporate_number"]


def corporate_number(value: str) -> str:
    """A number is 13 digits whose first checks the others; hyphens and full-width digits are taken."""
    number = digits_of("".join(mark for mark in value if mark not in "-‐‑‒–—―−－ー"))
    if len(number) != 13:
        raise Refused("法人番号は13桁の数字で入力してください。")
    if not cn.is_valid(number):
        raise Refused("法人番号が正しくありません。もう一度ご確認ください。")
    return number
