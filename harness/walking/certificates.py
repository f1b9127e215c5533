"""The 車検証 of a scenario's car: numbers from the scenario's seed, the user as the facts say."""

from __future__ import annotations

import random
import re
from dataclasses import replace

from harness.builds.port import Certificate, Plate
from harness.walking.cast import Person

__all__ = ["certificate_for", "other_certificate"]

_REGIONS = ("品川", "練馬", "足立", "名古屋", "豊田", "大阪", "福岡")
_KANA = "さすせそたちつてとなにぬねのはひふほまみむめもやゆよらりるろ"
_CLASS_LETTERS = "ACFHKLMPXY"
"""Letters of a 分類番号, in its second and third place, since 2018."""
_NUMBERED = re.compile(r"(\D+)([1-9])-(\d+)-(\d+)")
_IN_KANJI = "〇一二三四五六七八九"
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"


def certificate_for(
    person: Person,
    *,
    seed: int,
    vehicle_kind: str = "普通自動車",
    letters: bool = False,
    digits: int = 4,
    matching: bool = True,
    same_kind: bool = True,
    differs: str = "",
    in_words: bool = False,
) -> Certificate:
    """Gives a car of whose 車検証 the user is this person, or somebody of another name and address, or of another kind.

    ``letters`` puts letters into the 分類番号, ``digits`` is how many the 一連指定番号 has; of somebody else only
    the 氏名 or the 住所 ``differs`` where that is said. ``in_words`` writes the person's own 住所 as a register does.
    """
    draw = random.Random(f"certificate/{seed}")
    chassis = (
        "".join(draw.choices(_LETTERS, k=3)) + f"{draw.randrange(100, 1000)}-{draw.randrange(10**6, 10**7)}"
    )
    first = 5 if vehicle_kind == "軽自動車" else 3
    rest = "".join(draw.choices(_CLASS_LETTERS, k=2)) if letters else str(draw.randrange(10, 90))
    plate = Plate(
        region=draw.choice(_REGIONS),
        class_number=f"{first}{rest}",
        kana=draw.choice(_KANA),
        serial=str(draw.randrange(10 ** (digits - 1), 10**digits)),
    )
    same_person = matching or not same_kind
    other_kind = "法人" if person.kind == "個人" else "個人"
    return Certificate(
        chassis_number=chassis,
        plate=plate,
        kind=person.kind if same_kind else other_kind,
        name=person.name if same_person or differs == "住所" else "名古屋 一郎",
        address=(in_register(person.address) if in_words else person.address)
        if same_person or differs == "氏名"
        else "愛知県名古屋市中村区名駅4-7-1",
        vehicle_kind=vehicle_kind,
    )


def in_register(address: str) -> str:
    """Gives 後楽1-4-18 as a register writes the same place: 後楽一丁目４番１８号."""
    town, chome, block, house = _NUMBERED.fullmatch(address).groups()  # type: ignore[union-attr]
    return f"{town}{_IN_KANJI[int(chome)]}丁目{block}番{house}号".translate(_FULL_WIDTH)


def other_certificate(certificate: Certificate) -> Certificate:
    """Gives numbers of the same form that belong to no car."""
    stem, _, number = certificate.chassis_number.rpartition("-")
    serial = str(int(certificate.plate.serial) % 9999 + 1)
    return replace(
        certificate,
        chassis_number=f"{stem}-{(int(number) + 1) % 10**7:07d}",
        plate=replace(certificate.plate, serial=serial),
    )
