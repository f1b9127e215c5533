"""Behind the scenes after delivery: cars are registered, applications reviewed, and both told by mail (4-1)."""

from __future__ import annotations

from flask import url_for

from harness.reference import clock, letters
from harness.reference.contract import UserRegistration, Vehicle
from harness.reference.desk import Desk
from harness.reference.gateways.mail import AddressRefused
from harness.reference.gateways.trouble import GatewayTrouble
from harness.reference.letters import Letter
from harness.reference.policy import certificate_match
from harness.reference.policy.review import Status, is_due
from harness.reference.services_link import services_path

__all__ = ["register_vehicle", "review", "user_registration_path"]


def user_registration_path() -> str:
    """The entry after delivery, the same for everybody (4-1/1)."""
    return url_for("entry.enter_after_delivery")


def register_vehicle(desk: Desk, contract_id: str, vehicle: Vehicle) -> None:
    """A contract's car is registered from now on, and its buyer is invited (4-1/0)."""
    desk.store.vehicles.register(contract_id, vehicle)
    _invite_buyers(desk)


def review(desk: Desk) -> list[tuple[str, Status]]:
    """Every waiting application that is due is decided, by contract; one the register is silent about waits on.

    A mail that could not be sent is sent with the next review.
    """
    decided = []
    for registration in desk.store.registrations.waiting():
        if not is_due(applied=registration.applied, now=clock.seconds()):
            continue
        try:
            agrees = _agrees(desk, registration)
        except GatewayTrouble:
            continue
        status = Status.COMPLETED if agrees else Status.REFUSED
        if status is Status.COMPLETED:
            desk.store.complete_registration(registration.contract_id, registration.user)
        else:
            desk.store.registrations.refuse(registration.contract_id)
        decided.append((registration.contract_id, status))
    _invite_buyers(desk)
    _tell_applicants(desk)
    return decided


def _agrees(desk: Desk, registration: UserRegistration) -> bool:
    vehicle = registration.vehicle
    certificate = desk.registry.certificate(vehicle.chassis_number, vehicle.plate)
    if certificate is None or certificate.kei:
        return False
    user = certificate.user
    return certificate_match.matches(
        kind=registration.user.kind,
        profile=registration.profile,
        user_kind=user.kind,
        user_name=user.name,
        user_address=user.address,
    )


def _invite_buyers(desk: Desk) -> None:
    """A buyer who is not registered gets no mail, and the flyer leads to the same place (A-78)."""
    for contract_id in desk.store.vehicles.untold():
        contract = desk.store.contract(contract_id)
        buyer = contract.buyer if contract else None
        if buyer is None or _sent(desk, buyer.email, letters.invitation(buyer.name, address=_entry(desk))):
            desk.store.vehicles.mark_told(contract_id)


def _tell_applicants(desk: Desk) -> None:
    for registration in desk.store.registrations.untold():
        user = registration.user
        if registration.status is Status.COMPLETED:
            address = desk.settings.address(services_path(desk, registration.contract_id))
            letter = letters.completed(user.name, address=address)
        else:
            letter = letters.refused(user.name, address=_entry(desk))
        if _sent(desk, user.email, letter):
            desk.store.registrations.mark_told(registration.contract_id)


def _sent(desk: Desk, address: str, letter: Letter) -> bool:
    """Whether there is nothing left to do: a mailbox that refuses the mail would refuse it again."""
    try:
        desk.mail.send_letter(address, letter)
    except AddressRefused:
        return True
    except GatewayTrouble:
        return False
    return True


def _entry(desk: Desk) -> str:
    return desk.settings.address(user_registration_path())
