"""Rewrites wordings so that what the guide itself does not keep apart becomes the same.

That is width (A-28), kana or kanji of next, back and close (A-26, A-27), お客様 or お客さま (A-37), and the kind of
bracket around a label (A-27).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

__all__ = ["fold", "normalised"]

_SPACES = re.compile(r"\s+")
_SPELLINGS = (
    ("つぎへ", "次へ"),
    ("もどる", "戻る"),
    ("閉じる", "とじる"),
    ("お客様", "お客さま"),
    ("お声かけ", "お声がけ"),
    ("ユーザー", "使用者"),
    ("引き落とし", "引落し"),
)
_BRACKETS = str.maketrans(
    {"【": "「", "】": "」", "[": "「", "]": "」", "『": "「", "』": "」", "〔": "「", "〕": "」"}
)


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Folds runs of white space, which no reader can see."""
    return _SPACES.sub(" ", text).strip()


@lru_cache(maxsize=4096)
def normalised(text: str) -> str:
    """Rewrites a wording so that what the readings call the same becomes the same."""
    rewritten = unicodedata.normalize("NFKC", text).translate(_BRACKETS)
    for variant, canonical in _SPELLINGS:
        rewritten = rewritten.replace(variant, canonical)
    return _SPACES.sub("", rewritten)
