"""Walks journeys of the same facts as one tree: what they have in common is walked once.

Where they part, the process is copied with everything in it (``fork``, POSIX): build, fakes, clock and walker. Each
copy goes on along one of the ways, so that every way is walked to its end on a state that came about by its own steps.
A build that keeps anything outside its process, in a file or with a server, cannot be walked so.
"""

from __future__ import annotations

import os
import pickle
import zlib
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from harness.builds.catalogue import InProcessBuild
from harness.builds.port import Build
from harness.coverage.record import ScenarioRecord
from harness.coverage.recorder import Recorder
from harness.errors import CapabilityMissing, RunError
from harness.guide.journeys import Journey
from harness.guide.model import Guide
from harness.walking.along import Move, moves, prepare
from harness.walking.walker import Walker
from harness.walking.world import World

__all__ = ["by_facts", "finished", "set_out", "walk_shared"]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Way:
    journey: Journey
    moves: tuple[Move, ...]

    def key(self, at: int) -> Hashable:
        return self.moves[at].key if at < len(self.moves) else None


def by_facts(journeys: Iterable[Journey]) -> Iterator[tuple[Journey, ...]]:
    """Puts those together that begin alike, each group where its first one stands."""
    groups: dict[tuple[tuple[str, str], ...], list[Journey]] = {}
    for journey in journeys:
        groups.setdefault(tuple(sorted(journey.facts.items())), []).append(journey)
    return map(tuple, groups.values())


def set_out(journey: Journey, build: Build, guide: Guide, recorder: Recorder) -> Walker:
    """Gives a walker whose customers are those of a journey, before its first step."""
    world = World(
        guide=guide,
        build=build,
        recorder=recorder,
        section=journey.sections[0],
        seed=zlib.crc32(journey.id.encode()),
    )
    prepare(world, journey)
    return Walker(world)


def finished(journey: Journey, recorder: Recorder, error: Exception | None) -> ScenarioRecord:
    """Closes the record of a journey that came to its end, or to ``error``."""
    missing = isinstance(error, CapabilityMissing)
    return recorder.finish(
        scenario=journey.id,
        title="、".join(f"{name}={value}" for name, value in journey.facts.items()),
        rules=(),
        error=None if missing else error,
        trace="" if error is None or missing else repr(error),
        reason=str(error) if missing else "",
    )


def walk_shared(
    journeys: Sequence[Journey], opened: InProcessBuild, guide: Guide
) -> list[tuple[Journey, ScenarioRecord]]:
    """Walks journeys of equal facts, in their order, on a build that has forgotten everything.

    What goes wrong on a common way is in the record of each that has it. Raises RunError if a copy was lost.
    """
    if not hasattr(os, "fork"):
        raise RunError("--shared needs a system that can copy a process (fork); leave it out here")
    recorder = Recorder()
    try:
        with opened as build:
            walker = set_out(journeys[0], build, guide, recorder)
            ways = [_Way(journey=one, moves=tuple(moves(guide, one))) for one in journeys]
            found = dict(_go_on(walker, recorder, ways, at=0))
    except RunError:
        raise
    except Exception as raised:  # before the first step, or after the last
        return [(one, finished(one, recorder, raised)) for one in journeys]
    return [(one, found[one.id]) for one in journeys]


def _go_on(
    walker: Walker, recorder: Recorder, ways: Sequence[_Way], *, at: int
) -> list[tuple[str, ScenarioRecord]]:
    """Takes all ways from their move ``at`` on, up to which they are one."""
    found: list[tuple[str, ScenarioRecord]] = []
    while True:
        groups: dict[Hashable, list[_Way]] = {}
        for way in ways:
            groups.setdefault(way.key(at), []).append(way)
        *others, (key, ways) = groups.items()
        for _, other in others:
            found += _in_a_copy(partial(_go_on, walker, recorder, other, at=at))
        if key is None:
            return [*found, *((way.journey.id, finished(way.journey, recorder, None)) for way in ways)]
        try:
            ways[0].moves[at].make(walker)
        except Exception as error:
            return [*found, *((way.journey.id, finished(way.journey, recorder, error)) for way in ways)]
        at += 1


def _in_a_copy(
    work: Callable[[], list[tuple[str, ScenarioRecord]]],
) -> list[tuple[str, ScenarioRecord]]:
    """Does the work in a copy of this process and waits for what comes of it."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        # Whatever happens here, nothing of the process that was copied may be cleaned up or written twice.
        code = 1
        try:
            os.close(reading)
            with os.fdopen(writing, "wb") as pipe:
                pickle.dump(work(), pipe)
            code = 0
        finally:
            os._exit(code)
    os.close(writing)
    try:
        with os.fdopen(reading, "rb") as pipe:
            told = pipe.read()
    finally:
        _, status = os.waitpid(child, 0)
    if status:
        raise RunError(
            f"a copy of the process that walked journeys was lost (status {os.waitstatus_to_exitcode(status)}), perhaps "
            "for want of memory; leave --shared out"
        )
    records: list[tuple[str, ScenarioRecord]] = pickle.loads(told)  # noqa: S301 - from our own copy
    return records
