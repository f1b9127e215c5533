"""1-1/2 to 1-1/5 and 2-2/6 to 2-2/9: what a customer sees after reading a QR code, before logging in."""

from __future__ import annotations

from typing import Any

from harness.reference.flow import BACK_SERVICE, Go, Screen, Stay, Turn, go
from harness.reference.policy.consent import DATA_SHARING
from harness.reference.policy.role import Role

__all__ = ["car_rows", "screens"]


def car_rows(turn: Turn) -> dict[str, Any]:
    """The car of the contract, and who sells it."""
    contract = turn.contract
    return {"rows": [("ご契約車両", contract.car.name), ("購入販売店", contract.dealer)]}


def _agree(turn: Turn) -> Go | Stay:
    turn.desk.store.record_consent(turn.phone.contract_id, turn.phone.key, DATA_SHARING)
    return Go(to="login")


def screens(role: Role) -> tuple[Screen, ...]:
    """The way in is the same for both; its second screen is called after what is registered."""
    return (
        Screen(name="start", heading="お申込みの開始", acts={"begin": go("outline")}, back=BACK_SERVICE),
        Screen(name="outline", heading=f"{role}情報の登録開始", acts={"next": go("car")}, back=BACK_SERVICE),
        Screen(
            name="car",
            heading="ご契約車両の確認",
            acts={"next": go("data-sharing")},
            shown=car_rows,
            back=BACK_SERVICE,
        ),
        Screen(name="data-sharing", heading="情報提供の同意", acts={"agree": _agree}, back=BACK_SERVICE),
    )
