"""The link 「次の手続きに進む」 of the mail about the completed registration: the way in to 5-1."""

from __future__ import annotations

import secrets

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from harness.reference.desk import Desk, the_desk
from harness.reference.flows import SERVICES
from harness.reference.phones import begin
from harness.reference.policy import services_token

__all__ = ["pages", "services_path"]

pages = Blueprint("services", __name__)


def services_path(desk: Desk, contract_id: str) -> str:
    """Path and query that lead the user of a contract to the services, and nobody once there is another.

    Raises:
        ValueError: if nobody is registered as the user.
    """
    contract = desk.store.contract(contract_id)
    if contract is None or contract.user is None:
        raise ValueError(f"{contract_id!r}: found no registered user, expected one; register the user first")
    token = services_token.token_for(desk.settings.secret_key, contract_id, contract.user.account_id)
    return url_for("services.enter", t=token)


@pages.get("/contract/services")
def enter() -> ResponseReturnValue:
    """The link opens 5-1/2 as often as its user likes; one that is not ours opens nothing."""
    desk, token = the_desk(), request.args.get("t", "")
    secret = desk.settings.secret_key
    contract_id = services_token.contract_of(secret, token)
    contract = desk.store.contract(contract_id) if contract_id else None
    if contract is None:
        return render_template("invalid_link.html", replaced=False), 400
    user = contract.user
    if user is None or not services_token.is_for(secret, token, contract.id, user.account_id):
        return render_template("invalid_link.html", replaced=True), 403
    if request.method == "HEAD":  # who only looks whether the address answers begins nothing
        return "", 204
    return begin(desk, SERVICES, contract.id, cookie=secrets.token_urlsafe(32), user=user.account_id)
