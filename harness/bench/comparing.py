"""What the harness costs beside other ways of running the same, and how its cost grows."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from harness.bench.children import Command, Cost, cost_of, side_by_side
from harness.bench.measure import Measure
from harness.bench.rows import measure_rows
from harness.bench.suites import EVERY_SECTION, Suite
from harness.builds.catalogue import open_build
from harness.coverage.record import Verdict
from harness.coverage.stopwatch import seconds_now
from harness.errors import RunError
from harness.guide import load
from harness.guide.journeys import Journey, journeys
from harness.runner.journeys import walk_one

__all__ = ["bench"]

_TURNS = 2
_BEHAVE = "the features under mylexus / under behave with the same step bodies"
_PHRASES = '''"""Phrases that nobody uses."""

from pytest_bdd import given, parsers


def phrase(one, two):
    raise AssertionError("nobody uses it")


for number in range({count}):
    given(parsers.re(rf"(?P<one>[^」]+)は(?P<two>[^」]+)を{{number}}回も見ていない"))(phrase)
'''


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    """What few scenarios cost and more of the same, run in one way; seconds of processor time, of all turns together."""

    once: float
    more: float
    scenarios: int
    """By how many the second has more, all turns together."""

    @property
    def each(self) -> float:
        """Seconds that one more scenario costs, in which starting up has no part."""
        return (self.more - self.once) / self.scenarios


def bench(section: str, folder: Path, *, full: bool = False) -> Iterator[Measure]:
    """Measures one thing after the other, and gives each ratio as soon as it is known.

    ``folder`` is for copies of the section's features; with ``full`` everything is measured with four times as much.
    Of all sections together only whole runs are compared, starting up included: they take minutes. What is divided
    by one another ran side by side.
    """
    if section == EVERY_SECTION:
        yield from _whole(Suite.of(section, times=1, folder=folder / "all"), turns=4 if full else _TURNS)
        return
    unit = 4 if full else 1
    once = Suite.of(section, times=unit, folder=folder / "once")
    more = Suite.of(section, times=4 * unit, folder=folder / "more")
    most = Suite.of(section, times=16 * unit, folder=folder / "most")
    yield measure_rows(once.scenarios)
    plain, functions, behave = _ways(once, more)
    yield _beside(
        "scenario", "a scenario of a feature / the same as a plain pytest function", plain, functions
    )
    yield _behave(plain, behave)
    yield from _growth((once, more, most))
    yield _allure(*side_by_side([more.as_run(), more.as_run(allure=False)]))
    yield _phrases(once)
    yield _jobs(more)
    yield _journeys(8 * unit)


def _ways(once: Suite, more: Suite) -> tuple[Pair, Pair, Pair | None]:
    """Runs both suites in each way side by side, as often as there are turns."""
    turns = [
        [[cost.cpu for cost in side_by_side(_commands(suite))] for suite in (once, more)]
        for _ in range(_TURNS)
    ]
    few, many = ([sum(costs) for costs in zip(*taken, strict=True)] for taken in zip(*turns, strict=True))
    scenarios = _TURNS * (len(more.scenarios) - len(once.scenarios))
    pairs = [Pair(once=a, more=b, scenarios=scenarios) for a, b in zip(few, many, strict=True)]
    return pairs[0], pairs[1], pairs[2] if len(pairs) > 2 else None


def _commands(suite: Suite) -> list[Command]:
    """A suite as a run without Allure's results, as functions and, if it is there, under behave."""
    ways = [suite.as_run(allure=False), suite.as_functions()]
    return [*ways, suite.under_behave()] if _behave_is_there() else ways


def _behave_is_there() -> bool:
    return importlib.util.find_spec("behave") is not None


def _beside(name: str, sentence: str, ours: Pair, other: Pair) -> Measure:
    return Measure(
        id=name,
        sentence=sentence,
        ratio=ours.each / other.each,
        figures={
            "ours_ms": 1000 * ours.each,
            "other_ms": 1000 * other.each,
            "ours_in_all_s": ours.more,
            "other_in_all_s": other.more,
        },
    )


