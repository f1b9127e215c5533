"""What the provider refuses, in the four shapes of the standards.

::

    Refusal
    ├── OAuthRefusal       JSON ``{"error", "error_description"}`` (RFC 6749 5.2, RFC 7591 3.2.2)
    │   └── InvalidClient  401, with ``WWW-Authenticate``
    ├── RedirectedError    back to the client with ``error``, ``error_description``, ``state`` (RFC 6749 4.1.2.1)
    ├── PageRefusal        a page, where nobody can be trusted with a redirect
    └── BearerRefusal      userinfo without a valid access token (RFC 6750 3)
"""

from __future__ import annotations

from urllib.parse import urlencode

from werkzeug.wrappers import Response

from fakes.base import Refusal, json_answer
from fakes.toyota_account.oidc.pages import error_page, page_answer

__all__ = [
    "BearerRefusal",
    "InvalidClient",
    "OAuthRefusal",
    "PageRefusal",
    "RedirectedError",
    "redirect_back",
    "see_other",
]


def redirect_back(redirect_uri: str, **parameters: str) -> Response:
    """Sends the browser to the client with these parameters, those that are empty left out; status 303."""
    query = urlencode({key: value for key, value in parameters.items() if value})
    return see_other(f"{redirect_uri}{'&' if '?' in redirect_uri else '?'}{query}")


def see_other(location: str) -> Response:
    """Sends the browser there by GET, without a body, which a journal would keep."""
    answer = Response(status=303)
    answer.headers["Location"] = location
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


class OAuthRefusal(Refusal):
    """A request of a client that is refused; the description is ASCII without quotes (RFC 6749, 5.2)."""

    status = 400

    def __init__(self, code: str, description: str) -> None:
        self.code = code
        self.description = description
        super().__init__(f"{code}: {description}")

    def answer(self) -> Response:
        """The error object as JSON, not to be stored."""
        answer = json_answer({"error": self.code, "error_description": self.description}, self.status)
        answer.headers["Cache-Control"] = "no-store"
        answer.headers["Pragma"] = "no-cache"
        return answer


class InvalidClient(OAuthRefusal):
    """The client is not known, or has not shown that it is who it says it is; never which."""

    status = 401

    def __init__(self) -> None:
        super().__init__("invalid_client", "Client authentication failed.")

    def answer(self) -> Response:
        """The error object, with the scheme that would be taken."""
        answer = super().answer()
        answer.headers["WWW-Authenticate"] = 'Basic realm="token", charset="UTF-8"'
        return answer


class RedirectedError(Refusal):
    """An authorization request that is refused, told to the client through the browser."""

    def __init__(self, redirect_uri: str, code: str, description: str, state: str) -> None:
        self.redirect_uri = redirect_uri
        self.code = code
        self.description = description
        self.state = state
        super().__init__(f"{code}: {description}")

    def answer(self) -> Response:
        """The redirect to the client."""
        return redirect_back(
            self.redirect_uri, error=self.code, error_description=self.description, state=self.state
        )


class PageRefusal(Refusal):
    """A request that is answered with a page: its client or its redirect_uri cannot be trusted, or it is gone."""

    def __init__(self, message: str) -> None:
        self.message = message
        super().__init__(message)

    def answer(self) -> Response:
        """The page, with status 400."""
        return page_answer(error_page(self.message), 400)


class BearerRefusal(Refusal):
    """A request for claims whose access token is missing, unknown, expired or revoked."""

    def __init__(self, code: str = "", description: str = "", *, status: int = 401) -> None:
        self.code = code
        self.description = description
        self.status = status
        super().__init__(code)

    def answer(self) -> Response:
        """No body that matters: the error stands in ``WWW-Authenticate``."""
        challenge = 'Bearer realm="userinfo"'
        if self.code:
            challenge += f', error="{self.code}", error_description="{self.description}"'
        body = {"error": self.code, "error_description": self.description} if self.code else {}
        answer = json_answer(body, self.status)
        answer.headers["WWW-Authenticate"] = challenge
        answer.headers["Cache-Control"] = "no-store"
        return answer
