"""Reads an authorization request (OpenID Connect Core 3.1.2.1, RFC 7636 4.3) and judges it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from fakes import clock
from fakes.toyota_account.oidc.claims import SCOPES
from fakes.toyota_account.oidc.clients import Client
from fakes.toyota_account.oidc.errors import PageRefusal, RedirectedError
from fakes.toyota_account.oidc.store import Authorization, Session

__all__ = ["PROMPTS", "Asked", "read_authorization"]

PROMPTS = ("none", "login", "consent", "select_account")
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
"""What S256 makes of any verifier: 32 bytes in base64url."""
_NOT_SUPPORTED = {
    "request": "request_not_supported",
    "request_uri": "request_uri_not_supported",
    "registration": "registration_not_supported",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """A request in order, and what it says about customers who are logged in already."""

    authorization: Authorization
    prompts: frozenset[str]
    max_age: int | None
    """Seconds since the log-in that are still good enough."""

    @property
    def silent(self) -> bool:
        """Whether no page may be shown."""
        return "none" in self.prompts

    def accepts(self, session: Session) -> bool:
        """Whether a log-in of before is good enough."""
        if self.prompts & {"login", "select_account"}:
            return False
        age = (clock.now() - session.made_at).total_seconds()
        return self.max_age is None or age <= self.max_age


def read_authorization(values: MultiDict[str, str], clients: Mapping[str, Client]) -> Asked:
    """The request in these parameters.

    Raises ``PageRefusal`` while client and ``redirect_uri`` are not known to belong together, then
    ``RedirectedError``. Parameters and scopes that nobody knows are ignored; an empty parameter is none.
    """
    client, redirect_uri = _read_client(values, clients)
    repeated = sorted(key for key in values if len(values.getlist(key)) > 1)
    state = "" if "state" in repeated else values.get("state", "")

    def refuse(code: str, description: str) -> RedirectedError:
        return RedirectedError(redirect_uri, code, description, state)

    if repeated:
        raise refuse("invalid_request", f"Given more than once: {_ascii(', '.join(repeated))}")
    for key, code in _NOT_SUPPORTED.items():
        if values.get(key):
            raise refuse(code, f"{key} is not supported.")
    if not values.get("response_type"):
        raise refuse("invalid_request", "response_type is missing.")
    if values["response_type"] != "code":
        raise refuse("unsupported_response_type", "Only response_type=code is supported.")
    if values.get("response_mode", "query") not in ("", "query"):
        raise refuse("invalid_request", "Only response_mode=query is supported.")
    scopes = values.get("scope", "").split(" ")
    if "openid" not in scopes:
        raise refuse("invalid_scope", "scope has to hold openid.")
    prompts = frozenset(values.get("prompt", "").split())
    if prompts - set(PROMPTS) or ("none" in prompts and len(prompts) > 1):
        raise refuse("invalid_request", f"prompt: none alone, or some of {', '.join(PROMPTS[1:])}")
    max_age = values.get("max_age", "")
    if max_age and not (max_age.isascii() and max_age.isdigit() and len(max_age) <= 10):
        raise refuse("invalid_request", "max_age is a number of seconds.")
    fault = _pkce_fault(values, client)
    if fault:
        raise refuse("invalid_request", fault)
    authorization = Authorization(
        client_id=client.client_id,
        redirect_uri=redirect_uri,
        scopes=tuple(scope for scope in SCOPES if scope in scopes),
        state=state,
        nonce=values.get("nonce", ""),
        code_challenge=values.get("code_challenge", ""),
        login_hint=values.get("login_hint", ""),
        made_at=clock.now(),
    )
    return Asked(authorization=authorization, prompts=prompts, max_age=int(max_age) if max_age else None)


def _read_client(values: MultiDict[str, str], clients: Mapping[str, Client]) -> tuple[Client, str]:
    names, uris = values.getlist("client_id"), values.getlist("redirect_uri")
    client = clients.get(names[0]) if len(names) == 1 else None
    if client is None:
        raise PageRefusal("ログインを求めたアプリが登録されていません（client_id）。")
    # To the letter (RFC 9700, 2.1): neither case, nor port, nor an added slash or query is forgiven.
    if len(uris) != 1 or uris[0] not in client.redirect_uris:
        raise PageRefusal("戻り先のURLが登録されていません（redirect_uri）。")
    return client, uris[0]


def _pkce_fault(values: Mapping[str, str], client: Client) -> str:
    challenge, method = values.get("code_challenge", ""), values.get("code_challenge_method", "")
    if not challenge:
        if method:
            return "code_challenge is missing."
        return "A public client has to send code_challenge." if client.public else ""
    # Without a method RFC 7636 means plain, which is not supported.
    if method != "S256":
        return "Only code_challenge_method=S256 is supported."
    return "" if _CHALLENGE.fullmatch(challenge) else "code_challenge is not 43 characters of base64url."


def _ascii(text: str) -> str:
    return re.sub(r"[^\x20-\x21\x23-\x5b\x5d-\x7e]", "?", text)
