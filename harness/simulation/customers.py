"""Draws customers: each follows from the seed and their number alone, whoever else there is."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import lru_cache
from typing import Any

from faker import Faker
from stdnum.jp import cn

from harness.guide.journeys import Journey, JourneyLeg
from harness.simulation.forks import Forks
from harness.simulation.population import Population
from harness.walking.along import roles_of
from harness.walking.cast import Person, cast_member

__all__ = ["Customer", "draw", "is_looked_up"]

_LOOKED_UP = ("トヨタ自動車株式会社", "株式会社日立製作所")
"""Corporations whose numbers 国税庁 knows: whoever lets the form fill itself in is one of them."""
_AUTOMATIC = ("法人情報の入力方法", "自動入力する")


@dataclass(frozen=True, kw_only=True)
class Customer:
    """A buyer with their user: who they are, which way they go, and when they come."""

    number: int
    journey: Journey
    people: Mapping[str, Person]
    arrives: timedelta
    """From the first midnight of the calendar in Japan."""
    delivery: timedelta
    """From the contract to the delivery of the car."""
    chance: random.Random
    """What decides everything that is left to chance on the way."""


def draw(number: int, *, seed: int, population: Population, journeys: Sequence[Journey]) -> Customer:
    """Draws one customer, who is the same whenever the seed, the number and the population are."""
    chance = random.Random(f"{seed}/{number}")
    journey = _choose(chance, population, journeys)
    calendar = population.calendar
    arrives = timedelta(
        days=chance.randrange(calendar.days),
        seconds=chance.randrange(calendar.opens * 3600, calendar.closes * 3600),
    )
    return Customer(
        number=number,
        journey=journey,
        people={
            role: _person(journey, role, seed=f"{seed}/{number}/{role}", at=at)
            for at, role in enumerate(roles_of(journey))
        },
        arrives=arrives,
        delivery=timedelta(days=chance.randint(*calendar.delivery_days)),
        chance=chance,
    )


_forks: list[Forks] = []
"""The forks of the last population; a population that came to this process anew is an equal one, not the same one."""


def _choose(chance: random.Random, population: Population, journeys: Sequence[Journey]) -> Journey:
    if not _forks or _forks[0].journeys is not journeys or _forks[0].population != population:
        _forks[:] = [Forks(population, journeys)]
    return _forks[0].draw(chance)


def _legs(journey: Journey) -> Iterator[JourneyLeg]:
    return (leg for part in journey.parts for leg in part)


def is_looked_up(journey: Journey) -> bool:
    """Whether anybody on a journey lets 国税庁 fill in the form."""
    return any(leg.outcome and _AUTOMATIC in leg.outcome.when.items() for leg in _legs(journey))


@lru_cache(maxsize=1)
def _faker() -> Faker:
    return Faker("ja_JP")


def _person(journey: Journey, role: str, *, seed: str, at: int) -> Person:
    fake = _faker()
    fake.seed_instance(seed)
    kind = journey.facts.get(f"{role}のお客さま種別", "個人")
    if kind == "法人" and is_looked_up(journey):
        email = f"{fake.random_int(0, 10**9)}.{at}@fleet{fake.random_int(0, 99)}.example.com"
        return replace(cast_member(_LOOKED_UP[at], seed=fake.random_int(0, 10**9)), email=email)
    number = f"{fake.random_int(0, 9999):04d}"
    common: dict[str, Any] = {
        "email": f"{fake.random_int(0, 10**9)}.{at}@customer{fake.random_int(0, 99)}.example.com",
        "password": f"Lexus{fake.random_int(1000, 9999)}pass",
        "postal_code": fake.postcode(),
        "address": f"{fake.prefecture()}{fake.city()}{fake.town()}{fake.random_int(1, 9)}-{fake.random_int(1, 28)}",
        "contact_phone": f"03-{fake.random_int(3000, 3999)}-{number}",
        "mobile_phone": f"090-{fake.random_int(1000, 9999)}-{number}",
    }
    if kind == "法人":
        digits = f"{fake.random_int(10**10, 10**11 - 1)}{fake.random_int(0, 9)}"
        return Person(
            name=f"株式会社{fake.last_name()}商店",
            kana=f"カブシキガイシャ{fake.last_kana_name()}ショウテン",
            kind=kind,
            corporate_number=cn.calc_check_digit(digits) + digits,
            department=fake.random_element(("総務部", "管理部", "営業部")),
            **common,
        )
    family, family_kana, _ = fake.last_name_pair()
    sex = fake.random_element(("男性", "女性", "回答しない"))
    given, given_kana, _ = fake.first_name_male_pair() if sex == "男性" else fake.first_name_female_pair()
    return Person(
        name=f"{family} {given}",
        kana=f"{family_kana} {given_kana}",
        kind=kind,
        sex=sex,
        birthdate=f"{fake.random_int(1940, 2003)}-{fake.random_int(1, 12):02d}-{fake.random_int(1, 28):02d}",
        **common,
    )
