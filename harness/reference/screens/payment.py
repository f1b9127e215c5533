"""3-2/4-A to 3-2/8-A, and the same within 3-1/4-A and in 5-1 and 5-2: registering a way of payment.

A card's number and security code go from the request to the gateway; what stays is the gateway's token.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import url_for

from harness.reference import clock
from harness.reference.contract import Application, Payment
from harness.reference.customer import JAPAN
from harness.reference.draft import Draft
from harness.reference.flow import BACK_SERVICE, Go, Leave, Screen, Stay, Turn
from harness.reference.forms import Form, Values, choice_field, text_field
from harness.reference.gateways.payment import CardRefused, CardToken
from harness.reference.policy import card, card_refusal, payment_method, three_d_secure
from harness.reference.policy.cardholder import cardholder
from harness.reference.policy.service import CHARGING, G_LINK
from harness.reference.policy.three_d_secure import Standing
from harness.reference.store import PaidOtherwise, Superseded

__all__ = ["APPLIED", "SCREENS", "methods_form", "pay", "submit", "user_is_gone"]

AFTER = {G_LINK: "g-link-review", CHARGING: "charging-review"}
"""Service -> the screen on which its application is reviewed."""

_CARD_NOTE = (
    "※ 番号とセキュリティコードは保存されません。この画面にもどったときは、もう一度入力してください。"
)


APPLIED = "すでにお申込みを受け付けているため、あらためてのお申込みはしていません。"
_PAID = "お支払い方法は、すでに登録されています。"


def user_is_gone(turn: Turn) -> Stay:
    """Another user was registered meanwhile, or the buyer was changed."""
    again = "最新の登録完了メール" if turn.phone.user else "最初のQRコード"
    return Stay(
        errors={
            "": f"使用者情報が変更されたため、お手続きできませんでした。{again}から、もう一度お手続きください。"
        }
    )


def pay(turn: Turn) -> Go | Stay:
    """The way of payment comes next, unless there is one (3-2/3-A)."""
    return _with_registered(turn) or Go(to="payment")


def _with_registered(turn: Turn, *, notice: str = "") -> Go | None:
    """The application goes on with the way of payment that is registered, if one is."""
    payment = turn.contract.payment
    if payment_method.asked(registered=payment is not None) or payment is None:
        return None
    turn.draft.payment, turn.draft.card = payment.method, None
    return Go(to=AFTER[turn.draft.service], notice=notice)


def submit(turn: Turn, application: Application, *, then: Go) -> Go | Stay:
    """The application is made, once; after delivery an earlier one stands.

    A way of payment that is not the registered one leads back: somebody registered another meanwhile.
    """
    store, phone = turn.desk.store, turn.phone
    try:
        made = store.apply(phone.contract_id, turn.user_id, application, once=bool(phone.user))
    except Superseded:
        return user_is_gone(turn)
    except PaidOtherwise:
        return _with_registered(turn, notice=_PAID) or Go(to="payment")
    return then if made else replace(then, notice=APPLIED)


def methods_form(draft: Draft, *, at_dealer: bool = True) -> Form:
    """The ways of payment that this customer can choose from."""
    kind = draft.account.kind if draft.account else ""
    offered = payment_method.methods(kind, draft.service)
    shown = offered if at_dealer else payment_method.after_delivery(offered)
    return Form(fields=(choice_field("method", "お支払い方法", shown),))


def _choose(turn: Turn) -> Go | Stay:
    registered = _with_registered(turn, notice=_PAID)
    if registered is not None:
        return registered
    filled = turn.read()
    if filled.errors:
        return Stay(errors=filled.errors)
    turn.draft.payment = filled.values["method"]
    return Go(to="card" if turn.draft.payment == payment_method.CARD else AFTER[turn.draft.service])


def _expiry(texts: Sequence[str]) -> Values:
    month, year = card.expiry(texts[0], today=clock.now(JAPAN).date())
    return {"exp_month": str(month), "exp_year": str(year)}


_CARD = Form(
    fields=(
        replace(
            text_field(
                "number",
                "クレジットカード番号",
                lambda texts: {"number": card.card_number(texts[0])},
                inputmode="numeric",
                autocomplete="cc-number",
            ),
            passing=True,
            notes=(_CARD_NOTE,),
        ),
        text_field(
            "expiry",
            "有効期限",
            _expiry,
            inputmode="numeric",
            autocomplete="cc-exp",
            example="例) 01/30 (月/年)",
        ),
        replace(
            text_field(
                "cvc",
                "セキュリティコード",
                lambda texts: {"cvc": card.security_code(texts[0])},
                type="password",
                inputmode="numeric",
                autocomplete="cc-csc",
            ),
            passing=True,
        ),
    )
)


def _enter(turn: Turn) -> Go | Stay:
    filled = turn.read()
    if filled.errors:
        return Stay(errors=filled.errors)
    typed, account, draft = filled.values, turn.account, turn.draft
    try:
        token = turn.desk.payment.tokenize(
            number=typed["number"],
            exp_month=int(typed["exp_month"]),
            exp_year=int(typed["exp_year"]),
            cvc=typed["cvc"],
            name=cardholder(account.written),
            email=account.email,
        )
    except CardRefused as refused:
        return Stay(errors=dict([card_refusal.told(refused.code)]))
    if token.cvc_check == "failed":
        return Stay(errors=dict([card_refusal.told("invalid_cvc")]))
    draft.card, draft.card_made, draft.challenged = token, clock.seconds(), False
    return Go(to="card-review")


def _token(draft: Draft) -> CardToken:
    if draft.card is None:
        raise RuntimeError("a card is confirmed before one was entered")
    return draft.card


def _card_rows(turn: Turn) -> dict[str, Any]:
    token = _token(turn.draft)
    return {
        "rows": [
            ("クレジットカード番号", card.hidden_number(token.last4)),
            ("カードブランド", token.brand),
            ("有効期限", f"{token.exp_month:02}/{token.exp_year % 100:02}"),
        ]
    }


def _register(turn: Turn) -> Go | Stay | Leave:
    """The card is registered once its holder is authenticated, where the card company asks for that."""
    return _go_on(turn, came_back=False)


def _returned(turn: Turn) -> Go | Stay | Leave:
    return _go_on(turn, came_back=True) if turn.draft.challenged else Stay()


def _go_on(turn: Turn, *, came_back: bool) -> Go | Stay | Leave:
    draft, gateway, user = turn.draft, turn.desk.payment, turn.contract.user
    if user is None or user.account_id != turn.account.account_id:
        return user_is_gone(turn)
    registered = _with_registered(turn, notice=_PAID)
    if registered is not None:
        return registered
    try:
        token = gateway.token(_token(draft).id)
        standing = three_d_secure.standing(token.three_d_secure_status)
        if standing is Standing.OPEN:
            return _challenge(turn, came_back=came_back)
        if standing is Standing.FAILED:
            return _once_more(draft, "three_d_secure_failed")
        if standing is Standing.PASSED:
            gateway.finish(token.id)
        payer = f"{turn.phone.contract_id} {user.account_id}"
        customer_id = gateway.register(token.id, payer=payer, email=turn.account.email)
    except CardRefused as refused:
        return _once_more(draft, refused.code)
    payment = Payment(
        method=payment_method.CARD, customer_id=customer_id, brand=token.brand, last4=token.last4
    )
    try:
        turn.desk.store.register_payment(turn.phone.contract_id, user.account_id, payment)
    except Superseded:
        return user_is_gone(turn)
    draft.card = None
    return Go(to="card-done", final=True)


def _challenge(turn: Turn, *, came_back: bool) -> Go | Stay | Leave:
    draft = turn.draft
    if three_d_secure.is_late(made=draft.card_made, now=clock.seconds()):
        return _once_more(draft, "three_d_secure_expired")
    if came_back:
        return Stay(errors={"": card_refusal.CHALLENGE_OPEN})
    draft.challenged = True
    path = url_for("procedure.come_back", flow_name=turn.phone.flow, name=turn.screen.name)
    back = turn.desk.settings.address(path)
    return Leave(address=turn.desk.payment.challenge(_token(draft).id, back=back))


def _once_more(draft: Draft, code: str) -> Go:
    """The token is of no use any more: the card is entered again, or another one."""
    draft.card, draft.challenged = None, False
    return Go(to="card", errors=dict([card_refusal.told(code)]))


def _on(turn: Turn) -> Go | Stay:
    return Go(to=AFTER[turn.draft.service])


SCREENS = (
    Screen(
        name="payment",
        heading="お支払い方法の登録",
        asks=methods_form,
        acts={"next": _choose},
        back=BACK_SERVICE,
    ),
    Screen(
        name="card",
        heading="クレジットカード情報の入力",
        asks=_CARD,
        acts={"confirm": _enter},
        back=BACK_SERVICE,
    ),
    Screen(
        name="card-review",
        heading="登録内容の確認",
        shown=_card_rows,
        acts={"register": _register},
        returned=_returned,
        back=BACK_SERVICE,
    ),
    Screen(name="card-done", heading="クレジットカードの登録完了", acts={"next": _on}, back=BACK_SERVICE),
)
