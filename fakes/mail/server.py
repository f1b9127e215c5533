"""The fake as an SMTP server on a socket, one thread to a connection, without TLS."""

from __future__ import annotations

import socket
import socketserver
import time
from io import BufferedIOBase
from typing import TYPE_CHECKING

from fakes.faults import ClientTimesOut, ConnectionDropped
from fakes.gate import PATIENCE
from fakes.mail.session import NO_REPLY, RawReply, Session
from fakes.mail.wire import LARGEST

if TYPE_CHECKING:
    from fakes.mail.app import Fake

__all__ = ["SMTPServer"]

_IDLE = 300.0
"""Seconds without a line after which a connection is cut (RFC 5321 asks for five minutes)."""
_COMMANDS = 10_000
"""Commands of one connection."""
_LINE = 4096
"""Bytes of a command line; those of SMTPUTF8 and AUTH are longer than the 512 of RFC 5321."""

_PIECE = 64 * 1024
"""Bytes that are read at once of a line of a mail."""


class SMTPServer(socketserver.ThreadingTCPServer):
    """Serves one fake on a socket that listens already."""

    daemon_threads = True

    def __init__(self, fake: Fake, listening: socket.socket) -> None:
        super().__init__(listening.getsockname(), _Connection, bind_and_activate=False)
        self.socket.close()
        self.socket = listening
        self.fake = fake

    def handle_error(self, request: object, client_address: object) -> None:
        """A connection that breaks off leaves no trace on the terminal; the journal has what was asked."""


class _Connection(socketserver.StreamRequestHandler):
    server: SMTPServer
    timeout = _IDLE

    def handle(self) -> None:
        session = Session(self.server.fake, _wait, tls=False)
        try:
            self._converse(session)
        except (ClientTimesOut, ConnectionDropped, OSError):
            return

    def _converse(self, session: Session) -> None:
        greeting = session.greet()
        self._reply(greeting)
        if greeting[0] >= 400:
            return
        for _ in range(_COMMANDS):
            raw = self.rfile.readline(_LINE)
            if not raw.endswith(b"\n"):
                return
            line = raw.rstrip(b"\r\n").decode(errors="replace")
            reply = session.line(line)
            self._reply(reply)
            if reply[0] == 354:
                data = _read_data(self.rfile)
                if data is None:
                    session.line("RSET")
                    self._reply((552, b"5.3.4 the mail is too large"))
                else:
                    self._reply(session.data(data))
            elif reply[0] == 221:
                return

    def _reply(self, reply: RawReply) -> None:
        code, text = reply
        if code == NO_REPLY:
            self.wfile.write(text + b"\r\n")
            return
        lines = text.split(b"\n")
        marks = [b"-"] * (len(lines) - 1) + [b" "]
        self.wfile.write(
            b"".join(b"%d%b%b\r\n" % (code, mark, line) for mark, line in zip(marks, lines, strict=True))
        )


def _wait(seconds: float | None) -> None:
    time.sleep(PATIENCE if seconds is None else seconds)


def _read_data(stream: BufferedIOBase) -> bytes | None:
    """The data of a mail up to the line with a single dot, dots unstuffed; ``None`` where they are too many.

    Raises ``ConnectionDropped`` where the client leaves before the end, or sends ten times too much.
    """
    lines: list[bytes] = []
    size, whole = 0, True
    while size <= 10 * LARGEST:
        line = stream.readline(_PIECE)
        if not line:
            break
        if whole and line == b".\r\n":
            return b"".join(lines) if size <= LARGEST else None
        size += len(line)
        if size <= LARGEST:
            lines.append(line[1:] if whole and line.startswith(b".") else line)
        whole = line.endswith(b"\r\n")
    raise ConnectionDropped("the mail has no end")
