"""「以上でお手続きは完了です」, the call for staff, and the end of a phone's procedure (A-11, A-13)."""

from __future__ import annotations

from typing import Any

from harness.reference.flow import Screen, Turn, go
from harness.reference.policy.service import SERVICES

__all__ = ["SCREENS", "finished", "staff_call"]


def _services(turn: Turn) -> dict[str, Any]:
    contract = turn.contract
    applied = {one.service: one for one in contract.applications}
    offered = [one for one in SERVICES if contract.car.charging or one == SERVICES[0]]
    return {
        "rows": [
            ("ご契約車両", contract.car.name),
            *((f"{one}のお申込み", applied[one].plan if one in applied else "利用なし") for one in offered),
        ],
        "later": any(one not in applied for one in offered),
    }


def finished(name: str, *, then: str) -> Screen:
    """The customer is done and presses とじる; what was applied for is shown."""
    return Screen(
        name=name,
        heading="お手続きの完了",
        shown=_services,
        acts={"close": go(then, final=True)},
        template="finished",
    )


def staff_call(name: str, heading: str) -> Screen:
    """Staff see that the customer is done, and OK ends the procedure."""
    return Screen(name=name, heading=heading, acts={"ok": go("ended", final=True)}, template="staff-call")


SCREENS = (Screen(name="ended", heading="お手続きの終了", last=True),)
