"""What the build remembers after delivery: cars that are registered, and users' applications (4-1)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import asdict

from sqlalchemy import select
from sqlalchemy.orm import Session

from harness.reference import clock
from harness.reference.contract import Party, UserRegistration, Vehicle
from harness.reference.policy.number_plate import NumberPlate
from harness.reference.policy.review import Status, may_apply
from harness.reference.tables import RegistrationRow, VehicleRow

__all__ = ["AlreadyApplied", "Registrations", "Vehicles"]

Work = Callable[[], AbstractContextManager[Session]]
"""Opens one transaction."""


class AlreadyApplied(Exception):
    """Another application for the same car waits to be reviewed."""


class Vehicles:
    """The cars of contracts, as far as they are registered."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def register(self, contract_id: str, vehicle: Vehicle) -> None:
        """A contract's car is registered; the same car told of twice is told to the buyer once."""
        with self._work() as session:
            before = session.get(VehicleRow, contract_id)
            if before and (before.chassis_number, before.plate) == _columns(vehicle):
                return
            chassis_number, plate = _columns(vehicle)
            session.merge(
                VehicleRow(
                    contract_id=contract_id,
                    chassis_number=chassis_number,
                    plate=plate,
                    registered=clock.seconds(),
                    told=False,
                )
            )

    def contract_of(self, chassis_number: str) -> str | None:
        """The contract under which a car was sold, the latest if it was sold more than once."""
        sold = select(VehicleRow.contract_id).filter_by(chassis_number=chassis_number)
        with self._work() as session:
            return session.scalar(sold.order_by(VehicleRow.registered.desc()).limit(1))

    def untold(self) -> tuple[str, ...]:
        """Contracts whose buyer has not been told that the car is registered."""
        with self._work() as session:
            return tuple(session.scalars(select(VehicleRow.contract_id).filter_by(told=False)))

    def mark_told(self, contract_id: str) -> None:
        """There is nothing more to tell the buyer."""
        with self._work() as session:
            session.get_one(VehicleRow, contract_id).told = True


class Registrations:
    """The latest application of each contract."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def of(self, contract_id: str) -> UserRegistration | None:
        """The latest application for a contract."""
        with self._work() as session:
            row = session.get(RegistrationRow, contract_id)
            return _registration(row) if row else None

    def apply(self, registration: UserRegistration) -> None:
        """An application waits from now on; raises AlreadyApplied while another one does."""
        with self._work() as session:
            before = session.get(RegistrationRow, registration.contract_id)
            if before and not may_apply(Status(before.status)):
                raise AlreadyApplied(registration.contract_id)
            row = _row(registration)
            row.times = (before.times if before else 0) + 1
            session.merge(row)

    def put_back(self, contract_id: str, earlier: UserRegistration | None) -> None:
        """An application that could not be confirmed is taken back: what was there before is there again."""
        with self._work() as session:
            if earlier:
                session.merge(_row(earlier))
            else:
                session.delete(session.get_one(RegistrationRow, contract_id))

    def waiting(self) -> tuple[UserRegistration, ...]:
        """Applications that wait for their review, the oldest first."""
        return self._all(status=Status.WAITING)

    def untold(self) -> tuple[UserRegistration, ...]:
        """Decided applications whose applicant has no mail yet."""
        return tuple(one for one in self._all(told=False) if one.status is not Status.WAITING)

    def refuse(self, contract_id: str) -> None:
        """An application is refused."""
        with self._work() as session:
            session.get_one(RegistrationRow, contract_id).status = Status.REFUSED

    def mark_told(self, contract_id: str) -> None:
        """The applicant has the mail."""
        with self._work() as session:
            session.get_one(RegistrationRow, contract_id).told = True

    def _all(self, **which: object) -> tuple[UserRegistration, ...]:
        chosen = select(RegistrationRow).filter_by(**which).order_by(RegistrationRow.applied)
        with self._work() as session:
            return tuple(_registration(row) for row in session.scalars(chosen))


def _columns(vehicle: Vehicle) -> tuple[str, dict[str, str]]:
    return vehicle.chassis_number, asdict(vehicle.plate)


def _row(registration: UserRegistration) -> RegistrationRow:
    chassis_number, plate = _columns(registration.vehicle)
    return RegistrationRow(
        contract_id=registration.contract_id,
        user=asdict(registration.user),
        profile=dict(registration.profile),
        chassis_number=chassis_number,
        plate=plate,
        mail_magazine=registration.mail_magazine,
        applied=registration.applied,
        times=registration.times,
        status=registration.status,
        told=registration.told,
    )


def _registration(row: RegistrationRow) -> UserRegistration:
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
