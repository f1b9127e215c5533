"""1-1/11-A, 22-B, 18-C: the buyer is registered; the next procedure starts from here."""

from __future__ import annotations

from typing import Any

from harness.reference.flow import BACK_SERVICE, Go, Screen, Stay, Turn, go
from harness.reference.policy.customer_kind import registered_name
from harness.reference.store import Buyer

__all__ = ["SCREENS", "confirm_buyer"]


def confirm_buyer(turn: Turn) -> Go | Stay:
    """The account's holder becomes the contract's buyer, and what was typed is no longer kept."""
    draft = turn.draft
    if draft.account is None:
        raise RuntimeError("a buyer is confirmed without an account")
    account = draft.account
    name = registered_name(account.kind, account.written)
    buyer = Buyer(name=name, kind=account.kind, email=account.email, account_id=account.account_id)
    turn.desk.store.confirm_buyer(turn.phone.contract_id, buyer, staff_checked=draft.staff_checked)
    draft.buyer_name = name
    draft.forget_secrets()
    return Go(to="completed", final=True)


def _buyer(turn: Turn) -> dict[str, Any]:
    return {"rows": [("買主名", turn.draft.buyer_name)]}


SCREENS = (
    Screen(
        name="completed",
        heading="買主情報の登録完了",
        shown=_buyer,
        acts={"user": go("registrant")},
        back=BACK_SERVICE,
    ),
    Screen(name="registrant", heading="名義の選択", back=BACK_SERVICE),
)
