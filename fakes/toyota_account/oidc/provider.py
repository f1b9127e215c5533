"""The provider as a whole: its routes, and the documents by which clients find and join it."""

from __future__ import annotations

from typing import Any

from werkzeug.wrappers import Request, Response

from fakes import clock
from fakes.base import json_answer
from fakes.toyota_account.errors import Malformed
from fakes.toyota_account.oidc.clients import read_client
from fakes.toyota_account.oidc.errors import OAuthRefusal
from fakes.toyota_account.oidc.holder import Handler, Holder, issuer_of
from fakes.toyota_account.oidc.keys import jwks
from fakes.toyota_account.oidc.log_in import LogIn
from fakes.toyota_account.oidc.metadata import metadata
from fakes.toyota_account.oidc.tokens import Tokens
from fakes.toyota_account.oidc.userinfo import UserInfo
from fakes.toyota_account.wire import read_object

__all__ = ["Provider"]


class Provider:
    """OpenID Connect for the accounts of one fake."""

    def __init__(self, holder: Holder) -> None:
        self._holder = holder

    def open_routes(self) -> tuple[tuple[str, str, Handler], ...]:
        """Method, path and handler of what browsers and clients ask without the key of the JSON API."""
        return (
            ("GET", "/.well-known/openid-configuration", self._discover),
            ("GET", "/oidc/jwks", self._show_keys),
            *LogIn(self._holder).routes(),
            *Tokens(self._holder).routes(),
            *UserInfo(self._holder).routes(),
        )

    def keyed_routes(self) -> tuple[tuple[str, str, Handler], ...]:
        """Method, path and handler of what takes the key: it serves as initial access token (RFC 7591, 3)."""
        return (("POST", "/oidc/register", self._register),)

    def _discover(self, request: Request) -> Response:
        return json_answer(metadata(issuer_of(self._holder, request)))

    def _show_keys(self, request: Request) -> Response:
        return json_answer(jwks())

    def _register(self, request: Request) -> Response:
        try:
            value = read_object(request.get_data())
        except Malformed:
            raise OAuthRefusal("invalid_client_metadata", "The body is no JSON object.") from None
        client, secret = self._holder.state.oidc.add_client(**read_client(value))
        answer: dict[str, Any] = {
            "client_id": client.client_id,
            "client_id_issued_at": int(clock.now().timestamp()),
            "client_name": client.name,
            "redirect_uris": list(client.redirect_uris),
            "grant_types": ["authorization_code", "refresh_token"],
            "response_types": ["code"],
            "token_endpoint_auth_method": "none"
            if client.public
            else value.get("token_endpoint_auth_method", "client_secret_basic"),
        }
        if secret:
            answer |= {"client_secret": secret, "client_secret_expires_at": 0}
        made = json_answer(answer, 201)
        made.headers["Cache-Control"] = "no-store"
        return made
