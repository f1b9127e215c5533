"""One phone, one procedure: the cookie that ties them, and the way in from the QR code."""

from __future__ import annotations

import hashlib
import secrets
import time
from urllib.parse import urlsplit

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from harness.reference.desk import Desk, the_desk
from harness.reference.draft import Phone
from harness.reference.flow import Flow
from harness.reference.flows import BUYER
from harness.reference.policy import phone_session, qr_token

__all__ = ["COOKIE", "current_phone", "entry_path", "key_of_request", "pages"]

COOKIE = "mylexus_phone"

pages = Blueprint("entry", __name__)


def _key(cookie: str) -> str:
    return hashlib.sha256(cookie.encode(errors="replace")).hexdigest()


def key_of_request() -> str:
    """The digest of the phone's cookie; empty without one."""
    cookie = request.cookies.get(COOKIE, "")
    return _key(cookie) if cookie else ""


def current_phone(desk: Desk, key: str) -> Phone | None:
    """The procedure of a phone, unless there is none or it waited too long."""
    found = desk.find(key) if key else None
    if not found or phone_session.is_over(seen=found[0], now=time.time()):
        return None
    return found[1]


def entry_path(desk: Desk, contract_id: str) -> str:
    """Path and query that the QR code of a contract leads to."""
    return url_for("entry.enter", t=qr_token.token_for(desk.settings.secret_key, contract_id))


def begin(desk: Desk, flow: Flow, contract_id: str) -> ResponseReturnValue:
    """A phone starts a procedure with a cookie of its own, whatever it did before."""
    cookie = secrets.token_urlsafe(32)
    phone = Phone(
        key=_key(cookie),
        contract_id=contract_id,
        flow=flow.name,
        screen=flow.first,
        csrf=secrets.token_urlsafe(24),
    )
    desk.keep(phone)
    answer = redirect(url_for("procedure.show", flow_name=flow.name, name=flow.first), 303)
    secure = urlsplit(desk.settings.public_url).scheme == "https"
    answer.set_cookie(COOKIE, cookie, httponly=True, samesite="Lax", secure=secure)
    return answer


@pages.get("/entry")
def enter() -> ResponseReturnValue:
    """The QR code opens the buyer's procedure; one that is not ours opens nothing (1-1/1)."""
    desk = the_desk()
    contract_id = qr_token.contract_of(desk.settings.secret_key, request.args.get("t", ""))
    if contract_id is None or desk.store.contract(contract_id) is None:
        return render_template("invalid_qr.html"), 400
    return begin(desk, BUYER, contract_id)
