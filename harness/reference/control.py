"""The control API: how a test rig opens contracts and looks at what was registered. Off without a token."""

from __future__ import annotations

from dataclasses import asdict
from hmac import compare_digest
from typing import Annotated, Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from harness.reference.contract import Car, Contract, Party
from harness.reference.desk import the_desk
from harness.reference.phones import entry_path

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
    return {"status": "reset"}


@pages.post("/contracts")
def open_contract() -> ResponseReturnValue:
    """A contract is opened, as the dealer's own system would."""
    try:
        order = _Order.model_validate(request.get_json(silent=True))
    except ValidationError as error:
        faults = [f"{'.'.join(map(str, fault['loc'])) or 'body'}: {fault['msg']}" for fault in error.errors()]
        return _problem(422, "invalid", "; ".join(faults))
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
    if contract is None:
        return _problem(404, "not_found", f"there is no contract {contract_id!r}")
    return _told(contract)


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
    }


def _party(party: Party | None) -> dict[str, str] | None:
    return {"name": party.name, "kind": party.kind, "email": party.email} if party else None
