"""Walks many computed journeys, spread over processes, and says which of them a build does not follow."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice

from harness.builds.opening import OpenBuild, open_named
from harness.coverage.record import ScenarioRecord
from harness.coverage.recorder import Recorder
from harness.errors import CapabilityMissing
from harness.guide import load
from harness.guide.journeys import Journey
from harness.guide.model import Guide
from harness.scheduling import Here, executor, in_order
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


_builds: dict[str, OpenBuild] = {}
"""The builds that this process has open, each for all journeys that come to it."""


def walk_all(
    journeys: Iterable[Journey], *, build: str, jobs: int = 1, scheduler: str = ""
) -> Iterator[Walked]:
    """Walks the journeys on a build, in processes side by side or on a cluster; results in the journeys' order.

    Raises RunError, BuildError.
    """
    with executor(jobs=jobs, scheduler=scheduler) as workers:
        try:
            for walked in in_order(workers, partial(_walk, build), _chunks(journeys)):
                yield from walked
        finally:
            if isinstance(workers, Here) and build in _builds:
                _builds.pop(build).close()


def _chunks(journeys: Iterable[Journey]) -> Iterator[tuple[Journey, ...]]:
    waiting = iter(journeys)
    while chunk := tuple(islice(waiting, _CHUNK)):
        yield chunk


def _walk(build: str, journeys: Sequence[Journey]) -> list[Walked]:
    if build not in _builds:
        _builds[build] = open_named(build)
    return [Walked(journey=journey, record=walk_one(journey, _builds[build], load())) for journey in journeys]


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
