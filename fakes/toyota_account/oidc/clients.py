"""The applications that may send customers here to log in, and how a new one is made known (RFC 7591)."""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from fakes.toyota_account.drawing import digest
from fakes.toyota_account.oidc.errors import OAuthRefusal

__all__ = [
    "AUTH_METHODS",
    "DEFAULT_CLIENT_ID",
    "DEFAULT_CLIENT_SECRET",
    "DEFAULT_REDIRECT_URI",
    "Client",
    "read_client",
    "redirect_uri_fault",
]

DEFAULT_CLIENT_ID = "my-lexus"
DEFAULT_CLIENT_SECRET = "fake-client-secret"
DEFAULT_REDIRECT_URI = "https://my-lexus.example.test/callback"
AUTH_METHODS = ("client_secret_basic", "client_secret_post", "none")
"""Ways to authenticate at the token endpoint; ``none`` makes a public client, which has to use PKCE."""

_URI = re.compile(r"[a-z][a-z0-9+.-]*:[!-~]+", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Client:
    """One registered application; its secret is kept as a digest."""

    client_id: str
    name: str
    """For people: who asks the customer to log in."""
    redirect_uris: tuple[str, ...]
    """Compared to the letter."""
    secret_digest: str = ""
    """Empty for a public client."""

    @property
    def public(self) -> bool:
        """Whether it has no secret: an application on a phone or in a browser."""
        return not self.secret_digest

    def knows(self, secret: str) -> bool:
        """Whether ``secret`` is the client's; a public client knows none."""
        return not self.public and hmac.compare_digest(digest(secret), self.secret_digest)


def redirect_uri_fault(uri: str, *, public: bool) -> str:
    """Why a client cannot register ``uri``, in English; empty if it can.

    http and https are taken with a host, schemes of an application's own (``jp.example.app:/callback``) from
    public clients only (RFC 8252, 7.1).
    """
    if not _URI.fullmatch(uri):
        return "is no absolute URI in ASCII"
    if "#" in uri:
        return "has a fragment"
    try:
        parts = urlsplit(uri)
    except ValueError:
        return "is no URI"
    if parts.scheme in ("http", "https"):
        return "" if parts.hostname else "has no host"
    return "" if public and "." in parts.scheme else "has a scheme that is not allowed"


def read_client(value: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments ``name``, ``redirect_uris``, ``public`` in a registration; raises ``OAuthRefusal``.

    Metadata that the provider does not know are ignored, as RFC 7591 wants.
    """
    method = value.get("token_endpoint_auth_method", "client_secret_basic")
    if method not in AUTH_METHODS:
        raise OAuthRefusal(
            "invalid_client_metadata", f"token_endpoint_auth_method: {', '.join(AUTH_METHODS)}"
        )
    for key, known in (
        ("response_types", {"code"}),
        ("grant_types", {"authorization_code", "refresh_token"}),
    ):
        asked = value.get(key, [])
        if not (isinstance(asked, list) and all(isinstance(one, str) and one in known for one in asked)):
            raise OAuthRefusal("invalid_client_metadata", f"{key}: only {', '.join(sorted(known))}")
    name = value.get("client_name", "")
    if not isinstance(name, str):
        raise OAuthRefusal("invalid_client_metadata", "client_name is no string")
    uris = value.get("redirect_uris")
    if not (isinstance(uris, list) and uris and all(isinstance(uri, str) for uri in uris)):
        raise OAuthRefusal("invalid_redirect_uri", "redirect_uris: at least one, as a list of strings")
    public = method == "none"
    _check_uris(uris, public=public)
    return {"name": name, "redirect_uris": tuple(uris), "public": public}


def _check_uris(uris: Iterable[str], *, public: bool) -> None:
    for number, uri in enumerate(uris, start=1):
        fault = redirect_uri_fault(uri, public=public)
        if fault:
            raise OAuthRefusal("invalid_redirect_uri", f"redirect_uris: number {number} {fault}")
