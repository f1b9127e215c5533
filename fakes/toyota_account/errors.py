"""What the account service refuses: every refusal is ``{"error": {"code": …}}`` with its HTTP status.

::

    AccountRefusal
    ├── Unauthorized        401 unauthorized         the caller has no valid key
    ├── InvalidCredentials  401 invalid_credentials  wrong password or unknown address, never which
    ├── NotFound            404 not_found
    ├── EmailTaken          409 email_taken
    ├── InvalidCode         401 invalid_code         wrong, too old, used, guessed at too often: never which
    ├── TooSoon             429 too_soon             with ``retry_after`` in seconds
    ├── LockedByService     409 locked_by_service    with ``fields``
    ├── Malformed           400 malformed            the body is no JSON object
    ├── Invalid             422 invalid              with ``fields``: name -> required, format or unknown
    └── Locked              423 locked
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from werkzeug.wrappers import Response

from fakes.base import Refusal, json_answer

__all__ = [
    "AccountRefusal",
    "EmailTaken",
    "Invalid",
    "InvalidCode",
    "InvalidCredentials",
    "Locked",
    "LockedByService",
    "Malformed",
    "NotFound",
    "TooSoon",
    "Unauthorized",
]


class AccountRefusal(Refusal):
    """A refusal of the account service."""

    status: ClassVar[int] = 400
    code: ClassVar[str] = "bad_request"

    def __init__(self, **details: Any) -> None:
        self.details = details
        super().__init__(self.code)

    def answer(self) -> Response:
        """The error object as JSON."""
        return json_answer({"error": {"code": self.code, **self.details}}, self.status)


class Unauthorized(AccountRefusal):
    """The request carries no ``Authorization: Bearer <key>``, or another key."""

    status, code = 401, "unauthorized"


class InvalidCredentials(AccountRefusal):
    """The pair of address and password does not exist; whether the address does is not said."""

    status, code = 401, "invalid_credentials"


class InvalidCode(AccountRefusal):
    """The 認証コード does not prove the address."""

    status, code = 401, "invalid_code"


class TooSoon(AccountRefusal):
    """A 認証コード was sent to the address less than a minute ago."""

    status, code = 429, "too_soon"

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(retry_after=seconds)

    def answer(self) -> Response:
        """The error object, and the seconds in ``Retry-After`` too."""
        answer = super().answer()
        answer.headers["Retry-After"] = str(self.seconds)
        return answer


class NotFound(AccountRefusal):
    """There is no such account or path."""

    status, code = 404, "not_found"


class EmailTaken(AccountRefusal):
    """The address belongs to an account already."""

    status, code = 409, "email_taken"


class LockedByService(AccountRefusal):
    """A linked service forbids the change of these profile keys."""

    status, code = 409, "locked_by_service"

    def __init__(self, fields: Sequence[str]) -> None:
        super().__init__(fields=list(fields))


class Malformed(AccountRefusal):
    """The body is not a JSON object."""

    status, code = 400, "malformed"


class Invalid(AccountRefusal):
    """Some fields are missing, unknown, or of the wrong form."""

    status, code = 422, "invalid"

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__(fields=dict(fields))


class Locked(AccountRefusal):
    """Too many wrong passwords or codes in a row: the address is locked for a while."""

    status, code = 423, "locked"
