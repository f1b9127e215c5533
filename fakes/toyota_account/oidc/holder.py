"""What the parts of the provider know of the fake they belong to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from werkzeug.wrappers import Request, Response

from fakes.toyota_account.state import AccountState

__all__ = ["Handler", "Holder", "issuer_of"]

Handler = Callable[[Request], Response]


class Holder(Protocol):
    """The fake: its state may be replaced by a kept one, so it is asked for anew at every call."""

    state: AccountState
    issuer: str
    """Issuer in every discovery document and ID token; empty for the address by which the fake is called."""


def issuer_of(holder: Holder, request: Request) -> str:
    """The issuer for this request, without a slash at its end."""
    return holder.issuer or request.url_root.rstrip("/")
