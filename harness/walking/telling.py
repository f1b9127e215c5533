"""Tells a journey as a feature that stands in ``features/chart/`` and runs: its facts as 前提, its steps as walk tables."""

from __future__ import annotations

from collections.abc import Iterator

from harness.guide.journeys import Journey, JourneyLeg
from harness.guide.model import Guide
from harness.walking.acts import Act, Wait
from harness.walking.along import CAST, DELIVERY, LINKS, arranged, roles_of
from harness.walking.route import Leg, acts_for
from harness.walking.saying import said, scenario_text
from harness.walking.walker import Row

__all__ = ["acts_along", "feature_of", "givens", "rows_of"]


def feature_of(journey: Journey, guide: Guide) -> str:
    """Gives the text of a feature whose one scenario walks the journey, every screen verified."""
    return scenario_text(
        title="chart お申込み手続きの流れ（道のり）",
        rule="@R-074\nルール: お客さまは、チェックチャートのとおりに手続きを終える",
        name=f"道のり {journey.id} を終わりまで進む",
        given=givens(journey, guide),
        walks=[
            [*rows_of(part, journey, guide, first=not number)] for number, part in enumerate(journey.parts)
        ],
        then=[f"チェックチャートの節は「{'、'.join(journey.sections)}」になる"],
    )


def givens(journey: Journey, guide: Guide) -> list[str]:
    """Gives the phrases of 前提: who takes part, and what is true of them and of the car."""
    facts, roles = journey.facts, roles_of(journey)
    phrases = []
    for role in roles:
        kind = facts.get(f"{role}のお客さま種別", "個人")
        has = "いる" if facts.get(f"{role}のTOYOTAアカウント") == "あり" else "いない"
        phrases.append(f"{kind}の{role}「{CAST[role, kind]}」はTOYOTAアカウントを持って{has}")
        phrases += [
            f"{role}のTOYOTAアカウントは「{service}」と連携済みである"
            for fact, service in LINKS.items()
            if facts.get(f"{role}の{fact}") == "済み" and has == "いる"
        ]
    known = {fact.name for fact in guide.facts}
    true = {name: value for name, value in facts.items() if name in known}
    for part in journey.parts:
        for leg in part:
            true |= arranged(guide, leg)
    return [*phrases, *(f"前提条件「{name}」は「{value}」である" for name, value in true.items())]


def rows_of(part: tuple[JourneyLeg, ...], journey: Journey, guide: Guide, *, first: bool) -> Iterator[Row]:
    """Gives the rows of one procedure; those after delivery begin by waiting for it."""
    for number, leg in enumerate(part):
        acts = acts_along(leg, journey, guide)
        if not first and not number:
            acts = (Wait(int(DELIVERY.total_seconds())), *acts)
        yield Row(number=leg.step.id, title=leg.step.title, acts=said(acts))


def acts_along(leg: JourneyLeg, journey: Journey, guide: Guide) -> tuple[Act, ...]:
    """Gives what is done at a step of a journey."""
    roles = roles_of(journey)
    users = leg.step.device.value.startswith("使用者") and "使用者" in roles
    role = "使用者" if users else roles[0]
    plain = Leg(step=leg.step, outcome=leg.outcome, to=leg.to)
    return acts_for(plain, role=role, following=guide.steps.get(leg.to))
