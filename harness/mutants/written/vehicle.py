"""The car (4-1/7-A to 8-A): 車台番号, 自動車登録番号, and what is shown before applying."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from harness.mutants.written.altering import (
    Outcome,
    around,
    everywhere,
    fields,
    instead,
    relabelled,
    says,
    without,
)
from harness.mutants.written.frame import breaks, swap
from harness.reference.flow import Stay, Turn
from harness.reference.gateways.vehicle_registry import (
    Certificate,
    CertificateUser,
    VehicleRegistryGateway,
)
from harness.reference.policy import number_plate
from harness.reference.policy.chassis_number import chassis_number
from harness.reference.policy.number_plate import NumberPlate
from harness.reference.policy.refused import Refused
from harness.reference.screens import vehicle

__all__: list[str] = []

_EXAMPLE = {"region": "名古屋", "class_number": "300", "kana": "か", "serial": "1234"}


@breaks("R-124")
def kei_cars_are_taken() -> None:
    """軽自動車 are registered like any other car."""
    swap(Certificate, "kei", property(lambda self: False))


@breaks("R-124")
def kei_cars_go_on_with_a_notice() -> None:
    """Who enters a 軽自動車 is told to call, and gets to the application."""

    def lenient(turn: Turn, genuine: Callable[[], Outcome]) -> Outcome:
        outcome = genuine()
        if isinstance(outcome, Stay) and outcome.errors.get("") == vehicle.KEI:
            return Stay(notice="軽自動車のお客さまは、お電話でお申込みください。")
        return outcome

    around("vehicle", "confirm", lenient)


@breaks("R-125")
def plate_is_optional() -> None:
    """The 自動車登録番号 may be left empty: the car is known by its 車台番号."""
    genuine = VehicleRegistryGateway.certificate
    fields("vehicle", ("plate",), required=False, read=_plate_or_example)

    def certificate(self: VehicleRegistryGateway, number: str, plate: NumberPlate) -> Certificate | None:
        known = genuine(self, number, plate)
        return known or _somebody()

    swap(VehicleRegistryGateway, "certificate", certificate)


def _plate_or_example(texts: Sequence[str]) -> dict[str, str]:
    if not any(text.strip() for text in texts):
        return dict(_EXAMPLE)
    plate = number_plate.number_plate(texts)
    return {name: getattr(plate, name) for name in _EXAMPLE}


def _somebody() -> Certificate:
    user = CertificateUser(kind="個人", name="豊田 太郎", address="東京都文京区後楽1-4-18")
    return Certificate(vehicle_kind="普通自動車", user=user)


@breaks("R-125")
def chassis_number_is_optional() -> None:
    """The 車台番号 may be left empty: the car is known by its 自動車登録番号."""
    fields(
        "vehicle",
        ("chassis_number",),
        required=False,
        read=lambda texts: {
            "chassis_number": chassis_number(texts) if any(map(str.strip, texts)) else "ABC123-1234567"
        },
    )


@breaks("R-126")
def help_does_not_open() -> None:
    """The question mark beside the numbers does nothing."""
    instead("vehicle", "help", lambda turn: Stay())


def _know_every_car() -> None:
    """Numbers that the register does not know are those of somebody's car."""
    genuine = VehicleRegistryGateway.certificate
    swap(
        VehicleRegistryGateway,
        "certificate",
        lambda self, number, plate: genuine(self, number, plate) or _somebody(),
    )


@breaks("R-127")
def any_car_is_taken() -> None:
    """Nobody asks the register whether the numbers belong together."""
    _know_every_car()


@breaks("R-127")
def form_of_the_numbers_is_not_looked_at() -> None:
    """What has not the form of a number is left to the register, whose trouble is shown."""

    def plate(parts: Sequence[str]) -> NumberPlate:
        region, class_number, kana, serial = parts
        return NumberPlate(region=region, class_number=class_number, kana=kana, serial=serial)

    everywhere(number_plate.number_plate, plate)
    everywhere(chassis_number, "-".join)
    _know_every_car()


@breaks("R-128")
def class_numbers_have_digits_only() -> None:
    """A class number with letters in it is refused."""
    swap(number_plate, "_CLASS", re.compile(r"[0-9]{1,3}"))


@breaks("R-129")
def serials_have_four_digits() -> None:
    """A serial number of fewer than four digits is refused."""
    swap(number_plate, "_SERIAL", re.compile(r"[1-9][0-9]{3}"))


@breaks("R-129")
def serials_need_a_hyphen() -> None:
    """A serial number has to be typed with the hyphen of the plate."""

    def serial(text: str) -> str:
        if "-" not in text:
            raise Refused("一連指定番号をナンバープレートのとおりに入力してください。")
        return text.replace("-", "")

    swap(number_plate, "_READERS", {**number_plate._READERS, "serial": serial})


@breaks("R-130")
def review_lacks_the_customer() -> None:
    """Before applying only the car is shown."""
    without("registration-review", "customer", "名前", "住所", "法人名")


@breaks("R-130")
def review_lacks_the_plate() -> None:
    """Before applying the 自動車登録番号 is not shown."""
    without("registration-review", "vehicle", "自動車登録番号")


@breaks("R-130")
def review_shows_another_plate() -> None:
    """Before applying the 自動車登録番号 of another car is shown."""
    relabelled("registration-review", "vehicle", "自動車登録番号", lambda turn: "横浜 330 た 8888")


@breaks("R-131")
def review_shows_any_car() -> None:
    """Before applying the name of the maker is shown as that of the car."""
    relabelled("registration-review", "vehicle", "車名", lambda turn: "LEXUS")


@breaks("R-131")
def review_does_not_name_the_car() -> None:
    """Before applying the name of the car is not shown."""
    without("registration-review", "vehicle", "車名")


@breaks("R-133")
def my_car_is_not_linked() -> None:
    """The page about one's car is named, and nothing leads there."""
    link = '<a href="https://id.toyota/">マイカー情報ページはこちら</a>'
    says(link, "マイカー情報ページはこちら", screen="registration-accepted")


@breaks("R-133")
def my_car_leads_to_the_dealers() -> None:
    """The page about one's car is a list of dealers."""
    says('href="https://id.toyota/"', 'href="https://lexus.jp/dealership/"', screen="registration-accepted")
