"""TOYOTAアカウント over its JSON API."""

from __future__ import annotations

from typing import Any, Literal
from urllib.parse import quote

import requests
from pydantic import BaseModel, ValidationError

from harness.reference.gateways.trouble import GatewayTrouble, json_of, send

__all__ = [
    "Account",
    "AccountGateway",
    "AccountLocked",
    "EmailTaken",
    "LockedByService",
    "NotAccepted",
    "WrongLogin",
]

SERVICE = "TOYOTAアカウントのサービス"


class Account(BaseModel):
    """One TOYOTAアカウント as the service tells of it."""

    account_id: str
    email: str
    kind: Literal["個人", "法人"]
    profile: dict[str, str | None]
    linked_services: list[str] = []

    @property
    def written(self) -> dict[str, str]:
        """The profile without its empty entries."""
        return {key: value for key, value in self.profile.items() if value}


class WrongLogin(Exception):
    """E-mail address and password do not go together (401)."""


class AccountLocked(Exception):
    """The account is locked against further tries (423)."""


class EmailTaken(Exception):
    """The address has an account already (409)."""


class NotAccepted(Exception):
    """The service refuses what was entered (422)."""


class LockedByService(Exception):
    """A linked service keeps some entries from being changed (409); ``fields`` are profile keys."""

    def __init__(self, fields: list[str]) -> None:
        self.fields = fields
        super().__init__(", ".join(fields))


class AccountGateway:
    """Asks the service; every answer that is not agreed is GatewayTrouble."""

    def __init__(self, *, url: str, key: str, timeout: float) -> None:
        self._url = url.rstrip("/")
        self._key = key
        self._timeout = timeout

    def _ask(self, method: str, path: str, **rest: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {self._key}", "Accept": "application/json"}
        return send(SERVICE, method, self._url + path, timeout=self._timeout, headers=headers, **rest)

    def log_in(self, email: str, password: str) -> str:
        """The right address and password give an account id; raises WrongLogin or AccountLocked."""
        answer = self._ask("POST", "/v1/sessions", json={"email": email, "password": password})
        if answer.status_code == 401:
            raise WrongLogin
        if answer.status_code == 423:
            raise AccountLocked
        account_id = _body(answer, 200).get("account_id")
        if not isinstance(account_id, str) or not account_id:
            raise GatewayTrouble(SERVICE, "no account_id in the answer to a log-in")
        return account_id

    def account(self, account_id: str) -> Account:
        """An account is told with its kind, profile and linked services."""
        return _account(_body(self._ask("GET", f"/v1/accounts/{quote(account_id, safe='')}"), 200))

    def change(self, account_id: str, changed: dict[str, str]) -> None:
        """Only the changed entries are sent; raises LockedByService or NotAccepted."""
        answer = self._ask("PATCH", f"/v1/accounts/{quote(account_id, safe='')}", json={"profile": changed})
        if answer.status_code == 409:
            error = _error(answer)
            if error.get("code") == "locked_by_service":
                names = error.get("fields")
                raise LockedByService([str(name) for name in names] if isinstance(names, list) else [])
        if answer.status_code == 422:
            raise NotAccepted
        if answer.status_code not in (200, 204):
            raise GatewayTrouble(SERVICE, f"status {answer.status_code} to a change")

    def register(
        self, *, email: str, password: str, kind: str, profile: dict[str, str], verification_phone: str
    ) -> Account:
        """A new account is made with all of its profile; raises EmailTaken or NotAccepted."""
        entry = {"email": email, "password": password, "kind": kind, "profile": profile}
        answer = self._ask("POST", "/v1/accounts", json={**entry, "verification_phone": verification_phone})
        if answer.status_code == 409 and _error(answer).get("code") == "email_taken":
            raise EmailTaken
        if answer.status_code == 422:
            raise NotAccepted
        return _account(_body(answer, 201))

    def link(self, account_id: str, service: str) -> None:
        """A service may use the account from now on; asking twice changes nothing more."""
        path = f"/v1/accounts/{quote(account_id, safe='')}/linked-services/{quote(service, safe='')}"
        _body(self._ask("PUT", path), 200)

    def has(self, email: str) -> bool:
        """An address is registered or not; the customer is never told which."""
        found = _body(self._ask("GET", "/v1/emails", params={"address": email}), 200).get("registered")
        if not isinstance(found, bool):
            raise GatewayTrouble(SERVICE, "no 'registered' in the answer about an address")
        return found


def _body(answer: requests.Response, status: int) -> dict[str, Any]:
    if answer.status_code != status:
        raise GatewayTrouble(SERVICE, f"status {answer.status_code}, expected {status}")
    return json_of(SERVICE, answer)


def _error(answer: requests.Response) -> dict[str, Any]:
    error = json_of(SERVICE, answer).get("error")
    return error if isinstance(error, dict) else {}


def _account(body: dict[str, Any]) -> Account:
    try:
        return Account.model_validate(body)
    except ValidationError as error:
        raise GatewayTrouble(SERVICE, f"an account that is none: {error.error_count()} faults") from error
