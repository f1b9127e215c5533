"""1-1/0: the staff terminal with the contract's QR code, and the address for those who cannot read it."""

from __future__ import annotations

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from harness.reference.contract import Contract
from harness.reference.desk import the_desk
from harness.reference.phones import entry_path
from harness.reference.qr import qr_picture

__all__ = ["pages"]

pages = Blueprint("staff", __name__, url_prefix="/staff")


@pages.get("/<token>")
def terminal(token: str) -> ResponseReturnValue:
    """Staff show a contract's QR code to the buyer."""
    contract = _contract(token)
    picture = qr_picture(_address(contract))
    return render_template("staff/terminal.html", contract=contract, token=token, picture=picture)


@pages.get("/<token>/url")
def address(token: str) -> ResponseReturnValue:
    """The address behind the QR code is shown to be typed or copied (FAQ of 1-1)."""
    contract = _contract(token)
    return render_template("staff/address.html", contract=contract, token=token, address=_address(contract))


def _contract(token: str) -> Contract:
    contract = the_desk().store.contract_of_staff(token)
    if contract is None:
        abort(404)
    return contract


def _address(contract: Contract) -> str:
    desk = the_desk()
    return desk.settings.address(entry_path(desk, contract.id))
