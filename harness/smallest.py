"""Delta debugging: the part of many things that still makes a failure, of which nothing can be left out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

__all__ = ["smallest"]

T = TypeVar("T")


def smallest(things: Sequence[T], fails: Callable[[Sequence[T]], bool]) -> tuple[T, ...]:
    """Gives a part of the things that still fails, of which nothing can be left out (Zeller's ddmin).

    ``fails`` holds for all of them together; it is asked about each part once at most.
    """
    kept, pieces = tuple(things), 2
    while len(kept) >= 2:
        size = max(1, len(kept) // pieces)
        parts = [kept[start : start + size] for start in range(0, len(kept), size)]
        rests = [tuple(one for one in kept if one not in part) for part in parts]
        smaller = next((one for one in (*parts, *rests) if len(one) < len(kept) and fails(one)), None)
        if smaller is not None:
            kept, pieces = smaller, max(2, pieces - 1) if smaller in rests else 2
        elif size == 1:
            return kept
        else:
            pieces = min(len(kept), pieces * 2)
    return () if kept and fails(()) else kept
