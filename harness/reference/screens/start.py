"""1-1/2 to 1-1/5: what a customer sees after reading the QR code, before logging in."""

from __future__ import annotations

from typing import Any

from harness.reference.flow import BACK_SERVICE, Go, Screen, Stay, Turn, go
from harness.reference.policy.consent import DATA_SHARING

__all__ = ["SCREENS"]


def _car(turn: Turn) -> dict[str, Any]:
    contract = turn.desk.store.contract(turn.phone.contract_id)
    return {"rows": [("ご契約車両", contract.car.name), ("購入販売店", contract.dealer)] if contract else []}


def _agree(turn: Turn) -> Go | Stay:
    turn.desk.store.record_consent(turn.phone.contract_id, turn.phone.key, DATA_SHARING)
    return Go(to="login")


SCREENS = (
    Screen(name="start", heading="お申込みの開始", acts={"begin": go("outline")}, back=BACK_SERVICE),
    Screen(name="outline", heading="買主情報の登録開始", acts={"next": go("car")}, back=BACK_SERVICE),
    Screen(
        name="car",
        heading="ご契約車両の確認",
        acts={"next": go("data-sharing")},
        shown=_car,
        back=BACK_SERVICE,
    ),
    Screen(name="data-sharing", heading="情報提供の同意", acts={"agree": _agree}, back=BACK_SERVICE),
)
