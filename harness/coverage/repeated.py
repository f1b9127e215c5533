"""One record for each scenario, whatever number of times it ran: verdicts that differ make it unstable."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from harness.coverage.record import ScenarioRecord, Sight, Verdict

__all__ = ["combine"]


def combine(records: Iterable[ScenarioRecord]) -> dict[str, ScenarioRecord]:
    """Gives one record by scenario.

    Runs that agree are one record, the last. Runs that differ are 不安定: never 適合, and a step or branch counts only
    if every run verified it.
    """
    turns: dict[str, list[ScenarioRecord]] = defaultdict(list)
    for record in records:
        turns[record.scenario].append(record)
    return {key: _one(found) for key, found in turns.items()}


def _one(turns: Sequence[ScenarioRecord]) -> ScenarioRecord:
    counts = Counter(record.verdict for record in turns)
    told = {verdict: counts[verdict] for verdict in Verdict if counts[verdict]}
    last = turns[-1].model_copy(update={"turns": told if len(turns) > 1 else {}})
    if len(counts) == 1:
        return last
    worst = next(record for record in turns if record.verdict is not Verdict.CONFORMS)
    said = "、".join(f"{verdict.japanese}{count}回" for verdict, count in told.items())
    return last.model_copy(
        update={
            "verdict": Verdict.NOT_TESTED,
            "reason": f"不安定: {len(turns)}回のうち{said}; {worst.reason}",
            "steps": _agreed([record.steps for record in turns]),
            "branches": _agreed([record.branches for record in turns]),
            "findings": (),
            "screen": worst.screen,
            "trace": worst.trace,
        }
    )


def _agreed(turns: Sequence[tuple[Sight, ...]]) -> tuple[Sight, ...]:
    """What every run verified stays so; all else was looked at, and nothing is known of it."""
    verified = [{sight.id for sight in sights if sight.verdict is Verdict.CONFORMS} for sights in turns]
    everywhere = set.intersection(*verified)
    seen = dict.fromkeys(sight.id for sights in turns for sight in sights)
    return tuple(
        Sight(id=key, verdict=Verdict.CONFORMS if key in everywhere else Verdict.NOT_TESTED) for key in seen
    )
