"""Walks a build along a computed journey, verifying every screen on the way."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TypeAlias

from harness.guide.journeys import Journey, JourneyLeg
from harness.guide.model import Guide
from harness.walking.cast import Person
from harness.walking.route import Leg, acts_for
from harness.walking.walker import Walker
from harness.walking.world import SHARED, World

__all__ = [
    "CAST",
    "DELIVERY",
    "LINKS",
    "Before",
    "Move",
    "arranged",
    "expect",
    "moves",
    "prepare",
    "roles_of",
    "take_leg",
    "walk_along",
]

DELIVERY = timedelta(days=60)
"""From the contract to the delivery of the car; the guide says only that it comes later."""

CAST = {
    ("買主", "個人"): "豊田 太郎",
    ("買主", "法人"): "トヨタ自動車株式会社",
    ("使用者", "個人"): "豊田 花子",
    ("使用者", "法人"): "株式会社日立製作所",
}
LINKS = {"G-Link連携": "G-Link", "My LEXUS (WEB)連携": "My LEXUS (WEB)"}
_ACTION = "操作"
_ASKED = "3Dセキュア"


def prepare(world: World, journey: Journey, *, people: Mapping[str, Person] | None = None) -> None:
    """Lets the journey's customers take part, with everything true of them before they begin.

    ``people`` are the customers by role; without it they are members of the cast.
    """
    roles = roles_of(journey)
    for role in roles:
        kind = journey.facts.get(f"{role}のお客さま種別", "個人")
        account = journey.facts.get(f"{role}のTOYOTAアカウント") == "あり"
        if people is None:
            person = world.introduce(role, CAST[role, kind], kind=kind, has_account=account)
        else:
            person = world.admit(role, people[role], has_account=account)
        links = tuple(name for fact, name in LINKS.items() if journey.facts.get(f"{role}の{fact}") == "済み")
        if links and account:
            world.open_account(person, linked_services=links)
    known = {fact.name: fact.values for fact in world.guide.facts}
    for name, value in journey.facts.items():
        whose, _, fact = name.partition("の")
        if whose in roles and fact in known:
            world.state({fact: value}, role=whose)
        elif name in known:
            for role in ("", *roles):
                world.state({name: value}, role=role)


def roles_of(journey: Journey) -> tuple[str, ...]:
    """Who takes part: 買主, 使用者 or both; whoever begins comes first."""
    if journey.facts.get("契約時の手続き") == "しない":
        return ("使用者",)
    return ("買主",) if journey.facts.get("名義") == "買主と同じ名義で登録する" else ("買主", "使用者")


def arranged(guide: Guide, leg: JourneyLeg) -> Mapping[str, str]:
    """What an outcome says of cards, cameras and mailboxes, which is true before anything is done."""
    if leg.outcome is None:
        return {}
    typed = {spec.label for spec in leg.step.fields} | set(leg.step.choices) | set(leg.step.checks)
    return {
        fact.name: leg.outcome.when[fact.name]
        for fact in guide.facts
        if fact.default is not None
        and fact.name in leg.outcome.when
        and fact.name not in SHARED
        and fact.name not in typed
        and fact.name != _ACTION
    }


def expect(world: World, journey: Journey, section: str) -> None:
    """What a journey's outcomes in a section say of cards, cameras and mailboxes is arranged when it begins."""
    _state(world, _expected(world.guide, journey, section))


def _state(world: World, expected: tuple[tuple[str, _Facts], ...]) -> None:
    for role, facts in expected:
        world.state(dict(facts), role=role)


def _expected(guide: Guide, journey: Journey, section: str) -> tuple[tuple[str, _Facts], ...]:
    """Whose facts they are, and the facts, one after the other."""
    roles = roles_of(journey)
    found: list[tuple[str, _Facts]] = [(roles[-1], ((_ASKED, "求められない"),))]
    for leg in (leg for part in journey.parts for leg in part if leg.step.section == section):
        facts = tuple(arranged(guide, leg).items())
        if facts:
            users = leg.step.device.value.startswith("使用者") and "使用者" in roles
            found.append(("使用者" if users else roles[0], facts))
    return tuple(found)


Before: TypeAlias = Callable[[JourneyLeg], JourneyLeg]
"""What happens when a step is reached, before it is left as planned; gives the leg by which it is left then."""
_Facts: TypeAlias = tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Move:
    """One thing that happens on a journey: a section begins, a step is taken, time passes, a part is over."""

    key: Hashable
    """Of two journeys with the same facts, moves of the same key do the same, if all before them did."""
    make: Callable[[Walker], None]
    """Raises Nonconformance."""


def moves(
    guide: Guide, journey: Journey, *, before: Before | None = None, delivery: timedelta = DELIVERY
) -> Iterator[Move]:
    """Gives what happens on a journey, in order; ``delivery`` lies between its parts."""
    role = roles_of(journey)[0]
    for number, part in enumerate(journey.parts):
        if number:
            yield Move(key="delivery", make=partial(_pass_time, delivery))
        section = ""
        for leg in part:
            if leg.step.section != section:
                section = leg.step.section
                expected = _expected(guide, journey, section)
                yield Move(key=(section, expected), make=partial(_begin, expected=expected))
            left_by = (leg.outcome.outcome, *leg.outcome.when.items()) if leg.outcome else ()
            yield Move(
                key=(leg.step.id, left_by, leg.to), make=partial(_take, leg=leg, role=role, before=before)
            )
        yield Move(key="end", make=Walker.conclude)


def _pass_time(span: timedelta, walker: Walker) -> None:
    walker.world.need("要_時間操作")
    walker.world.bench.advance(span)


def _begin(walker: Walker, *, expected: tuple[tuple[str, _Facts], ...]) -> None:
    _state(walker.world, expected)


def _take(walker: Walker, *, leg: JourneyLeg, role: str, before: Before | None) -> None:
    take_leg(walker, before(leg) if before else leg, role=role)


def walk_along(
    walker: Walker, journey: Journey, *, before: Before | None = None, delivery: timedelta = DELIVERY
) -> None:
    """Walks each part to its end; ``delivery`` lies between them. Raises Nonconformance at the first departure."""
    for move in moves(walker.world.guide, journey, before=before, delivery=delivery):
        move.make(walker)


def take_leg(walker: Walker, leg: JourneyLeg, *, role: str) -> None:
    """Verifies the step of a leg and leaves it by the leg's outcome. Raises Nonconformance."""
    plain = Leg(step=leg.step, outcome=leg.outcome, to=leg.to)
    acting = walker.acting_role(leg.step, role)
    acts = acts_for(plain, role=acting, following=walker.world.guide.steps.get(leg.to))
    walker.take(leg.step, acts, said="道のりのとおり", background=True)
