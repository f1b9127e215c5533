"""Finds the smallest set of facts under which a journey still fails: delta debugging over facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from harness.guide.journeys import Journey
from harness.smallest import smallest

__all__ = ["Fact", "Shortest", "shorten"]

Fact = tuple[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Shortest:
    """The journey that says most plainly what is wrong."""

    journey: Journey
    """The shortest one that has all the facts."""
    facts: Mapping[str, str]
    """Facts none of which can be left out: without any one of them some journey passes."""
    walked: int
    """Journeys that were walked to find it."""


def shorten(failing: Journey, journeys: Sequence[Journey], same: Callable[[Journey], bool]) -> Shortest:
    """Gives the fewest facts of a journey under which the shortest journey that has them still fails.

    ``same`` walks a journey and says whether it fails in the same way; ``failing`` does. Facts stand for all
    journeys that have them: a set of facts fails if the shortest of these does.
    """
    walked: dict[str, bool] = {failing.id: True}
    by_length = sorted(journeys, key=lambda one: (len(one.steps), one.id))

    def shortest(facts: Sequence[Fact]) -> Journey:
        wanted = dict(facts).items()
        return next((one for one in by_length if wanted <= one.facts.items()), failing)

    def fails(facts: Sequence[Fact]) -> bool:
        journey = shortest(facts)
        if journey.id not in walked:
            walked[journey.id] = same(journey)
        return walked[journey.id]

    everything = tuple(failing.facts.items())
    if not fails(everything):
        return Shortest(journey=failing, facts=dict(everything), walked=len(walked) - 1)
    facts = smallest(everything, fails)
    return Shortest(journey=shortest(facts), facts=dict(facts), walked=len(walked) - 1)
