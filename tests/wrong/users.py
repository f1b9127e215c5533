"""Wrong builds in registering the user (2-1 to 2-3): the reference build with one defect each."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from flask import request, url_for

from harness.reference import store as stores
from harness.reference.contract import Party
from harness.reference.desk import the_desk
from harness.reference.flow import Turn, go
from harness.reference.phones import current_phone, key_of_request
from harness.reference.policy import staff_check, user_qr
from harness.reference.policy.customer_kind import INDIVIDUAL
from harness.reference.policy.user_qr import Reading
from harness.reference.screens.done import party
from harness.reference.store import Store
from harness.reference.tables import ContractRow
from tests.wrong.altering import Environ, alter, first, instead, reference, swap

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

__all__ = [
    "any_phone_reads_the_users_qr",
    "buyer_is_registered_as_the_other_user",
    "corporate_users_are_checked",
    "individual_users_are_not_checked",
    "same_name_logs_in_again",
    "same_name_registers_at_once",
    "skipping_ends_without_staff",
    "skipping_registers_a_user",
    "staff_check_goes_by_the_buyers_kind",
    "terms_need_no_tick",
    "url_of_another_contract",
    "user_is_registered_before_the_terms",
    "user_stays_when_registered_anew",
    "users_check_is_decoration",
    "users_qr_reads_once",
    "users_screen_names_the_buyer",
]


def _on_users_phone() -> bool:
    return request.path.startswith("/user/")


def _register(turn: Turn, user: Party) -> None:
    with turn.desk.store._work() as session:
        session.get_one(ContractRow, turn.phone.contract_id).user = asdict(user)


def _register_the_buyer(turn: Turn) -> None:
    buyer = turn.contract.buyer
    if buyer is not None:
        _register(turn, buyer)


def users_screen_names_the_buyer(environ: Environ) -> WSGIApplication:
    """The completion screen shows the buyer's name as the user's."""

    def parties(turn: Turn) -> dict[str, Any]:
        buyer = turn.contract.buyer
        name = buyer.name if buyer else ""
        return {"buyer": [("買主名", name)], "user": [("使用者名", name)]}

    alter("user-completed", shown=parties)
    return reference.from_environ(environ)


def buyer_is_registered_as_the_other_user(environ: Environ) -> WSGIApplication:
    """Whoever goes through 2-2, the buyer is registered as the user; the screen shows the right name."""
    first("user-terms", "next", _register_the_buyer, after=True)
    return reference.from_environ(environ)


def any_phone_reads_the_users_qr(environ: Environ) -> WSGIApplication:
    """The QR code for the user's phone opens the procedure on every phone."""
    genuine = user_qr.judge

    def lenient(invitation: user_qr.Invitation | None, *, phone: str, now: float) -> Reading:
        reading = genuine(invitation, phone=phone, now=now)
        return Reading.OPENS if reading is Reading.TAKEN else reading

    swap(user_qr, "judge", lenient)
    swap(Store, "claim_invitation", lambda self, invitation_id, phone: True)
    return reference.from_environ(environ)


def corporate_users_are_checked(environ: Environ) -> WSGIApplication:
    """Corporations that are users get the staff check too."""
    swap(staff_check, "required", lambda kind: kind == INDIVIDUAL or _on_users_phone())
    return reference.from_environ(environ)


def individual_users_are_not_checked(environ: Environ) -> WSGIApplication:
    """Staff do not check individuals who are users."""
    swap(staff_check, "required", lambda kind: kind == INDIVIDUAL and not _on_users_phone())
    return reference.from_environ(environ)


def users_check_is_decoration(environ: Environ) -> WSGIApplication:
    """The user goes on although nobody ticked the staff check, which is there."""
    genuine = staff_check.passes
    swap(staff_check, "passes", lambda kind, *, ticked: _on_users_phone() or genuine(kind, ticked=ticked))
    return reference.from_environ(environ)


