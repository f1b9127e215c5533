"""The account service as a WSGI application: JSON in UTF-8, every call with ``Authorization: Bearer``.

Beside this API of its own it is an OpenID provider (``oidc/``); ``GET /openapi.json`` describes both.

``POST /v1/sessions``
    ``{"email", "password"}`` -> 200 ``{"account_id"}``, 401, 423
``GET /v1/accounts/<id>``
    -> 200 account, 404
``PATCH /v1/accounts/<id>``
    ``{"profile": {…}}``, keys that are not given stay -> 200 account, 404, 409, 422
``POST /v1/accounts``
    ``{"email", "password", "kind", "profile", "verification_phone"}`` -> 201 account, 409, 422
``PUT /v1/accounts/<id>/linked-services/<name>``
    links a service such as ``My LEXUS (WEB)``, once however often it is asked -> 200 account, 404
``GET /v1/emails?address=``
    -> 200 ``{"registered": bool}``, 422

``POST /v1/codes``
    ``{"email"}``: sends a 認証コード to any address -> 201 ``{"challenge_id", "expires_in", "resend_in"}``, 422, 429
``POST /v1/codes/<challenge_id>``
    ``{"email", "code"}`` -> 200 ``{"email", "confirmed": true}``, 401, 422, 423

A test rig has ``GET /_fake/messages?to=``, the mails as JSON, or as a page for a browser;
``GET /_fake/accounts`` -> ``{"accounts": […]}`` and ``PUT /_fake/accounts`` ``{"email", "password", "kind",
"profile", "linked_services"}``, which takes the place of the address's earlier account.

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
from fakes.control import body_of
from fakes.documents import document_beside
from fakes.toyota_account.codes import LIFE, RESEND_AFTER
from fakes.toyota_account.errors import (
    EmailTaken,
    Invalid,
    InvalidCode,
    InvalidCredentials,
    Locked,
    LockedByService,
    NotFound,
    TooSoon,
    Unauthorized,
)
from fakes.toyota_account.oidc.pages import mailbox_page, page_answer
from fakes.toyota_account.oidc.provider import Provider
from fakes.toyota_account.state import Account, AccountState
from fakes.toyota_account.wire import (
    LOCKED_FIELDS,
    AccountEntry,
    account_value,
    message_value,
    read_email,
    read_object,
    read_profile,
    read_registration,
)

__all__ = ["DEFAULT_KEY", "Fake"]

DEFAULT_KEY = "fake-account-key"


class Fake(BaseFake[AccountState]):
    """The account service; ``key`` is what callers of its JSON API must show, ids are drawn from ``seed``.

    ``issuer`` is for a provider that browsers and clients reach by different addresses; without it the issuer
    is the address of each call.
    """

    name: ClassVar[str] = "toyota_account"
    secrets: ClassVar[frozenset[str]] = frozenset(
        {"access_token", "refresh_token", "id_token", "code_verifier", "request"}
    )

    def __init__(self, seed: int = 0, *, key: str = DEFAULT_KEY, issuer: str = "") -> None:
        self._provider = Provider(self)
        self._open = {path for _, path, _ in self._open_routes()}
        super().__init__(AccountState(seed), seed=seed)
        self.key = key
        self.issuer = issuer.rstrip("/")

    def routes(self) -> Sequence[tuple[str, str, Handler]]:
        """The calls of the API, and those of the provider."""
        return (
            *self._open_routes(),
            *self._provider.keyed_routes(),
            ("POST", "/v1/codes", self._send_code),
            ("POST", "/v1/codes/<challenge_id>", self._check_code),
            ("POST", "/v1/sessions", self._log_in),
            ("POST", "/v1/accounts", self._register),
            ("GET", "/v1/accounts/<account_id>", self._show),
            ("PATCH", "/v1/accounts/<account_id>", self._change),
            ("PUT", "/v1/accounts/<account_id>/linked-services/<service>", self._link),
            ("GET", "/v1/emails", self._look_up_email),
        )

    def management(self) -> Sequence[tuple[str, str, Handler]]:
        """Every account and mail can be seen, and an account can be put just so."""
        return (
            ("GET", "/_fake/accounts", self._list),
            ("PUT", "/_fake/accounts", self._put),
            ("GET", "/_fake/messages", self._list_messages),
        )

    def admit(self, request: Request) -> None:
        """Lets a request in that shows the key, or that needs none."""
        if request.path in self._open:
            return
        shown = request.headers.get("Authorization", "")
        if not hmac.compare_digest(shown.encode(), f"Bearer {self.key}".encode()):
            raise Unauthorized

    def unroutable(self, error: HTTPException) -> Response:
        """An unknown path is ``not_found``; a method that a path does not have is told with status 405."""
        if error.code == 404:
            return NotFound().answer()
        return json_answer({"error": {"code": "method_not_allowed"}}, error.code or 400)

    def _open_routes(self) -> tuple[tuple[str, str, Handler], ...]:
        """What is answered without the key."""
        return (("GET", "/openapi.json", self._show_document), *self._provider.open_routes())

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

    def _link(self, request: Request, account_id: str, service: str) -> Response:
        self._account(account_id)
        return json_answer(account_value(self.state.store_linked_service(account_id, service)))

    def _look_up_email(self, request: Request) -> Response:
        address = request.args.get("address", "").strip()
        if not address:
            raise Invalid({"address": "required"})
        return json_answer({"registered": self.state.account_exists(address)})

    def _list(self, request: Request) -> Response:
        return json_answer({"accounts": [account_value(one) for one in self.state.accounts()]})

    def _put(self, request: Request) -> Response:
        entry = AccountEntry.model_validate(body_of(request))
        return json_answer(account_value(self.state.put_account(**dict(entry))))

    def _list_messages(self, request: Request) -> Response:
        to = request.args.get("to", "")
        messages = self.state.codes.messages_to(to) if to else tuple(self.state.codes.messages)
        wanted = request.accept_mimetypes.best_match(["application/json", "text/html"])
        if wanted == "text/html":
            return page_answer(mailbox_page(reversed(messages)))
        return json_answer({"messages": [message_value(message) for message in messages]})

    def _send_code(self, request: Request) -> Response:
        (email,) = read_email(read_object(request.get_data()))
        wait = self.state.codes.wait(email)
        if wait:
            raise TooSoon(wait)
        challenge_id = self.state.codes.drawn.secret()
        self.state.codes.send(email, challenge_id)
        return json_answer(
            {
                "challenge_id": challenge_id,
                "expires_in": int(LIFE.total_seconds()),
                "resend_in": int(RESEND_AFTER.total_seconds()),
            },
            201,
        )

    def _check_code(self, request: Request, challenge_id: str) -> Response:
        email, code = read_email(read_object(request.get_data()), "code")
        if self.state.lock_exists(email):
            raise Locked
        if not self.state.confirm_email(email, challenge_id, code):
            raise InvalidCode
        return json_answer({"email": email, "confirmed": True})

    def _show_document(self, request: Request) -> Response:
        return json_answer(document_beside(__package__))

    def _account(self, account_id: str) -> Account:
        account = self.state.get_account(account_id)
        if account is None:
            raise NotFound
        return account
