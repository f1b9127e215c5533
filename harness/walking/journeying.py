"""Goes through whole sections, at the dealer and months later, as the check chart says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from harness.errors import FeatureError
from harness.guide.choosing import chart_row
from harness.walking.walker import Walker
from harness.walking.world import World

__all__ = ["compare_with_chart", "journey"]

_DELIVERY = timedelta(days=60)
"""From the contract to the delivery of the car; the guide says only that it comes later."""


def journey(walker: Walker, ends: Sequence[tuple[str, str]]) -> None:
    """Walks each section to the step named with it, verifying every screen, and ends the procedure after the last.

    ``ends`` are pairs of a section and the number of a step in it. Raises Nonconformance, FeatureError.
    """
    role = "買主" if "買主" in walker.world.people else "使用者"
    before = ""
    for section, number in ends:
        target = walker.step(f"{section}/{number}")
        if section >= "4" and before < "4":
            if before:
                walker.finish(role=role)
                walker.world.need("要_時間操作")
                walker.world.bench.advance(_DELIVERY)
            walker.go_to(target, role=role)
        elif before:
            walker.go_to(target, role=role, start=walker.at)
        else:
            walker.go_to(target, role=role)
        before = section
    walker.finish(role=role)


def compare_with_chart(world: World, sections: tuple[str, ...]) -> None:
    """Holds sections that a feature names against the check chart. Raises FeatureError where they differ."""
    chart = world.guide.chart
    if chart is None:
        raise FeatureError(f"the guide's data of edition {world.guide.edition} have no check chart")
    try:
        row = chart_row(chart, {**world.facts_of("使用者"), **world.facts_of("買主")})
    except LookupError as error:
        raise FeatureError(f"the check chart: {error}") from None
    named = (*row.at_contract, *row.after_delivery)
    if named != sections:
        raise FeatureError(
            f"the check chart names {', '.join(named)}; the feature says {', '.join(sections)}"
        )
