"""Users who were registered after delivery, and the ways that their phones go from the mail on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.reference.contract import Party
from harness.reference.desk import Desk
from harness.reference.services_link import services_path
from tests.reference.ways import company, person

if TYPE_CHECKING:
    from tests.reference.conftest import Dealer, Outside, Phone

__all__ = [
    "EXTRAS",
    "TICKS",
    "USER",
    "apply_in_services",
    "desk_of",
    "link",
    "open_services",
    "register_user",
    "to_g_link_form",
    "to_service_card",
    "to_service_method",
    "to_service_plan",
]

EXTRAS = "追加のサービスを選択する"
TICKS = {"terms": "on", "explained": "on"}
USER = "user@mail.toyota.example"


def desk_of(dealer: Dealer) -> Desk:
    """The desk of the build."""
    desk: Desk = dealer.app.extensions["mylexus"]
    return desk


def register_user(dealer: Dealer, outside: Outside, kind: str = "個人", email: str = USER) -> None:
    """Somebody with an account is the user of the contract from now on, as after the review of 4-1."""
    if email not in outside.accounts:
        outside.add_account(kind=kind, profile=person() if kind == "個人" else company(), email=email)
    account_id = outside.accounts[email]["account_id"]
    name = "豊田 太郎" if kind == "個人" else "トヨタ自動車株式会社"
    party = Party(name=name, kind=kind, email=email, account_id=account_id)
    store, contract_id = desk_of(dealer).store, dealer.opened["id"]
    store.confirm_buyer(contract_id, party, staff_checked=False)
    store.confirm_same_user(contract_id, party)


def link(dealer: Dealer) -> str:
    """Where the mail about the completed registration leads."""
    with dealer.app.test_request_context():
        return services_path(desk_of(dealer), dealer.opened["id"])


def open_services(dealer: Dealer, outside: Outside, kind: str = "個人") -> Phone:
    """The user has pressed 「次の手続きに進む」 in the mail; the phone stands at 5-1/2."""
    register_user(dealer, outside, kind)
    return dealer.new_phone().open(link(dealer))


def to_g_link_form(phone: Phone) -> Phone:
    """A phone at 5-1/2 goes on to 5-1/4-A."""
    return phone.press("利用申込みをする").press("つぎへ", **TICKS)


def to_service_plan(phone: Phone) -> Phone:
    """A phone at 5-1/2 declines G-Link and goes on to 5-2/3-A."""
    phone.press("利用申込みをしない").press("OK").press("利用申込みをする")
    return phone.press("つぎへ", terms="on")


def to_service_method(phone: Phone) -> Phone:
    """A phone at 5-1/2 declines G-Link and goes on to 5-2/4-A."""
    to_service_plan(phone)
    return phone.press("つぎへ", plan=phone.options("plan")[0])


def to_service_card(phone: Phone) -> Phone:
    """A phone at 5-1/2 goes on with further services of G-Link to 5-1/7-A."""
    return to_g_link_form(phone).press("つぎへ", extras=EXTRAS).press("つぎへ", method="クレジットカード")


def apply_in_services(phone: Phone, **typed: Any) -> Phone:
    """A phone at 5-1/2 applies for G-Link without anything to pay."""
    to_g_link_form(phone).press("つぎへ", **typed)
    return phone.press("この内容で申し込む").press("申し込む")
