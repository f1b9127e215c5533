"""Which scenarios are run on a mutant, in which order: those that saw what it breaks first, the cheapest first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from harness.coverage.record import ScenarioRecord
from harness.guide import load
from harness.mutants.model import Mutant

__all__ = ["Job", "Plan"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Job:
    """One mutant to be judged, with the keys of the scenarios to run; small enough to be sent to another machine."""

    mutant: Mutant
    groups: tuple[tuple[str, ...], ...]
    """Keys, group by group; one may stand in several."""

    def in_order(self) -> Iterator[str]:
        """Every key once, in the order to run them."""
        yield from dict.fromkeys(key for group in self.groups for key in group)


class Plan:
    """Made once from the records of an unmutated run."""

    def __init__(self, records: Sequence[ScenarioRecord], *, fallback: str) -> None:
        """``fallback`` says how far a mutant is chased that nobody noticed: none, section or all."""
        self._fallback = fallback
        self._shows = {one.id: one.steps for one in load().rules}
        self._seconds = {one.scenario: one.seconds for one in records}
        self._by_id: dict[str, list[str]] = defaultdict(list)
        self._by_section: dict[str, list[str]] = defaultdict(list)
        for one in records:
            seen = {*one.rules, *(sight.id for sight in (*one.steps, *one.branches))}
            for name in seen:
                self._by_id[name].append(one.scenario)
            self._by_section[one.scenario.rpartition("/")[2][:3]].append(one.scenario)
        self._sorted: dict[tuple[str, str], tuple[str, ...]] = {}
        self._all = self._cheapest_first(self._seconds)

    def job(self, mutant: Mutant) -> Job:
        """What to run for a mutant."""
        groups = [self._group("id", mutant.breaks), self._group("id", mutant.step)]
        groups += [self._group("id", step) for step in self._shows.get(mutant.breaks, ())]
        if self._fallback in ("section", "all") and mutant.step:
            groups.append(self._group("section", mutant.section))
        if self._fallback == "all":
            groups.append(self._all)
        return Job(mutant=mutant, groups=tuple(groups))

    def _group(self, kind: str, name: str) -> tuple[str, ...]:
        # One tuple for all mutants of a step, so that it is sent only once.
        if (kind, name) not in self._sorted:
            table = self._by_id if kind == "id" else self._by_section
            self._sorted[kind, name] = self._cheapest_first(table.get(name, ()))
        return self._sorted[kind, name]

    def _cheapest_first(self, keys: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted(keys, key=lambda key: (self._seconds[key], key)))
