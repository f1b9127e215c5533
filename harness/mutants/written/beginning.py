"""How the procedure begins, and begins again: QR codes, addresses, and the ways back."""

from __future__ import annotations

from typing import Any

from flask import url_for

from harness.mutants.written.altering import alter, instead, leads, relabelled, without
from harness.mutants.written.frame import breaks, original, swap
from harness.reference import procedure, staff
from harness.reference.contract import Party
from harness.reference.draft import Draft, Phone
from harness.reference.flow import Flow, Stay, go
from harness.reference.policy import qr_token, signed_token, user_qr
from harness.reference.store import Store

__all__: list[str] = []


@breaks("R-003")
def way_back_forgets() -> None:
    """What was typed is gone after 前の画面にもどる."""
    genuine = Flow._go_back

    def back(self: Flow, phone: Phone) -> None:
        genuine(self, phone)
        phone.draft.typed.pop(phone.screen, None)

    swap(Flow, "_go_back", back)


@breaks("R-003")
def way_back_leads_to_the_beginning() -> None:
    """前の画面にもどる leads to the first screen of the procedure, not to the one before."""

    def back(self: Flow, phone: Phone) -> None:
        phone.screen, phone.trail = self.first, []

    swap(Flow, "_go_back", back)


@breaks("R-003")
def choices_are_lost_on_the_way_back() -> None:
    """「前の画面にもどる」 leads to empty forms in 3-1 and 3-2."""
    genuine = Flow._go_back

    def go_back(self: Flow, phone: Phone) -> None:
        genuine(self, phone)
        if phone.screen in ("g-link-form", "charging-form", "payment"):
            phone.draft.typed.pop(phone.screen, None)

    swap(Flow, "_go_back", go_back)


@breaks("R-003")
def corporations_lose_their_input_on_the_way_back() -> None:
    """A corporation that goes back from the review finds its form empty."""
    genuine = Flow._go_back

    def go_back(self: Flow, phone: Phone) -> None:
        genuine(self, phone)
        if phone.screen == "corporate-form":
            phone.draft.typed.pop(phone.screen, None)

    swap(Flow, "_go_back", go_back)


@breaks("R-004")
def browser_back_leads_one_screen_back() -> None:
    """The browser's back button shows the screen before, not the first one."""
    swap(procedure, "leads_to_start", lambda *, asked, current: False)


@breaks("R-004")
def browser_back_keeps_the_input() -> None:
    """The browser's back button leads to the first screen, and everything is still filled in further on."""
    genuine = Flow.begin

    def begin(self: Flow, phone: Phone) -> None:
        draft: Draft = phone.draft
        genuine(self, phone)
        phone.draft = draft

    swap(Flow, "begin", begin)


@breaks("R-005")
def qr_leads_to_the_staffs_page() -> None:
    """The QR code on the terminal leads to the terminal's own page."""
    swap(staff, "_address", lambda contract: url_for("staff.terminal", token=contract.staff_token))


@breaks("R-005")
def qr_is_cut_short() -> None:
    """The address in the QR code lacks its last signs."""
    genuine = original(staff, "qr_picture")
    swap(staff, "qr_picture", lambda address: genuine(address[:-5]))


def _address_page(change: Any) -> None:
    genuine = original(staff, "render_template")

    def rendered(template: str, **values: Any) -> str:
        return str(genuine(template, **(values | change(values) if "address" in values else values)))

    swap(staff, "render_template", rendered)


@breaks("R-006")
def address_has_no_token() -> None:
    """The address for those who cannot read the QR code is that of the site, without the contract."""
    _address_page(lambda values: {"address": values["address"].partition("?")[0]})


@breaks("R-006")
def address_is_the_terminals() -> None:
    """The address for those who cannot read the QR code is that of the staff's page."""
    _address_page(lambda values: {"address": values["address"].replace("/entry?t=", "/staff/")})


@breaks("R-007")
def dealer_is_not_named() -> None:
    """The customer sees the car, and not who sells it."""
    without("car", "rows", "購入販売店")


@breaks("R-007")
def users_see_no_car() -> None:
    """The user's phone does not show the car."""
    without("car", "rows", "ご契約車両", flows=("user",))


@breaks("R-007")
def another_car_is_shown() -> None:
    """Everybody is shown the same car."""
    relabelled("car", "rows", "ご契約車両", lambda turn: "LEXUS")


@breaks("R-008")
def nobody_is_asked_about_data_sharing() -> None:
    """From the car the procedure goes straight on to the login."""
    instead("car", "next", go("login"))


@breaks("R-008")
def users_are_not_asked_about_data_sharing() -> None:
    """Only the buyer is asked whether data may go to the dealer."""
    instead("car", "next", go("login"), flows=("user",))


@breaks("R-017")
def first_qr_reads_once() -> None:
    """The first QR code cannot be read a second time."""
    genuine, seen = qr_token.contract_of, set[str]()

    def once(secret: str, token: str) -> str | None:
        contract_id = genuine(secret, token)
        if contract_id is None or token in seen:
            return None
        seen.add(token)
        return contract_id

    swap(qr_token, "contract_of", once)


@breaks("R-017")
def first_buyer_stays() -> None:
    """Who is the buyer once stays so, whoever goes through the procedure again."""
    genuine = Store.confirm_buyer

    def confirm(self: Store, contract_id: str, buyer: Party, **rest: Any) -> None:
        contract = self.contract(contract_id)
        if contract is None or contract.buyer is None:
            genuine(self, contract_id, buyer, **rest)

    swap(Store, "confirm_buyer", confirm)


@breaks("R-074")
def services_come_before_the_user() -> None:
    """From the buyer's completion the procedure goes on to G-Link; the user is left out."""
    instead("completed", "user", go("g-link"))


@breaks("R-074")
def procedure_stops_after_the_user() -> None:
    """When the user is registered, the procedure is over."""
    leads("user-completed", "services", "ended")


@breaks("R-075")
def seal_is_not_looked_at() -> None:
    """A QR code that somebody wrote anew opens the procedure."""

    def unsealed(secret: str, token: str) -> str | None:
        _, payload = signed_token._seal(secret, "contract-qr").loads_unsafe(token)
        return payload if isinstance(payload, str) else None

    swap(qr_token, "contract_of", unsealed)


@breaks("R-075")
def users_seal_is_not_looked_at() -> None:
    """A QR code for the user's phone that somebody wrote anew opens the procedure."""

    def unsealed(secret: str, token: str) -> str | None:
        _, payload = signed_token._seal(secret, "user-qr").loads_unsafe(token)
        return payload if isinstance(payload, str) else None

    swap(user_qr, "invitation_of", unsealed)


@breaks("R-037")
def completion_ends_the_procedure() -> None:
    """From the buyer's completion nothing leads on to the user; the procedure is over."""
    instead("completed", "user", go("ended", final=True))


@breaks("R-037")
def completion_goes_nowhere() -> None:
    """The button that should lead on to the user does nothing."""
    instead("completed", "user", lambda turn: Stay())


@breaks("R-017")
def changed_buyer_is_not_shown() -> None:
    """Who becomes the buyer later still reads the name of the one before."""
    genuine = Store.confirm_buyer
    names: dict[str, str] = {}

    def confirm(self: Store, contract_id: str, buyer: Party, **rest: Any) -> None:
        names.setdefault(contract_id, buyer.name)
        genuine(self, contract_id, buyer, **rest)

    swap(Store, "confirm_buyer", confirm)
    alter("completed", shown=lambda turn: {"rows": [("買主名", names[turn.phone.contract_id])]})
