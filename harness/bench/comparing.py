"""What the harness costs beside other ways of running the same, and how its cost grows."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from harness.bench.children import Cost
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
    """The cost of few scenarios and of more of the same, run in one way."""

    once: Cost
    more: Cost
    scenarios: int
    """By how many the second has more."""

    @property
    def each(self) -> float:
        """Seconds of processor time that one more scenario costs, in which starting up has no part."""
        return (self.more.cpu - self.once.cpu) / self.scenarios


def bench(section: str, folder: Path, *, full: bool = False) -> Iterator[Measure]:
    """Measures one thing after the other, and gives each ratio as soon as it is known.

    ``folder`` is for copies of the section's features; with ``full`` everything is measured with four times as much.
    Of all sections together only whole runs are compared, starting up included: they take minutes.
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
    costs = [suite.run() for suite in (once, more, most)]
    yield from _growth(costs, plain, [len(suite.scenarios) for suite in (once, more, most)])
    yield _phrases(once, costs[0], folder)
    yield _jobs(more, costs[1])
    yield _journeys(8 * unit)


def _ways(once: Suite, more: Suite) -> tuple[Pair, Pair, Pair | None]:
    """Runs both suites in each way, one after the other and twice over, and keeps the cheaper of the two turns."""

    def unrecorded(suite: Suite) -> Cost:
        return suite.run(allure=False)

    ways: list[Callable[[Suite], Cost]] = [unrecorded, Suite.run_as_functions]
    if importlib.util.find_spec("behave") is not None:
        ways.append(Suite.run_by_behave)
    turns = [[(suite, way(suite)) for way in ways for suite in (once, more)] for _ in range(_TURNS)]
    cheapest = [min(costs, key=lambda one: one[1].cpu) for costs in zip(*turns, strict=True)]
    pairs = [
        Pair(once=few[1], more=many[1], scenarios=len(many[0].scenarios) - len(few[0].scenarios))
        for few, many in zip(cheapest[::2], cheapest[1::2], strict=True)
    ]
    return pairs[0], pairs[1], pairs[2] if len(pairs) > 2 else None


def _beside(name: str, sentence: str, ours: Pair, other: Pair) -> Measure:
    return Measure(
        id=name,
        sentence=sentence,
        ratio=ours.each / other.each,
        figures={
            "ours_ms": 1000 * ours.each,
            "other_ms": 1000 * other.each,
            "ours_in_all_s": ours.more.cpu,
            "other_in_all_s": other.more.cpu,
        },
    )


def _whole(suite: Suite, *, turns: int) -> Iterator[Measure]:
    """Runs all features in each way by turns, and compares the cheapest turn of each."""

    def unrecorded() -> Cost:
        return suite.run(allure=False)

    ways: dict[str, Callable[[], Cost]] = {"plain": unrecorded, "allure": suite.run}
    if importlib.util.find_spec("behave") is not None:
        ways["behave"] = suite.run_by_behave
    taken = [{name: way().cpu for name, way in ways.items()} for _ in range(turns)]
    cheapest = {name: min(turn[name] for turn in taken) for name in ways}
    figures = {"scenarios": float(len(suite.scenarios)), "ours_in_all_s": cheapest["plain"]}
    if "behave" in cheapest:
        yield Measure(
            id="behave",
            sentence=f"all features, {_BEHAVE}",
            ratio=cheapest["plain"] / cheapest["behave"],
            at_most=1.0,
            figures={**figures, "other_in_all_s": cheapest["behave"]},
        )
    else:
        yield _behave_missing()
    yield _allure(cheapest["allure"], cheapest["plain"])


def _behave(ours: Pair, behave: Pair | None) -> Measure:
    if behave is None:
        return _behave_missing()
    return _beside("behave", _BEHAVE, ours, behave).model_copy(update={"at_most": 1.0})


def _behave_missing() -> Measure:
    return Measure(
        id="behave", sentence=_BEHAVE, ratio=None, note="behave is not installed: pip install behave"
    )


def _allure(with_it: float, without: float) -> Measure:
    return Measure(
        id="allure",
        sentence="a run that writes Allure's results / one that does not",
        ratio=with_it / without,
        figures={"with_s": with_it, "without_s": without},
    )


def _growth(costs: list[Cost], plain: Pair, counts: list[int]) -> Iterator[Measure]:
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
    yield _allure(costs[1].cpu, plain.more.cpu)


def _phrases(suite: Suite, before: Cost, folder: Path) -> Measure:
    count = 400
    (suite.folder / "unused_phrases.py").write_text(_PHRASES.format(count=count), encoding="utf-8")
    after = suite.run(plugins=("unused_phrases",))
    return Measure(
        id="phrases",
        sentence=f"{count} more step definitions, none of them used / the vocabulary as it is",
        ratio=after.cpu / before.cpu,
        figures={"more_s": after.cpu, "as_it_is_s": before.cpu},
    )


def _jobs(suite: Suite, one: Cost) -> Measure:
    two = suite.run(jobs=2)
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
