"""What the register refuses: every refusal is ``{"error": {"code": …}}`` with its HTTP status.

::

    RegistryRefusal
    ├── Unauthorized  401 unauthorized  the caller has no valid key
    ├── NotFound      404 not_found     no car has both numbers, never which one is wrong; or no such path
    └── Invalid       422 invalid       with ``fields``: name -> required or format
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from werkzeug.wrappers import Response

from fakes.base import Refusal, json_answer

__all__ = ["Invalid", "NotFound", "RegistryRefusal", "Unauthorized"]


class RegistryRefusal(Refusal):
    """A refusal of the register."""

    status: ClassVar[int] = 400
    code: ClassVar[str] = "bad_request"

    def __init__(self, **details: Any) -> None:
        self.details = details
        super().__init__(self.code)

    def answer(self) -> Response:
        """The error object as JSON."""
        return json_answer({"error": {"code": self.code, **self.details}}, self.status)


class Unauthorized(RegistryRefusal):
    """The request carries no ``Authorization: Bearer <key>``, or another key."""

    status, code = 401, "unauthorized"


class NotFound(RegistryRefusal):
    """No car has this 車台番号 together with this 自動車登録番号; or there is no such path."""

    status, code = 404, "not_found"


class Invalid(RegistryRefusal):
    """Some parameters are missing or of the wrong form."""

    status, code = 422, "invalid"

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__(fields=dict(fields))
