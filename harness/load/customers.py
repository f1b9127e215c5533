"""Customers under load: those of a simulation whose whole way lies at the dealer, since time is everybody's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from harness.builds.served import HttpBuild
from harness.coverage.listening import WalkListener
from harness.coverage.recorder import Recorder
from harness.guide.journeys import Journey
from harness.guide.model import Guide
from harness.simulation.customers import draw
from harness.simulation.life import COMPLETED, go
from harness.simulation.population import Population
from harness.walking.world import World

__all__ = ["Visit", "at_the_dealer", "timeless", "visit"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Visit:
    """What came of one customer, as a worker tells the master."""

    number: int
    ended: str
    contract: str
    """Id of the contract."""
    buyer: str
    """E-mail address of whoever is registered, empty where nobody is."""
    user: str
    services: tuple[str, ...]
    """What was applied for."""
    accounts: tuple[str, ...]
    """Addresses of the customers who have a TOYOTAアカウント."""
    rows: int
    wrong: tuple[str, ...]

    @property
    def completed(self) -> bool:
        """Whether the customer reached the end."""
        return self.ended == COMPLETED

    def plain(self) -> dict[str, Any]:
        """Plain values, for a message or a line of JSON."""
        return asdict(self)

    @classmethod
    def of(cls, data: dict[str, Any]) -> Visit:
        """The visit of which these are the plain values."""
        lists = {name: tuple(data[name]) for name in ("services", "accounts", "wrong")}
        return cls(**{**data, **lists})


def at_the_dealer(journeys: Sequence[Journey]) -> tuple[Journey, ...]:
    """The journeys that need no time to pass: nothing of them lies after delivery."""
    return tuple(one for one in journeys if len(one.parts) == 1 and all(s < "4" for s in one.sections))


def timeless(population: Population) -> Population:
    """The population without what would change the time or the gateways of all customers at once."""
    alone = {"slow_reader": 0.0, "gateway_trouble": 0.0, "review_failure": 0.0}
    return population.model_copy(update={"troubles": population.troubles.model_copy(update=alone)})


def visit(
    number: int,
    build: HttpBuild,
    *,
    guide: Guide,
    journeys: Sequence[Journey],
    population: Population,
    seed: int,
    listener: WalkListener,
) -> Visit:
    """Lets one customer come, among all others. Raises BuildError where the build is gone."""
    customer = draw(number, seed=seed, population=population, journeys=journeys)
    recorder = Recorder(listeners=[listener], every_row=True)
    world = World(
        guide=guide, build=build, recorder=recorder, section=customer.journey.sections[0], seed=number
    )
    try:
        gone = go(customer, world, population, alone=False)
        state = build.contract(world.contract.id)
    finally:
        build.release_phones()
    emails = {person.email for person in customer.people.values()}
    return Visit(
        number=number,
        ended=gone.ended,
        contract=state.id,
        buyer=state.buyer.email if state.buyer else "",
        user=state.user.email if state.user else "",
        services=tuple(one.service for one in state.applications),
        accounts=tuple(sorted(one.email for one in build.accounts() if one.email in emails)),
        rows=recorder.rows,
        wrong=gone.wrong,
    )
