"""Applying for G-Link, or not (3-1); and for any service once, and in the end only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from harness.mutants.written.altering import AT_DEALER, Outcome, around, first, instead, leads, optional
from harness.mutants.written.frame import breaks, swap
from harness.reference.contract import Application
from harness.reference.flow import Go, Stay, Turn, go
from harness.reference.policy import g_link_plan
from harness.reference.policy.service import CHARGING, G_LINK
from harness.reference.screens import charging, g_link
from harness.reference.store import Store

__all__: list[str] = []


def _apply(turn: Turn, service: str) -> None:
    made = Application(service=service, plan=turn.draft.plan or g_link_plan.BASIC, payment=None)
    turn.desk.store.apply(turn.phone.contract_id, turn.user_id, made)


@breaks("R-054")
def g_link_cannot_be_declined() -> None:
    """Who does not want G-Link comes to its application all the same."""
    instead("g-link", "decline", g_link._apply, flows=AT_DEALER)


@breaks("R-054")
def g_link_cannot_be_applied_for() -> None:
    """Who wants G-Link is told to come after delivery."""
    instead("g-link", "apply", go("g-link-declined"), flows=AT_DEALER)


@breaks("R-055")
def one_tick_is_enough() -> None:
    """Of the two ticks for G-Link the second need not be set."""
    optional("g-link-terms", "explained", flows=AT_DEALER)


@breaks("R-055")
def one_tick_is_enough_after_delivery() -> None:
    """After delivery the first of the two ticks for G-Link need not be set."""
    optional("g-link-terms", "terms", flows=("services",))


@breaks("R-056")
def g_link_needs_no_address() -> None:
    """The address for notices may be left empty."""
    optional("g-link-form", "notice_email", flows=AT_DEALER)


@breaks("R-056")
def g_link_needs_no_address_after_delivery() -> None:
    """After delivery the address for notices may be left empty."""
    optional("g-link-form", "notice_email", flows=("services",))


@breaks("R-057")
def review_applies() -> None:
    """「この内容で申し込む」 applies already."""
    first("g-link-review", "next", lambda turn: _apply(turn, G_LINK), flows=AT_DEALER)
    first("charging-review", "next", lambda turn: _apply(turn, CHARGING), flows=AT_DEALER)


@breaks("R-057")
def review_applies_after_delivery() -> None:
    """After delivery 「この内容で申し込む」 applies already."""
    first("g-link-review", "next", lambda turn: _apply(turn, G_LINK), flows=("services",))
    first("charging-review", "next", lambda turn: _apply(turn, CHARGING), flows=("services",))


@breaks("R-057")
def last_screen_is_left_out() -> None:
    """「この内容で申し込む」 is the last word: 「申し込む」 is never asked for."""
    instead("g-link-review", "next", g_link._submit)
    instead("charging-review", "next", charging._submit)


@breaks("R-057")
def nothing_is_applied_for() -> None:
    """「申し込む」 leads on, and no application is made."""
    swap(Store, "apply", lambda self, contract_id, user, application, **rest: True)


@breaks("R-058")
def petrol_cars_are_offered_charging() -> None:
    """After G-Link every car goes on to the charging support."""
    swap(g_link, "goes_on_to_charging", lambda *, charging: True)


@breaks("R-058")
def chargeable_cars_are_done_after_g_link() -> None:
    """After G-Link no car goes on to the charging support."""
    swap(g_link, "goes_on_to_charging", lambda *, charging: False)


@breaks("R-059")
def declining_is_not_explained() -> None:
    """Who declines G-Link at the dealer is asked why, and not told how to apply later."""
    instead("g-link", "decline", go("questionnaire"), flows=AT_DEALER)


@breaks("R-060")
def questionnaire_is_left_out() -> None:
    """Who declines G-Link is done at once."""
    instead("g-link-declined", "ok", g_link._after, flows=AT_DEALER)


@breaks("R-060")
def answers_are_not_needed() -> None:
    """The questionnaire may be sent without an answer."""

    def answer(turn: Turn) -> Go | Stay:
        typed = turn.draft.typed.setdefault("questionnaire", {})
        typed["answer"] = typed.get("answer") or "その他"
        return g_link._answer(turn)

    instead("questionnaire", "next", answer)


@breaks("R-061")
def declining_g_link_applies() -> None:
    """Who does not want G-Link has applied for it in the end."""
    first("questionnaire", "next", lambda turn: _apply(turn, G_LINK), after=True)


@breaks("R-061")
def declining_keeps_the_application() -> None:
    """Who goes through the procedure again and declines has still applied."""
    genuine = Store.decline

    def decline(self: Store, contract_id: str, user: str, service: str, **rest: Any) -> None:
        contract = self.contract(contract_id)
        if contract and not any(one.service == service for one in contract.applications):
            genuine(self, contract_id, user, service, **rest)

    swap(Store, "decline", decline)


@breaks("R-096")
def g_link_always_costs() -> None:
    """Who wants nothing but G-Link has to register a way of payment."""

    def enter(turn: Turn, genuine: Callable[[], Outcome]) -> Outcome:
        outcome = genuine()
        unpaid = turn.contract.payment is None
        return Go(to="payment") if isinstance(outcome, Go) and unpaid else outcome

    around("g-link-form", "next", enter, flows=AT_DEALER)


@breaks("R-096")
def g_link_always_costs_after_delivery() -> None:
    """After delivery who wants nothing but G-Link has to register a way of payment."""

    def enter(turn: Turn, genuine: Callable[[], Outcome]) -> Outcome:
        outcome = genuine()
        unpaid = turn.contract.payment is None
        return Go(to="payment") if isinstance(outcome, Go) and unpaid else outcome

    around("g-link-form", "next", enter, flows=("services",))


@breaks("R-097")
def extras_are_free() -> None:
    """Further services are applied for without a way of payment."""
    leads("g-link-form", "next", "g-link-review", was="payment", flows=AT_DEALER)


@breaks("R-097")
def extras_are_free_after_delivery() -> None:
    """After delivery further services are applied for without a way of payment."""
    leads("g-link-form", "next", "g-link-review", was="payment", flows=("services",))


@breaks("R-098")
def charging_needs_g_link() -> None:
    """Who declines G-Link is done, though the car can be charged."""

    def answer(turn: Turn, genuine: Callable[[], Outcome]) -> Outcome:
        outcome = genuine()
        if isinstance(outcome, Go) and outcome.to == "charging":
            return replace(outcome, to="g-link-finished")
        return outcome

    around("questionnaire", "next", answer)


@breaks("R-098")
def charging_needs_g_link_after_delivery() -> None:
    """After delivery who declines G-Link is done, though the car can be charged."""
    instead("g-link-declined", "ok", go("g-link-finished", final=True), flows=("services",))


@breaks("R-052")
def g_link_ends_without_staff() -> None:
    """After G-Link 「とじる」 ends the procedure, and nobody calls for staff."""
    instead("g-link-finished", "close", go("ended", final=True))


@breaks("R-052")
def declining_ends_without_staff() -> None:
    """Who declines the charging support ends with 「とじる」, and nobody calls for staff."""
    instead("no-charging-finished", "close", go("ended", final=True))


@breaks("R-052")
def charging_ends_without_staff() -> None:
    """After the charging support 「とじる」 ends the procedure, and nobody calls for staff."""
    instead("charging-finished", "close", go("ended", final=True))