def _whole(suite: Suite, *, turns: int) -> Iterator[Measure]:
    """Runs all features in each way side by side, as often as there are turns, and compares what all turns cost."""
    with_behave = _behave_is_there()
    commands = [suite.as_run(allure=False), *([suite.under_behave()] if with_behave else [])]
    taken = [[cost.cpu for cost in side_by_side(commands)] for _ in range(turns)]
    ours, *others = (sum(costs) for costs in zip(*taken, strict=True))
    if not with_behave:
        yield _behave_missing()
    else:
        yield Measure(
            id="behave",
            sentence=f"all features, {_BEHAVE}",
            ratio=ours / others[0],
            at_most=1.0,
            figures={
                "scenarios": float(len(suite.scenarios)),
                "ours_in_all_s": ours / turns,
                "other_in_all_s": others[0] / turns,
                "least_ratio": min(one / other for one, other in taken),
                "greatest_ratio": max(one / other for one, other in taken),
            },
        )
    yield _allure(*side_by_side([suite.as_run(), suite.as_run(allure=False)]))


def _behave(ours: Pair, behave: Pair | None) -> Measure:
    if behave is None:
        return _behave_missing()
    return _beside("behave", _BEHAVE, ours, behave).model_copy(update={"at_most": 1.0})


def _behave_missing() -> Measure:
    return Measure(
        id="behave", sentence=_BEHAVE, ratio=None, note="behave is not installed: pip install behave"
    )


def _allure(with_it: Cost, without: Cost) -> Measure:
    return Measure(
        id="allure",
        sentence="a run that writes Allure's results / one that does not",
        ratio=with_it.cpu / without.cpu,
        figures={"with_s": with_it.cpu, "without_s": without.cpu},
    )


def _growth(suites: Sequence[Suite]) -> Iterator[Measure]:
    costs = side_by_side([suite.as_run() for suite in suites])
    counts = [len(suite.scenarios) for suite in suites]
    times = counts[-1] / counts[0]
    yield Measure(
        id="growth",
        sentence=f"{times:.0f} times the scenarios / once",
        ratio=costs[-1].cpu / costs[0].cpu,
        at_most=times + 1,
        figures={f"{count}_scenarios_s": cost.cpu for count, cost in zip(counts, costs, strict=True)},
    )
    yield Measure(
        id="memory",
        sentence=f"peak memory with {times:.0f} times the scenarios / once",
        ratio=costs[-1].peak / costs[0].peak,
        figures={f"{count}_scenarios_mb": cost.peak for count, cost in zip(counts, costs, strict=True)},
    )


def _phrases(suite: Suite) -> Measure:
    count = 400
    (suite.folder / "unused_phrases.py").write_text(_PHRASES.format(count=count), encoding="utf-8")
    after, before = side_by_side([suite.as_run(plugins=("unused_phrases",)), suite.as_run()])
    return Measure(
        id="phrases",
        sentence=f"{count} more step definitions, none of them used / the vocabulary as it is",
        ratio=after.cpu / before.cpu,
        figures={"more_s": after.cpu, "as_it_is_s": before.cpu},
    )


def _jobs(suite: Suite) -> Measure:
    one, two = cost_of(suite.as_run()), cost_of(suite.as_run(jobs=2))
    return Measure(
        id="jobs",
        sentence="--jobs 2 / one process, by the clock on the wall",
        ratio=two.wall / one.wall,
        figures={"two_s": two.wall, "one_s": one.wall},
        note="other programs on the machine change it",
    )


def _journeys(count: int) -> Measure:
    """Walks so many journeys, and four times as many, each list spread over all of them."""
    guide = load()
    every = tuple(journeys(guide))
    build = open_build()

    def walk(chosen: tuple[Journey, ...]) -> float:
        started = seconds_now()
        for journey in chosen:
            record = walk_one(journey, build, guide)
            if record.verdict is not Verdict.CONFORMS:
                raise RunError(f"bench: journey {journey.id} is not 適合: {record.reason}")
        return seconds_now() - started

    try:
        few = every[:: len(every) // count][:count]
        walk(few[:1])
        once = walk(few)
        fourfold = walk(few * 4)
    finally:
        build.close()
    return Measure(
        id="journeys",
        sentence="four times the journeys / once",
        ratio=fourfold / once,
        at_most=4.4,
        figures={"journey_ms": 1000 * once / len(few)},
    )
