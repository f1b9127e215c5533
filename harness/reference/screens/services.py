"""5-1 and 5-2: the services after delivery; chapter 3 without the dealer, the questionnaire and 口座引落し.

The user comes from a mail and does not log in: the account is asked for when something is applied for.
Declining records nothing, so that it withdraws nothing either; a service that was applied for stays so.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from harness.reference.contract import Application
from harness.reference.flow import Act, Go, Leave, Screen, Stay, Turn, go
from harness.reference.policy.service import CHARGING, G_LINK, goes_on_to_charging
from harness.reference.screens import charging, g_link, payment

__all__ = ["SCREENS"]

NOT_USED = "利用なし"


def _applied(turn: Turn) -> dict[str, Application]:
    """What this user applied for, by service; another user's applications are not shown here."""
    contract = turn.contract
    if contract.user is None or contract.user.account_id != turn.phone.user:
        return {}
    return {one.service: one for one in contract.applications}


def _standing(turn: Turn) -> dict[str, Any]:
    """The car and what was applied for it, as the guide prints it at the end of 5-1 (A-62)."""
    applied = _applied(turn)
    plans = {
        service: applied[service].plan if service in applied else NOT_USED for service in (G_LINK, CHARGING)
    }
    return {
        "rows": [
            ("ご契約車両", turn.contract.car.name),
            ("G-Linkサービスご契約情報", plans[G_LINK]),
            ("充電サポートサービスご契約情報", plans[CHARGING]),
        ],
        "applied": applied,
        "later": NOT_USED in plans.values(),
        "charging_is_next": goes_on_to_charging(charging=turn.contract.car.charging)
        and CHARGING not in applied,
    }


def _apply(service: str, act: Act) -> Act:
    """Applying begins with the account as it is now, unless the service was applied for before."""

    def apply(turn: Turn) -> Go | Stay | Leave:
        user = turn.contract.user
        if user is None or user.account_id != turn.phone.user:
            return payment.user_is_gone(turn)
        if service in _applied(turn):
            return Stay(notice=payment.APPLIED)
        turn.draft.account = turn.desk.accounts.account(user.account_id)
        turn.draft.user_name = user.name
        return act(turn)

    return apply


def _go_on(turn: Turn) -> Go | Stay:
    """Who has applied for G-Link goes on to 5-2, if the car can be charged and that is still open."""
    standing = _standing(turn)
    return Go(to="charging") if G_LINK in standing["applied"] and standing["charging_is_next"] else Stay()


def _decline_g_link(turn: Turn) -> Go:
    """Cars that can be charged go on to 5-2 (A-09), and there is a way back; the others are done (A-08)."""
    if goes_on_to_charging(charging=turn.contract.car.charging):
        return Go(to="charging")
    return Go(to="g-link-finished", final=True)


_SCREENS = {one.name: one for one in (*g_link.SCREENS, *charging.SCREENS, *payment.SCREENS)}


def _like(name: str, **differences: Any) -> Screen:
    """A screen of chapter 3 with the differences that chapter 5 prints."""
    return replace(_SCREENS[name], **differences)


def _with_act(name: str, button: str, act: Act) -> dict[str, Act]:
    return {**_SCREENS[name].acts, button: act}


def _finished(name: str) -> Screen:
    """The customer presses とじる, and that is the end."""
    return _like(
        name,
        shown=_standing,
        acts={"close": go("ended", final=True)},
        template="finished-after-delivery",
    )


_TO_G_LINK = _apply(G_LINK, _SCREENS["g-link"].acts["apply"])
_TO_CHARGING = _apply(CHARGING, _SCREENS["charging"].acts["apply"])
_CLOSE = go("ended", final=True)

SCREENS = (
    _like(
        "g-link",
        heading="G-Linkの利用申込み",
        shown=_standing,
        acts={**_with_act("g-link", "apply", _TO_G_LINK), "next": _go_on, "close": _CLOSE},
        template="g-link-after-delivery",
    ),
    _like("g-link-terms"),
    _like("g-link-form", heading="G-Linkお申込み内容", template="g-link-form-after-delivery"),
    _like("g-link-review"),
    _like("g-link-submit"),
    _like("g-link-declined", acts={"ok": _decline_g_link}, template="g-link-declined-after-delivery"),
    _finished("g-link-finished"),
    _like(
        "charging",
        shown=_standing,
        acts={**_with_act("charging", "apply", _TO_CHARGING), "close": _CLOSE},
        template="charging-after-delivery",
    ),
    _like("charging-terms"),
    _like("charging-form"),
    _like("charging-review"),
    _like("charging-submit"),
    _finished("charging-finished"),
    _like(
        "charging-declined",
        heading="後日手続きの案内",
        acts={"ok": go("no-charging-finished", final=True)},
        template="charging-declined-after-delivery",
    ),
    _finished("no-charging-finished"),
    _like("payment", asks=partial(payment.methods_form, at_dealer=False)),
    _like("card"),
    _like("card-review"),
    _like("card-done"),
    Screen(name="ended", heading="お手続きの終了", last=True, template="ended-after-delivery"),
)
"""In the order of the guide; the first is where the mail leads, and the browser's own back."""
