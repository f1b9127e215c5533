"""Requests and answers of the register."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from fakes.control import Value
from fakes.vehicle_registry.errors import Invalid
from fakes.vehicle_registry.state import Certificate, Plate, RegistryUser

__all__ = ["CertificateEntry", "certificate_value", "read_query"]

_FORMS = {
    "chassis_number": re.compile(r"[0-9A-Z]+-[0-9]+"),
    "region": re.compile(r"[ぁ-ゖァ-ヺー々一-鿿]+"),
    "class_number": re.compile(r"[0-9][0-9A-Z]{0,2}"),
    "kana": re.compile(r"[ぁ-んA-Z]"),
    "serial": re.compile(r"[1-9][0-9]{0,3}"),
}
"""Loose on purpose: a number that no car has is not found, which is another answer than a wrong form."""


def read_query(parameters: Mapping[str, str]) -> tuple[str, Plate]:
    """The 車台番号 and the plate that are asked for; raises ``Invalid`` with all faulty parameters at once."""
    wrong = {}
    for name, form in _FORMS.items():
        value = parameters.get(name, "")
        if not value:
            wrong[name] = "required"
        elif not form.fullmatch(value):
            wrong[name] = "format"
    if wrong:
        raise Invalid(wrong)
    plate = {name: parameters[name] for name in _FORMS if name != "chassis_number"}
    return parameters["chassis_number"], Plate(**plate)


class PlateEntry(Value):
    """A 自動車登録番号 as a test rig puts it."""

    region: str
    class_number: str
    kana: str
    serial: str


class UserEntry(Value):
    """The 使用者 of a record as a test rig puts it."""

    kind: str
    name: str
    address: str


class CertificateEntry(Value):
    """A record as a test rig puts it; the shape is that of a certificate that is shown."""

    chassis_number: str
    plate: PlateEntry
    vehicle_kind: str = "普通自動車"
    user: UserEntry

    def certificate(self) -> Certificate:
        """The record to keep."""
        return Certificate(
            chassis_number=self.chassis_number,
            plate=Plate(**dict(self.plate)),
            vehicle_kind=self.vehicle_kind,
            user=RegistryUser(**dict(self.user)),
        )


def certificate_value(certificate: Certificate) -> dict[str, Any]:
    """A record as it is shown."""
    plate, user = certificate.plate, certificate.user
    return {
        "chassis_number": certificate.chassis_number,
        "plate": {
            "region": plate.region,
            "class_number": plate.class_number,
            "kana": plate.kana,
            "serial": plate.serial,
        },
        "vehicle_kind": certificate.vehicle_kind,
        "user": {"kind": user.kind, "name": user.name, "address": user.address},
    }
