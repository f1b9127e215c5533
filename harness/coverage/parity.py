"""Compares the verdicts of the same scenarios over runs: other drivers, other builds, other days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from harness.coverage.record import ScenarioRecord, Verdict

__all__ = ["Change", "Difference", "compare"]


class Change(StrEnum):
    """How a scenario came out beside the first run."""

    REGRESSED = "regressed"
    MENDED = "mended"
    UNTESTED = "newly_untested"
    TESTED = "newly_tested"
    OTHERWISE = "other_finding"
    GONE = "only_in_first"
    NEW = "only_here"

    @property
    def japanese(self) -> str:
        """The word that reports use."""
        return _JAPANESE[self]

    @property
    def is_worse(self) -> bool:
        """Whether less is known to hold than in the first run."""
        return self in (Change.REGRESSED, Change.UNTESTED, Change.OTHERWISE, Change.GONE)


_JAPANESE = {
    Change.REGRESSED: "悪化",
    Change.MENDED: "回復",
    Change.UNTESTED: "新たに未検証",
    Change.TESTED: "新たに検証",
    Change.OTHERWISE: "別の逸脱",
    Change.GONE: "最初の実行だけ",
    Change.NEW: "ここだけ",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """One scenario that came out otherwise."""

    scenario: str
    change: Change
    before: ScenarioRecord | None
    after: ScenarioRecord | None

    @property
    def reason(self) -> str:
        """Why the later one is not 適合, or the earlier where it now is."""
        return next((one.reason for one in (self.after, self.before) if one and one.reason), "")


def compare(
    before: Mapping[str, ScenarioRecord], after: Mapping[str, ScenarioRecord]
) -> tuple[Difference, ...]:
    """Lists the scenarios that differ, by key; two runs with the same findings are equal."""
    found = []
    for key in sorted(before.keys() | after.keys()):
        change = _change(before.get(key), after.get(key))
        if change is not None:
            found.append(
                Difference(scenario=key, change=change, before=before.get(key), after=after.get(key))
            )
    return tuple(found)


def _change(before: ScenarioRecord | None, after: ScenarioRecord | None) -> Change | None:
    if before is None or after is None:
        return Change.NEW if before is None else Change.GONE
    if before.verdict is after.verdict:
        return None if _ids(before) == _ids(after) else Change.OTHERWISE
    if after.verdict is Verdict.CONFORMS:
        return Change.TESTED if before.verdict is Verdict.NOT_TESTED else Change.MENDED
    if after.verdict is Verdict.NOT_TESTED:
        return Change.UNTESTED
    return Change.REGRESSED


def _ids(record: ScenarioRecord) -> Sequence[tuple[str, str]]:
    """What was found where; wordings of screens may differ from driver to driver."""
    return [(finding.at, finding.what) for finding in record.findings]
