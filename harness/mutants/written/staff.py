"""販売店スタッフによる確認: who is checked, and what comes of it."""

from __future__ import annotations

from typing import Any

from flask import request

from harness.mutants.written.altering import first, instead
from harness.mutants.written.frame import breaks, swap
from harness.reference.desk import the_desk
from harness.reference.draft import Phone
from harness.reference.flow import Flow, Go, Stay, Turn
from harness.reference.forms import Form, tick_field
from harness.reference.phones import current_phone, key_of_request
from harness.reference.policy import staff_check
from harness.reference.policy.customer_kind import INDIVIDUAL
from harness.reference.screens import account, individual

__all__: list[str] = []


def _on_users_phone() -> bool:
    return request.path.startswith("/user/")


@breaks("R-013")
def staff_check_is_decoration() -> None:
    """The customer goes on although nobody ticked the staff check, which is there."""
    swap(staff_check, "passes", lambda kind, *, ticked: True)


@breaks("R-013")
def individual_users_are_not_checked() -> None:
    """Staff do not check individuals who are users."""
    swap(staff_check, "required", lambda kind: kind == INDIVIDUAL and not _on_users_phone())


@breaks("R-013")
def users_check_is_decoration() -> None:
    """The user goes on although nobody ticked the staff check, which is there."""
    genuine = staff_check.passes
    swap(staff_check, "passes", lambda kind, *, ticked: _on_users_phone() or genuine(kind, ticked=ticked))


@breaks("R-013")
def staff_check_goes_by_the_buyers_kind() -> None:
    """Whether staff check the user depends on the buyer."""

    def required(kind: str) -> bool:
        desk = the_desk()
        phone = current_phone(desk, key_of_request())
        contract = desk.store.contract(phone.contract_id) if phone else None
        buyer = contract.buyer if contract and _on_users_phone() else None
        return (buyer.kind if buyer else kind) == INDIVIDUAL

    swap(staff_check, "required", required)


@breaks("R-013")
def check_stays_ticked() -> None:
    """The tick of the staff is still there when the customer has gone back and changed the data."""

    def tick(kind: str) -> Form:
        needed = staff_check.required(kind)
        return Form(fields=(tick_field("staff", account.STAFF_CHECK),) if needed else ())

    swap(account, "staff_tick", tick)
    swap(individual, "staff_tick", tick)


@breaks("R-014")
def corporations_are_checked() -> None:
    """Corporations get the staff check too."""
    swap(staff_check, "required", lambda kind: True)


@breaks("R-014")
def corporate_users_are_checked() -> None:
    """Corporations that are users get the staff check too."""
    swap(staff_check, "required", lambda kind: kind == INDIVIDUAL or _on_users_phone())


@breaks("R-084")
def way_back_from_the_check_leads_to_the_login() -> None:
    """「前の画面に戻る」 on the check leads on to the login, and not to what has to be corrected."""
    genuine = Flow._go_back

    def back(self: Flow, phone: Phone) -> None:
        if phone.screen in ("check", "review"):
            phone.screen = "login"
        else:
            genuine(self, phone)

    swap(Flow, "_go_back", back)


@breaks("R-084")
def correction_after_the_check_is_not_taken() -> None:
    """What is corrected after the check was refused is not taken over."""
    kept: dict[str, dict[str, str]] = {}

    def again(turn: Turn) -> None:
        profile = dict(turn.draft.profile)
        if profile:
            turn.draft.profile = kept.setdefault(turn.phone.key, profile)

    first("form", "confirm", again, after=True)


@breaks("R-084")
def refused_check_ends_in_corrections_lost() -> None:
    """Who has an account and corrects it after the check was refused is registered as before."""
    seen: set[str] = set()

    def correct(turn: Turn) -> Any:
        if turn.phone.key in seen:
            return Go(to="check")
        outcome = account._correct(turn)
        if not isinstance(outcome, Stay):
            seen.add(turn.phone.key)
        return outcome

    instead("profile", "confirm", correct)
