"""Rules covered twice: a scenario under the rule passed, and one noticed a wrong build that breaks it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from harness.coverage.conclude import Entry
from harness.coverage.kills import KILLS, fingerprints, read_kills, twice_covered
from harness.coverage.record import Verdict
from harness.errors import RunError
from harness.runner.scenario import FEATURES

__all__ = ["Twice", "kills_beside", "read_twice"]

_LISTED = 12


@dataclass(frozen=True, kw_only=True, slots=True)
class Twice:
    """What the last run of mutants says of rules."""

    path: Path
    noticed: frozenset[str]
    outdated: frozenset[str]
    """Rules whose only noticing scenario stands in a feature that was changed since."""

    def share(self, entries: Iterable[Entry]) -> str:
        """How many rules are covered twice, of how many."""
        listed = list(entries)
        full = [one for one in listed if one.verdict is Verdict.CONFORMS and one.id in self.noticed]
        return f"{len(full)}/{len(listed)}" if listed else ""

    def lines(self, entries: Iterable[Entry]) -> Iterator[str]:
        """What is not covered twice, by name, and what is outdated."""
        once = [one.id for one in entries if one.verdict is Verdict.CONFORMS and one.id not in self.noticed]
        old = [one for one in once if one in self.outdated]
        if once:
            more = f" ほか{len(once) - _LISTED}件" if len(once) > _LISTED else ""
            yield f"変異ビルドでまだ確かめていないきまり{len(once)}件: {'、'.join(once[:_LISTED])}{more}"
        if old:
            yield f"そのうち{len(old)}件は、確かめた後にフィーチャーが変わった: {'、'.join(old[:_LISTED])} ({self.path})"


def kills_beside(folder: Path) -> Path:
    """Where a run of mutants leaves its result, for a run of scenarios that leaves its own in ``folder``."""
    return folder.parent / "mutants" / KILLS


def read_twice(folder: Path, features: Path = FEATURES) -> Twice | None:
    """Reads the last run of mutants beside a run; nothing where there is none, or one of another version."""
    path = kills_beside(folder)
    try:
        matrix = read_kills(path)
    except RunError:
        return None
    if matrix is None:
        return None
    noticed, outdated = twice_covered(matrix.mutants, fingerprints(features))
    return Twice(path=path, noticed=noticed, outdated=outdated)
