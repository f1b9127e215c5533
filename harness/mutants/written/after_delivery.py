"""Registering the user after delivery (4-1): the way in, the account, and My LEXUS (WEB)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import render_template, url_for
from sqlalchemy import update

from harness.mutants.written.altering import (
    Outcome,
    alter,
    around,
    fields,
    first,
    instead,
    leads,
    optional,
    party_of,
    without,
)
from harness.mutants.written.frame import breaks, original, swap
from harness.reference import letters, phones, review_desk
from harness.reference.contract import Party
from harness.reference.draft import Draft
from harness.reference.flow import Go, Screen, Stay, Turn, go
from harness.reference.flows import AFTER_DELIVERY
from harness.reference.forms import Form
from harness.reference.gateways.account import AccountGateway
from harness.reference.letters import Letter
from harness.reference.policy.customer_kind import CORPORATION, INDIVIDUAL
from harness.reference.screens import account, after_delivery, camera
from harness.reference.store import Store
from harness.reference.tables import CONTRACTS, VEHICLES

__all__: list[str] = []

_HERE = ("after-delivery",)


# -- the way in ------------------------------------------------------------------------------------


@breaks("R-106")
def mail_leads_to_the_dealers_procedure() -> None:
    """The link of the mail to the buyer leads to where the QR code at the dealer does."""
    swap(review_desk, "_entry", lambda desk: desk.settings.address("/entry"))


@breaks("R-106")
def flyer_leads_to_the_dealers_procedure() -> None:
    """The flyer's QR code leads to where the QR code at the dealer does."""
    swap(review_desk, "user_registration_path", lambda: "/entry")


@breaks("R-107")
def flyers_address_is_not_there() -> None:
    """The address on the flyer is one that does not exist."""
    swap(review_desk, "user_registration_path", lambda: "/contract/users")


@breaks("R-108")
def buyer_is_not_told_of_the_registration() -> None:
    """When the car is registered, the buyer gets no mail."""
    swap(review_desk, "_invite_buyers", lambda desk: None)


@breaks("R-108")
def buyers_mail_has_no_link() -> None:
    """The mail to the buyer says what to do, and has no link."""
    genuine = letters.invitation

    def invitation(name: str, *, address: str) -> Letter:
        return Letter(
            subject=genuine(name, address=address).subject,
            paragraphs=genuine(name, address=address).paragraphs,
        )

    swap(letters, "invitation", invitation)


@breaks("R-108")
def buyer_is_told_again_and_again() -> None:
    """Who was told that the car is registered gets the mail once more."""
    genuine = review_desk._invite_buyers

    def invite(desk: Any) -> None:
        genuine(desk)
        desk.store._do(update(VEHICLES).values(told=False))
        genuine(desk)

    swap(review_desk, "_invite_buyers", invite)


@breaks("R-109")
def mail_goes_to_who_is_no_buyer() -> None:
    """The mail goes to whoever logged in to the account service last, buyer or not."""
    genuine, known = AccountGateway.account, dict[str, str]()
    invited = review_desk._invite_buyers

    def look(self: AccountGateway, account_id: str) -> Any:
        found = genuine(self, account_id)
        known["last"] = found.email
        return found

    def invite(desk: Any) -> None:
        for contract_id in desk.store.vehicles.untold():
            contract = desk.store.contract(contract_id)
            if contract and contract.buyer is None and "last" in known:
                letter = letters.invitation("お客さま", address=review_desk._entry(desk))
                review_desk._sent(desk, known["last"], letter)
        invited(desk)

    swap(AccountGateway, "account", look)
    swap(review_desk, "_invite_buyers", invite)


@breaks("R-110")
def procedure_needs_the_dealer() -> None:
    """After delivery the procedure opens only for who reads the QR code at the dealer."""
    genuine = phones.begin

    def begin(desk: Any, flow: Any, contract_id: str, **rest: Any) -> Any:
        if not contract_id:
            return render_template("no_procedure.html"), 403
        return genuine(desk, flow, contract_id, **rest)

    swap(phones, "begin", begin)


