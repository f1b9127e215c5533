"""``smtplib`` without a socket: the stock client talks to the fake's conversation in process."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar
from unittest.mock import patch

from fakes.faults import ClientTimesOut, ConnectionDropped
from fakes.mail.session import GREETING, Session

if TYPE_CHECKING:
    from fakes.mail.app import Fake

__all__ = ["InMemorySMTP", "patched"]


class InMemorySMTP(smtplib.SMTP):
    """The stock SMTP client, only that lines go to a fake instead of a socket.

    Made by ``patched``, which says whose fake it is. Everything above the socket is ``smtplib``'s own code,
    so replies raise what they raise there. Planned faults strike as ``Session`` says; a missing answer is
    ``TimeoutError``.
    """

    fake: ClassVar[Fake]

    def __init__(self, host: str = "", port: int = 0, *arguments: Any, **keywords: Any) -> None:
        self._session = Session(self.fake, self._bear)
        self._replies: list[tuple[int, bytes]] = []
        self._in_data = False
        self._open = False
        # The stock client would look its own name up, which may reach for the network.
        if not arguments:
            keywords.setdefault("local_hostname", "localhost")
        super().__init__(host, port, *arguments, **keywords)

    def connect(
        self, host: str = "localhost", port: int = 0, source_address: Any = None
    ) -> tuple[int, bytes]:
        """The greeting of the server; an empty host is ``localhost``, as in the stock client."""
        self._host = host or "localhost"
        with self._connection():
            greeting = self._session.greet()
        self._open = greeting == GREETING
        return greeting

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
        with self._connection():
            code, text = self._session.line(line)
        self._in_data = code == 354
        self._replies.append((code, text))

    def send(self, s: Any) -> None:
        """Takes the data of a mail, as ``smtplib`` sends them, and delivers it."""
        data = s if isinstance(s, bytes) else str(s).encode("ascii")
        if not self._in_data:
            raise smtplib.SMTPServerDisconnected("please run connect() first")
        self._in_data = False
        plain = data.removesuffix(b".\r\n").replace(b"\r\n..", b"\r\n.")
        with self._connection():
            self._replies.append(self._session.data(plain))

    def close(self) -> None:
        """Ends the connection: whatever is sent after it is ``SMTPServerDisconnected``."""
        self._open = False
        super().close()

    def getreply(self) -> tuple[int, bytes]:
        """The reply to what was sent last."""
        if not self._replies:
            raise smtplib.SMTPServerDisconnected("Connection unexpectedly closed")
        return self._replies.pop(0)

    def _bear(self, seconds: float | None) -> None:
        outlasts = isinstance(self.timeout, (int, float)) and (seconds or 0) >= self.timeout
        if seconds is None or outlasts:
            raise ClientTimesOut("timed out")

    @contextmanager
    def _connection(self) -> Iterator[None]:
        """Ends the connection as the stock client does when a reply is lost."""
        try:
            yield
        except ConnectionDropped:
            self.close()
            raise smtplib.SMTPServerDisconnected("Connection unexpectedly closed") from None
        except ClientTimesOut:
            self.close()
            raise TimeoutError("timed out") from None


@contextmanager
def patched(fake: Fake) -> Iterator[type[InMemorySMTP]]:
    """Replaces ``smtplib.SMTP`` and ``smtplib.SMTP_SSL`` by a client of ``fake`` within a ``with`` block.

    Code that imported the class by name before (``from smtplib import SMTP``) keeps the real one.
    """
    client = type("SMTP", (InMemorySMTP,), {"fake": fake})
    with patch.object(smtplib, "SMTP", client), patch.object(smtplib, "SMTP_SSL", client):
        yield client
