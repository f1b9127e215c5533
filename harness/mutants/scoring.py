"""Says how many mutants were killed, by section and by kind, who survived, and what one costs."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterator

from harness.coverage.kills import KillMatrix, Outcome

__all__ = ["score"]


def score(matrix: KillMatrix) -> Iterator[str]:
    """Gives the lines that the command prints."""
    for name in ("section", "kind"):
        table: dict[str, Counter[Outcome]] = {}
        for one in matrix.mutants:
            table.setdefault(getattr(one, name), Counter())[one.outcome] += 1
        yield f"{name}: right / elsewhere / survived / equivalent"
        for key, counts in sorted(table.items()):
            yield f"  {key}: " + " / ".join(str(counts[outcome]) for outcome in Outcome)
    for outcome in (Outcome.EQUIVALENT, Outcome.ELSEWHERE, Outcome.SURVIVED):
        for one in matrix.mutants:
            if one.outcome is outcome:
                why = f"{one.ran} scenarios, {one.broken} 故障" if outcome is Outcome.SURVIVED else one.reason
                yield f"{outcome.value}: {one.id} ({why})"
    total = Counter(one.outcome for one in matrix.mutants)
    asked = len(matrix.mutants) - total[Outcome.EQUIVALENT]
    killed = total[Outcome.RIGHT] + total[Outcome.ELSEWHERE]
    if asked:
        yield (
            f"killed: {killed} of {asked} ({killed / asked:.1%}), "
            f"{total[Outcome.RIGHT]} ({total[Outcome.RIGHT] / max(1, killed):.1%}) at the right step or rule; "
            f"{total[Outcome.SURVIVED]} survived, {total[Outcome.EQUIVALENT]} equivalent"
        )
    costs = [one.seconds for one in matrix.mutants if one.ran]
    if costs and matrix.suite_seconds:
        median, suite = statistics.median(costs), matrix.suite_seconds
        yield (
            f"cost of a mutant: {median:.2f} s in the median, {max(costs):.2f} s at most; "
            f"{median / suite:.2%} of the suite's {suite:.0f} s; {matrix.seconds:.0f} s for all that were judged"
        )
