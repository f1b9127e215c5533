"""The token endpoint (RFC 6749 3.2, OpenID Connect Core 3.1.3): who asks, for which grant, and what is given."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from datetime import timedelta
from typing import Any
from urllib.parse import unquote_plus

from werkzeug.wrappers import Request, Response

from fakes import clock
from fakes.base import json_answer
from fakes.toyota_account.drawing import base64url
from fakes.toyota_account.oidc.clients import Client
from fakes.toyota_account.oidc.errors import InvalidClient, OAuthRefusal
from fakes.toyota_account.oidc.holder import Handler, Holder, issuer_of
from fakes.toyota_account.oidc.keys import sign
from fakes.toyota_account.oidc.store import ACCESS_LIFE, CODE_LIFE, AuthorizationCode, Grant, Store

__all__ = ["ID_TOKEN_LIFE", "Tokens", "challenge_of"]

ID_TOKEN_LIFE = timedelta(minutes=10)
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")


def challenge_of(verifier: str) -> str:
    """What S256 makes of a code verifier (RFC 7636, 4.2)."""
    return base64url(hashlib.sha256(verifier.encode()).digest())


class Tokens:
    """The handler of the token endpoint."""

    def __init__(self, holder: Holder) -> None:
        self._holder = holder

    def routes(self) -> tuple[tuple[str, str, Handler], ...]:
        """Method, path and handler."""
        return (("POST", "/oidc/token", self._answer),)

    def _answer(self, request: Request) -> Response:
        form = _read_form(request)
        client = _authenticated(request, form, self._holder.state.oidc)
        match form.get("grant_type", ""):
            case "":
                raise OAuthRefusal("invalid_request", "grant_type is missing.")
            case "authorization_code":
                name, scopes, nonce = self._redeem_code(form, client)
            case "refresh_token":
                name, scopes, nonce = self._redeem_refresh_token(form, client)
            case _:
                raise OAuthRefusal("unsupported_grant_type", "authorization_code or refresh_token")
        answer = json_answer(self._tokens(request, name, scopes, nonce=nonce))
        answer.headers["Cache-Control"] = "no-store"
        answer.headers["Pragma"] = "no-cache"
        return answer

    def _redeem_code(self, form: dict[str, str], client: Client) -> tuple[str, tuple[str, ...], str]:
        store = self._holder.state.oidc
        for key in ("code", "redirect_uri"):
            if not form.get(key):
                raise OAuthRefusal("invalid_request", f"{key} is missing.")
        code = store.get_code(form["code"])
        grant = store.get_grant(code.grant) if code else None
        if code is None or grant is None or grant.client_id != client.client_id:
            raise OAuthRefusal("invalid_grant", "The code is not known.")
        if code.used:
            # Two have it, and nobody can tell which of them is the client (RFC 6749, 4.1.2).
            store.revoke(code.grant)
            raise OAuthRefusal("invalid_grant", "The code was used before; its tokens are revoked.")
        store.use_code(form["code"])
        fault = _code_fault(code, form)
        if not fault and self._holder.state.get_account(grant.account_id) is None:
            fault = "The account is gone."
        if fault:
            store.revoke(code.grant)
            raise OAuthRefusal("invalid_grant", fault)
        return code.grant, grant.scopes, grant.nonce

    def _redeem_refresh_token(self, form: dict[str, str], client: Client) -> tuple[str, tuple[str, ...], str]:
        store = self._holder.state.oidc
        if not form.get("refresh_token"):
            raise OAuthRefusal("invalid_request", "refresh_token is missing.")
        found = store.get_refresh_token(form["refresh_token"])
        if found is None or found[1].client_id != client.client_id:
            raise OAuthRefusal("invalid_grant", "The refresh token is not known.")
        token, grant = found
        if token.used:
            store.revoke(token.grant)
            raise OAuthRefusal("invalid_grant", "The refresh token was used before; its tokens are revoked.")
        if self._holder.state.get_account(grant.account_id) is None:
            raise OAuthRefusal("invalid_grant", "The account is gone.")
        asked = form.get("scope", "").split()
        if set(asked) - set(grant.scopes) or (asked and "openid" not in asked):
            raise OAuthRefusal("invalid_scope", "openid and scopes that were granted, no others")
        store.use_refresh_token(form["refresh_token"])
        return token.grant, tuple(scope for scope in grant.scopes if not asked or scope in asked), ""

    def _tokens(self, request: Request, name: str, scopes: tuple[str, ...], *, nonce: str) -> dict[str, Any]:
        store = self._holder.state.oidc
        grant = store.grants[name]
        access_token = store.add_access_token(name, scopes)
        tokens = {
            "access_token": access_token,
            "token_type": "Bearer",
            "expires_in": int(ACCESS_LIFE.total_seconds()),
            "scope": " ".join(scopes),
            "id_token": sign(_id_claims(issuer_of(self._holder, request), grant, access_token, nonce)),
        }
        if "offline_access" in grant.scopes:
            tokens["refresh_token"] = store.add_refresh_token(name, grant.scopes)
        return tokens


def _id_claims(issuer: str, grant: Grant, access_token: str, nonce: str) -> dict[str, Any]:
    now = clock.now()
    half = hashlib.sha256(access_token.encode()).digest()[:16]
    claims = {
        "iss": issuer,
        "sub": grant.account_id,
        "aud": grant.client_id,
        "iat": int(now.timestamp()),
        "exp": int((now + ID_TOKEN_LIFE).timestamp()),
        "auth_time": int(grant.auth_time.timestamp()),
        "amr": [grant.method],
        "at_hash": base64url(half),
    }
    return claims | ({"nonce": nonce} if nonce else {})


def _read_form(request: Request) -> dict[str, str]:
    """The parameters in the body, none of them twice, the empty ones left out (RFC 6749, 3.2)."""
    if request.mimetype != "application/x-www-form-urlencoded":
        raise OAuthRefusal("invalid_request", "The body is no application/x-www-form-urlencoded.")
    if any(len(request.form.getlist(key)) > 1 for key in request.form):
        raise OAuthRefusal("invalid_request", "A parameter is given more than once.")
    return {key: value for key, value in request.form.items() if value}


def _authenticated(request: Request, form: dict[str, str], store: Store) -> Client:
    """The client that asks: by Basic, by a secret in the body, or, without a secret, by its name alone."""
    header = request.headers.get("Authorization", "")
    if header and "client_secret" in form:
        raise OAuthRefusal("invalid_request", "The client authenticates in more than one way.")
    name, secret = _basic(header) if header else (form.get("client_id", ""), form.get("client_secret"))
    if header and form.get("client_id", name) != name:
        raise OAuthRefusal("invalid_request", "Two different clients are named.")
    client = store.clients.get(name)
    if client is None:
        raise InvalidClient
    if not (client.knows(secret) if secret is not None else client.public):
        raise InvalidClient
    return client


def _basic(header: str) -> tuple[str, str]:
    """Name and secret of RFC 6749 2.3.1: form-encoded, then as in RFC 7617."""
    scheme, _, value = header.partition(" ")
    if scheme.lower() != "basic":
        raise InvalidClient
    try:
        text = base64.b64decode(value.strip(), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError):
        raise InvalidClient from None
    name, _, secret = text.partition(":")
    return unquote_plus(name), unquote_plus(secret)


def _code_fault(code: AuthorizationCode, form: dict[str, str]) -> str:
    verifier = form.get("code_verifier", "")
    if clock.now() - code.made_at >= CODE_LIFE:
        return "The code is too old."
    if form["redirect_uri"] != code.redirect_uri:
        return "redirect_uri is not the one that the code was asked for with."
    if not code.code_challenge:
        return "The code was asked for without code_challenge." if verifier else ""
    if not _VERIFIER.fullmatch(verifier):
        return "code_verifier is missing or not 43 to 128 characters."
    right = hmac.compare_digest(challenge_of(verifier), code.code_challenge)
    return "" if right else "code_verifier does not fit code_challenge."
