"""A client of the control API by which the harness arranges contracts and looks up what is registered.

The contract: ``POST /_control/contracts``, ``GET /_control/contracts/<id>``, ``POST /_control/reset``; JSON, with
``Authorization: Bearer <token>``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from harness.builds.port import Car, Contract, ContractState, Party
from harness.errors import BuildError

__all__ = ["Control", "Reply"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply:
    """What the control API answered."""

    status: int
    data: Any


Caller = Callable[[str, str, dict[str, Any] | None], Reply]


class Control:
    """Speaks to the control API through ``call(method, path, data)``, whatever the transport."""

    def __init__(self, call: Caller) -> None:
        self._call = call

    def _ask(self, method: str, path: str, data: dict[str, Any] | None = None) -> Any:
        reply = self._call(method, path, data)
        if reply.status >= 400:
            raise BuildError(
                f"{method} {path} of the build's control API answered {reply.status}; "
                "check that the control API is switched on and that the token is right"
            )
        return reply.data

    def reset(self) -> None:
        """Lets the build forget everything."""
        self._ask("POST", "/_control/reset")

    def new_contract(self, *, dealer: str, car: Car) -> Contract:
        """Lets the contract desk write a contract."""
        data = self._ask("POST", "/_control/contracts", {"dealer": dealer, "car": asdict(car)})
        return Contract(id=str(data["id"]), dealer=dealer, car=car, staff_url=str(data["staff_path"]))

    def contract(self, contract_id: str) -> ContractState:
        """Looks up what is registered."""
        data = self._ask("GET", f"/_control/contracts/{contract_id}")
        return ContractState(
            id=contract_id,
            buyer=_party(data.get("buyer")),
            user=_party(data.get("user")),
            consents=tuple(map(str, data.get("consents", ()))),
            applications=tuple(str(application["service"]) for application in data.get("applications") or ()),
        )


def _party(data: dict[str, Any] | None) -> Party | None:
    return Party(name=data["name"], kind=data["kind"], email=data["email"]) if data else None
