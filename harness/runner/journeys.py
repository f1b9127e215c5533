"""Walks many computed journeys, spread over processes, and says which of them a build does not follow."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass

from harness.builds.opening import OpenBuild, open_named
from harness.coverage.record import ScenarioRecord
from harness.coverage.recorder import Recorder
from harness.errors import CapabilityMissing
from harness.guide import load
from harness.guide.journeys import Journey
from harness.guide.model import Guide
from harness.walking.along import prepare, walk_along
from harness.walking.walker import Walker
from harness.walking.world import World

__all__ = ["Walked", "walk_all", "walk_one"]

_CHUNK = 8


@dataclass(frozen=True, kw_only=True, slots=True)
class Walked:
    """What came of one journey."""

    journey: Journey
    record: ScenarioRecord


class _Worker:
    """The build of one process, opened once for all its journeys."""

    def __init__(self, build: str) -> None:
        self.build: OpenBuild = open_named(build)
        self.guide = load()


_workers: list[_Worker] = []


def _open(build: str) -> None:
    _workers[:] = [_Worker(build)]


def walk_all(journeys: Sequence[Journey], *, build: str, jobs: int = 1) -> Iterator[Walked]:
    """Walks the journeys on a build, ``jobs`` processes side by side; results come in the order of the journeys."""
    if jobs == 1:
        _open(build)
        try:
            yield from _results(journeys, map(_walk, journeys))
        finally:
            _workers.pop().build.close()
        return
    with ProcessPoolExecutor(max_workers=jobs, initializer=_open, initargs=(build,)) as pool:
        yield from _spread(pool, journeys)


def _spread(pool: Executor, journeys: Sequence[Journey]) -> Iterator[Walked]:
    yield from _results(journeys, pool.map(_walk, journeys, chunksize=_CHUNK))


def _results(journeys: Sequence[Journey], records: Iterator[ScenarioRecord]) -> Iterator[Walked]:
    for journey, record in zip(journeys, records, strict=True):
        yield Walked(journey=journey, record=record)


def _walk(journey: Journey) -> ScenarioRecord:
    return walk_one(journey, _workers[0].build, _workers[0].guide)


def walk_one(journey: Journey, opened: OpenBuild, guide: Guide) -> ScenarioRecord:
    """Walks one journey on a build that has forgotten everything; what goes wrong is in the record."""
    recorder = Recorder()
    error: BaseException | None = None
    reason = ""
    try:
        with opened as build:
            world = World(
                guide=guide,
                build=build,
                recorder=recorder,
                section=journey.sections[0],
                seed=zlib.crc32(journey.id.encode()),
            )
            prepare(world, journey)
            walk_along(Walker(world), journey)
    except CapabilityMissing as missing:
        reason = str(missing)
    except Exception as raised:
        error = raised
    return recorder.finish(
        scenario=journey.id,
        title="、".join(f"{name}={value}" for name, value in journey.facts.items()),
        rules=(),
        error=error,
        trace="" if error is None else repr(error),
        reason=reason,
    )
