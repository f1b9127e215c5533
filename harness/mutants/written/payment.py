"""お支払い方法: which there are, cards, and their authentication."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from harness.mutants.written.altering import AT_DEALER, Outcome, alter, around, fields, first, instead, leads
from harness.mutants.written.frame import breaks, swap
from harness.reference.contract import Payment
from harness.reference.desk import the_desk
from harness.reference.flow import Go, Leave, Stay, Turn
from harness.reference.gateways.payment import CardRefused, PaymentGateway
from harness.reference.gateways.trouble import GatewayTrouble
from harness.reference.phones import current_phone, key_of_request
from harness.reference.policy import card, payment_method, three_d_secure
from harness.reference.policy.refused import Refused
from harness.reference.policy.three_d_secure import Standing
from harness.reference.screens import charging, payment

__all__: list[str] = []


@breaks("R-067")
def accounts_cannot_be_debited() -> None:
    """口座引落し is not offered."""
    genuine = payment_method.methods
    swap(
        payment_method,
        "methods",
        lambda kind, service: tuple(one for one in genuine(kind, service) if one != payment_method.DEBIT),
    )


@breaks("R-067")
def nothing_but_invoices_for_corporations() -> None:
    """A corporation can choose nothing but the invoice."""
    genuine = payment_method.methods
    swap(
        payment_method,
        "methods",
        lambda kind, service: (payment_method.INVOICE,) if kind == "法人" else genuine(kind, service),
    )


@breaks("R-067")
def payment_is_never_asked() -> None:
    """Nobody is asked for a way of payment in 3-2."""

    def enter(turn: Turn) -> Go | Stay:
        outcome = charging._enter(turn)
        return Go(to="charging-review") if outcome == Go(to="payment") else outcome

    instead("charging-form", "next", enter)


@breaks("R-068")
def nobody_enters_a_card() -> None:
    """Who chooses the card goes on without entering one."""

    def choose(turn: Turn, genuine: Callable[[], Outcome]) -> Outcome:
        outcome = genuine()
        if isinstance(outcome, Go) and outcome.to == "card":
            return Go(to=payment.AFTER[turn.draft.service])
        return outcome

    around("payment", "next", choose)


def _everybody_needs_a_card(*methods: str) -> None:
    def choose(turn: Turn, genuine: Callable[[], Outcome]) -> Outcome:
        outcome = genuine()
        return Go(to="card") if isinstance(outcome, Go) and turn.draft.payment in methods else outcome

    around("payment", "next", choose)


@breaks("R-068")
def everybody_enters_a_card() -> None:
    """Whatever is chosen, a card has to be entered."""
    _everybody_needs_a_card(payment_method.DEBIT, payment_method.INVOICE)


@breaks("R-071")
def accounts_need_a_card() -> None:
    """Who chose 口座引落し has to enter a card."""
    _everybody_needs_a_card(payment_method.DEBIT)


@breaks("R-072")
def invoices_need_a_card() -> None:
    """A corporation that chose 請求書払い has to enter a card."""
    _everybody_needs_a_card(payment_method.INVOICE)


@breaks("R-069")
def cards_need_no_security_code() -> None:
    """The security code of a card may be left empty."""
    genuine = card.security_code
    fields(
        "card",
        ("cvc",),
        required=False,
        read=lambda texts: {"cvc": genuine(texts[0]) if texts[0].strip() else "123"},
    )


@breaks("R-069")
def cards_need_no_expiry() -> None:
    """The expiry of a card may be left empty."""
    genuine = payment._expiry

    def read(texts: Any) -> dict[str, str]:
        return genuine(texts) if texts[0].strip() else {"exp_month": "12", "exp_year": "2030"}

    fields("card", ("expiry",), required=False, read=read)


@breaks("R-069")
def cards_need_no_number() -> None:
    """The number of a card may be left empty, and then a number for trying out is taken."""
    genuine = card.card_number
    fields(
        "card",
        ("number",),
        required=False,
        read=lambda texts: {"number": genuine(texts[0]) if texts[0].strip() else "4242424242424242"},
    )


@breaks("R-069")
def card_number_in_full() -> None:
    """The number of a card is shown to the last digit, in groups of four."""
    genuine, numbers = card.card_number, dict[str, str]()

    def read(value: str) -> str:
        number = genuine(value)
        numbers[number[-4:]] = number
        return number

    swap(card, "card_number", read)
    swap(card, "hidden_number", lambda last4: " ".join(numbers[last4][at : at + 4] for at in range(0, 16, 4)))


@breaks("R-070")
def nobody_is_authenticated() -> None:
    """Cards whose holder should be authenticated are registered without it."""
    swap(three_d_secure, "standing", lambda status: Standing.UNASKED)


@breaks("R-070")
def authentication_leads_back() -> None:
    """Who was authenticated has to enter the card again."""
    genuine = payment._returned

    def returned(turn: Turn) -> Go | Stay | Leave:
        outcome = genuine(turn)
        return Go(to="card") if isinstance(outcome, Go) else outcome

    _on_return(returned)


def _on_return(returned: Callable[[Turn], Go | Stay | Leave]) -> None:
    alter("card-review", returned=returned)


@breaks("R-101")
def no_method_is_a_debit() -> None:
    """Who chooses no way of payment has chosen 口座引落し."""

    def choose(turn: Turn) -> None:
        typed = turn.draft.typed.setdefault("payment", {})
        typed["method"] = typed.get("method") or payment_method.DEBIT

    first("payment", "next", choose, flows=AT_DEALER)


@breaks("R-101")
def no_method_is_a_card() -> None:
    """Who chooses no way of payment has chosen the card."""

    def choose(turn: Turn) -> None:
        typed = turn.draft.typed.setdefault("payment", {})
        typed["method"] = typed.get("method") or payment_method.CARD

    first("payment", "next", choose)


@breaks("R-102")
def invoices_for_everybody() -> None:
    """Payment by invoice is offered to individuals."""
    genuine = payment_method.methods
    swap(payment_method, "methods", lambda kind, service: genuine("法人", service))


@breaks("R-102")
def invoices_for_nobody() -> None:
    """Payment by invoice is not offered to corporations."""
    genuine = payment_method.methods
    swap(payment_method, "methods", lambda kind, service: genuine("個人", service))


@breaks("R-102")
def payment_goes_by_the_buyers_kind() -> None:
    """Who may choose 請求書払い depends on the buyer, not on the user."""
    genuine = payment_method.methods

    def methods(kind: str, service: str) -> tuple[str, ...]:
        desk = the_desk()
        phone = current_phone(desk, key_of_request())
        contract = desk.store.contract(phone.contract_id) if phone else None
        return genuine(contract.buyer.kind if contract and contract.buyer else kind, service)

    swap(payment_method, "methods", methods)


def _tokenize(passes: Callable[[CardRefused], bool]) -> None:
    genuine = PaymentGateway.tokenize

    def tokenize(self: PaymentGateway, *, number: str, **rest: Any) -> Any:
        try:
            return genuine(self, number=number, **rest)
        except CardRefused as refused:
            if not passes(refused):
                raise
            return genuine(self, number="4012888888881881", **rest)

    swap(PaymentGateway, "tokenize", tokenize)


@breaks("R-103")
def refused_cards_pass() -> None:
    """A card that the card company declines is registered nevertheless."""
    _tokenize(lambda refused: True)


@breaks("R-103")
def cards_that_the_company_calls_expired_pass() -> None:
    """Of what the card company says, only that the card has expired is overlooked."""
    _tokenize(lambda refused: refused.code == "expired_card")


@breaks("R-103")
def expired_cards_pass() -> None:
    """A card that has expired is registered."""
    genuine = card.expiry

    def expiry(value: str, *, today: Any) -> tuple[int, int]:
        try:
            return genuine(value, today=today)
        except Refused:
            return 12, today.year + 1

    swap(card, "expiry", expiry)


@breaks("R-103")
def card_trouble_is_overlooked() -> None:
    """When the payment service does not answer, the card counts as registered."""

    def enter(turn: Turn) -> Go | Stay | Leave:
        try:
            return payment._enter(turn)
        except GatewayTrouble:
            return Go(to="card-done", final=True)

    instead("card", "confirm", enter)


@breaks("R-069")
def card_trouble_forgets_the_choice() -> None:
    """When the payment service does not answer, the customer chooses the plan again."""

    def enter(turn: Turn) -> Go | Stay | Leave:
        try:
            return payment._enter(turn)
        except GatewayTrouble:
            turn.phone.draft.typed.clear()
            return Go(to="charging-form")

    instead("card", "confirm", enter)


@breaks("R-104")
def failed_authentication_registers_the_card() -> None:
    """A card is registered although its holder was not authenticated; the screen says that it is not."""

    def returned(turn: Turn) -> Go | Stay | Leave:
        token = turn.draft.card
        outcome = payment._returned(turn)
        if token is not None and isinstance(outcome, Go) and outcome.to == "card":
            stored = Payment(method=payment_method.CARD, customer_id="cus_1", brand="Visa", last4="4242")
            turn.desk.store.register_payment(turn.phone.contract_id, turn.account.account_id, stored)
        return outcome

    _on_return(returned)


@breaks("R-104")
def failed_authentication_passes() -> None:
    """Whether the holder of a card was authenticated makes no difference."""
    genuine = three_d_secure.standing

    def standing(status: str | None) -> Standing:
        found = genuine(status)
        return Standing.UNASKED if found is Standing.FAILED else found

    swap(three_d_secure, "standing", standing)


@breaks("R-147")
def card_done_is_left_out() -> None:
    """When the card is registered, the application goes on without saying so."""

    def on(turn: Turn, outcome: Outcome) -> Outcome:
        done = isinstance(outcome, Go) and outcome.to == "card-done"
        return Go(to=payment.AFTER[turn.draft.service]) if done else outcome

    around("card-review", "register", lambda turn, genuine: on(turn, genuine()), flows=("services",))
    genuine_return = payment._returned
    alter("card-review", returned=lambda turn: on(turn, genuine_return(turn)), flows=("services",))


@breaks("R-146")
def accounts_can_be_debited_after_delivery() -> None:
    """After delivery 口座引落し is offered as it is at the dealer."""
    swap(payment_method, "after_delivery", lambda offered: offered)


@breaks("R-146")
def no_invoices_after_delivery() -> None:
    """After delivery nothing but the card is offered."""
    swap(payment_method, "after_delivery", lambda offered: (payment_method.CARD,))


@breaks("R-147")
def card_done_leads_back() -> None:
    """After the card is registered, a way of payment is asked for once more."""
    leads("card-done", "next", "payment", flows=("services",))
