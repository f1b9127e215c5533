"""Who is registered at the dealer: the buyer (1-1), and the user (2-1, 2-2)."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from flask import url_for
from sqlalchemy import update

from harness.mutants.written.altering import (
    AT_DEALER,
    Outcome,
    alter,
    around,
    first,
    instead,
    party_of,
    relabelled,
    shown,
    without,
)
from harness.mutants.written.frame import breaks, swap
from harness.reference import phones
from harness.reference import store as stores
from harness.reference.contract import Party
from harness.reference.flow import Stay, Turn, go
from harness.reference.flows import BUYER
from harness.reference.phones import entry_path
from harness.reference.policy import consent, user_qr
from harness.reference.policy.user_qr import Invitation, Reading
from harness.reference.qr import qr_picture
from harness.reference.screens import registrant
from harness.reference.store import Store
from harness.reference.tables import CONTRACTS

__all__: list[str] = []


def _register(turn: Turn, user: Party | None) -> None:
    this = CONTRACTS.c.id == turn.phone.contract_id
    turn.desk.store._do(update(CONTRACTS).where(this).values(user=asdict(user) if user else None))


def _register_the_buyer(turn: Turn) -> None:
    buyer = turn.contract.buyer
    if buyer is not None:
        _register(turn, buyer)


# -- the buyer -------------------------------------------------------------------------------------


@breaks("R-015")
def nobody_becomes_the_buyer() -> None:
    """The completion is shown, and no buyer is registered."""
    swap(Store, "confirm_buyer", lambda self, contract_id, buyer, **rest: None)


@breaks("R-015")
def buyer_is_registered_too_early() -> None:
    """The buyer is registered when the data are shown, before they are confirmed."""

    def too_early(turn: Turn) -> None:
        if turn.phone.screen == "profile":
            turn.desk.store.confirm_buyer(turn.phone.contract_id, party_of(turn), staff_checked=False)

    first("profile", "confirm", too_early, flows=("buyer",))


@breaks("R-016")
def completion_shows_the_address() -> None:
    """The completion shows the buyer's e-mail address, not the name."""
    relabelled("completed", "rows", "買主名", lambda turn: turn.account.email)


@breaks("R-016")
def completion_shows_the_family_name() -> None:
    """The completion shows the family name only."""
    relabelled("completed", "rows", "買主名", lambda turn: turn.draft.buyer_name.partition(" ")[0])


@breaks("R-016")
def completion_shows_nobody() -> None:
    """The completion does not say who was registered."""
    without("completed", "rows", "買主名")


# -- the buyer is the user -------------------------------------------------------------------------


@breaks("R-038")
def same_name_logs_in_again() -> None:
    """The buyer who is the user too has to log in once more."""
    instead("registrant", "same", go("login"))


@breaks("R-038")
def same_name_reads_another_qr() -> None:
    """The buyer who is the user too has to read a QR code with another phone."""
    instead("registrant", "same", registrant._present)


@breaks("R-039")
def user_terms_are_decoration() -> None:
    """A user is registered without having agreed to the user's terms."""
    swap(consent, "agreed", lambda *, ticked: True)


@breaks("R-039")
def same_name_registers_at_once() -> None:
    """「買主と同じ名義で登録する」 registers the buyer as the user before the terms are agreed to."""
    first("registrant", "same", _register_the_buyer)


@breaks("R-039")
def user_is_registered_before_the_terms() -> None:
    """The user of another name is registered by the screen before the terms."""
    for screen in ("confirmed", "registered"):
        first(screen, "next", lambda turn: _register(turn, party_of(turn)), flows=("user",))


@breaks("R-039")
def terms_need_no_tick_in_2() -> None:
    """The terms for users need not be ticked at the dealer; those for new accounts have to be."""
    first(
        "user-terms",
        "next",
        lambda turn: turn.draft.typed.update({"user-terms": {"terms": "on"}}),
        flows=AT_DEALER,
    )


@breaks("R-039")
def terms_need_no_tick_in_4() -> None:
    """The terms for users need not be ticked after delivery."""
    first(
        "user-terms",
        "next",
        lambda turn: turn.draft.typed.update({"user-terms": {"terms": "on"}}),
        flows=("after-delivery",),
    )


def _differs(turn: Turn, genuine: Callable[[], Outcome]) -> Outcome:
    if not turn.typed.get("terms"):
        return genuine()
    return Stay(errors={"": "車検証の使用者とTOYOTAアカウントの情報が一致しません。"})


@breaks("R-040")
def dealer_waits_for_the_certificate() -> None:
    """At the dealer the user is refused, since there is no 車検証 yet to compare with."""
    around("user-terms", "next", _differs, flows=("user",))


@breaks("R-040")
def same_name_waits_for_the_certificate() -> None:
    """The buyer who is the user too is refused, since there is no 車検証 yet to compare with."""
    around("user-terms", "next", _differs, flows=("buyer",))


@breaks("R-041")
def same_name_is_not_shown() -> None:
    """The completion says that the user is the buyer, and not who that is."""
    relabelled("user-completed", "user", "使用者名", lambda turn: "買主と同じ", flows=("buyer",))


@breaks("R-041")
def same_name_is_the_reading() -> None:
    """The completion shows an e-mail address as the name of the user."""
    relabelled("user-completed", "user", "使用者名", lambda turn: turn.account.email, flows=("buyer",))


def _read(otherwise: Callable[[Invitation | None, Reading], Reading]) -> None:
    """The QR code for the user's phone opens otherwise than the sound build finds."""
    genuine = user_qr.judge

    def judge(invitation: Invitation | None, *, phone: str, now: float) -> Reading:
        return otherwise(invitation, genuine(invitation, phone=phone, now=now))

    swap(user_qr, "judge", judge)


