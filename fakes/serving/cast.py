"""Invented customers of a seed: an account, a car with its 車検証, and a licence or an entry in the register each."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fakes import houjin_bangou, toyota_account, vehicle_registry
from fakes.base import BaseFake
from fakes.houjin_bangou.corporation import Corporation
from fakes.vehicle_registry import Certificate, Plate, RegistryUser

__all__ = ["CORPORATIONS", "PEOPLE", "Member", "cast_of", "enter"]

PEOPLE = 4
CORPORATIONS = 2

_FAMILIES = (
    ("架空", "カクウ"),
    ("見本", "ミホン"),
    ("仮野", "カリノ"),
    ("例田", "レイタ"),
    ("試山", "タメシヤマ"),
    ("模木", "モギ"),
)
_GIVEN = (
    ("一郎", "イチロウ", "男性"),
    ("健太", "ケンタ", "男性"),
    ("誠", "マコト", "男性"),
    ("桜", "サクラ", "女性"),
    ("美咲", "ミサキ", "女性"),
    ("葵", "アオイ", "女性"),
)
_TOWNS = (
    ("471-0826", "愛知県豊田市トヨタ町"),
    ("112-0004", "東京都文京区後楽"),
    ("530-0001", "大阪府大阪市北区梅田"),
)
_REGIONS = ("品川", "名古屋", "三河", "なにわ", "横浜")
_KANA = "さすせそたちつてとなにぬねのはひふほまみむめもやゆらりる"


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """One customer, and everything under which the fakes know them."""

    kind: str
    """個人 or 法人."""
    name: str
    address: str
    email: str
    password: str
    profile: Mapping[str, str]
    """In the keys of a TOYOTAアカウント."""
    linked_services: tuple[str, ...] = ()
    certificate: Certificate
    birthdate: str = ""
    """``YYYY-MM-DD``; of people, whose licence can be photographed."""
    corporation: Corporation | None = field(default=None, repr=False)


def cast_of(seed: int) -> tuple[Member, ...]:
    """The customers of a seed, people first; the second of them uses G-Link already."""
    source = random.Random(f"{seed} cast")
    cars: set[str] = set()
    people = [_person(source, cars, number) for number in range(1, PEOPLE + 1)]
    register = houjin_bangou.Fake(seed).state
    firms: list[Corporation] = []
    while len(firms) < CORPORATIONS:
        firms += [one for one in register.generate(1) if not one.close_date]
    return (*people, *(_firm(source, cars, one, number) for number, one in enumerate(firms, 1)))


def enter(cast: tuple[Member, ...], fakes: Mapping[str, BaseFake[Any]]) -> None:
    """Makes the cast known to those of the fakes that keep customers."""
    for fake in fakes.values():
        for one in cast:
            if isinstance(fake, toyota_account.Fake):
                fake.state.put_account(
                    email=one.email,
                    password=one.password,
                    kind=one.kind,
                    profile=one.profile,
                    linked_services=one.linked_services,
                )
            elif isinstance(fake, vehicle_registry.Fake):
                fake.state.store_certificate(one.certificate)
            elif isinstance(fake, houjin_bangou.Fake) and one.corporation is not None:
                fake.state.store_corporation(one.corporation)


def _person(source: random.Random, cars: set[str], number: int) -> Member:
    family, given = source.choice(_FAMILIES), source.choice(_GIVEN)
    code, town = source.choice(_TOWNS)
    name, address = f"{family[0]} {given[0]}", f"{town}{source.randint(1, 5)}-{source.randint(1, 30)}"
    birthdate = f"{source.randint(1950, 2000)}-{source.randint(1, 12):02}-{source.randint(1, 28):02}"
    profile = {
        "family_name": family[0],
        "given_name": given[0],
        "family_name_kana": family[1],
        "given_name_kana": given[1],
        "sex": given[2],
        "birthdate": birthdate,
        "postal_code": code,
        "address": address,
        "contact_phone": f"03-{source.randint(3000, 5999)}-{source.randint(0, 9999):04}",
        "mobile_phone": _mobile(source),
    }
    return Member(
        kind="個人",
        name=name,
        address=address,
        email=f"person{number}@customers.example",
        password=_password(source),
        profile=profile,
        linked_services=("G-Link",) if number == 2 else (),
        certificate=_certificate(source, cars, "個人", name, address),
        birthdate=birthdate,
    )


def _firm(source: random.Random, cars: set[str], record: Corporation, number: int) -> Member:
    address = record.prefecture_name + record.city_name + record.street_number
    code = record.post_code
    profile = {
        "corporate_number": record.corporate_number,
        "name": record.name,
        "name_kana": record.furigana,
        "postal_code": f"{code[:3]}-{code[3:]}",
        "address": address,
        "contact_phone": f"052-{source.randint(200, 999)}-{source.randint(0, 9999):04}",
    }
    return Member(
        kind="法人",
        name=record.name,
        address=address,
        email=f"company{number}@customers.example",
        password=_password(source),
        profile=profile,
        certificate=_certificate(source, cars, "法人", record.name, address),
        corporation=record,
    )


def _certificate(source: random.Random, cars: set[str], kind: str, name: str, address: str) -> Certificate:
    while (serial := f"{source.randint(1000, 9999)}") in cars:
        pass
    cars.add(serial)
    plate = Plate(
        region=source.choice(_REGIONS),
        class_number=str(source.randint(300, 399)),
        kana=source.choice(_KANA),
        serial=serial,
    )
    return Certificate(
        chassis_number=f"XEBM15-100{serial}",
        plate=plate,
        user=RegistryUser(kind=kind, name=name, address=address),
    )


def _mobile(source: random.Random) -> str:
    return f"090-{source.randint(1000, 9999)}-{source.randint(0, 9999):04}"


def _password(source: random.Random) -> str:
    return f"Lexus{source.randint(100_000, 999_999)}"
