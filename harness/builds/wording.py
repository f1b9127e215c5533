"""Compares words as printed first, then after the readings' normalisation, which makes a remark.

The second comparison ignores what the guide itself does not keep apart: width (A-28), kana or kanji of
next, back and close (A-26, A-27), お客様 or お客さま (A-37), and the kind of bracket around a label (A-27).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import Enum
from functools import lru_cache

from harness.guide.wording import fold, normalised

__all__ = ["Match", "best", "compare", "fold", "normalised", "strip_mark"]

_MARK = re.compile(r"^(?:必須|任意|[※*])\s*|\s*(?:必須|任意|[※*]|[（(]必須[）)]|[（(]任意[）)])$")


class Match(Enum):
    """How well two wordings agree."""

    EXACT = "exact"
    NORMALISED = "normalised"
    NONE = "none"

    def __bool__(self) -> bool:
        return self is not Match.NONE


@lru_cache(maxsize=4096)
def strip_mark(label: str) -> tuple[str, str]:
    """Splits a label into its words and its mark: ``必須 名前`` -> (``名前``, ``必須``)."""
    folded = fold(label)
    found = _MARK.search(folded)
    if found is None or found.group() == folded:
        return folded, ""
    mark = "任意" if "任意" in found.group() else "必須"
    rest = fold(folded[: found.start()] + folded[found.end() :])
    return strip_mark(rest)[0], mark


@lru_cache(maxsize=65536)
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
