"""The ledger of what is 未検証: which steps, branches and rules, for what reason, by which driver."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from harness.coverage.gate import Entry, Kind
from harness.coverage.record import ScenarioRecord, Verdict

__all__ = ["Line", "ledger"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """What one reason leaves unverified."""

    reason: str
    driver: str
    steps: tuple[str, ...] = ()
    branches: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    scenarios: tuple[str, ...] = ()
    """Those that would have verified it, and were not tested themselves."""


def ledger(
    *,
    driver: str,
    entries: Mapping[Kind, Sequence[Entry]],
    scenarios: Iterable[ScenarioRecord],
    named: Callable[[str], frozenset[str]],
) -> tuple[Line, ...]:
    """Gives a line for each reason, the one that costs most first.

    ``named`` gives the ids of the steps that a scenario names. An entry that no scenario reached has the reason of a
    scenario that names it and was not tested, if there is one.
    """
    untested = [record for record in scenarios if record.verdict is Verdict.NOT_TESTED]
    places = {record.scenario: named(record.scenario) for record in untested}
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for record in untested:
        found[record.reason]["scenarios"].append(record.scenario)
    for kind, listed in entries.items():
        for entry in listed:
            if entry.verdict is Verdict.NOT_TESTED:
                found[_reason(entry, kind, untested, places)][kind].append(entry.id)
    lines = [
        Line(reason=reason, driver=driver, **{kind: tuple(ids) for kind, ids in kinds.items()})
        for reason, kinds in found.items()
    ]
    return tuple(
        sorted(lines, key=lambda one: (-len(one.steps) - len(one.branches) - len(one.rules), one.reason))
    )


def _reason(
    entry: Entry, kind: Kind, untested: Sequence[ScenarioRecord], places: Mapping[str, frozenset[str]]
) -> str:
    place = entry.id.partition("=")[0]
    for record in untested:
        if kind == "rules" and entry.id in record.rules:
            return record.reason
        if kind != "rules" and place in places[record.scenario]:
            return record.reason
    return entry.reason or "理由が残されていない"
