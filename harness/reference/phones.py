"""One phone, one procedure: the cookie that ties them, and the way in from the QR code."""

from __future__ import annotations

import hashlib
import secrets
from urllib.parse import urlsplit

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from harness.reference import clock
from harness.reference.desk import Desk, the_desk
from harness.reference.draft import Phone
from harness.reference.flow import Flow
from harness.reference.flows import AFTER_DELIVERY, BUYER, USER
from harness.reference.policy import phone_session, qr_token, user_qr
from harness.reference.policy.user_qr import Reading

__all__ = ["COOKIE", "begin", "current_phone", "entry_path", "key_of_request", "pages"]

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
    if not found or phone_session.is_over(seen=found[0], now=clock.seconds()):
        return None
    return found[1]


def entry_path(desk: Desk, contract_id: str) -> str:
    """Path and query that the QR code of a contract leads to."""
    return url_for("entry.enter", t=qr_token.token_for(desk.settings.secret_key, contract_id))


def begin(
    desk: Desk, flow: Flow, contract_id: str, *, cookie: str, invitation: str = "", user: str = ""
) -> ResponseReturnValue:
    """A phone starts a procedure under a cookie, from the first screen on."""
    phone = Phone(
        key=_key(cookie),
        contract_id=contract_id,
        flow=flow.name,
        screen=flow.first,
        invitation=invitation,
        user=user,
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
    # A cookie of its own, whatever the phone did before.
    return begin(desk, BUYER, contract_id, cookie=secrets.token_urlsafe(32))


@pages.get("/contract/user")
def enter_after_delivery() -> ResponseReturnValue:
    """The flyer's QR code, its URL and the mail lead everybody here; which car it is comes later (4-1/1)."""
    return begin(the_desk(), AFTER_DELIVERY, "", cookie=secrets.token_urlsafe(32))


_REFUSALS = {
    Reading.VOID: (
        "このQRコードは無効になりました",
        "新しいQRコードが表示されたか、買主情報または使用者情報があらためて登録されました。",
    ),
    Reading.EXPIRED: ("QRコードの有効期限が切れています", "QRコードの有効期限は、表示してから30分です。"),
    Reading.TAKEN: (
        "このQRコードは別のスマートフォンで読み取られています",
        "QRコードは、最初に読み取ったスマートフォンでだけ使用できます。",
    ),
}


@pages.get("/user-entry")
def enter_as_user() -> ResponseReturnValue:
    """The QR code on the buyer's phone opens the user's procedure, for the first phone that reads it (2-2/5)."""
    desk, cookie = the_desk(), request.cookies.get(COOKIE, "")
    invitation_id = user_qr.invitation_of(desk.settings.secret_key, request.args.get("t", ""))
    invitation = desk.store.invitation(invitation_id) if invitation_id else None
    reading = user_qr.judge(invitation, phone=_key(cookie), now=clock.seconds())
    if invitation is None or reading is Reading.UNKNOWN:
        return render_template("invalid_qr.html"), 400
    if request.method == "HEAD":  # who only looks whether the address answers is no phone that reads it
        return "", 204
    if reading is Reading.OPENS:
        if not invitation.phone:
            cookie = secrets.token_urlsafe(32)
        if desk.store.claim_invitation(invitation.id, _key(cookie)):
            return begin(desk, USER, invitation.contract_id, cookie=cookie, invitation=invitation.id)
        reading = Reading.TAKEN
    heading, reason = _REFUSALS[reading]
    return render_template("refused_qr.html", heading=heading, reason=reason), 403