@breaks("R-110")
def car_needs_a_user_from_the_dealer() -> None:
    """After delivery only who was registered at the dealer can apply."""

    def only_known(turn: Turn, genuine: Callable[[], Outcome]) -> Outcome:
        outcome = genuine()
        contract = turn.desk.store.contract(turn.draft.vehicle_contract) if isinstance(outcome, Go) else None
        if contract and contract.user is None:
            return Stay(errors={"": "販売店で使用者情報を登録してください。"})
        return outcome

    around("vehicle", "confirm", only_known)


@breaks("R-111")
def user_becomes_the_buyer() -> None:
    """After delivery the user is registered as the buyer as well."""
    genuine = Store.complete_registration

    def complete(self: Store, contract_id: str, user: Party) -> None:
        genuine(self, contract_id, user)
        self._do(update(CONTRACTS).where(CONTRACTS.c.id == contract_id).values(buyer=CONTRACTS.c.user))

    swap(Store, "complete_registration", complete)


@breaks("R-111")
def applying_changes_the_buyer() -> None:
    """Who applies after delivery is the buyer at once."""

    def become(turn: Turn) -> None:
        contract_id = turn.draft.vehicle_contract
        if contract_id and turn.phone.screen == "registration-review":
            turn.desk.store.confirm_buyer(contract_id, party_of(turn), staff_checked=False)

    first("registration-review", "apply", become, after=True)


@breaks("R-112")
def data_sharing_is_asked_after_delivery() -> None:
    """After delivery the customer has to agree once more that data go to the dealer."""
    screen = Screen(
        name="data-sharing", heading="情報提供の同意", acts={"agree": go("login")}, template="data-sharing"
    )
    AFTER_DELIVERY.screens["data-sharing"] = screen
    _begins_with("data-sharing")


def _begins_with(screen: str) -> None:
    genuine = phones.begin

    def begin(desk: Any, flow: Any, contract_id: str, **rest: Any) -> Any:
        answer: Any = genuine(desk, flow, contract_id, **rest)
        if flow is AFTER_DELIVERY:
            phone = desk.find(phones._key(rest["cookie"]))[1]
            phone.screen = screen
            desk.keep(phone)
            answer.headers["Location"] = url_for("procedure.show", flow_name=flow.name, name=screen)
        return answer

    swap(phones, "begin", begin)


@breaks("R-113")
def staff_check_after_delivery() -> None:
    """After delivery the staff's check has to be ticked, though there are no staff."""
    alter(
        "check",
        heading=account._check_heading,
        asks=account._check_form,
        shown=account._check_shown,
        acts={"next": account._checked},
        template="check",
        flows=_HERE,
    )


@breaks("R-113")
def new_users_are_checked_after_delivery() -> None:
    """After delivery who makes an account has to have it checked by staff."""

    def checked(turn: Turn, genuine: Callable[[], Outcome]) -> Outcome:
        return Stay(errors={"": "販売店スタッフによる確認を受けてください。"})

    around("review", "register", checked, flows=_HERE)


# -- the account -----------------------------------------------------------------------------------


@breaks("R-114")
def profiles_are_fixed_after_delivery() -> None:
    """After delivery the profile cannot be brought in line with the 車検証."""
    fields("profile", ("name", "name_kana", "address", "postal_code"), locked=True, flows=_HERE)


@breaks("R-114")
def corrections_are_dropped_after_delivery() -> None:
    """After delivery what is corrected stays as it was."""
    instead("profile", "confirm", go("check"), flows=_HERE)


@breaks("R-115")
def phones_are_optional_after_delivery() -> None:
    """After delivery telephone numbers may be left empty."""
    optional("profile", "contact_phone", "mobile_phone", flows=_HERE)


@breaks("R-115")
def mobile_phones_are_optional_after_delivery() -> None:
    """After delivery the mobile number may be left empty."""
    optional("profile", "mobile_phone", flows=_HERE)


