"""``smtplib`` without a socket: the stock client talks to the fake's conversation in process."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar
from unittest.mock import patch

from fakes.faults import Fault, FaultKind
from fakes.mail.reading import parse
from fakes.mail.wire import Conversation

if TYPE_CHECKING:
    from fakes.mail.app import Fake

__all__ = ["InMemorySMTP", "patched"]

_DROPS = frozenset({FaultKind.RESET, FaultKind.TRUNCATED, FaultKind.WRONG_ENCODING})


class InMemorySMTP(smtplib.SMTP):
    """The stock SMTP client, only that lines go to a fake instead of a socket.

    Made by ``patched``, which says whose fake it is. Everything above the socket is ``smtplib``'s own code,
    so replies raise what they raise there. Planned faults strike at ``/connect`` and once a mail at
    ``/mail`` (method ``SMTP``). A status is an SMTP reply code; a missing answer is ``TimeoutError``.
    """

    fake: ClassVar[Fake]

    def __init__(self, host: str = "", port: int = 0, *arguments: Any, **keywords: Any) -> None:
        self._conversation = Conversation(self.fake.state)
        self._replies: list[tuple[int, bytes]] = []
        self._in_data = False
        self._open = False
        self._lines: list[str] = []
        # The stock client would look its own name up, which may reach for the network.
        if not arguments:
            keywords.setdefault("local_hostname", "localhost")
        super().__init__(host, port, *arguments, **keywords)

    def connect(
        self, host: str = "localhost", port: int = 0, source_address: Any = None
    ) -> tuple[int, bytes]:
        """The greeting of the server; an empty host is ``localhost``, as in the stock client."""
        self._host = host or "localhost"
        spoiled = self._strike("/connect")
        if spoiled is not None:
            self._note("/connect", spoiled[0], b"", self._fault)
            return spoiled
        self._open = True
        return 220, b"fake.mail.test ESMTP"

    def starttls(self, *arguments: Any, **keywords: Any) -> tuple[int, bytes]:
        """The reply to STARTTLS; nothing is encrypted, and the client greets anew as the RFC asks."""
        self.ehlo_or_helo_if_needed()
        reply = self.docmd("STARTTLS")
        self.ehlo_resp = self.helo_resp = None
        self.esmtp_features = {}
        self.does_esmtp = False
        return reply

    def putcmd(self, cmd: str, args: str = "") -> None:
        """Sends one command line to the fake and keeps its reply."""
        line = f"{cmd} {args}" if args else cmd
        if "\r" in line or "\n" in line:
            raise ValueError("command and arguments contain prohibited newline characters")
        if not self._open:
            raise smtplib.SMTPServerDisconnected("please run connect() first")
        verb = cmd.partition(" ")[0].upper()
        if verb == "MAIL":
            self._lines = []
            spoiled = self._strike("/mail")
            if spoiled is not None:
                self._note("/mail", spoiled[0], line.encode(), self._fault)
                self._replies.append(spoiled)
                return
        self._lines.append(line)
        code, text = self._conversation.command(line)
        self._in_data = code == 354
        self._replies.append((code, text.encode()))
        if verb in ("MAIL", "RCPT") and code >= 400:
            self._note("/mail", code, "\n".join(self._lines).encode(), None)

    def send(self, s: Any) -> None:
        """Takes the data of a mail, as ``smtplib`` sends them, and delivers it."""
        data = s if isinstance(s, bytes) else str(s).encode("ascii")
        if not self._in_data:
            raise smtplib.SMTPServerDisconnected("please run connect() first")
        self._in_data = False
        plain = data.removesuffix(b".\r\n").replace(b"\r\n..", b"\r\n.")
        code, text = self._conversation.deliver(plain)
        self._replies.append((code, text.encode()))
        self._note("/mail", code, "\n".join([*self._lines, *_subject_of(plain)]).encode(), None)

    def close(self) -> None:
        """Ends the connection: whatever is sent after it is ``SMTPServerDisconnected``."""
        self._open = False
        super().close()

    def getreply(self) -> tuple[int, bytes]:
        """The reply to what was sent last."""
        if not self._replies:
            raise smtplib.SMTPServerDisconnected("Connection unexpectedly closed")
        return self._replies.pop(0)

    def _strike(self, path: str) -> tuple[int, bytes] | None:
        """The reply of a planned fault, if one strikes; or the exception that the client would see."""
        fault = self._fault = self.fake.faults.strike("SMTP", path)
        if fault is None:
            return None
        if fault.kind is FaultKind.STATUS:
            return fault.status, b"4.3.0 planned fault"
        if fault.kind is FaultKind.GARBAGE:
            # What smtplib makes of a reply that does not begin with a number.
            return -1, self.fake.faults.random_bytes(16)
        if fault.kind in _DROPS:
            self._note(path, 0, b"", fault)
            self.close()
            raise smtplib.SMTPServerDisconnected("Connection unexpectedly closed")
        if fault.kind is FaultKind.SLOW and not self._outlasts(fault):
            return None
        self._note(path, 0, b"", fault)
        self.close()
        raise TimeoutError("timed out")

    def _outlasts(self, fault: Fault) -> bool:
        return isinstance(self.timeout, (int, float)) and fault.seconds >= self.timeout

    def _note(self, path: str, code: int, body: bytes, fault: Fault | None) -> None:
        self.fake.journal.add(
            method="SMTP",
            path=path,
            body=body,
            content_type="text/plain",
            status=max(code, 0),
            fault=fault.kind.value if fault else "",
        )


def _subject_of(data: bytes) -> list[str]:
    return [f"Subject: {parse(data).get('Subject', '')}"]


@contextmanager
def patched(fake: Fake) -> Iterator[type[InMemorySMTP]]:
    """Replaces ``smtplib.SMTP`` and ``smtplib.SMTP_SSL`` by a client of ``fake`` within a ``with`` block.

    Code that imported the class by name before (``from smtplib import SMTP``) keeps the real one.
    """
    client = type("SMTP", (InMemorySMTP,), {"fake": fake})
    with patch.object(smtplib, "SMTP", client), patch.object(smtplib, "SMTP_SSL", client):
        yield client
