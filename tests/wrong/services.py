"""Wrong builds in applying for services (3-1, 3-2): the reference build with one defect each."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from harness.reference import procedure
from harness.reference.contract import Application, Payment
from harness.reference.desk import the_desk
from harness.reference.draft import Phone
from harness.reference.flow import Flow, Go, Leave, Stay, Turn, go
from harness.reference.flows import FLOWS
from harness.reference.forms import Form
from harness.reference.gateways.payment import CardRefused, PaymentGateway
from harness.reference.gateways.trouble import GatewayTrouble
from harness.reference.phones import current_phone, key_of_request
from harness.reference.policy import card, charging_plans, g_link_plan, payment_method
from harness.reference.policy.service import CHARGING, G_LINK
from harness.reference.screens import charging, g_link, payment
from harness.reference.store import Store
from tests.wrong.altering import Environ, alter, first, instead, reference, swap

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

__all__ = [
    "accounts_need_a_card",
    "all_plans_without_fast_charging",
    "answers_are_not_needed",
    "browser_back_leads_one_screen_back",
    "card_number_in_full",
    "card_trouble_forgets_the_choice",
    "card_trouble_is_overlooked",
    "chargeable_cars_are_done_after_g_link",
    "charging_ends_without_staff",
    "choices_are_lost_on_the_way_back",
    "declining_charging_applies",
    "declining_ends_without_staff",
    "declining_g_link_applies",
    "declining_keeps_the_application",
    "failed_authentication_registers_the_card",
    "g_link_ends_without_staff",
    "invoice_for_individuals",
    "invoices_need_a_card",
    "no_tick_is_enough",
    "one_plan_with_fast_charging",
    "one_tick_is_enough",
    "payment_goes_by_the_buyers_kind",
    "payment_is_asked_again",
    "payment_is_never_asked",
    "petrol_cars_are_offered_charging",
    "questionnaire_is_left_out",
    "refused_cards_pass",
    "review_applies",
]


# -- what is offered -------------------------------------------------------------------------------


def invoice_for_individuals(environ: Environ) -> WSGIApplication:
    """Individuals may choose 請求書払い."""
    genuine = payment_method.methods
    swap(payment_method, "methods", lambda kind, service: genuine("法人", service))
    return reference.from_environ(environ)


def all_plans_without_fast_charging(environ: Environ) -> WSGIApplication:
    """A car without fast charging is offered every plan."""
    swap(charging, "plans", lambda *, fast_charging: (charging_plans.NORMAL, *charging_plans.FAST))
    return reference.from_environ(environ)


def one_plan_with_fast_charging(environ: Environ) -> WSGIApplication:
    """A car with fast charging is offered one plan only."""
    swap(charging, "plans", lambda *, fast_charging: (charging_plans.NORMAL,))
    return reference.from_environ(environ)


def petrol_cars_are_offered_charging(environ: Environ) -> WSGIApplication:
    """After G-Link every car goes on to the charging support."""
    swap(g_link, "goes_on_to_charging", lambda *, charging: True)
    return reference.from_environ(environ)


def chargeable_cars_are_done_after_g_link(environ: Environ) -> WSGIApplication:
    """After G-Link no car goes on to the charging support."""
    swap(g_link, "goes_on_to_charging", lambda *, charging: False)
    return reference.from_environ(environ)


# -- terms, questions ------------------------------------------------------------------------------


def _optional(screen: str, *names: str) -> None:
    for flow in FLOWS.values():
        if screen in flow.screens:
            form = flow.screens[screen].asks
            assert isinstance(form, Form)
            fields = tuple(
                replace(one, required=one.required and one.name not in names) for one in form.fields
            )
            alter(screen, asks=Form(fields=fields))


def one_tick_is_enough(environ: Environ) -> WSGIApplication:
    """Of the two ticks for G-Link the second need not be set."""
    _optional("g-link-terms", "explained")
    return reference.from_environ(environ)


def no_tick_is_enough(environ: Environ) -> WSGIApplication:
    """The terms of the charging support need not be ticked."""
    _optional("charging-terms", "terms")
    return reference.from_environ(environ)


def questionnaire_is_left_out(environ: Environ) -> WSGIApplication:
    """Who declines G-Link is done at once."""
    instead("g-link-declined", "ok", g_link._after)
    return reference.from_environ(environ)


def answers_are_not_needed(environ: Environ) -> WSGIApplication:
    """The questionnaire may be sent without an answer."""
    first_answer = "その他"

    def answer(turn: Turn) -> Go | Stay:
        typed = turn.draft.typed.setdefault("questionnaire", {})
        typed["answer"] = typed.get("answer") or first_answer
        return g_link._answer(turn)

    instead("questionnaire", "next", answer)
    return reference.from_environ(environ)


# -- applying --------------------------------------------------------------------------------------


def _apply(turn: Turn, service: str) -> None:
    made = Application(service=service, plan=turn.draft.plan or g_link_plan.BASIC, payment=None)
    turn.desk.store.apply(turn.phone.contract_id, turn.account.account_id, made)


def review_applies(environ: Environ) -> WSGIApplication:
    """「この内容で申し込む」 applies already."""
    first("g-link-review", "next", lambda turn: _apply(turn, G_LINK))
    first("charging-review", "next", lambda turn: _apply(turn, CHARGING))
    return reference.from_environ(environ)


def declining_g_link_applies(environ: Environ) -> WSGIApplication:
    """Who does not want G-Link has applied for it in the end."""
    first("questionnaire", "next", lambda turn: _apply(turn, G_LINK), after=True)
    return reference.from_environ(environ)


def declining_charging_applies(environ: Environ) -> WSGIApplication:
    """Who does not want the charging support has applied for it in the end."""
    first("charging-declined", "ok", lambda turn: _apply(turn, CHARGING), after=True)
    return reference.from_environ(environ)


def declining_keeps_the_application(environ: Environ) -> WSGIApplication:
    """Who goes through the procedure again and declines has still applied."""
    genuine = Store.decline

    def decline(self: Store, contract_id: str, user: str, service: str, **rest: Any) -> None:
        contract = self.contract(contract_id)
        if contract and not any(one.service == service for one in contract.applications):
            genuine(self, contract_id, user, service, **rest)

    swap(Store, "decline", decline)
    return reference.from_environ(environ)


# -- paying ----------------------------------------------------------------------------------------


def payment_goes_by_the_buyers_kind(environ: Environ) -> WSGIApplication:
    """Who may choose 請求書払い depends on the buyer, not on the user."""
    genuine = payment_method.methods

    def methods(kind: str, service: str) -> tuple[str, ...]:
        desk = the_desk()
        phone = current_phone(desk, key_of_request())
        contract = desk.store.contract(phone.contract_id) if phone else None
        return genuine(contract.buyer.kind if contract and contract.buyer else kind, service)

    swap(payment_method, "methods", methods)
    return reference.from_environ(environ)


def payment_is_asked_again(environ: Environ) -> WSGIApplication:
    """A way of payment is asked for in 3-2 although one was registered with G-Link."""
    swap(payment_method, "asked", lambda *, registered: True)
    return reference.from_environ(environ)


def payment_is_never_asked(environ: Environ) -> WSGIApplication:
    """Nobody is asked for a way of payment in 3-2."""

    def enter(turn: Turn) -> Go | Stay:
        outcome = charging._enter(turn)
        return Go(to="charging-review") if outcome == Go(to="payment") else outcome

    instead("charging-form", "next", enter)
    return reference.from_environ(environ)


def _everybody_needs_a_card(method: str) -> None:
    def choose(turn: Turn) -> Go | Stay:
        outcome = payment._choose(turn)
        return Go(to="card") if isinstance(outcome, Go) and turn.draft.payment == method else outcome

    instead("payment", "next", choose)


def invoices_need_a_card(environ: Environ) -> WSGIApplication:
    """A corporation that chose 請求書払い has to enter a card."""
    _everybody_needs_a_card(payment_method.INVOICE)
    return reference.from_environ(environ)


def accounts_need_a_card(environ: Environ) -> WSGIApplication:
    """Who chose 口座引落し has to enter a card."""
    _everybody_needs_a_card(payment_method.DEBIT)
    return reference.from_environ(environ)


def card_number_in_full(environ: Environ) -> WSGIApplication:
    """The number of a card is shown to the last digit, in groups of four."""
    genuine, numbers = card.card_number, dict[str, str]()

    def read(value: str) -> str:
        number = genuine(value)
        numbers[number[-4:]] = number
        return number

    swap(card, "card_number", read)
    swap(card, "hidden_number", lambda last4: " ".join(numbers[last4][at : at + 4] for at in range(0, 16, 4)))
    return reference.from_environ(environ)


def failed_authentication_registers_the_card(environ: Environ) -> WSGIApplication:
    """A card is registered although its holder was not authenticated; the screen says that it is not."""

    def returned(turn: Turn) -> Go | Stay | Leave:
        token = turn.draft.card
        outcome = payment._returned(turn)
        if token is not None and isinstance(outcome, Go) and outcome.to == "card":
            _store_card(turn)
        return outcome

    alter("card-review", returned=returned)
    return reference.from_environ(environ)


def _store_card(turn: Turn) -> None:
    registered = Payment(method=payment_method.CARD, customer_id="cus_1", brand="Visa", last4="4242")
    turn.desk.store.register_payment(turn.phone.contract_id, turn.account.account_id, registered)


def refused_cards_pass(environ: Environ) -> WSGIApplication:
    """A card that the card company declines is registered nevertheless."""
    genuine = PaymentGateway.tokenize

    def tokenize(self: PaymentGateway, *, number: str, **rest: Any) -> Any:
        try:
            return genuine(self, number=number, **rest)
        except CardRefused:
            return genuine(self, number="4012888888881881", **rest)

    swap(PaymentGateway, "tokenize", tokenize)
    return reference.from_environ(environ)


def card_trouble_is_overlooked(environ: Environ) -> WSGIApplication:
    """When the payment service does not answer, the card counts as registered."""

    def enter(turn: Turn) -> Go | Stay | Leave:
        try:
            return payment._enter(turn)
        except GatewayTrouble:
            return Go(to="card-done", final=True)

    instead("card", "confirm", enter)
    return reference.from_environ(environ)


def card_trouble_forgets_the_choice(environ: Environ) -> WSGIApplication:
    """When the payment service does not answer, the customer chooses the plan again."""

    def enter(turn: Turn) -> Go | Stay | Leave:
        try:
            return payment._enter(turn)
        except GatewayTrouble:
            turn.phone.draft.typed.clear()
            return Go(to="charging-form")

    instead("card", "confirm", enter)
    return reference.from_environ(environ)


# -- going back, and the end -----------------------------------------------------------------------


def choices_are_lost_on_the_way_back(environ: Environ) -> WSGIApplication:
    """「前の画面にもどる」 leads to empty forms in 3-1 and 3-2."""
    genuine = Flow._go_back

    def go_back(self: Flow, phone: Phone) -> None:
        genuine(self, phone)
        if phone.screen in ("g-link-form", "charging-form", "payment"):
            phone.draft.typed.pop(phone.screen, None)

    swap(Flow, "_go_back", go_back)
    return reference.from_environ(environ)


def browser_back_leads_one_screen_back(environ: Environ) -> WSGIApplication:
    """The browser's back button shows the screen before, not the first one."""
    swap(procedure, "leads_to_start", lambda *, asked, current: False)
    return reference.from_environ(environ)


def g_link_ends_without_staff(environ: Environ) -> WSGIApplication:
    """After G-Link 「とじる」 ends the procedure, and nobody calls for staff."""
    instead("g-link-finished", "close", go("ended", final=True))
    return reference.from_environ(environ)


def charging_ends_without_staff(environ: Environ) -> WSGIApplication:
    """After the charging support 「とじる」 ends the procedure, and nobody calls for staff."""
    instead("charging-finished", "close", go("ended", final=True))
    return reference.from_environ(environ)


def declining_ends_without_staff(environ: Environ) -> WSGIApplication:
    """Who declines the charging support ends with 「とじる」, and nobody calls for staff."""
    instead("no-charging-finished", "close", go("ended", final=True))
    return reference.from_environ(environ)
