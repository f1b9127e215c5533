"""The account service as a WSGI application: JSON in UTF-8, every call with ``Authorization: Bearer``.

``POST /v1/sessions``
    ``{"email", "password"}`` -> 200 ``{"account_id"}``, 401, 423
``GET /v1/accounts/<id>``
    -> 200 account, 404
``PATCH /v1/accounts/<id>``
    ``{"profile": {…}}``, keys that are not given stay -> 200 account, 404, 409, 422
``POST /v1/accounts``
    ``{"email", "password", "kind", "profile", "verification_phone"}`` -> 201 account, 409, 422
``GET /v1/emails?address=``
    -> 200 ``{"registered": bool}``, 422

An account is ``{"account_id", "email", "kind", "profile", "linked_services"}``; refusals: ``errors.py``.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request, Response

from fakes.base import BaseFake, Handler, json_answer
from fakes.toyota_account.errors import (
    EmailTaken,
    Invalid,
    InvalidCredentials,
    Locked,
    LockedByService,
    NotFound,
    Unauthorized,
)
from fakes.toyota_account.state import Account, AccountState
from fakes.toyota_account.wire import (
    LOCKED_FIELDS,
    account_value,
    read_object,
    read_profile,
    read_registration,
)

__all__ = ["DEFAULT_KEY", "Fake"]

DEFAULT_KEY = "fake-account-key"


class Fake(BaseFake[AccountState]):
    """The account service; ``key`` is what callers must show, ids are drawn from ``seed``."""

    name: ClassVar[str] = "toyota_account"

    def __init__(self, seed: int = 0, *, key: str = DEFAULT_KEY) -> None:
        super().__init__(AccountState(seed), seed=seed)
        self.key = key

    def routes(self) -> Sequence[tuple[str, str, Handler]]:
        """The five calls of the API."""
        return (
            ("POST", "/v1/sessions", self._log_in),
            ("POST", "/v1/accounts", self._register),
            ("GET", "/v1/accounts/<account_id>", self._show),
            ("PATCH", "/v1/accounts/<account_id>", self._change),
            ("GET", "/v1/emails", self._look_up_email),
        )

    def admit(self, request: Request) -> None:
        """Lets a request in that shows the key."""
        shown = request.headers.get("Authorization", "")
        if not hmac.compare_digest(shown.encode(), f"Bearer {self.key}".encode()):
            raise Unauthorized

    def unroutable(self, error: HTTPException) -> Response:
        """An unknown path is ``not_found``; a method that a path does not have is told with status 405."""
        if error.code == 404:
            return NotFound().answer()
        return json_answer({"error": {"code": "method_not_allowed"}}, error.code or 400)

    def _log_in(self, request: Request) -> Response:
        asked = read_object(request.get_data())
        email, password = asked.get("email"), asked.get("password")
        if not (isinstance(email, str) and isinstance(password, str) and email and password):
            missing = {key: "required" for key in ("email", "password") if not asked.get(key)}
            raise Invalid(missing or {"email": "format"})
        if self.state.lock_exists(email):
            raise Locked
        account = self.state.get_account_by_password(email, password)
        if account is None:
            raise InvalidCredentials
        return json_answer({"account_id": account.account_id})

    def _register(self, request: Request) -> Response:
        registration = read_registration(read_object(request.get_data()))
        if self.state.account_exists(registration["email"]):
            raise EmailTaken
        return json_answer(account_value(self.state.add_account(**registration)), 201)

    def _show(self, request: Request, account_id: str) -> Response:
        return json_answer(account_value(self._account(account_id)))

    def _change(self, request: Request, account_id: str) -> Response:
        account = self._account(account_id)
        change = read_object(request.get_data()).get("profile")
        if not isinstance(change, dict):
            raise Invalid({"profile": "required" if change is None else "format"})
        profile = read_profile(account.kind, {**account.profile, **change})
        if "G-Link" in account.linked_services:
            locked = [key for key in LOCKED_FIELDS if profile.get(key) != account.profile.get(key)]
            if locked:
                raise LockedByService(locked)
        changed = replace(account, profile=profile)
        self.state.store_account(changed)
        return json_answer(account_value(changed))

    def _look_up_email(self, request: Request) -> Response:
        address = request.args.get("address", "").strip()
        if not address:
            raise Invalid({"address": "required"})
        return json_answer({"registered": self.state.account_exists(address)})

    def _account(self, account_id: str) -> Account:
        account = self.state.get_account(account_id)
        if account is None:
            raise NotFound
        return account
