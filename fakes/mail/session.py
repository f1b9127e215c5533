"""One SMTP connection to the fake: the conversation with its planned faults and its journal.

Faults strike at ``/connect`` and once a mail at ``/mail`` (method ``SMTP``). A status is an SMTP reply code;
whatever would spoil a body cuts the connection instead, except for garbage, which comes as the reply. Where
only the answer is lost (``done``), the mail is delivered first.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from fakes.faults import ClientTimesOut, ConnectionDropped, Fault, FaultKind
from fakes.mail.reading import parse
from fakes.mail.wire import Conversation

if TYPE_CHECKING:
    from fakes.mail.app import Fake

__all__ = ["GREETING", "NO_REPLY", "RawReply", "Session"]

RawReply = tuple[int, bytes]
"""Reply code and text; the code is ``NO_REPLY`` where the text is garbage."""

GREETING = (220, b"fake.mail.test ESMTP")
NO_REPLY = -1
"""What ``smtplib`` makes of a reply that does not begin with a number."""

_DROPS = frozenset({FaultKind.RESET, FaultKind.TRUNCATED, FaultKind.WRONG_ENCODING})
_LOSES = frozenset({FaultKind.TIME_OUT, FaultKind.STATUS, FaultKind.RESET})
"""Faults that can lose no more than the answer."""


class Session:
    """Replies to the lines of one connection; a lost reply is ``ClientTimesOut`` or ``ConnectionDropped``.

    ``wait`` is called with the seconds of a slow answer, or with ``None`` where none will ever come: it
    sleeps, or raises ``ClientTimesOut`` for a client that would not wait so long.
    """

    def __init__(self, fake: Fake, wait: Callable[[float | None], None], *, tls: bool = True) -> None:
        self._fake = fake
        self._wait = wait
        self._conversation = Conversation(fake.state, tls=tls)
        self._lines: list[str] = []
        self._lost: Fault | None = None

    def greet(self) -> RawReply:
        """The greeting of the server."""
        fault = self._struck("/connect")
        return (self._spoiled(fault, "/connect", b"") if fault else None) or GREETING

    def line(self, line: str) -> RawReply:
        """The reply to one command line without its line end; after code 354 the data are expected."""
        verb = line.partition(" ")[0].upper()
        if verb == "MAIL":
            self._lines, self._lost = [], None
            fault = self._struck("/mail")
            if fault is not None and fault.done and fault.kind in _LOSES:
                self._lost = fault
            elif fault is not None:
                spoiled = self._spoiled(fault, "/mail", line.encode())
                if spoiled is not None:
                    return spoiled
        with self._fake.lock:
            code, text = self._conversation.command(line)
        if verb in ("MAIL", "RCPT"):
            self._lines.append(line)
            if code >= 400:
                self._note("/mail", code, "\n".join(self._lines).encode())
        return code, text.encode()

    def data(self, data: bytes) -> RawReply:
        """The reply to the data of a mail, dots already unstuffed."""
        with self._fake.lock:
            code, text = self._conversation.deliver(data)
            subject = f"Subject: {parse(data).get('Subject', '')}"
            asked = "\n".join([*self._lines, subject]).encode()
            fault, self._lost = self._lost, None
            if fault is None or code >= 400:
                self._note("/mail", code, asked)
                fault = None
        spoiled = self._spoiled(fault, "/mail", asked) if fault else None
        return spoiled or (code, text.encode())

    def _struck(self, path: str) -> Fault | None:
        with self._fake.lock:
            return self._fake.faults.strike("SMTP", path)

    def _spoiled(self, fault: Fault, path: str, asked: bytes) -> RawReply | None:
        """The reply of a planned fault; ``None`` where it is only late, raises where the client gets none."""
        try:
            reply = self._strike(fault)
        except (ClientTimesOut, ConnectionDropped):
            self._note(path, 0, asked, fault)
            raise
        if reply is not None:
            self._note(path, max(reply[0], 0), asked, fault)
        return reply

    def _strike(self, fault: Fault) -> RawReply | None:
        if fault.kind is FaultKind.STATUS:
            return fault.status, b"4.3.0 planned fault"
        if fault.kind is FaultKind.GARBAGE:
            return NO_REPLY, self._fake.faults.random_bytes(16)
        if fault.kind in _DROPS:
            raise ConnectionDropped("connection reset by peer")
        if fault.kind is FaultKind.TIME_OUT:
            self._wait(None)
            raise ClientTimesOut("no answer came")
        self._wait(fault.seconds)
        return None

    def _note(self, path: str, code: int, body: bytes, fault: Fault | None = None) -> None:
        with self._fake.lock:
            self._fake.journal.add(
                method="SMTP",
                path=path,
                body=body,
                content_type="text/plain",
                status=code,
                fault=fault.kind.value if fault else "",
            )
