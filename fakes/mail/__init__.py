"""Mail: an SMTP server in process, mailboxes that filter as a phone's do, and an inbox to read."""

from __future__ import annotations

from fakes.mail.app import Fake
from fakes.mail.smtp import InMemorySMTP, patched
from fakes.mail.state import Filter, MailState, Message

__all__ = ["Fake", "Filter", "InMemorySMTP", "MailState", "Message", "patched"]
