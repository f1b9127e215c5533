"""Paying for G-Link at the dealer (3-1/4-A, A-10): wrong there alone, while 3-2 and 5-1 are as they should be."""

from __future__ import annotations

from collections.abc import Callable
from unittest.mock import patch

from harness.mutants.written.altering import AT_DEALER, Outcome, alter, around, first
from harness.mutants.written.frame import breaks
from harness.reference.contract import Payment
from harness.reference.draft import Draft
from harness.reference.flow import Go, Leave, Stay, Turn
from harness.reference.forms import Form, choice_field
from harness.reference.policy import payment_method, three_d_secure
from harness.reference.policy.service import G_LINK
from harness.reference.policy.three_d_secure import Standing
from harness.reference.screens import payment

__all__: list[str] = []


def _offered(methods: Callable[[Draft], tuple[str, ...]]) -> None:
    def form(draft: Draft) -> Form:
        if draft.service != G_LINK:
            return payment.methods_form(draft)
        return Form(fields=(choice_field("method", "お支払い方法", methods(draft)),))

    alter("payment", flows=AT_DEALER, asks=form)


def _with_g_link(screen: str, button: str, change: Callable[[Turn, Callable[[], Outcome]], Outcome]) -> None:
    def changed(turn: Turn, genuine: Callable[[], Outcome]) -> Outcome:
        return change(turn, genuine) if turn.draft.service == G_LINK else genuine()

    around(screen, button, changed, flows=AT_DEALER)


@breaks("R-102")
def invoices_for_everybody_with_g_link() -> None:
    """At the dealer individuals are offered 請求書払い for G-Link."""
    _offered(lambda draft: (payment_method.CARD, payment_method.INVOICE))


@breaks("R-102")
def no_invoices_with_g_link() -> None:
    """At the dealer corporations are not offered 請求書払い for G-Link."""
    _offered(lambda draft: (payment_method.CARD,))


@breaks("R-101")
def no_method_with_g_link_is_a_card() -> None:
    """At the dealer who chooses no way of payment for G-Link has chosen the card."""

    def choose(turn: Turn) -> None:
        typed = turn.draft.typed.setdefault("payment", {})
        if turn.draft.service == G_LINK:
            typed["method"] = typed.get("method") or payment_method.CARD

    first("payment", "next", choose, flows=AT_DEALER)


@breaks("R-072")
def invoices_with_g_link_need_a_card() -> None:
    """At the dealer a corporation that chose 請求書払い for G-Link has to enter a card."""

    def choose(turn: Turn, genuine: Callable[[], Outcome]) -> Outcome:
        outcome = genuine()
        invoiced = isinstance(outcome, Go) and turn.draft.payment == payment_method.INVOICE
        return Go(to="card") if invoiced else outcome

    _with_g_link("payment", "next", choose)


@breaks("R-066")
def invoices_with_g_link_are_forgotten() -> None:
    """At the dealer a corporation that chose 請求書払い for G-Link is asked again in 3-2."""

    def enter(turn: Turn, genuine: Callable[[], Outcome]) -> Outcome:
        outcome = genuine()
        registered = turn.contract.payment
        invoiced = registered is not None and registered.method == payment_method.INVOICE
        return Go(to="payment") if invoiced and isinstance(outcome, Go) else outcome

    around("charging-form", "next", enter, flows=AT_DEALER)


@breaks("R-068")
def nobody_enters_a_card_with_g_link() -> None:
    """At the dealer who chooses the card for G-Link goes on without entering one."""

    def choose(turn: Turn, genuine: Callable[[], Outcome]) -> Outcome:
        outcome = genuine()
        return Go(to="g-link-review") if isinstance(outcome, Go) and outcome.to == "card" else outcome

    _with_g_link("payment", "next", choose)


@breaks("R-103")
def refused_cards_count_with_g_link() -> None:
    """At the dealer a card that is declined counts as registered for G-Link."""

    def enter(turn: Turn, genuine: Callable[[], Outcome]) -> Outcome:
        outcome = genuine()
        return Go(to="card-done", final=True) if isinstance(outcome, Stay) else outcome

    _with_g_link("card", "confirm", enter)


@breaks("R-070")
def nobody_is_authenticated_with_g_link() -> None:
    """At the dealer the holder of a card for G-Link is never authenticated."""

    def register(turn: Turn, genuine: Callable[[], Outcome]) -> Outcome:
        with patch.object(three_d_secure, "standing", lambda status: Standing.UNASKED):
            return genuine()

    _with_g_link("card-review", "register", register)


@breaks("R-104")
def failed_authentication_registers_with_g_link() -> None:
    """At the dealer a card for G-Link is registered although its holder was not authenticated; the screen denies it."""

    def returned(turn: Turn) -> Go | Stay | Leave:
        token, outcome = turn.draft.card, payment._returned(turn)
        failed = token is not None and isinstance(outcome, Go) and outcome.to == "card"
        if failed and turn.draft.service == G_LINK:
            stored = Payment(method=payment_method.CARD, customer_id="cus_1", brand="Visa", last4="4242")
            turn.desk.store.register_payment(turn.phone.contract_id, turn.account.account_id, stored)
        return outcome

    alter("card-review", returned=returned, flows=AT_DEALER)
