"""What the mail system refuses.

::

    MailRefusal         a reply of the SMTP server, raised while a command is worked on
    ├── NoSuchCommand   500
    ├── BadSequence     503
    └── Refused         550, the mailbox lets no mail from this domain in
    UnknownPath         404 of the inbox page and its API
    UnknownFolder       422 of the API
"""

from __future__ import annotations

from werkzeug.wrappers import Response

from fakes.base import Refusal, json_answer

__all__ = ["BadSequence", "MailRefusal", "NoSuchCommand", "Refused", "UnknownFolder", "UnknownPath"]


class MailRefusal(Exception):
    """A refusal in the SMTP conversation: the client's ``smtplib`` turns its code into an exception."""

    def __init__(self, code: int, text: str) -> None:
        self.code = code
        self.text = text
        super().__init__(f"{code} {text}")


class NoSuchCommand(MailRefusal):
    """The server does not know the command."""

    def __init__(self, command: str) -> None:
        super().__init__(500, f"5.5.2 command not recognized: {command}")


class BadSequence(MailRefusal):
    """The command is out of order: mail from, recipients, data."""

    def __init__(self) -> None:
        super().__init__(503, "5.5.1 bad sequence of commands")


class Refused(MailRefusal):
    """The mailbox refuses senders of this domain."""

    def __init__(self, address: str) -> None:
        super().__init__(550, f"5.7.1 {address} does not receive mail from this domain")


class UnknownPath(Refusal):
    """There is no such page."""

    def answer(self) -> Response:
        """The JSON error with status 404."""
        return json_answer({"error": {"code": "not_found"}}, 404)


class UnknownFolder(Refusal):
    """A mailbox has no such folder."""

    def answer(self) -> Response:
        """The JSON error with status 422."""
        return json_answer({"error": {"code": "invalid", "fields": {"folder": "format"}}}, 422)
