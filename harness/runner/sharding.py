"""Divides the suite over machines: parts of like weight, the same on each of them, that together are everything."""

from __future__ import annotations

import heapq
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from harness.coverage.store import RecordStore
from harness.errors import RunError
from harness.runner.scenario import Scenario

__all__ = ["Shard", "parse_shard", "recorded_times", "weights"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Shard:
    """One part of several."""

    number: int
    """From 1."""
    of: int

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"

    def choose(self, weights: Mapping[str, float]) -> frozenset[str]:
        """Gives the keys of this part: the heaviest first, each to the part that has least so far."""
        parts = [(0.0, number) for number in range(1, self.of + 1)]
        chosen = set()
        for key in sorted(weights, key=lambda one: (-weights[one], one)):
            load, number = heapq.heappop(parts)
            if number == self.number:
                chosen.add(key)
            heapq.heappush(parts, (load + weights[key], number))
        return frozenset(chosen)


def parse_shard(text: str) -> Shard:
    """Reads ``2/3``. Raises RunError."""
    found = re.fullmatch(r"([1-9]\d{0,3})/([1-9]\d{0,3})", text)
    if found is None or int(found[1]) > int(found[2]):
        raise RunError(f"--shard {text!r}: not understood; write 1/3, 2/3 and 3/3 for three machines")
    return Shard(number=int(found[1]), of=int(found[2]))


def recorded_times(folder: Path) -> dict[str, float]:
    """Gives the seconds that each scenario took in an earlier run. Raises RunError if the folder holds none."""
    times = {record.scenario: record.seconds for record in RecordStore(folder).read() if record.rows}
    if not times:
        raise RunError(f"--times {folder}: no records there; give the folder of a `mylexus run`")
    return times


def weights(scenarios: Sequence[Scenario], times: Mapping[str, float]) -> dict[str, float]:
    """Gives each scenario's weight: its recorded time, else its steps and rows at what those usually take."""
    lengths = {one.key: sum(1 + len(step.rows) for step in one.steps) for one in scenarios}
    known = [times[key] / length for key, length in lengths.items() if key in times]
    usual = median(known) if known else 1.0
    return {key: times.get(key, length * usual) for key, length in lengths.items()}
