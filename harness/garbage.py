"""Has Python's garbage collector look less often, where pages come and go by the thousand."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["collect_seldom", "seldom_collected"]

_SELDOM = (20_000, 20, 50)
"""The collector's thresholds: a page and its judgement leave thousands of objects, nearly none of them in a ring."""


def collect_seldom() -> None:
    """Spares the collector what is loaded by now, and lets it look less often at what comes and goes."""
    gc.freeze()
    gc.set_threshold(*_SELDOM)


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Does so for the length of a ``with`` block."""
    before = gc.get_threshold()
    collect_seldom()
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