@breaks("R-116")
def check_lacks_the_phones() -> None:
    """After delivery the check does not show telephone numbers."""
    without("check", "rows", "連絡用電話番号", "携帯電話番号", flows=_HERE)


@breaks("R-116")
def check_lacks_the_kind() -> None:
    """After delivery the check does not show whether the customer is an individual."""
    without("check", "rows", "お客さま種別", flows=_HERE)


@breaks("R-117")
def licence_is_photographed_after_delivery() -> None:
    """After delivery the licence has to be photographed as at the dealer."""
    for screen in camera.SCREENS:
        AFTER_DELIVERY.screens[screen.name] = screen
    instead("email-done", "next", go("method"), flows=_HERE)


@breaks("R-118")
def fields_are_always_an_individuals() -> None:
    """Whatever kind is chosen, an individual's fields open."""
    genuine = original(after_delivery, "profile_form")
    swap(after_delivery, "profile_form", lambda kind, *rest: genuine(INDIVIDUAL, *rest))


@breaks("R-118")
def fields_are_always_a_corporations() -> None:
    """Whatever kind is chosen, a corporation's fields open."""
    genuine = original(after_delivery, "profile_form")
    swap(after_delivery, "profile_form", lambda kind, *rest: genuine(CORPORATION, *rest))


@breaks("R-118")
def fields_do_not_open() -> None:
    """When the kind was chosen, no further fields open."""

    def form(draft: Draft) -> Form:
        asked = after_delivery._form(draft).fields
        return Form(fields=tuple(one for one in asked if one.name not in ("name", "name_kana")))

    alter("form", asks=form, flows=_HERE)


@breaks("R-119")
def my_lexus_terms_are_decoration() -> None:
    """The terms of My LEXUS (WEB) need not be ticked."""
    first(
        "my-lexus-terms",
        "next",
        lambda turn: turn.draft.typed.update({"my-lexus-terms": {"terms": "on"}}),
    )


@breaks("R-119")
def my_lexus_terms_are_left_out() -> None:
    """From the new account the procedure goes on to the link, without terms."""
    instead("registered", "next", go("my-lexus-link"), flows=_HERE)


@breaks("R-120")
def account_is_not_linked() -> None:
    """「連携する」 leads on, and the account is not linked."""
    swap(AccountGateway, "link", lambda self, account_id, service: None)


@breaks("R-120")
def account_is_linked_too_early() -> None:
    """The account is linked when the terms are agreed to, before 「連携する」 is pressed."""

    def link(turn: Turn) -> None:
        if turn.typed.get("terms"):
            turn.desk.accounts.link(turn.account.account_id, "My LEXUS (WEB)")

    first("my-lexus-terms", "next", link)


@breaks("R-121")
def linked_accounts_are_linked_again() -> None:
    """Who has an account has to link it once more."""
    leads("confirmed", "next", "my-lexus-link", flows=_HERE)


def _subscribe(*, wanted: bool) -> None:
    """The magazine is wanted or not, whatever was ticked."""
    first(
        "mail-magazine",
        "next",
        lambda turn: setattr(turn.draft, "mail_magazine", wanted),
        after=True,
    )


@breaks("R-122")
def everybody_gets_the_magazine() -> None:
    """Everybody has subscribed to the magazine."""
    _subscribe(wanted=True)


@breaks("R-122")
def nobody_gets_the_magazine() -> None:
    """Who ticks the magazine has not subscribed to it."""
    _subscribe(wanted=False)


@breaks("R-122")
def magazine_is_required() -> None:
    """Who does not want the magazine cannot go on."""
    fields("mail-magazine", ("mail_magazine",), required=True)

    def need(turn: Turn, genuine: Callable[[], Outcome]) -> Outcome:
        if not turn.typed.get("mail_magazine"):
            return Stay(errors={"mail_magazine": "チェックを入れてください。"})
        return genuine()

    around("mail-magazine", "next", need)
