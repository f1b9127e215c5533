"""Journeys as a tree of forks, so that drawing one asks only what is open, not every journey that there is."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from harness.guide.choosing import counted_as
from harness.guide.journeys import Journey, JourneyLeg
from harness.simulation.population import Population

__all__ = ["Forks"]


@dataclass(frozen=True, slots=True)
class _Place:
    """What is left when so many questions have been asked."""

    left: Sequence[Journey]
    asked: int
    """Facts of the population that were drawn, then steps that were looked at."""


class _Fork:
    """A question with several answers, each with its weight and with what it leads to."""

    __slots__ = ("_next", "_numbers", "_weights")

    def __init__(self, after: Sequence[_Place], weights: Sequence[float]) -> None:
        self._numbers = range(len(after))
        self._weights = list(accumulate(weights))
        self._next: list[_Place | _Fork | Sequence[Journey]] = list(after)

    def next(self, chance: random.Random, forks: Forks) -> _Fork | Sequence[Journey]:
        """The next fork, or the journeys that are left where there is none; worked out when first come to."""
        number = chance.choices(self._numbers, cum_weights=self._weights)[0]
        found = self._next[number]
        if isinstance(found, _Place):
            found = self._next[number] = forks.first_after(found)
        return found


class Forks:
    """Draws journeys of a population: facts first, in its order; then step by step, where the ways that are left part.

    Its size depends on the journeys and the population, never on how many customers were drawn.
    """

    def __init__(self, population: Population, journeys: Sequence[Journey]) -> None:
        self.population = population
        self.journeys = journeys
        self._facts = list(population.facts.items())
        self._legs = {one.id: [leg for part in one.parts for leg in part] for one in journeys}
        self._root = self.first_after(_Place(journeys, 0))

    def draw(self, chance: random.Random) -> Journey:
        """One journey; the same one whenever ``chance`` is."""
        found = self._root
        while isinstance(found, _Fork):
            found = found.next(chance, self)
        return found[chance.randrange(len(found))]

    def first_after(self, place: _Place) -> _Fork | Sequence[Journey]:
        """The first fork from a place on, or the journeys there if their ways part no more."""
        left, asked = place.left, place.asked
        while asked < len(self._facts) + max(len(one.steps) for one in left):
            at, asked = asked, asked + 1
            fork = self._fact(left, at) if at < len(self._facts) else self._step(left, at)
            if fork is not None:
                return fork
        return left

    def _fact(self, left: Sequence[Journey], at: int) -> _Fork | None:
        name, shares = self._facts[at]
        values = dict.fromkeys(one.facts[name] for one in left if name in one.facts)
        weights = [shares.get(value, 0.0) for value in values]
        if not any(weights):
            return None
        after = [
            _Place([one for one in left if one.facts.get(name, value) == value], at + 1) for value in values
        ]
        return _Fork(after, weights)

    def _step(self, left: Sequence[Journey], at: int) -> _Fork | None:
        ways: dict[str, list[Journey]] = {}
        weights: dict[str, float] = {}
        for one in left:
            leg = self._leg(one, at - len(self._facts))
            key = leg.to if leg else ""
            ways.setdefault(key, []).append(one)
            branch = counted_as(leg.step, leg.outcome) if leg and leg.outcome else ""
            weights[key] = self.population.choices.get(branch, 1.0)
        if len(ways) == 1 or not any(weights.values()):
            return None
        return _Fork([_Place(way, at + 1) for way in ways.values()], list(weights.values()))

    def _leg(self, journey: Journey, at: int) -> JourneyLeg | None:
        legs = self._legs[journey.id]
        return legs[at] if at < len(legs) else None
