"""The pages of a procedure: one address to a screen, shown by GET, acted on by POST, then redirected."""

from __future__ import annotations

from hmac import compare_digest

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from harness.reference.desk import Desk, the_desk
from harness.reference.draft import Phone
from harness.reference.flow import BACK, Flow, Screen, Turn
from harness.reference.flows import AFTER_DELIVERY, FLOWS, SERVICES
from harness.reference.phones import current_phone, key_of_request
from harness.reference.policy.browser_back import leads_to_start

__all__ = ["pages"]

pages = Blueprint("procedure", __name__)

STARTED_OVER = "お手続きの最初の画面に戻りました。もう一度、最初からお手続きください。"


@pages.get("/<flow_name>/<name>")
def show(flow_name: str, name: str) -> ResponseReturnValue:
    """The current screen is shown; asking for any other one starts the procedure over."""
    desk, key = the_desk(), key_of_request()
    flow, screen = _known(flow_name, name)
    with desk.turn_of(key):
        phone = current_phone(desk, key)
        if phone is None or phone.flow != flow.name:
            return _lost(flow)
        if leads_to_start(asked=name, current=phone.screen):
            return _start_over(desk, flow, phone)
        return _page(desk, flow, phone, screen)


@pages.get("/<flow_name>/<name>/return")
def come_back(flow_name: str, name: str) -> ResponseReturnValue:
    """The browser comes back from a page outside and is shown how its procedure goes on."""
    desk, key = the_desk(), key_of_request()
    flow, _ = _known(flow_name, name)
    with desk.turn_of(key):
        phone = current_phone(desk, key)
        if phone is None or phone.flow != flow.name:
            return _lost(flow)
        if phone.screen == name:
            phone.turn += 1
            flow.come_back(desk, phone)
            desk.keep(phone)
        return redirect(_address(phone), 303)


@pages.post("/<flow_name>/<name>")
def press(flow_name: str, name: str) -> ResponseReturnValue:
    """A button is carried out once, and the phone is sent to the screen that follows."""
    desk, key = the_desk(), key_of_request()
    flow, _ = _known(flow_name, name)
    posted = request.form.to_dict()
    upload = request.files.get("photo")
    photo = upload.read() if upload else b""
    with desk.turn_of(key):
        phone = current_phone(desk, key)
        if phone is None or phone.flow != flow.name:
            return _lost(flow)
        if not _is_own_form(phone, posted):
            return render_template("not_own_form.html", here=_address(phone)), 400
        turn = posted.get("turn", "")
        if turn == str(phone.turn - 1):
            return redirect(_address(phone), 303)  # pressed twice: the first press was carried out
        if turn != str(phone.turn) or leads_to_start(asked=name, current=phone.screen):
            return _start_over(desk, flow, phone)
        phone.turn += 1
        outside = flow.press(desk, phone, posted.get("action", ""), posted, photo)
        desk.keep(phone)
        return redirect(outside or _address(phone), 303)


def _known(flow_name: str, name: str) -> tuple[Flow, Screen]:
    flow = FLOWS.get(flow_name)
    if flow is None or name not in flow.screens:
        abort(404)
    return flow, flow.screens[name]


def _is_own_form(phone: Phone, posted: dict[str, str]) -> bool:
    return compare_digest(posted.get("csrf", "").encode(), phone.csrf.encode())


def _address(phone: Phone) -> str:
    return url_for("procedure.show", flow_name=phone.flow, name=phone.screen)


def _lost(flow: Flow) -> ResponseReturnValue:
    """Where to begin again: after delivery it is not the dealer's QR code."""
    pages = {AFTER_DELIVERY.name: "no_registration.html", SERVICES.name: "no_services.html"}
    return render_template(pages.get(flow.name, "no_procedure.html")), 403


def _start_over(desk: Desk, flow: Flow, phone: Phone) -> ResponseReturnValue:
    if flow.screens[phone.screen].last:
        return redirect(_address(phone), 303)
    flow.begin(phone)
    phone.turn += 2  # no form of before counts as pressed twice
    phone.notice = STARTED_OVER
    desk.store.void_codes(phone.key)
    desk.keep(phone)
    return redirect(_address(phone), 303)


def _page(desk: Desk, flow: Flow, phone: Phone, screen: Screen) -> ResponseReturnValue:
    draft = phone.draft
    form = screen.form(draft)
    labels = {one.name: one.label for one in form.fields}
    return render_template(
        f"customer/{screen.template or screen.name}.html",
        role=flow.role,
        heading=screen.title(draft),
        over=flow.over,
        form=form,
        typed=draft.typed.get(screen.name, {}),
        errors=phone.errors,
        labels=labels,
        notice=phone.notice,
        csrf=phone.csrf,
        turn=phone.turn,
        back_name=BACK,
        back_label=screen.back if phone.trail else "",
        **screen.shown(Turn(desk=desk, phone=phone, screen=screen, role=flow.role)),
    )
