"""Applying for the EV・PHV充電サポート, or not (3-2, 5-2)."""

from __future__ import annotations

from harness.mutants.written.altering import AT_DEALER, first, instead, optional
from harness.mutants.written.frame import breaks, swap
from harness.reference.contract import Application
from harness.reference.flow import Go, Stay, Turn, go
from harness.reference.policy import charging_plans, payment_method
from harness.reference.policy.service import CHARGING
from harness.reference.screens import charging

__all__: list[str] = []


@breaks("R-063")
def charging_cannot_be_declined() -> None:
    """「申し込まない」 leads to the application all the same."""
    instead("charging", "decline", charging._apply, flows=AT_DEALER)


@breaks("R-063")
def charging_cannot_be_declined_after_delivery() -> None:
    """After delivery 「申し込まない」 leads to the application all the same."""
    instead("charging", "decline", charging._apply, flows=("services",))


@breaks("R-064")
def no_tick_is_enough() -> None:
    """The terms of the charging support need not be ticked."""
    optional("charging-terms", "terms", flows=AT_DEALER)


@breaks("R-064")
def no_tick_is_enough_after_delivery() -> None:
    """After delivery the terms of the charging support need not be ticked."""
    optional("charging-terms", "terms", flows=("services",))


@breaks("R-065")
def all_plans_without_fast_charging() -> None:
    """A car without fast charging is offered every plan."""
    swap(charging, "plans", lambda *, fast_charging: (charging_plans.NORMAL, *charging_plans.FAST))


@breaks("R-065")
def fast_plans_for_all() -> None:
    """A car without fast charging is offered what cars with it are."""
    swap(charging, "plans", lambda *, fast_charging: charging_plans.FAST)


@breaks("R-066")
def payment_is_asked_again() -> None:
    """A way of payment is asked for in 3-2 although one was registered with G-Link."""
    swap(payment_method, "asked", lambda *, registered: True)


@breaks("R-099")
def one_plan_with_fast_charging() -> None:
    """A car with fast charging is offered one plan only."""
    swap(charging, "plans", lambda *, fast_charging: (charging_plans.NORMAL,))


@breaks("R-100")
def first_plan_is_taken() -> None:
    """Who chooses no plan has chosen the first one."""

    def choose(turn: Turn) -> None:
        typed = turn.draft.typed.setdefault("charging-form", {})
        typed["plan"] = typed.get("plan") or turn.draft.plans[0]

    first("charging-form", "next", choose)


@breaks("R-100")
def plans_are_optional_after_delivery() -> None:
    """After delivery who chooses no plan has chosen the last one."""

    def choose(turn: Turn) -> None:
        typed = turn.draft.typed.setdefault("charging-form", {})
        typed["plan"] = typed.get("plan") or turn.draft.plans[-1]

    first("charging-form", "next", choose, flows=("services",))


def _apply(turn: Turn) -> None:
    made = Application(service=CHARGING, plan=charging_plans.NORMAL, payment=None)
    turn.desk.store.apply(turn.phone.contract_id, turn.user_id, made)


@breaks("R-105")
def declining_charging_applies() -> None:
    """Who does not want the charging support has applied for it in the end."""
    first("charging-declined", "ok", _apply, after=True, flows=AT_DEALER)


@breaks("R-105")
def declining_charging_applies_after_delivery() -> None:
    """After delivery who does not want the charging support has applied for it in the end."""
    first("charging-declined", "ok", _apply, after=True, flows=("services",))


@breaks("R-105")
def declining_charging_is_not_explained() -> None:
    """Who declines the charging support is done at once, without a word about later."""
    instead("charging", "decline", charging._decline, flows=AT_DEALER)


@breaks("R-105")
def declining_charging_is_not_explained_after_delivery() -> None:
    """After delivery who declines the charging support is done at once, without a word about later."""
    instead("charging", "decline", go("no-charging-finished", final=True), flows=("services",))


@breaks("R-066")
def payment_is_forgotten_after_delivery() -> None:
    """After delivery a way of payment that was registered with G-Link has to be registered again."""

    def enter(turn: Turn) -> Go | Stay:
        outcome = charging._enter(turn)
        return Go(to="payment") if isinstance(outcome, Go) else outcome

    instead("charging-form", "next", enter, flows=("services",))
