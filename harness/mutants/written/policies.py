"""Policies of the reference build as a bad team might have written them."""

from __future__ import annotations

import dataclasses
from typing import Any

from harness.mutants.written.frame import breaks, swap
from harness.reference.flow import Flow
from harness.reference.gateways.account import AccountGateway
from harness.reference.policy import (
    consent,
    email_code,
    payment_method,
    phone_number,
    qr_token,
    signed_token,
    staff_check,
    user_qr,
)
from harness.reference.policy.refused import Refused
from harness.reference.policy.user_qr import Invitation, Reading
from harness.reference.store import Store

__all__: list[str] = []


@breaks("R-013")
def staff_check_is_decoration() -> None:
    """The customer goes on although nobody ticked the staff check, which is there."""
    swap(staff_check, "passes", lambda kind, *, ticked: True)


@breaks("R-014")
def corporations_are_checked() -> None:
    """Corporations get the staff check too."""
    swap(staff_check, "required", lambda kind: True)


@breaks("R-020")
def terms_are_decoration() -> None:
    """Nobody has to tick that the terms are agreed to."""
    swap(consent, "agreed", lambda *, ticked: True)


@breaks("R-039")
def user_terms_are_decoration() -> None:
    """A user is registered without having agreed to the user's terms."""
    swap(consent, "agreed", lambda *, ticked: True)


@breaks("R-075")
def seal_is_not_looked_at() -> None:
    """A QR code that somebody wrote anew opens the procedure."""

    def unsealed(secret: str, token: str) -> str | None:
        _, payload = signed_token._seal(secret, "contract-qr").loads_unsafe(token)
        return payload if isinstance(payload, str) else None

    swap(qr_token, "contract_of", unsealed)


@breaks("R-076")
def any_phone_reads_the_users_qr() -> None:
    """The QR code for the user's phone opens the procedure on every phone."""
    genuine = user_qr.judge

    def lenient(invitation: Invitation | None, *, phone: str, now: float) -> Reading:
        reading = genuine(invitation, phone=phone, now=now)
        return Reading.OPENS if reading is Reading.TAKEN else reading

    swap(user_qr, "judge", lenient)
    swap(Store, "claim_invitation", lambda self, invitation_id, phone: True)


@breaks("R-078")
def used_address_is_not_told() -> None:
    """Nobody looks whether an address has an account already."""
    swap(AccountGateway, "has", lambda self, email: False)


def _codes(**changes: Any) -> None:
    genuine = email_code.judge

    def lenient(
        issued: email_code.IssuedCode | None, typed: str, *, now: float, **rest: Any
    ) -> email_code.Verdict:
        new = {"issued": now} if "issued" in changes else changes
        return genuine(dataclasses.replace(issued, **new) if issued else None, typed, now=now, **rest)

    swap(email_code, "judge", lenient)


@breaks("R-079")
def codes_do_not_expire() -> None:
    """A code is good for ever."""
    _codes(issued=0)


@breaks("R-079")
def codes_expire_early() -> None:
    """A code is good for nine minutes only."""
    swap(email_code, "LIFE", 540)


@breaks("R-080")
def codes_can_be_guessed() -> None:
    """Wrong codes are not counted."""
    _codes(tries=0)


@breaks("R-023")
def any_code_passes() -> None:
    """Whatever is typed is taken for the code."""
    swap(email_code, "judge", lambda issued, typed, **rest: email_code.Verdict.RIGHT)


@breaks("R-088")
def mobile_numbers_begin_with_090() -> None:
    """Mobile numbers that do not begin with 090 or 080 are refused."""
    genuine = phone_number._read

    def strict(parts: Any) -> tuple[str, int]:
        if parts[0] == "070":
            raise Refused("携帯電話番号を入力してください。")
        return genuine(parts)

    swap(phone_number, "_read", strict)


@breaks("R-102")
def invoices_for_everybody() -> None:
    """Payment by invoice is offered to individuals."""
    genuine = payment_method.methods
    swap(payment_method, "methods", lambda kind, service: genuine("法人", service))


@breaks("R-003")
def way_back_forgets() -> None:
    """What was typed is gone after 前の画面にもどる."""
    genuine = Flow._go_back

    def back(self: Flow, phone: Any) -> None:
        genuine(self, phone)
        phone.draft.typed.pop(phone.screen, None)

    swap(Flow, "_go_back", back)
