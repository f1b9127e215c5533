"""Compares words as printed first, then after the readings' normalisation, which makes a remark.

The second comparison ignores what the guide itself does not keep apart: width (A-28), kana or kanji of
next, back and close (A-26, A-27), お客様 or お客さま (A-37), and the kind of bracket around a label (A-27).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from enum import Enum
from functools import lru_cache

__all__ = ["Match", "best", "compare", "fold", "normalised", "strip_mark"]

_SPACES = re.compile(r"\s+")
_MARK = re.compile(r"^(?:必須|任意|[※*])\s*|\s*(?:必須|任意|[※*]|[（(]必須[）)]|[（(]任意[）)])$")
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


class Match(Enum):
    """How well two wordings agree."""

    EXACT = "exact"
    NORMALISED = "normalised"
    NONE = "none"

    def __bool__(self) -> bool:
        return self is not Match.NONE


def fold(text: str) -> str:
    """Folds runs of white space, which no reader of a screen can see."""
    return _SPACES.sub(" ", text).strip()


def strip_mark(label: str) -> tuple[str, str]:
    """Splits a label into its words and its mark: ``必須 名前`` -> (``名前``, ``必須``)."""
    folded = fold(label)
    found = _MARK.search(folded)
    if found is None or found.group() == folded:
        return folded, ""
    mark = "任意" if "任意" in found.group() else "必須"
    rest = fold(folded[: found.start()] + folded[found.end() :])
    return strip_mark(rest)[0], mark


@lru_cache(maxsize=4096)
def normalised(text: str) -> str:
    """Rewrites a wording so that what the readings call the same becomes the same."""
    rewritten = unicodedata.normalize("NFKC", text).translate(_BRACKETS)
    for variant, canonical in _SPELLINGS:
        rewritten = rewritten.replace(variant, canonical)
    return re.sub(r"\s", "", rewritten)


def compare(expected: str, found: str) -> Match:
    """Says whether a wording stands on the screen as printed, only by the readings, or not."""
    if fold(expected) == fold(found):
        return Match.EXACT
    return Match.NORMALISED if normalised(expected) == normalised(found) else Match.NONE


def best(expected: Iterable[str], found: Iterable[str]) -> tuple[Match, str]:
    """Gives the best agreement of any expected wording with any found one, and the one found."""
    candidates = tuple(found)
    nearest = (Match.NONE, "")
    for wording in expected:
        for candidate in candidates:
            match = compare(wording, candidate)
            if match is Match.EXACT:
                return match, candidate
            if match:
                nearest = (match, candidate)
    return nearest
