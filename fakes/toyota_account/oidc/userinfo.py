"""The userinfo endpoint (OpenID Connect Core 5.3, RFC 6750): claims for an access token."""

from __future__ import annotations

from werkzeug.wrappers import Request, Response

from fakes.base import json_answer
from fakes.toyota_account.oidc.claims import claims_of
from fakes.toyota_account.oidc.errors import BearerRefusal
from fakes.toyota_account.oidc.holder import Handler, Holder

__all__ = ["UserInfo"]


class UserInfo:
    """The handler of the userinfo endpoint."""

    def __init__(self, holder: Holder) -> None:
        self._holder = holder

    def routes(self) -> tuple[tuple[str, str, Handler], ...]:
        """Method, path and handler of both ways to ask."""
        return (("GET", "/oidc/userinfo", self._show), ("POST", "/oidc/userinfo", self._show))

    def _show(self, request: Request) -> Response:
        state = self._holder.state
        found = state.oidc.get_access_token(_read_token(request))
        account = state.get_account(found[1].account_id) if found else None
        if found is None or account is None:
            raise BearerRefusal("invalid_token", "The access token is unknown, expired or revoked.")
        answer = json_answer(claims_of(account, found[0].scopes))
        answer.headers["Cache-Control"] = "no-store"
        return answer


def _read_token(request: Request) -> str:
    """The access token in the header or in a form, but never in the address, where logs would keep it."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    given = [token.strip()] if scheme.lower() == "bearer" else []
    given += request.form.getlist("access_token") if request.method == "POST" else []
    if not given:
        raise BearerRefusal
    if len(given) > 1:
        raise BearerRefusal("invalid_request", "The access token is given more than once.", status=400)
    return given[0]
