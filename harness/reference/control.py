"""The control API: how a test rig opens contracts, registers cars, has applications reviewed, moves time, and looks.

Off without a token.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC
from hmac import compare_digest
from typing import Annotated, Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)

from harness.reference import clock, review_desk
from harness.reference.contract import Car, Contract, Party, UserRegistration, Vehicle
from harness.reference.desk import the_desk
from harness.reference.phones import entry_path
from harness.reference.policy.number_plate import NumberPlate

__all__ = ["pages"]

pages = Blueprint("control", __name__, url_prefix="/_control")

_Text = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]


class _Car(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    name: _Text
    charging: bool = False
    fast_charging: bool = False


class _Order(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    dealer: _Text
    car: _Car


class _Plate(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    region: _Text
    class_number: _Text
    kana: _Text
    serial: _Text


class _VehicleRegistration(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    chassis_number: _Text
    plate: _Plate


def _written(now: object) -> object:
    """A moment is written with its zone; a bare number has none."""
    if now is not None and not isinstance(now, str):
        raise ValueError("expected a moment in ISO 8601 with its zone")
    return now


class _Time(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    now: Annotated[AwareDatetime | None, BeforeValidator(_written)] = Field(default=None, strict=False)
    advance_seconds: float = Field(default=0.0, ge=0, le=400 * 86400)
    stands: bool | None = None


def _invalid(error: ValidationError) -> ResponseReturnValue:
    faults = [f"{'.'.join(map(str, fault['loc'])) or 'body'}: {fault['msg']}" for fault in error.errors()]
    return _problem(422, "invalid", "; ".join(faults))


def _unknown(contract_id: str) -> ResponseReturnValue:
    return _problem(404, "not_found", f"there is no contract {contract_id!r}")


def _problem(status: int, code: str, message: str) -> ResponseReturnValue:
    return {"error": {"code": code, "message": message}}, status


@pages.before_request
def authorize() -> ResponseReturnValue | None:
    """Only who has the token gets any further."""
    wanted = f"Bearer {the_desk().settings.control_token}"
    given = request.headers.get("Authorization", "")
    if compare_digest(given.encode(errors="replace"), wanted.encode()):
        return None
    return _problem(401, "unauthorized", "expected the header Authorization: Bearer <control token>")


@pages.get("/health")
def health() -> ResponseReturnValue:
    """The build is up."""
    return {"status": "ok"}


@pages.post("/reset")
def reset() -> ResponseReturnValue:
    """Everything is forgotten."""
    the_desk().store.reset()
    clock.CLOCK.release()
    return {"status": "reset"}


@pages.get("/clock")
def show_clock() -> ResponseReturnValue:
    """The build's time, and whether it moves only when it is told to."""
    return {"now": clock.now(UTC).isoformat(), "stands": clock.CLOCK.stands}


@pages.post("/clock")
def set_clock() -> ResponseReturnValue:
    """The clock is set, moved on, stopped or let go; what is not named stays as it is."""
    try:
        asked = _Time.model_validate(request.get_json(silent=True))
    except ValidationError as error:
        return _invalid(error)
    begin = clock.CLOCK.seconds() if asked.now is None else asked.now.timestamp()
    stands = clock.CLOCK.stands if asked.stands is None else asked.stands
    clock.CLOCK.put(begin + asked.advance_seconds, stands=stands)
    return show_clock()


@pages.post("/contracts")
def open_contract() -> ResponseReturnValue:
    """A contract is opened, as the dealer's own system would."""
    try:
        order = _Order.model_validate(request.get_json(silent=True))
    except ValidationError as error:
        return _invalid(error)
    desk = the_desk()
    contract = desk.store.open_contract(order.dealer, Car(**order.car.model_dump()))
    paths = {
        "staff_path": url_for("staff.terminal", token=contract.staff_token),
        "entry_path": entry_path(desk, contract.id),
    }
    return {"id": contract.id, **paths}, 201


@pages.get("/contracts/<contract_id>")
def look(contract_id: str) -> ResponseReturnValue:
    """A contract is told with who is registered for it."""
    contract = the_desk().store.contract(contract_id)
    return _unknown(contract_id) if contract is None else _told(contract)


@pages.get("/entry")
def entry() -> ResponseReturnValue:
    """The path that the flyer's QR code and URL lead to (4-1/1)."""
    return {"user_registration_path": review_desk.user_registration_path()}


@pages.post("/contracts/<contract_id>/vehicle-registration")
def register_vehicle(contract_id: str) -> ResponseReturnValue:
    """The dealer's system tells that the car of a contract is registered (車両登録)."""
    desk = the_desk()
    if desk.store.contract(contract_id) is None:
        return _unknown(contract_id)
    try:
        told = _VehicleRegistration.model_validate(request.get_json(silent=True))
    except ValidationError as error:
        return _invalid(error)
    # The dealer's system has them from the 車検証; what customers may type is not its business.
    vehicle = Vehicle(chassis_number=told.chassis_number, plate=NumberPlate(**told.plate.model_dump()))
    review_desk.register_vehicle(desk, contract_id, vehicle)
    return {"status": "registered"}


@pages.post("/reviews")
def review() -> ResponseReturnValue:
    """The review desk decides every application that it has got to."""
    decided = review_desk.review(the_desk())
    return {"reviewed": [{"contract": contract, "result": status} for contract, status in decided]}


def _told(contract: Contract) -> dict[str, Any]:
    return {
        "id": contract.id,
        "car": asdict(contract.car),
        "dealer": contract.dealer,
        "buyer": _party(contract.buyer),
        "user": _party(contract.user),
        "consents": list(contract.consents),
        "staff_checked": contract.staff_checked,
        "user_staff_checked": contract.user_staff_checked,
        "applications": [asdict(one) for one in contract.applications],
        "payment_registered": contract.payment is not None,
        "questionnaire": contract.questionnaire,
        "user_registration": _registration(the_desk().store.registrations.of(contract.id)),
    }


def _registration(registration: UserRegistration | None) -> dict[str, Any] | None:
    if registration is None:
        return None
    return {
        "status": registration.status,
        "mail_magazine": registration.mail_magazine,
        "applied": registration.times,
    }


def _party(party: Party | None) -> dict[str, str] | None:
    return {"name": party.name, "kind": party.kind, "email": party.email} if party else None
