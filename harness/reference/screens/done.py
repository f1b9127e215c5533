"""What confirming comes to: the buyer is registered (1-1/11-A, 22-B, 18-C), the user goes on to the terms."""

from __future__ import annotations

from typing import Any

from harness.reference.contract import Party
from harness.reference.flow import BACK_SERVICE, Go, Screen, Stay, Turn, go
from harness.reference.policy.customer_kind import registered_name
from harness.reference.policy.role import Role

__all__ = ["SCREENS", "confirm", "party"]


def party(turn: Turn) -> Party:
    """The account's holder as a party to the contract."""
    account = turn.account
    name = registered_name(account.kind, account.written)
    return Party(name=name, kind=account.kind, email=account.email, account_id=account.account_id)


def confirm(turn: Turn) -> Go | Stay:
    """A buyer is registered here, and what was typed is no longer kept; a user has terms to agree to first."""
    if turn.role is Role.USER:
        return Go(to="user-terms")
    draft, buyer = turn.draft, party(turn)
    turn.desk.store.confirm_buyer(turn.phone.contract_id, buyer, staff_checked=draft.staff_checked)
    draft.buyer_name = buyer.name
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
)
