"""The fakes of a build that runs elsewhere, arranged and looked at over their ``/_fake/`` calls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import requests

from fakes.control import FaultEntry
from harness.builds.disturbances import GATEWAYS, planned
from harness.builds.http import browser_session
from harness.builds.port import AccountState, Certificate, Message
from harness.builds.profile import FakePlaces
from harness.errors import BuildError, CapabilityMissing

__all__ = ["ServedFakes"]

_FOLDERS = ("toyota_account", "houjin_bangou", "licence_reader", "mail", "payment", "vehicle_registry")
_NAMES = dict(zip(GATEWAYS, _FOLDERS, strict=True))
_LIMITS = (5.0, 30.0)
_HOUSEKEEPING = ("reset", "clock", "journal")
"""Calls that say nothing of the build."""


class ServedFakes:
    """Speaks to the fakes that a profile names; what is not served is CapabilityMissing."""

    def __init__(self, places: FakePlaces) -> None:
        """Asks the index, if there is one, where the fakes are. Raises BuildError."""
        self._session = browser_session()
        self._urls: dict[str, str] = {}
        self.lost: dict[str, str] = {}
        """Fakes that the build turned out not to use, with the reason."""
        if places.index is not None:
            self._urls |= self._listed(str(places.index).rstrip("/"))
        self._urls |= places.named()

    @property
    def names(self) -> frozenset[str]:
        """Which fakes are served: ``mail``."""
        return frozenset(self._urls)

    @property
    def places(self) -> dict[str, str]:
        """Name of each fake that is served, and its base URL."""
        return dict(self._urls)

    def journal(self, name: str) -> list[dict[str, Any]]:
        """Lists the calls that a fake got since it was reset."""
        calls: list[dict[str, Any]] = self._ask("GET", name, "journal")["calls"]
        return calls

    def leave_out(self, gateway: str, reason: str) -> None:
        """Lets whatever looks into a gateway's fake be CapabilityMissing from now on."""
        self.lost[_NAMES[gateway]] = reason

    def close(self) -> None:
        """Lets go of the connections."""
        self._session.close()

    def reset(self) -> None:
        """Lets every fake forget, with the faults that it began with."""
        for name in self._urls:
            self._ask("POST", name, "reset")

    def live_at(self, now: datetime) -> None:
        """Stops the clock of every fake at a moment; fakes of one process share theirs."""
        for name in self._urls:
            self._ask("POST", name, "clock", {"now": now.isoformat(), "stands": True})

    def release(self) -> None:
        """Lets the clock of every fake go on from where it is."""
        for name in self._urls:
            self._ask("POST", name, "clock", {"stands": False})

    def disturb(self, gateway: str, fault: str) -> None:
        """Makes a gateway fail from now on. Raises FeatureError for names that it does not know."""
        entry = FaultEntry(**FaultEntry.fields_of(planned(gateway, fault)))
        self._ask("POST", _NAMES[gateway], "faults", entry.model_dump(mode="json", exclude_none=True))

    def calls_after(self, after: Mapping[str, int]) -> dict[str, list[dict[str, Any]]]:
        """Gives gateway -> its calls whose number comes after the one given for it, the oldest first."""
        return {
            gateway: self._ask("GET", name, "journal", params={"after": str(after.get(gateway, 0))})["calls"]
            for gateway, name in _NAMES.items()
            if name in self._urls
        }

    def cards(self) -> int:
        """Counts the cards that the payment gateway keeps for its customers."""
        return len(self._ask("GET", "payment", "cards")["cards"])

    def messages(self, address: str) -> tuple[Message, ...]:
        """Lists what arrived for an address, oldest first, junk too."""
        found = self._ask("GET", "mail", "messages", params={"to": address})["messages"]
        return tuple(
            Message(
                sender=one["from"],
                recipient=address,
                subject=one["subject"],
                text=one["text"],
                codes=(one["code"],) if one["code"] else (),
                html=one["html"],
                junk=one["folder"] == "junk",
            )
            for one in found
        )

    def filter_mail(self, address: str, domains: Sequence[str], *, refuse: bool) -> None:
        """Lets a mailbox refuse what is not from these domains, as the filter of a phone does."""
        self._ask("PUT", "mail", "filters", {"address": address, "domains": list(domains), "refuse": refuse})

    def put_account(self, account: Mapping[str, Any]) -> None:
        """Puts an account in place of the one with its address."""
        self._ask("PUT", "toyota_account", "accounts", dict(account))

    def account_states(self) -> tuple[AccountState, ...]:
        """Lists the accounts that exist."""
        return tuple(
            AccountState(
                email=one["email"],
                kind=one["kind"],
                profile=one["profile"],
                linked_services=tuple(one["linked_services"]),
            )
            for one in self._ask("GET", "toyota_account", "accounts")["accounts"]
        )

    def register_certificate(self, certificate: Certificate) -> None:
        """Puts a 車検証 into the register, in place of the car's earlier one."""
        user = {"kind": certificate.kind, "name": certificate.name, "address": certificate.address}
        data = {
            "chassis_number": certificate.chassis_number,
            "plate": asdict(certificate.plate),
            "vehicle_kind": certificate.vehicle_kind,
            "user": user,
        }
        self._ask("PUT", "vehicle_registry", "certificates", data)

    def need(self, name: str, what: str) -> None:
        """Raises CapabilityMissing unless a fake is served."""
        if name not in self._urls:
            raise CapabilityMissing(f"このビルドのプロファイルに代役 {name} の場所がない（{what}）")

    def _ask(
        self,
        method: str,
        name: str,
        path: str,
        data: dict[str, Any] | None = None,
        *,
        params: dict[str, str] | None = None,
    ) -> Any:
        self.need(name, f"/_fake/{path}")
        if name in self.lost and path not in _HOUSEKEEPING:
            raise CapabilityMissing(self.lost[name])
        return self._call(method, f"{self._urls[name]}/_fake/{path}", data, params)

    def _listed(self, index: str) -> dict[str, str]:
        health = self._call("GET", f"{index}/_fake/health")
        found = health.get("fakes") if isinstance(health, dict) else None
        if not isinstance(found, dict) or not all(isinstance(url, str) for url in found.values()):
            raise BuildError(f"{index}: this is not the index of `mylexus fakes`; correct fakes.index")
        return {name: url.rstrip("/") for name, url in found.items() if name in _FOLDERS}

    def _call(self, method: str, url: str, data: Any = None, params: dict[str, str] | None = None) -> Any:
        try:
            answer = self._session.request(
                method,
                url,
                json=data,
                params=params,
                headers={"Accept": "application/json"},
                timeout=_LIMITS,
            )
        except requests.RequestException as error:
            raise BuildError(
                f"{method} {url}: the fake does not answer ({type(error).__name__}); "
                "check that `mylexus fakes` runs and that its place in the profile is right"
            ) from error
        try:
            answer.raise_for_status()
            return answer.json()
        except (requests.HTTPError, ValueError) as error:
            raise BuildError(
                f"{method} {url}: the fake answered {answer.status_code}: {answer.text[:200]}; "
                "take fakes of the same version as this harness"
            ) from error
