"""名前 (カナ) and 法人名 (カナ) are written in full-width katakana."""

from __future__ import annotations

import re

from harness.reference.policy.refused import Refused
from harness.reference.policy.written import LONGEST, written

__all__ = ["kana"]

_KANA = re.compile(r"(?=.*[ァ-ヺ])[ァ-ヺー・ 　]+")


def kana(value: str, longest: int = LONGEST) -> str:
    """A reading is full-width katakana; half-width kana and hiragana are refused, not converted."""
    text = written(value, longest)
    if text and not _KANA.fullmatch(text):
        raise Refused("全角カタカナで入力してください。")
    return text
