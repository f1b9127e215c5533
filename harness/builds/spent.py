"""What the time of a driver goes into: waiting for the build, or the driver's own work."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

__all__ = ["KINDS", "Kind", "Spent"]

Kind = Literal["waiting", "typing", "reading", "phones", "pictures"]
KINDS: dict[Kind, str] = {
    "waiting": "ビルドの応答待ち",
    "typing": "入力",
    "reading": "画面の読み取り",
    "phones": "スマートフォンの用意",
    "pictures": "画面の写真",
}
"""What time goes into, and how a summary calls it."""


class Spent:
    """Seconds by kind, added up over a run; what is measured within another measure counts for the inner one."""

    def __init__(self) -> None:
        self.seconds: defaultdict[Kind, float] = defaultdict(float)
        self._inner = 0.0

    @contextmanager
    def on(self, kind: Kind) -> Iterator[None]:
        """Adds the time that the block takes, without what blocks inside it are measured for."""
        outer, self._inner = self._inner, 0.0
        begun = time.perf_counter()
        try:
            yield
        finally:
            whole = time.perf_counter() - begun
            self.seconds[kind] += whole - self._inner
            self._inner = outer + whole
