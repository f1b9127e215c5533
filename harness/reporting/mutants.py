"""The page of wrong builds: which were noticed, at the right step or elsewhere, and which scenario caught which rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from harness.coverage.kills import Kill, KillMatrix, Outcome, fingerprints, read_kills, twice_covered
from harness.guide.model import Guide, Rule
from harness.runner.scenario import FEATURES
from harness.runner.twice import kills_beside

__all__ = ["FEATURES", "MutantsView", "mutants_of"]

_WORDS = {
    Outcome.RIGHT: "その手順で気づいた",
    Outcome.ELSEWHERE: "ほかの手順で気づいた",
    Outcome.SURVIVED: "気づかなかった",
    Outcome.EQUIVALENT: "同じもの",
}


@dataclass(frozen=True, kw_only=True)
class MutantsView:
    """What the template asks of a run of mutants."""

    matrix: KillMatrix
    guide: Guide
    features: dict[str, str] = field(default_factory=dict)
    """Fingerprints of the features as they are now."""

    words = _WORDS
    outcomes = tuple(Outcome)

    def of(self, outcome: Outcome) -> list[Kill]:
        """The mutants that became this."""
        return [one for one in self.matrix.mutants if one.outcome is outcome]

    def table(self, name: str) -> list[tuple[str, Counter[Outcome]]]:
        """How many became what, by ``section`` or by ``title``, as in the guide."""
        found: dict[str, Counter[Outcome]] = {}
        for one in self.matrix.mutants:
            found.setdefault(getattr(one, name), Counter())[one.outcome] += 1
        return list(found.items())

    @cached_property
    def killed(self) -> int:
        """How many were noticed."""
        return sum(one.outcome.killed for one in self.matrix.mutants)

    @cached_property
    def asked(self) -> int:
        """How many could be noticed."""
        return sum(one.outcome is not Outcome.EQUIVALENT for one in self.matrix.mutants)

    @cached_property
    def by_id(self) -> dict[str, Kill]:
        """Every mutant."""
        return {one.id: one for one in self.matrix.mutants}

    @cached_property
    def twice(self) -> tuple[frozenset[str], frozenset[str]]:
        """Rules of which a wrong build was noticed under them, and those whose scenario has changed since."""
        return twice_covered(self.matrix.mutants, self.features)

    def caught(self) -> list[tuple[Rule, list[tuple[Kill, str]]]]:
        """The kill matrix: each rule with the wrong builds that break it, and the scenario that noticed each."""
        return [
            (rule, [(self.by_id[one], key) for one, key in self.matrix.rules.get(rule.id, {}).items()])
            for rule in self.guide.rules
        ]

    def section(self, name: str) -> Sequence[Kill]:
        """The mutants of a section."""
        return [one for one in self.matrix.mutants if one.section == name]


def mutants_of(folder: Path, guide: Guide) -> MutantsView | None:
    """Reads the mutants that were judged beside a run; nothing where none were. Raises RunError."""
    matrix = read_kills(kills_beside(folder))
    if matrix is None:
        return None
    return MutantsView(matrix=matrix, guide=guide, features=fingerprints(FEATURES))
