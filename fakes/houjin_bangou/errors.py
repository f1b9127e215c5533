"""What the Web-API refuses.

::

    HoujinRefusal
    ├── WrongRequest          400, one CSV line ``NNN,メッセージ``
    └── UnknownApplication    404, the application ID is missing or not registered

403 (too many accesses) and 500 (system failure) come from the fault plan. A number that no corporation has is
no error: it is an answer with count 0.
"""

from __future__ import annotations

from werkzeug.wrappers import Response

from fakes.base import Refusal

__all__ = ["HoujinRefusal", "UnknownApplication", "WrongRequest"]


class HoujinRefusal(Refusal):
    """A refusal of the Web-API."""


class WrongRequest(HoujinRefusal):
    """A parameter is missing or wrong; ``code`` has three digits.

    Only ``042`` is quoted from the real system. The other codes lie in the blocks of the manual (040 number,
    070 type, 080 history); their texts are ours.
    """

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        self.message = message
        super().__init__(f"{code},{message}")

    def answer(self) -> Response:
        """The line ``NNN,メッセージ`` in UTF-8."""
        return Response(f"{self.code},{self.message}", status=400, content_type="text/csv;charset=UTF-8")


class UnknownApplication(HoujinRefusal):
    """The application ID is missing or not registered. The body is opaque, as in the real system."""

    def answer(self) -> Response:
        """A bare page with status 404."""
        return Response("<html><body>404 Not Found</body></html>", status=404, content_type="text/html")
