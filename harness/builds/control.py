"""A client of the control API by which the harness arranges contracts and looks up what is registered.

The contract: ``POST /_control/contracts``, ``GET /_control/contracts/<id>``,
``POST /_control/contracts/<id>/vehicle-registration``, ``GET /_control/entry``, ``POST /_control/reviews``,
``POST /_control/reset``, ``GET, POST /_control/clock``, ``GET /_control/health``; JSON, with
``Authorization: Bearer <token>``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from harness.builds.port import (
    Application,
    Car,
    Certificate,
    Contract,
    ContractState,
    Party,
    UserRegistration,
)
from harness.errors import BuildCrashed, BuildError

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
        if reply.status == HTTPStatus.INTERNAL_SERVER_ERROR:
            raise BuildCrashed(
                f"{method} {path} of the build's control API answered 500; see the build's log"
            )
        if reply.status >= 400:
            raise BuildError(
                f"{method} {path} of the build's control API answered {reply.status}; "
                "check that the control API is switched on and that the token is right"
            )
        return reply.data

    def check(self) -> None:
        """Raises BuildError unless the control API is there and takes the token."""
        self._ask("GET", "/_control/health")

    def time(self) -> datetime:
        """Tells the build's time."""
        return _moment(self._ask("GET", "/_control/clock"))

    def stop_clock(self, now: datetime) -> None:
        """Stops the build's clock at a moment."""
        self._ask("POST", "/_control/clock", {"now": now.isoformat(), "stands": True})

    def advance_clock(self, span: timedelta) -> datetime:
        """Moves the build's clock on, and tells its time then."""
        return _moment(self._ask("POST", "/_control/clock", {"advance_seconds": span.total_seconds()}))

    def release_clock(self) -> None:
        """Lets the build's clock go on from where it is."""
        self._ask("POST", "/_control/clock", {"stands": False})

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
            applications=tuple(map(_application, data.get("applications") or ())),
            payment_registered=bool(data.get("payment_registered")),
            user_registration=_user_registration(data.get("user_registration")),
        )

    def user_entry(self) -> str:
        """Gives the path at which a user registers after delivery."""
        return str(self._ask("GET", "/_control/entry")["user_registration_path"])

    def register_vehicle(self, contract_id: str, certificate: Certificate) -> None:
        """Tells the build that the car of a contract was registered."""
        self._ask(
            "POST",
            f"/_control/contracts/{contract_id}/vehicle-registration",
            {"chassis_number": certificate.chassis_number, "plate": asdict(certificate.plate)},
        )

    def review(self) -> None:
        """Lets the review desk decide what waits."""
        self._ask("POST", "/_control/reviews")


def _moment(data: Any) -> datetime:
    try:
        return datetime.fromisoformat(data["now"])
    except (KeyError, TypeError, ValueError):
        raise BuildError(
            f"/_control/clock answered {data!r}; expected an object whose now is a moment with its zone (ISO 8601)"
        ) from None


def _application(data: dict[str, Any]) -> Application:
    return Application(
        service=str(data["service"]),
        plan=str(data.get("plan") or ""),
        payment=str(data.get("payment") or ""),
    )


def _user_registration(data: dict[str, Any] | None) -> UserRegistration | None:
    if not data:
        return None
    return UserRegistration(
        status=str(data["status"]),
        applied=int(data["applied"]),
        mail_magazine=bool(data.get("mail_magazine")),
    )


def _party(data: dict[str, Any] | None) -> Party | None:
    return Party(name=data["name"], kind=data["kind"], email=data["email"]) if data else None
