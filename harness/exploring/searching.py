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
from harness.exploring.moves import Excursion, excursions
from harness.exploring.telling import told
from harness.exploring.wandering import Wanderer
from harness.guide.journeys import Journey
from harness.guide.model import Guide
from harness.walking.world import World

__all__ = ["Explored", "explore", "replay"]

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

    The failure is shrunk by Hypothesis: fewer deeds, after fewer steps.
    """
    started = seconds_now()
    # Short ways come first, since Hypothesis shrinks towards them.
    ways = sorted(journeys, key=lambda journey: (len(journey.steps), journey.id))
    customers = acts = 0
    failure: tuple[Excursion, Wanderer, Nonconformance] | None = None

    def visit(excursion: Excursion) -> None:
        nonlocal failure, customers, acts
        journey = ways[excursion.journey]
        wanderer, error = _wander(opened, guide, journey, excursion)
        customers += 1
        acts += len(wanderer.rows)
        if error is not None:
            # Hypothesis shows the smallest one last.
            failure = (excursion, wanderer, error)
            raise error

    batch = random.Random(seed)
    number = seed
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
    excursion, wanderer, error = failure
    return Explored(
        customers=customers,
        acts=acts,
        seconds=took,
        seed=number,
        excursion=excursion,
        feature=told(wanderer, error),
        finding=str(error.findings[0]),
    )


def _run_batch(visit: Callable[[Excursion], None], ways: int, seed: int, examples: int) -> None:
    test = settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )(given(excursions(journeys=ways))(visit))
    try:
        hypothesis.seed(seed)(test)()
    except Nonconformance:
        return
