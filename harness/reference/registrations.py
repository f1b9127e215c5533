"""What the build remembers after delivery: cars that are registered, and users' applications (4-1)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from harness.reference import clock
from harness.reference.contract import Party, UserRegistration, Vehicle
from harness.reference.policy.number_plate import NumberPlate
from harness.reference.policy.review import Status, may_apply
from harness.reference.tables import REGISTRATIONS, VEHICLES

__all__ = ["AlreadyApplied", "Registrations", "Vehicles"]

Work = Callable[[], AbstractContextManager[Connection]]
"""Opens one transaction."""


_CAR = VEHICLES.c.contract_id == bindparam("contract")
_FIND_CAR = select(VEHICLES.c.chassis_number, VEHICLES.c.plate).where(_CAR)
_NEW_CAR = insert(VEHICLES)
_FORGET_CAR = delete(VEHICLES).where(_CAR)
_SOLD = (
    select(VEHICLES.c.contract_id)
    .where(VEHICLES.c.chassis_number == bindparam("number"))
    .order_by(VEHICLES.c.registered.desc())
    .limit(1)
)
_UNTOLD_BUYERS = select(VEHICLES.c.contract_id).where(~VEHICLES.c.told)
_TELL_BUYER = update(VEHICLES).where(_CAR).values(told=True)
_THIS = REGISTRATIONS.c.contract_id == bindparam("contract")
_FIND = select(REGISTRATIONS).where(_THIS)
_NEW = insert(REGISTRATIONS)
_FORGET = delete(REGISTRATIONS).where(_THIS)
_WAITING = (
    select(REGISTRATIONS).where(REGISTRATIONS.c.status == Status.WAITING).order_by(REGISTRATIONS.c.applied)
)
_UNTOLD = select(REGISTRATIONS).where(~REGISTRATIONS.c.told).order_by(REGISTRATIONS.c.applied)
_REFUSE = update(REGISTRATIONS).where(_THIS).values(status=Status.REFUSED)
_TELL = update(REGISTRATIONS).where(_THIS).values(told=True)


class AlreadyApplied(Exception):
    """Another application for the same car waits to be reviewed."""


class Vehicles:
    """The cars of contracts, as far as they are registered."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def register(self, contract_id: str, vehicle: Vehicle) -> None:
        """A contract's car is registered; the same car told of twice is told to the buyer once."""
        chassis_number, plate = _columns(vehicle)
        with self._work() as connection:
            before = connection.execute(_FIND_CAR, {"contract": contract_id}).one_or_none()
            if before and tuple(before) == (chassis_number, plate):
                return
            connection.execute(_FORGET_CAR, {"contract": contract_id})
            new = {"chassis_number": chassis_number, "plate": plate, "registered": clock.seconds()}
            connection.execute(_NEW_CAR, {"contract_id": contract_id, **new})

    def contract_of(self, chassis_number: str) -> str | None:
        """The contract under which a car was sold, the latest if it was sold more than once."""
        with self._work() as connection:
            return connection.execute(_SOLD, {"number": chassis_number}).scalar_one_or_none()

    def untold(self) -> tuple[str, ...]:
        """Contracts whose buyer has not been told that the car is registered."""
        with self._work() as connection:
            return tuple(connection.execute(_UNTOLD_BUYERS).scalars())

    def mark_told(self, contract_id: str) -> None:
        """There is nothing more to tell the buyer."""
        with self._work() as connection:
            connection.execute(_TELL_BUYER, {"contract": contract_id})


class Registrations:
    """The latest application of each contract."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def of(self, contract_id: str) -> UserRegistration | None:
        """The latest application for a contract."""
        with self._work() as connection:
            row = connection.execute(_FIND, {"contract": contract_id}).one_or_none()
            return _registration(row) if row else None

    def apply(self, registration: UserRegistration) -> None:
        """An application waits from now on; raises AlreadyApplied while another one does."""
        with self._work() as connection:
            before = connection.execute(_FIND, {"contract": registration.contract_id}).one_or_none()
            if before and not may_apply(Status(before.status)):
                raise AlreadyApplied(registration.contract_id)
            _put(connection, replace(registration, times=(before.times if before else 0) + 1))

    def put_back(self, contract_id: str, earlier: UserRegistration | None) -> None:
        """An application that could not be confirmed is taken back: what was there before is there again."""
        with self._work() as connection:
            if earlier:
                _put(connection, earlier)
            else:
                connection.execute(_FORGET, {"contract": contract_id})

    def waiting(self) -> tuple[UserRegistration, ...]:
        """Applications that wait for their review, the oldest first."""
        with self._work() as connection:
            return tuple(map(_registration, connection.execute(_WAITING)))

    def untold(self) -> tuple[UserRegistration, ...]:
        """Decided applications whose applicant has no mail yet."""
        with self._work() as connection:
            untold = tuple(map(_registration, connection.execute(_UNTOLD)))
        return tuple(one for one in untold if one.status is not Status.WAITING)

    def refuse(self, contract_id: str) -> None:
        """An application is refused."""
        with self._work() as connection:
            connection.execute(_REFUSE, {"contract": contract_id})

    def mark_told(self, contract_id: str) -> None:
        """The applicant has the mail."""
        with self._work() as connection:
            connection.execute(_TELL, {"contract": contract_id})


def _columns(vehicle: Vehicle) -> tuple[str, dict[str, str]]:
    return vehicle.chassis_number, asdict(vehicle.plate)


def _put(connection: Connection, registration: UserRegistration) -> None:
    """A contract has one application; an earlier one makes way."""
    connection.execute(_FORGET, {"contract": registration.contract_id})
    connection.execute(_NEW, _values(registration))


def _values(registration: UserRegistration) -> dict[str, Any]:
    chassis_number, plate = _columns(registration.vehicle)
    return {
        "contract_id": registration.contract_id,
        "user": asdict(registration.user),
        "profile": dict(registration.profile),
        "chassis_number": chassis_number,
        "plate": plate,
        "mail_magazine": registration.mail_magazine,
        "applied": registration.applied,
        "times": registration.times,
        "status": registration.status,
        "told": registration.told,
    }


def _registration(row: Row[Any]) -> UserRegistration:
    return UserRegistration(
        contract_id=row.contract_id,
        user=Party(**row.user),
        profile=row.profile,
        vehicle=Vehicle(chassis_number=row.chassis_number, plate=NumberPlate(**row.plate)),
        mail_magazine=row.mail_magazine,
        applied=row.applied,
        times=row.times,
        status=Status(row.status),
        told=row.told,
    )