def same_name_registers_at_once(environ: Environ) -> WSGIApplication:
    """「買主と同じ名義で登録する」 registers the buyer as the user before the terms are agreed to."""
    first("registrant", "same", _register_the_buyer)
    return reference.from_environ(environ)


def user_is_registered_before_the_terms(environ: Environ) -> WSGIApplication:
    """The user of another name is registered by the screen before the terms."""

    def also(turn: Turn) -> None:
        if _on_users_phone():
            _register(turn, party(turn))

    first("confirmed", "next", also)
    first("registered", "next", also)
    return reference.from_environ(environ)


def terms_need_no_tick(environ: Environ) -> WSGIApplication:
    """The terms for users need not be ticked."""
    first("user-terms", "next", lambda turn: turn.draft.typed.update({"user-terms": {"terms": "on"}}))
    return reference.from_environ(environ)


def same_name_logs_in_again(environ: Environ) -> WSGIApplication:
    """The buyer who is the user too has to log in once more."""
    instead("registrant", "same", go("login"))
    return reference.from_environ(environ)


def skipping_registers_a_user(environ: Environ) -> WSGIApplication:
    """Who skips the user's registration finds the buyer registered as the user."""
    first("user-later", "ok", _register_the_buyer)
    return reference.from_environ(environ)


def skipping_ends_without_staff(environ: Environ) -> WSGIApplication:
    """「とじる」 ends the procedure, and nobody calls for staff."""
    instead("dealer-done", "close", go("ended", final=True))
    return reference.from_environ(environ)


def url_of_another_contract(environ: Environ) -> WSGIApplication:
    """The URL to be copied leads to another contract, of the same car at the same dealer."""

    def address(turn: Turn) -> dict[str, Any]:
        store, settings = turn.desk.store, turn.desk.settings
        other = store.open_contract(turn.contract.dealer, turn.contract.car)
        if turn.contract.buyer:
            store.confirm_buyer(other.id, turn.contract.buyer, staff_checked=True)
        invitation = user_qr.Invitation(id=user_qr.draw(), contract_id=other.id, issued=time.time())
        store.invite(invitation)
        token = user_qr.token_for(settings.secret_key, invitation.id)
        path = url_for("entry.enter_as_user", t=token)
        return {"address": settings.public_url.rstrip("/") + path, "minutes": 30}

    alter("user-address", shown=address)
    return reference.from_environ(environ)


def user_stays_when_registered_anew(environ: Environ) -> WSGIApplication:
    """The first user stays registered, though the procedure is gone through again."""

    def once(genuine: Callable[..., None]) -> Callable[..., None]:
        def confirm(self: Store, contract_id: str, user: Party, **rest: Any) -> None:
            contract = self.contract(contract_id)
            if contract is None or contract.user is None:
                genuine(self, contract_id, user, **rest)

        return confirm

    swap(Store, "confirm_other_user", once(Store.confirm_other_user))
    swap(Store, "confirm_same_user", once(Store.confirm_same_user))
    swap(stores, "_forget_user", lambda session, row: None)
    return reference.from_environ(environ)


def staff_check_goes_by_the_buyers_kind(environ: Environ) -> WSGIApplication:
    """Whether staff check the user depends on the buyer."""

    def required(kind: str) -> bool:
        desk = the_desk()
        phone = current_phone(desk, key_of_request())
        contract = desk.store.contract(phone.contract_id) if phone else None
        return (
            contract.buyer.kind if contract and contract.buyer and _on_users_phone() else kind
        ) == INDIVIDUAL

    swap(staff_check, "required", required)
    return reference.from_environ(environ)


def users_qr_reads_once(environ: Environ) -> WSGIApplication:
    """The QR code for the user's phone cannot be read again, not even by the same phone."""
    genuine = user_qr.judge

    def once(invitation: user_qr.Invitation | None, *, phone: str, now: float) -> Reading:
        reading = genuine(invitation, phone=phone, now=now)
        return Reading.TAKEN if invitation and invitation.phone else reading

    swap(user_qr, "judge", once)
    return reference.from_environ(environ)
