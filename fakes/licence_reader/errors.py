"""What the reader refuses: ``{"error": {"code": …}}``. A picture that shows no licence is no refusal.

::

    ReaderRefusal
    ├── UnsupportedType   415 unsupported_type   neither PNG nor JPEG by its Content-Type
    ├── NotAPicture       400 not_a_picture      the bytes are no PNG or JPEG
    └── UnknownPath       404 not_found
"""

from __future__ import annotations

from typing import ClassVar

from werkzeug.wrappers import Response

from fakes.base import Refusal, json_answer

__all__ = ["NotAPicture", "ReaderRefusal", "UnknownPath", "UnsupportedType"]


class ReaderRefusal(Refusal):
    """A refusal of the reader."""

    status: ClassVar[int] = 400
    code: ClassVar[str] = "bad_request"

    def answer(self) -> Response:
        """The error object as JSON."""
        return json_answer({"error": {"code": self.code}}, self.status)


class UnsupportedType(ReaderRefusal):
    """The request says that it carries something else than PNG or JPEG."""

    status, code = 415, "unsupported_type"


class NotAPicture(ReaderRefusal):
    """The bytes are no PNG and no JPEG, or a broken one."""

    status, code = 400, "not_a_picture"


class UnknownPath(ReaderRefusal):
    """There is no such path."""

    status, code = 404, "not_found"
