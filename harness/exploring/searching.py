"""Lets many customers wander, from a seed, until time or examples run out or one of them finds what must not be."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import freezegun
import hypothesis
from hypothesis import HealthCheck, Phase, given, settings

from harness.builds.opening import OpenBuild
from harness.coverage.recorder import Recorder
from harness.coverage.stopwatch import seconds_now
from harness.errors import Nonconformance
from harness.exploring.judging import Judge
from harness.exploring.moves import HABITS, Excursion, Move, excursions
from harness.exploring.telling import told
from harness.exploring.wandering import Wanderer
from harness.guide.journeys import Journey
from harness.guide.model import Guide
from harness.smallest import smallest
from harness.walking.world import World

__all__ = ["Explored", "explore", "replay"]

_SHORTER = 5
"""Short ways on which a finding is tried again."""
_BATCH = 20
"""Customers between two looks at the clock."""
freezegun.configure(extend_ignore_list=["hypothesis"])


@dataclass(frozen=True, kw_only=True, slots=True)
class Explored:
    """What came of an exploration."""

    customers: int
    acts: int
    seconds: float
    seed: int
    """Seed of the batch that failed, or the one that was asked for: with it alone the failure is found again."""
    excursion: Excursion | None = None
    """The smallest one that fails."""
    feature: str = ""
    finding: str = ""


def replay(opened: OpenBuild, guide: Guide, journey: Journey, excursion: Excursion) -> Wanderer:
    """Lets one customer wander on a build that has forgotten everything. Raises Nonconformance."""
    wanderer, error = _wander(opened, guide, journey, excursion)
    if error is not None:
        raise error
    return wanderer


def _wander(
    opened: OpenBuild, guide: Guide, journey: Journey, excursion: Excursion
) -> tuple[Wanderer, Nonconformance | None]:
    with opened as build:
        world = World(guide=guide, build=build, recorder=Recorder(), section="chart", seed=excursion.journey)
        wanderer = Wanderer(world, journey, judge=Judge(guide))
        try:
            wanderer.wander(excursion)
        except Nonconformance as error:
            return wanderer, error
        return wanderer, None


def explore(
    opened: OpenBuild,
    guide: Guide,
    journeys: Sequence[Journey],
    *,
    seed: int,
    examples: int = 0,
    seconds: float = 0,
) -> Explored:
    """Lets customers wander until ``examples`` of them have, or ``seconds`` are over; ends at the first failure.

    The failure is shrunk: as few deeds as possible, on as short a way as possible.
    """
    started = seconds_now()
    # Short ways come first, since Hypothesis shrinks towards them.
    ways = sorted(journeys, key=lambda journey: (len(journey.steps), journey.id))
    customers = acts = 0
    failure: tuple[Excursion, Wanderer, Nonconformance] | None = None

    def visit(excursion: Excursion) -> None:
        nonlocal failure, customers, acts
        if failure is not None:
            return
        wanderer, error = _wander(opened, guide, ways[excursion.journey], excursion)
        customers += 1
        acts += len(wanderer.rows)
        if error is not None:
            failure = (excursion, wanderer, error)

    batch = random.Random(seed)
    number = seed
    # People of habit first, one of each kind: they find most of what there is.
    for habit in HABITS:
        if not examples or customers < examples:
            visit(Excursion(journey=batch.randrange(len(ways)), habit=habit))
    while failure is None:
        left = examples - customers if examples else _BATCH
        if left <= 0 or (seconds and seconds_now() - started >= seconds):
            break
        _run_batch(visit, len(ways), number, min(left, _BATCH))
        if failure is None:
            number = batch.getrandbits(31)
    took = round(seconds_now() - started, 1)
    if failure is None:
        return Explored(customers=customers, acts=acts, seconds=took, seed=seed)
    excursion, wanderer, error = _shrunk(opened, guide, ways, *failure)
    took = round(seconds_now() - started, 1)
    return Explored(
        customers=customers,
        acts=acts,
        seconds=took,
        seed=number,
        excursion=excursion,
        feature=told(wanderer, error),
        finding=str(error.findings[0]),
    )


def _shrunk(
    opened: OpenBuild,
    guide: Guide,
    ways: Sequence[Journey],
    excursion: Excursion,
    wanderer: Wanderer,
    error: Nonconformance,
) -> tuple[Excursion, Wanderer, Nonconformance]:
    """The same finding with as few deeds as possible, then on the shortest of a few other ways.

    Each deed is a walk of its own to try, so they are halved (delta debugging) rather than shrunk byte by byte.
    """
    best = (excursion, wanderer, error)

    def fails(way: int, moves: Sequence[Move]) -> bool:
        nonlocal best
        tried = Excursion(journey=way, moves=tuple(moves))
        after, found = _wander(opened, guide, ways[way], tried)
        if found is None or found.findings[0].what != error.findings[0].what:
            return False
        best = (tried, after, found)
        return True

    if fails(excursion.journey, wanderer.done):
        least = smallest(wanderer.done, lambda moves: fails(excursion.journey, moves))
        fails(excursion.journey, least)
        for way in range(min(excursion.journey, _SHORTER)):
            if fails(way, least):
                break
    return best


def _run_batch(visit: Callable[[Excursion], None], ways: int, seed: int, examples: int) -> None:
    test = settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=(Phase.generate,),
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )(given(excursions(journeys=ways))(visit))
    hypothesis.seed(seed)(test)()
