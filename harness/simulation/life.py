"""One customer's way through a build, from the first screen to wherever it ends, and what was true afterwards."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from harness.builds.catalogue import START, InProcessBuild
from harness.coverage.recorder import Recorder
from harness.errors import Nonconformance
from harness.guide.model import Guide
from harness.simulation.customers import Customer
from harness.simulation.invariants import INVARIANTS, broken
from harness.simulation.mistakes import Ended, Mistakes
from harness.simulation.population import Population
from harness.walking.along import prepare, walk_along
from harness.walking.walker import Walker
from harness.walking.world import World

__all__ = ["COMPLETED", "WRONG", "Gone", "Life", "go", "live"]

COMPLETED = "完了"
WRONG = "誤った画面"
_MIDNIGHT = timedelta(hours=START.hour + 9)
"""From midnight in Japan to the build's first moment."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Life:
    """What came of one customer; small, since there may be a hundred thousand."""

    number: int
    ended: str
    """完了, or how the way ended before its last step."""
    sections: tuple[str, ...]
    """Ids of the planned sections."""
    reached: tuple[str, ...]
    """Ids of the planned steps that were reached, in order."""
    rows: int
    """Screens that were verified."""
    day: int
    """Of the calendar, from 0."""
    troubles: Mapping[str, int]
    waited_hours: tuple[int, ...]
    mails: Mapping[str, int]
    """Subject -> how many came."""
    calls: Mapping[str, int]
    """Gateway -> how often it was asked."""
    checked: int = 0
    """How many invariants were held against the build."""
    wrong: tuple[str, ...] = field(default=())
    """Wrong screens and broken invariants, in Japanese."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Gone:
    """How far a customer went, and what was wrong."""

    ended: str
    wrong: tuple[str, ...]
    mistakes: Mistakes
    world: World


def go(customer: Customer, world: World, population: Population, *, alone: bool = True) -> Gone:
    """Walks a customer to wherever their way ends and judges it; a wrong screen is told, not raised.

    ``alone`` says that the build has no other customers, so that whatever it has is this one's.
    """
    wrong: list[str] = []
    ended = COMPLETED
    prepare(world, customer.journey, people=customer.people)
    walker = Walker(world)
    mistakes = Mistakes(walker, customer, population)
    try:
        walk_along(walker, customer.journey, before=mistakes.before, delivery=customer.delivery)
    except Ended as end:
        ended = str(end)
    except Nonconformance as error:
        ended = WRONG
        wrong += map(str, error.findings)
    if not wrong:
        wrong += broken(world, customer, mistakes, completed=ended == COMPLETED, alone=alone)
    return Gone(ended=ended, wrong=tuple(wrong), mistakes=mistakes, world=world)


def live(
    customer: Customer, build: InProcessBuild, *, guide: Guide, population: Population, seed: int
) -> Life:
    """Lets one customer live on a build that has forgotten everything."""
    recorder = Recorder()
    with build:
        build.advance(max(customer.arrives - _MIDNIGHT, timedelta()))
        world = World(
            guide=guide,
            build=build,
            recorder=recorder,
            section=customer.journey.sections[0],
            seed=zlib.crc32(f"{seed}/{customer.number}".encode()),
        )
        gone = go(customer, world, population)
        mails = Counter(
            message.subject for person in customer.people.values() for message in build.messages(person.email)
        )
        return Life(
            number=customer.number,
            ended=gone.ended,
            sections=customer.journey.sections,
            reached=tuple(dict.fromkeys(gone.mistakes.reached)),
            rows=recorder.rows,
            day=customer.arrives.days,
            troubles=dict(gone.mistakes.happened),
            waited_hours=tuple(int(waited / timedelta(hours=1)) for waited in gone.mistakes.waited),
            mails=dict(mails),
            calls=build.calls(),
            checked=0 if gone.ended == WRONG else len(INVARIANTS),
            wrong=gone.wrong,
        )
