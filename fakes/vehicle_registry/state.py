"""The 車検証 records that the register holds, one to a car."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["USER_KINDS", "VEHICLE_KINDS", "Certificate", "Plate", "RegistryState", "RegistryUser"]

VEHICLE_KINDS = ("普通自動車", "軽自動車")
USER_KINDS = ("個人", "法人")


@dataclass(frozen=True, kw_only=True, slots=True)
class Plate:
    """自動車登録番号 in its four parts: 名古屋 3AC か 1234."""

    region: str
    class_number: str
    kana: str
    serial: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RegistryUser:
    """The 使用者 that a 車検証 names."""

    kind: str
    """個人 or 法人."""
    name: str
    """In one field, as it is printed: 豊田 太郎."""
    address: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Certificate:
    """What the 車検証 of one car says."""

    chassis_number: str
    """With its hyphen: ABC123-1234567."""
    plate: Plate
    vehicle_kind: str = VEHICLE_KINDS[0]
    """普通自動車 or 軽自動車."""
    user: RegistryUser


class RegistryState:
    """The records by 車台番号; a plate is on one car at a time."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Forgets every record."""
        self._certificates: dict[str, Certificate] = {}

    def add_certificate(
        self,
        *,
        chassis_number: str,
        plate: Plate,
        user: RegistryUser,
        vehicle_kind: str = VEHICLE_KINDS[0],
    ) -> Certificate:
        """Makes a record and gives it back.

        Raises ``ValueError`` for an unknown kind of car or user, and where the car has a record already or
        the plate is on another car. The form of the numbers is not judged here.
        """
        if self.certificate_exists(chassis_number):
            raise ValueError(
                f"add_certificate: {chassis_number} has a record already; take another 車台番号, or "
                "store_certificate to replace it"
            )
        return self.store_certificate(
            Certificate(chassis_number=chassis_number, plate=plate, vehicle_kind=vehicle_kind, user=user)
        )

    def store_certificate(self, certificate: Certificate) -> Certificate:
        """Keeps a record in place of the one of the same car, if there is one; raises as ``add_certificate``."""
        if certificate.vehicle_kind not in VEHICLE_KINDS:
            raise ValueError(
                f"vehicle_kind is {certificate.vehicle_kind!r}, expected {' or '.join(VEHICLE_KINDS)}"
            )
        if certificate.user.kind not in USER_KINDS:
            raise ValueError(f"user.kind is {certificate.user.kind!r}, expected {' or '.join(USER_KINDS)}")
        other = self.get_certificate_by_plate(certificate.plate)
        if other is not None and other.chassis_number != certificate.chassis_number:
            raise ValueError(f"the plate is on {other.chassis_number} already; take another one")
        self._certificates[certificate.chassis_number] = certificate
        return certificate

    def get_certificate(self, chassis_number: str) -> Certificate | None:
        """The record of a car."""
        return self._certificates.get(chassis_number)

    def get_certificate_by_plate(self, plate: Plate) -> Certificate | None:
        """The record of the car that bears a plate."""
        return next((one for one in self._certificates.values() if one.plate == plate), None)

    def certificate_exists(self, chassis_number: str) -> bool:
        """Whether a car has a record."""
        return chassis_number in self._certificates

    def certificates(self) -> tuple[Certificate, ...]:
        """Every record in the order in which they came."""
        return tuple(self._certificates.values())

    def remove_certificate(self, chassis_number: str) -> None:
        """Forgets a record; nothing happens if there is none."""
        self._certificates.pop(chassis_number, None)
