"""Walks many computed journeys, spread over processes, and says which of them a build does not follow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice

from harness.builds.catalogue import InProcessBuild
from harness.builds.opening import OpenBuild, open_named
from harness.coverage.record import ScenarioRecord
from harness.coverage.recorder import Recorder
from harness.errors import RunError
from harness.guide import load
from harness.guide.journeys import Journey
from harness.guide.model import Guide
from harness.runner.sharing import by_facts, finished, set_out, walk_shared
from harness.scheduling import Here, executor, in_order
from harness.walking.along import walk_along

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
    journeys: Iterable[Journey], *, build: str, jobs: int = 1, scheduler: str = "", shared: bool = False
) -> Iterator[Walked]:
    """Walks the journeys on a build, in processes side by side or on a cluster; results in the journeys' order.

    ``shared``: what journeys of the same facts have in common is walked once, see :mod:`harness.runner.sharing`;
    then these come one after the other. Raises RunError, BuildError.
    """
    chunks = by_facts(journeys) if shared else _chunks(journeys)
    with executor(jobs=jobs, scheduler=scheduler) as workers:
        try:
            for walked in in_order(workers, partial(_walk, build, shared), chunks):
                yield from walked
        finally:
            if isinstance(workers, Here) and build in _builds:
                _builds.pop(build).close()


def _chunks(journeys: Iterable[Journey]) -> Iterator[tuple[Journey, ...]]:
    waiting = iter(journeys)
    while chunk := tuple(islice(waiting, _CHUNK)):
        yield chunk


def _walk(build: str, shared: bool, journeys: Sequence[Journey]) -> list[Walked]:
    if build not in _builds:
        _builds[build] = open_named(build)
    opened, guide = _builds[build], load()
    if shared:
        if not isinstance(opened, InProcessBuild):
            raise RunError(
                f"--build {build}: --shared goes on in copies of the process, so the build has to run in it, and keep "
                "everything there; leave --shared out for a build that is served"
            )
        return [Walked(journey=one, record=record) for one, record in walk_shared(journeys, opened, guide)]
    return [Walked(journey=journey, record=walk_one(journey, opened, guide)) for journey in journeys]


def walk_one(journey: Journey, opened: OpenBuild, guide: Guide) -> ScenarioRecord:
    """Walks one journey on a build that has forgotten everything; what goes wrong is in the record."""
    recorder = Recorder()
    error: Exception | None = None
    try:
        with opened as build:
            walk_along(set_out(journey, build, guide, recorder), journey)
    except Exception as raised:
        error = raised
    return finished(journey, recorder, error)
