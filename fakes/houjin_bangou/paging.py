"""Answers come in parts of two thousand records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fakes.houjin_bangou.corporation import Corporation

__all__ = ["HEAD", "PART", "Page", "page_of"]

PART = 2000
"""Records in one part of a divided answer."""
HEAD = ("lastUpdateDate", "count", "divideNumber", "divideSize")
"""What every answer begins with."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """One part of an answer: the records in it, and what is said of the whole."""

    last_update_date: str
    count: int
    """Records in all parts together."""
    divide_number: int
    divide_size: int
    """Parts; 1 when there is no record (so in a client's test of 2026, not seen in a recorded answer)."""
    records: tuple[Corporation, ...]
    version: int = 4

    @property
    def head(self) -> tuple[str, ...]:
        """The four values that stand before the records, in the order of ``HEAD``."""
        return (self.last_update_date, str(self.count), str(self.divide_number), str(self.divide_size))


def page_of(
    records: Sequence[Corporation], *, last_update_date: str, divide: int = 1, version: int = 4
) -> Page:
    """Part ``divide`` of ``records``, counted from 1; beyond the last part there are no records."""
    start = (divide - 1) * PART
    return Page(
        last_update_date=last_update_date,
        count=len(records),
        divide_number=divide,
        divide_size=max(1, -(-len(records) // PART)),
        records=tuple(records[start : start + PART]),
        version=version,
    )
