"""A plug-in for mylexus: does what the control API does, by the test bench that Acme's build has anyway.

Here that bench is the one of the reference build, so that this example can be run and is tested.
"""

from __future__ import annotations

import os
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

import requests

from harness.builds import port
from harness.errors import BuildError


class AcmeRig:
    """Speaks to Acme's test bench."""

    @staticmethod
    def profile() -> dict[str, Any]:
        """Where Acme's build is, as a file would say it: so `--build acme` is enough."""
        url, fakes = os.environ["ACME_URL"], os.environ.get("ACME_FAKES", "http://127.0.0.1:8700")
        return {"name": "acme", "driver": "http", "base_url": url, "fakes": {"index": fakes}}

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Bearer {os.environ['ACME_RIG_KEY']}"

    def ask(self, method: str, path: str, data: Any = None) -> Any:
        """Calls the bench; what it refuses is a BuildError, which the harness reports without a traceback."""
        try:
            answer = self.session.request(method, f"{self.base_url}/_control{path}", json=data, timeout=30)
            answer.raise_for_status()
        except requests.RequestException as error:
            raise BuildError(f"Acme's bench: {method} {path}: {error}; check ACME_RIG_KEY") from error
        return answer.json()

    def check(self) -> None:
        """Raises BuildError unless the bench answers."""
        self.ask("GET", "/health")

    def reset(self) -> None:
        """The build forgets everything."""
        self.ask("POST", "/reset")

    def new_contract(self, *, dealer: str, car: port.Car) -> port.Contract:
        """The dealer writes a contract."""
        made = self.ask("POST", "/contracts", {"dealer": dealer, "car": asdict(car)})
        return port.Contract(id=made["id"], dealer=dealer, car=car, staff_url=made["staff_path"])

    def contract(self, contract_id: str) -> port.ContractState:
        """What is registered for a contract."""
        found = self.ask("GET", f"/contracts/{contract_id}")
        later = found["user_registration"]
        applied = [{**one, "payment": one["payment"] or ""} for one in found["applications"]]
        return port.ContractState(
            id=contract_id,
            buyer=port.Party(**found["buyer"]) if found["buyer"] else None,
            user=port.Party(**found["user"]) if found["user"] else None,
            consents=tuple(found["consents"]),
            applications=tuple(port.Application(**one) for one in applied),
            payment_registered=found["payment_registered"],
            user_registration=port.UserRegistration(**later) if later else None,
        )

    def user_entry(self) -> str:
        """The page that the flyer names."""
        return str(self.ask("GET", "/entry")["user_registration_path"])

    def register_vehicle(self, contract_id: str, certificate: port.Certificate) -> None:
        """The car of a contract gets its number plate."""
        car = {"chassis_number": certificate.chassis_number, "plate": asdict(certificate.plate)}
        self.ask("POST", f"/contracts/{contract_id}/vehicle-registration", car)

    def review(self) -> None:
        """The review desk decides what waits."""
        self.ask("POST", "/reviews")

    def time(self) -> datetime:
        """The build's time."""
        return datetime.fromisoformat(self.ask("GET", "/clock")["now"])

    def stop_clock(self, now: datetime) -> None:
        """Time stands still at a moment."""
        self.ask("POST", "/clock", {"now": now.isoformat(), "stands": True})

    def advance_clock(self, span: timedelta) -> datetime:
        """Time goes on by a span."""
        told = self.ask("POST", "/clock", {"advance_seconds": span.total_seconds()})
        return datetime.fromisoformat(told["now"])

    def release_clock(self) -> None:
        """Time runs again."""
        self.ask("POST", "/clock", {"stands": False})
