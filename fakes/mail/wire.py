"""The SMTP conversation of one connection, and the inbox as JSON and as a page.

Replies follow RFC 5321 with enhanced codes (RFC 3463). Mail is taken for every address; where its domain is
unknown the sender gets a bounce, as a mail server that only finds out later would send it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from email.message import EmailMessage
from email.utils import parseaddr
from html import escape
from typing import Any

from fakes import clock
from fakes.answers import page as framed
from fakes.control import Value
from fakes.mail.errors import BadSequence, MailRefusal, NoSuchCommand, Refused
from fakes.mail.reading import find_code, find_links, html_of, parse, text_of
from fakes.mail.state import MailState, Message

__all__ = ["LARGEST", "Conversation", "FilterEntry", "Reply", "arranged_value", "message_value", "page"]

Reply = tuple[int, str]
"""Reply code and text; the lines of a longer text are parted by line feeds."""

LARGEST = 10 * 1024 * 1024
"""Bytes of the largest mail."""
_HELLO = f"fake.mail.test\nSIZE {LARGEST}\n8BITMIME\nSMTPUTF8\nAUTH PLAIN LOGIN"


class Conversation:
    """One SMTP connection: commands in, replies out, mail into the state when its data are complete.

    With ``tls`` it says that it can STARTTLS.
    """

    def __init__(self, state: MailState, *, tls: bool = True) -> None:
        self._state = state
        self._tls = tls
        self._sender: str | None = None
        self._recipients: list[str] = []
        self._login_lines = 0

    def command(self, line: str) -> Reply:
        """The reply to one command line without its line end."""
        if self._login_lines:
            self._login_lines -= 1
            return (334, "UGFzc3dvcmQ6") if self._login_lines else (235, "2.7.0 authenticated")
        verb, _, argument = line.partition(" ")
        handlers: dict[str, Callable[[], Reply]] = {
            "EHLO": lambda: (250, f"{_HELLO}\nSTARTTLS" if self._tls else _HELLO),
            "HELO": lambda: (250, "fake.mail.test"),
            "STARTTLS": lambda: (220, "2.0.0 ready") if self._tls else (502, "5.5.1 no TLS here"),
            "AUTH": lambda: self._authenticate(argument),
            "MAIL": lambda: self._mail(argument),
            "RCPT": lambda: self._recipient(argument),
            "DATA": self._data,
            "RSET": self._start_over,
            "NOOP": lambda: (250, "2.0.0 OK"),
            "QUIT": lambda: (221, "2.0.0 bye"),
        }
        try:
            handler = handlers.get(verb.upper())
            if handler is None:
                raise NoSuchCommand(verb)
            return handler()
        except MailRefusal as refusal:
            return refusal.code, refusal.text

    def deliver(self, data: bytes) -> Reply:
        """The reply to the data of a mail, dots already unstuffed: it lies in its mailboxes now."""
        sender, recipients = self._sender or "", self._recipients
        self._start_over()
        for recipient in recipients:
            try:
                self._put(sender, recipient, data)
            except MailRefusal as refusal:
                return refusal.code, refusal.text
        return 250, "2.0.0 OK: queued"

    def _authenticate(self, argument: str) -> Reply:
        mechanism, _, initial = argument.partition(" ")
        if mechanism.upper() == "LOGIN":
            self._login_lines = 1 if initial else 2
            return 334, "UGFzc3dvcmQ6" if initial else "VXNlcm5hbWU6"
        return 235, "2.7.0 authenticated"

    def _mail(self, argument: str) -> Reply:
        if self._sender is not None:
            raise BadSequence
        self._sender = _path(argument)
        return 250, "2.1.0 OK"

    def _recipient(self, argument: str) -> Reply:
        if self._sender is None:
            raise BadSequence
        recipient = _path(argument)
        self._check(self._sender, recipient)
        self._recipients.append(recipient)
        return 250, "2.1.5 OK"

    def _data(self) -> Reply:
        if not self._recipients:
            raise BadSequence
        return 354, "end data with <CR><LF>.<CR><LF>"

    def _start_over(self) -> Reply:
        self._sender, self._recipients = None, []
        return 250, "2.0.0 OK"

    def _check(self, sender: str, recipient: str) -> bool:
        """Whether the mail is for the inbox; raises ``Refused`` where the mailbox refuses at the door."""
        kept = self._state.get_filter(recipient)
        if kept is None or kept.passes(sender):
            return True
        if kept.refuse:
            raise Refused(recipient)
        return False

    def _put(self, envelope_sender: str, recipient: str, data: bytes) -> None:
        if self._state.unknown_domain_exists(recipient):
            if envelope_sender:
                self._put("", envelope_sender, _bounce(envelope_sender, recipient))
            return
        message = parse(data)
        sender = parseaddr(str(message.get("From", "")))[1] or envelope_sender
        text, links = text_of(message)
        wanted = not envelope_sender or self._check(sender, recipient)
        self._state.add_message(
            to=recipient,
            sender=sender,
            subject=str(message.get("Subject", "")),
            text=text,
            html=html_of(message),
            links=tuple(dict.fromkeys([*links, *find_links(text)])),
            code=find_code(text),
            folder="inbox" if wanted else "junk",
            received_at=clock.now(),
            raw=data,
        )


def message_value(message: Message) -> dict[str, Any]:
    """One mail as the API shows it."""
    return {
        "id": message.id,
        "to": message.to,
        "from": message.sender,
        "subject": message.subject,
        "text": message.text,
        "links": list(message.links),
        "code": message.code,
        "folder": message.folder,
        "received_at": message.received_at.isoformat(),
    }


def arranged_value(message: Message) -> dict[str, Any]:
    """A mail as a test rig sees it: with its part in HTML."""
    return message_value(message) | {"html": message.html}


class FilterEntry(Value):
    """The domain filter of a mailbox."""

    address: str
    domains: list[str]
    refuse: bool = False


def page(messages: Sequence[Message], to: str = "") -> str:
    """The inbox as a Japanese page, the newest mail first; everything from a mail is escaped."""
    title = f"{to} の受信箱" if to else "受信箱"
    articles = "\n".join(_article(message) for message in reversed(messages))
    return framed(title, articles or "<p>メールはありません。</p>")


def _article(message: Message) -> str:
    junk = "（迷惑メール）" if message.folder == "junk" else ""
    links = "".join(f'<li><a href="{escape(link)}">{escape(link)}</a></li>' for link in message.links)
    listed = f"<ul>{links}</ul>" if links else ""
    return (
        f'<article id="{message.id}"><h2>{escape(message.subject)}{junk}</h2>\n<dl>'
        f"<dt>宛先</dt><dd>{escape(message.to)}</dd><dt>差出人</dt><dd>{escape(message.sender)}</dd>"
        f"<dt>受信日時</dt><dd>{message.received_at.isoformat(timespec='seconds')}</dd></dl>\n"
        f"<pre>{escape(message.text)}</pre>{listed}</article>"
    )


def _path(argument: str) -> str:
    """The address in ``FROM:<a@b> SIZE=1``."""
    return argument.partition("<")[2].partition(">")[0]


def _bounce(sender: str, recipient: str) -> bytes:
    message = EmailMessage()
    message["From"] = "MAILER-DAEMON@fake.mail.test"
    message["To"] = sender
    message["Subject"] = "Undelivered Mail Returned to Sender"
    message["Auto-Submitted"] = "auto-replied"
    message.set_content(f"<{recipient}>: Host or domain name not found\n")
    return message.as_bytes()
