"""The 車検証 of a scenario's car: numbers from the scenario's seed, the user as the facts say."""

from __future__ import annotations

import random
from dataclasses import replace

from harness.builds.port import Certificate, Plate
from harness.walking.cast import Person

__all__ = ["certificate_for", "other_certificate"]

_REGIONS = ("品川", "練馬", "足立", "名古屋", "豊田", "大阪", "福岡")
_KANA = "さすせそたちつてとなにぬねのはひふほまみむめもやゆよらりるろ"
_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"


def certificate_for(
    person: Person, *, seed: int, vehicle_kind: str = "普通自動車", matching: bool = True
) -> Certificate:
    """Gives a car of whose 車検証 the user is this person, or somebody of another name and address."""
    draw = random.Random(f"certificate/{seed}")
    chassis = "".join(draw.choices(_LETTERS, k=3)) + f"{draw.randrange(100, 1000)}-{draw.randrange(10**6, 10**7)}"
    plate = Plate(
        region=draw.choice(_REGIONS),
        class_number=f"{5 if vehicle_kind == '軽自動車' else 3}{draw.randrange(10, 90)}",
        kana=draw.choice(_KANA),
        serial=str(draw.randrange(1000, 10000)),
    )
    return Certificate(
        chassis_number=chassis,
        plate=plate,
        kind=person.kind,
        name=person.name if matching else "名古屋 一郎",
        address=person.address if matching else "愛知県名古屋市中村区名駅4-7-1",
        vehicle_kind=vehicle_kind,
    )


def other_certificate(certificate: Certificate) -> Certificate:
    """Gives numbers of the same form that belong to no car."""
    stem, _, number = certificate.chassis_number.rpartition("-")
    serial = str((int(certificate.plate.serial) - 999) % 9000 + 1000)
    return replace(
        certificate,
        chassis_number=f"{stem}-{(int(number) + 1) % 10**7:07d}",
        plate=replace(certificate.plate, serial=serial),
    )
