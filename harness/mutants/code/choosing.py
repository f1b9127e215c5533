"""Which scenarios judge a mutant of the code: those that call its function, and of them those that it can matter to."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path

from harness.coverage.kills import fingerprints
from harness.coverage.record import Verdict
from harness.errors import RunError
from harness.mutants.code.loading import CodeMutant, Domain, awake, called, forget_calls
from harness.mutants.code.noticing import Differences, is_pure
from harness.mutants.judging import Bench, scenarios
from harness.runner.scenario import FEATURES, Role

__all__ = ["Notes", "noted"]

_OTHERS = 5
"""How many times as many scenarios are tried where none of them is known to be concerned."""


@dataclass(kw_only=True, slots=True)
class Notes:
    """What scenarios did on the unchanged build. Scenarios are told by their keys, mutants by their ids."""

    features: dict[str, str] = field(default_factory=dict)
    """Feature -> the fingerprint of its file."""
    mutants: list[str] = field(default_factory=list)
    """Every id, so that ``differ`` can be written as places in this list."""
    seconds: dict[str, float] = field(default_factory=dict)
    calls: dict[str, list[str]] = field(default_factory=dict)
    """Scenario -> functions that it calls."""
    differ: dict[str, list[int]] = field(default_factory=dict)
    """Scenario -> mutants of pure functions that would have given something else."""
    _ordered: dict[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict, init=False, repr=False)

    def callers(self, function: str) -> list[str]:
        """Scenarios that call a function."""
        return [key for key, calls in self.calls.items() if function in calls]

    def after_loading(self, function: str, most: int) -> tuple[str, ...]:
        """Some scenarios for a function that is called only while the build loads, those first that call its module.

        What such a function made is used without a call of anything beside it, so any scenario may notice.
        """
        module = f"{function.rpartition('.')[0]}."
        near = tuple(key for key, calls in self.calls.items() if any(one.startswith(module) for one in calls))
        others = tuple(key for key in self.calls if key not in set(near))
        return (*self.unlike(near)[:most], *self.unlike(others)[: _OTHERS * most])

    def to_run(self, mutant: CodeMutant, callers: list[str], most: int) -> tuple[str, ...]:
        """Some of the callers, those first that promise most.

        Of a pure function, scenarios that call it in vain are left out: the mutant gives them what the function gives.
        """
        keys = callers
        if is_pure(mutant.function):
            place = self.mutants.index(mutant.id)
            keys = [key for key in callers if place in self.differ[key]]
        return self.unlike(tuple(keys))[:most]

    def unlike(self, callers: tuple[str, ...]) -> tuple[str, ...]:
        """Scenarios that do what none before them does, then the others in their turn.

        What a scenario does is told by the functions that it calls, the mutants that it could tell, and what it looks at.
        """
        if callers not in self._ordered:
            looks = _looked_at()
            left = {key: {*self.calls[key], *map(str, self.differ[key]), *looks[key]} for key in callers}
            order: list[str] = []
            while left:
                most = max(left, key=lambda key: (len(left[key]), -self.seconds[key]))
                news = left.pop(most)
                if not news:
                    break
                order.append(most)
                left = {key: does - news for key, does in left.items()}
            rest = _in_turn([key for key in callers if key not in order], self.seconds)
            self._ordered[callers] = (*order, *rest)
        return self._ordered[callers]


_KEPT = ("features", "mutants", "seconds", "calls", "differ")


def _in_turn(keys: Iterable[str], seconds: Mapping[str, float]) -> tuple[str, ...]:
    """Cheap scenarios first, and of every feature one before a second one of any."""
    by_feature: dict[str, list[str]] = defaultdict(list)
    for key in sorted(keys, key=seconds.__getitem__):
        by_feature[_feature(key)].append(key)
    return tuple(key for turn in zip_longest(*by_feature.values()) for key in turn if key)


def noted(domain: Domain, path: Path, *, keep: bool, bench: Callable[[], Bench]) -> Notes:
    """Runs the scenarios on the unchanged build; those of features that did not change since are kept if asked for.

    Raises:
        RunError: if the unchanged build is not 適合.
    """
    notes = _kept(path, domain) if keep and path.exists() else Notes()
    notes.mutants = [one.id for one in domain.mutants]
    now = fingerprints(FEATURES)
    fresh = [one for one in scenarios() if notes.features.get(_feature(one.key)) != now[_feature(one.key)]]
    for key in [key for key in notes.calls if now.get(_feature(key)) != notes.features[_feature(key)]]:
        del notes.calls[key], notes.differ[key], notes.seconds[key]
    places = {one: place for place, one in enumerate(notes.mutants)}
    with awake("stats"):
        forget_calls()
        running = bench()
        domain.at_import |= called()
    differences = Differences(domain.modules)
    try:
        with awake("stats"):
            for scenario in fresh:
                forget_calls()
                differences.since_forgotten()
                record = running.run(scenario)
                if record.verdict is not Verdict.CONFORMS:
                    raise RunError(f"the unchanged build is not 適合: {record.scenario}: {record.reason}")
                notes.seconds[scenario.key] = record.seconds
                notes.calls[scenario.key] = sorted(called())
                notes.differ[scenario.key] = sorted(places[one] for one in differences.since_forgotten())
    finally:
        running.close()
        differences.let_go()
    notes.features = now
    kept = {name: getattr(notes, name) for name in _KEPT}
    path.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
    return notes


def _looked_at() -> dict[str, frozenset[str]]:
    """Scenario -> its ならば as far as the first word in brackets, 「名前 (カナ)」, and the steps of its もし."""
    return {
        one.key: frozenset(
            [step.text.partition("」")[0] for step in one.steps if step.role is Role.THEN]
            + [row.cells[0] for step in one.steps if step.is_walk for row in step.rows]
        )
        for one in scenarios()
    }


def _feature(key: str) -> str:
    return key.rpartition("[")[0]


def _kept(path: Path, domain: Domain) -> Notes:
    """Notes of an earlier run; none if the mutants are others now."""
    notes = Notes(**json.loads(path.read_text(encoding="utf-8")))
    return notes if notes.mutants == [one.id for one in domain.mutants] else Notes()
