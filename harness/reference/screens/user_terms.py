"""2-1/3 and 2-1/4, 2-2/15-A and 16-A, 26-B and 27-B, 22-C and 23-C: the user agrees and is registered."""

from __future__ import annotations

from typing import Any

from harness.reference.draft import Draft
from harness.reference.flow import BACK_SERVICE, Go, Screen, Stay, Turn, go
from harness.reference.forms import Form, tick_field
from harness.reference.policy import consent, own_account
from harness.reference.policy.role import Role
from harness.reference.screens.done import party
from harness.reference.store import Superseded

__all__ = ["SAME_AS_BUYER", "is_buyers", "screens"]

SAME_AS_BUYER = (
    "買主と同じTOYOTAアカウントでは登録できません。使用者ご本人のTOYOTAアカウントをご利用ください。買主と使用者が"
    "同じ場合は、買主のスマートフォンで「買主と同じ名義で登録する」を押してください。"
)
CHANGED = {
    "buyer": "買主情報が変更されたため、登録できませんでした。最初のQRコードから、もう一度お手続きください。",
    "invitation": (
        "QRコードが無効になったため、登録できませんでした。買主のスマートフォンに表示される新しいQRコードを"
        "読み取ってください。"
    ),
}

_TERMS = Form(fields=(tick_field("terms", "利用規約に同意する"),))


def is_buyers(turn: Turn, account_id: str) -> bool:
    """Whether a user would use the buyer's own account; after delivery (4-1) the buyer may be the user."""
    if not turn.phone.contract_id:
        return False
    buyer = turn.contract.buyer
    return not own_account.is_own(user_account=account_id, buyer_account=buyer.account_id if buyer else None)


def _agree(turn: Turn) -> Go | Stay:
    if not consent.agreed(ticked=bool(turn.typed.get("terms"))):
        return Stay(errors={"terms": _TERMS["terms"].missing()})
    if turn.role is Role.USER and is_buyers(turn, turn.account.account_id):
        return Stay(errors={"": SAME_AS_BUYER})
    store, phone, draft = turn.desk.store, turn.phone, turn.draft
    store.record_consent(phone.contract_id, phone.key, consent.USER_TERMS)
    user = party(turn)
    try:
        if turn.role is Role.BUYER:
            store.confirm_same_user(phone.contract_id, user)
        else:
            store.confirm_other_user(
                phone.contract_id, user, invitation=phone.invitation, staff_checked=draft.staff_checked
            )
    except Superseded as superseded:
        return Stay(errors={"": CHANGED[str(superseded)]})
    draft.forget_secrets()
    draft.user_name = user.name
    return Go(to="user-completed", final=True)


def _heading_of_user(draft: Draft) -> str:
    """Who had an account sees 「利用者…」, who made one 「使用者…」: the guide's own two words (A-31)."""
    return "使用者登録規約の同意" if draft.email_proved else "利用者登録規約の同意"


def _parties(turn: Turn) -> dict[str, Any]:
    buyer = turn.contract.buyer
    rows = [("買主名", buyer.name)] if buyer else []
    return {"buyer": rows, "user": [("使用者名", turn.draft.user_name)]}


def screens(role: Role) -> tuple[Screen, ...]:
    """The terms and the completion; the buyer who is the user too sees them on the same phone."""
    heading = _heading_of_user if role is Role.USER else "使用者登録規約の同意"
    return (
        Screen(name="user-terms", heading=heading, asks=_TERMS, acts={"next": _agree}, back=BACK_SERVICE),
        Screen(
            name="user-completed",
            heading="使用者情報の登録完了",
            shown=_parties,
            acts={"services": go("g-link")},
            back=BACK_SERVICE,
        ),
    )
