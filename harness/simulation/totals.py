"""Adds up lives: whole numbers only, so that the order in which they come changes nothing; nothing of a life is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from harness.simulation.life import COMPLETED, Life

__all__ = ["KEPT", "Failure", "Totals"]

KEPT = 20
"""Failures that are told one by one: those of the lowest numbers."""
_DAYS_OF_MONTH = 30
_MONTHS = ("months", "completed_months")
_COUNTED = ("ended", "planned", "reached", *_MONTHS, "troubles", "mails", "calls")


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class Failure:
    """A customer for whom something was wrong."""

    number: int
    wrong: tuple[str, ...]


@dataclass(kw_only=True)
class Totals:
    """Sums over customers; its size depends on the guide, never on how many customers there were."""

    customers: int = 0
    rows: int = 0
    checked: int = 0
    """Invariants that were held against the build."""
    failed: int = 0
    failures: list[Failure] = field(default_factory=list)
    ended: Counter[str] = field(default_factory=Counter)
    planned: Counter[str] = field(default_factory=Counter)
    """Section -> customers whose way leads through it."""
    reached: Counter[str] = field(default_factory=Counter)
    """Step -> customers who reached it."""
    months: Counter[int] = field(default_factory=Counter)
    """Thirty days of the calendar, from 0 -> customers who came."""
    completed_months: Counter[int] = field(default_factory=Counter)
    """The same for those who came then and reached the end."""
    troubles: Counter[str] = field(default_factory=Counter)
    waited_hours: Counter[int] = field(default_factory=Counter)
    mails: Counter[str] = field(default_factory=Counter)
    calls: Counter[str] = field(default_factory=Counter)

    def add(self, life: Life) -> None:
        """Counts one life."""
        self.customers += 1
        self.rows += life.rows
        self.checked += life.checked
        self.ended[life.ended] += 1
        self.planned.update(life.sections)
        self.reached.update(life.reached)
        month = life.day // _DAYS_OF_MONTH
        self.months[month] += 1
        self.completed_months[month] += life.ended == COMPLETED
        self.troubles.update(life.troubles)
        self.waited_hours.update(life.waited_hours)
        self.mails.update(life.mails)
        self.calls.update(life.calls)
        if life.wrong:
            self.failed += 1
            self._keep([Failure(number=life.number, wrong=life.wrong)])

    def with_(self, other: Totals) -> Totals:
        """The sums of both, which stay as they are."""
        both = Totals()
        both.merge(self)
        both.merge(other)
        return both

    def merge(self, other: Totals) -> None:
        """Counts everything that another one has counted."""
        self.customers += other.customers
        self.rows += other.rows
        self.checked += other.checked
        self.failed += other.failed
        for name in (*_COUNTED, "waited_hours"):
            getattr(self, name).update(getattr(other, name))
        self._keep(other.failures)

    def _keep(self, failures: Iterable[Failure]) -> None:
        self.failures = sorted([*self.failures, *failures])[:KEPT]

    @property
    def review_days(self) -> dict[int, int]:
        """Whole days -> reviews that took so long."""
        days: Counter[int] = Counter()
        for hours, reviews in self.waited_hours.items():
            days[hours // 24] += reviews
        return dict(sorted(days.items()))

    def quantile(self, share: float) -> int:
        """Hours within which this share of the reviews was done; 0 if there was none."""
        waiting = share * sum(self.waited_hours.values())
        for hours, reviews in sorted(self.waited_hours.items()):
            waiting -= reviews
            if waiting <= 0:
                return hours
        return 0

    def plain(self) -> dict[str, Any]:
        """Everything as plain values, in an order that does not depend on that of the customers."""
        return {
            "customers": self.customers,
            "rows": self.rows,
            "invariants_checked": self.checked,
            "failed": self.failed,
            "failures": [{"customer": one.number, "wrong": list(one.wrong)} for one in self.failures],
            **{
                name: {str(key): value for key, value in sorted(getattr(self, name).items())}
                for name in _COUNTED
            },
            "review": {
                "reviews": sum(self.waited_hours.values()),
                "median_hours": self.quantile(0.5),
                "nine_tenths_hours": self.quantile(0.9),
                "days": {str(day): count for day, count in self.review_days.items()},
                "hours": {str(hours): count for hours, count in sorted(self.waited_hours.items())},
            },
        }

    @classmethod
    def of_plain(cls, told: Mapping[str, Any]) -> Totals:
        """The sums that :meth:`plain` told; raises LookupError, TypeError, ValueError or AttributeError for others."""
        counters: dict[str, Any] = {name: _by_name(told[name]) for name in _COUNTED}
        counters |= {name: _by_number(told[name]) for name in _MONTHS}
        return cls(
            customers=int(told["customers"]),
            rows=int(told["rows"]),
            checked=int(told["invariants_checked"]),
            failed=int(told["failed"]),
            failures=[
                Failure(number=int(one["customer"]), wrong=tuple(map(str, one["wrong"])))
                for one in told["failures"]
            ],
            waited_hours=_by_number(told["review"]["hours"]),
            **counters,
        )


def _by_name(counts: Mapping[str, Any]) -> Counter[str]:
    return Counter({name: int(count) for name, count in counts.items()})


def _by_number(counts: Mapping[str, Any]) -> Counter[int]:
    return Counter({int(number): int(count) for number, count in counts.items()})