# -- the user is another ---------------------------------------------------------------------------


@breaks("R-042")
def users_phone_registers_a_buyer() -> None:
    """The QR code for the user's phone opens the buyer's procedure."""
    swap(phones, "USER", BUYER)


@breaks("R-042")
def users_phone_is_not_known() -> None:
    """The QR code for the user's phone opens on the buyer's phone only."""
    _read(lambda invitation, reading: Reading.TAKEN if reading is Reading.OPENS else reading)


@breaks("R-043")
def buyers_phone_shows_the_first_qr() -> None:
    """The buyer's phone shows the QR code for buyers once more."""

    def picture(turn: Turn, values: dict[str, Any]) -> dict[str, Any]:
        path = entry_path(turn.desk, turn.phone.contract_id)
        return {"picture": qr_picture(turn.desk.settings.public_url.rstrip("/") + path)}

    shown("user-qr", picture)


@breaks("R-043")
def buyers_phone_asks_for_the_staff() -> None:
    """Who says that the user is there gets no QR code on the phone, and is sent back to the staff."""
    instead(
        "presence",
        "present",
        lambda turn: Stay(notice="販売店スタッフの端末のQRコードを読み取ってください。"),
    )


@breaks("R-044")
def url_of_another_contract() -> None:
    """The URL to be copied leads to another contract, of the same car at the same dealer."""

    def address(turn: Turn) -> dict[str, Any]:
        store, settings = turn.desk.store, turn.desk.settings
        other = store.open_contract(turn.contract.dealer, turn.contract.car)
        if turn.contract.buyer:
            store.confirm_buyer(other.id, turn.contract.buyer, staff_checked=True)
        invitation = Invitation(id=user_qr.draw(), contract_id=other.id, issued=time.time())
        store.invite(invitation)
        token = user_qr.token_for(settings.secret_key, invitation.id)
        path = url_for("entry.enter_as_user", t=token)
        return {"address": settings.public_url.rstrip("/") + path, "minutes": 30}

    alter("user-address", shown=address)


@breaks("R-044")
def url_lacks_its_token() -> None:
    """The URL to be copied is that of the site, without the invitation."""
    shown("user-address", lambda turn, values: {"address": values["address"].partition("?")[0]})


@breaks("R-045")
def absent_users_are_waited_for() -> None:
    """Who says that the user is not there sees the QR code all the same."""
    instead("presence", "absent", registrant._present)


@breaks("R-045")
def skipping_needs_the_user() -> None:
    """Who wants to skip the user's registration is told to come again with the user."""
    instead("presence", "absent", lambda turn: Stay(notice="使用者とご一緒にお越しください。"))


@breaks("R-046")
def users_screen_names_the_buyer() -> None:
    """The completion screen shows the buyer's name as the user's."""

    def parties(turn: Turn) -> dict[str, Any]:
        buyer = turn.contract.buyer
        name = buyer.name if buyer else ""
        return {"buyer": [("買主名", name)], "user": [("使用者名", name)]}

    alter("user-completed", shown=parties)


@breaks("R-046")
def users_screen_names_the_family() -> None:
    """The completion screen shows the user's family name only."""
    relabelled("user-completed", "user", "使用者名", lambda turn: turn.draft.user_name.partition(" ")[0])


@breaks("R-047")
def user_stays_when_registered_anew() -> None:
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


@breaks("R-048")
def buyer_is_registered_as_the_other_user() -> None:
    """Whoever goes through 2-2, the buyer is registered as the user; the screen shows the right name."""
    first("user-terms", "next", _register_the_buyer, after=True, flows=("user",))


@breaks("R-048")
def nobody_becomes_the_user() -> None:
    """The completion is shown, and no user is registered."""
    first("user-terms", "next", lambda turn: _register(turn, None), after=True, flows=AT_DEALER)


@breaks("R-049")
def corporate_users_are_called_by_their_reading() -> None:
    """A corporation that is the user is shown by the reading of its name."""
    relabelled(
        "user-completed",
        "user",
        "使用者名",
        lambda turn: turn.account.written.get("name_kana") or turn.draft.user_name,
    )


@breaks("R-049")
def corporate_users_are_not_named() -> None:
    """A corporation that is the user is not named at the end."""

    def nobody(turn: Turn, values: dict[str, Any]) -> dict[str, Any]:
        return {"user": [] if turn.account.kind == "法人" else values["user"]}

    shown("user-completed", nobody)


@breaks("R-076")
def any_phone_reads_the_users_qr() -> None:
    """The QR code for the user's phone opens the procedure on every phone."""
    _read(lambda invitation, reading: Reading.OPENS if reading is Reading.TAKEN else reading)
    swap(Store, "claim_invitation", lambda self, invitation_id, phone: True)


@breaks("R-076")
def users_qr_reads_once() -> None:
    """The QR code for the user's phone cannot be read again, not even by the same phone."""
    _read(lambda invitation, reading: Reading.TAKEN if invitation and invitation.phone else reading)


@breaks("R-094")
def buyer_is_not_named() -> None:
    """The user's completion names the user only."""
    without("user-completed", "buyer", "買主名")


@breaks("R-094")
def user_stands_for_the_buyer() -> None:
    """The user's completion shows the user's name as the buyer's."""
    relabelled("user-completed", "buyer", "買主名", lambda turn: turn.draft.user_name)


@breaks("R-094")
def buyer_is_named_twice() -> None:
    """Under the user stands 「買主名」 once more, as one picture of the guide prints it."""
    shown("user-completed", lambda turn, values: {"user": [("買主名", turn.draft.user_name)]})
