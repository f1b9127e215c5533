"""The mail that arrived, and how each mailbox treats its senders."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

__all__ = ["FOLDERS", "Filter", "MailState", "Message"]

FOLDERS = ("inbox", "junk")


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """One mail in one mailbox, decoded."""

    id: str
    to: str
    """Address of the mailbox, in lower case."""
    sender: str
    """Address of the From header; the envelope's where there is none."""
    subject: str
    text: str
    links: tuple[str, ...] = ()
    code: str | None = None
    """The six-digit code in the text, half-width, with leading zeros."""
    html: str = ""
    """The part in HTML, if there is one."""
    folder: str = "inbox"
    """inbox or junk."""
    received_at: datetime
    raw: bytes = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Filter:
    """A mailbox that lets only some domains in, as the domain filter of a phone does."""

    domains: tuple[str, ...]
    """Domains that pass, in lower case; their subdomains pass too."""
    refuse: bool = False
    """Whether other mail is refused at the door (550) instead of falling into the junk folder."""

    def passes(self, address: str) -> bool:
        """Whether mail from ``address`` passes."""
        domain = domain_of(address)
        return any(domain == listed or domain.endswith(f".{listed}") for listed in self.domains)


class MailState:
    """Mailboxes by address; every address of a known domain has one."""

    def __init__(self, seed: int = 0) -> None:
        self._seed = seed
        self.clear()

    def clear(self) -> None:
        """Forgets mail, filters and unknown domains, and starts the seed anew."""
        self._random = random.Random(self._seed)
        self._messages: dict[str, Message] = {}
        self._filters: dict[str, Filter] = {}
        self._unknown_domains: set[str] = set()

    def add_message(
        self,
        *,
        to: str,
        sender: str,
        subject: str,
        text: str,
        html: str = "",
        links: tuple[str, ...],
        code: str | None,
        folder: str,
        received_at: datetime,
        raw: bytes,
    ) -> Message:
        """Puts a mail into a mailbox and gives it back with its id."""
        message = Message(
            id=f"msg_{self._random.getrandbits(48):012x}",
            to=to.lower(),
            sender=sender,
            subject=subject,
            text=text,
            html=html,
            links=links,
            code=code,
            folder=folder,
            received_at=received_at,
            raw=raw,
        )
        self._messages[message.id] = message
        return message

    def get_message(self, message_id: str) -> Message | None:
        """The mail with that id."""
        return self._messages.get(message_id)

    def messages(self, to: str = "", folder: str = "inbox") -> tuple[Message, ...]:
        """The mail of one folder, the oldest first, of one address or all; ``folder=""`` is both folders."""
        return tuple(
            message
            for message in self._messages.values()
            if (not to or message.to == to.strip().lower()) and (not folder or message.folder == folder)
        )

    def get_latest(self, to: str) -> Message | None:
        """The newest mail in the inbox of an address."""
        found = self.messages(to)
        return found[-1] if found else None

    def message_exists(self, to: str) -> bool:
        """Whether the inbox of an address holds any mail."""
        return bool(self.messages(to))

    def remove_messages(self, to: str = "") -> int:
        """Empties both folders of an address, or of all, and says how many mails went."""
        gone = self.messages(to, folder="")
        for message in gone:
            del self._messages[message.id]
        return len(gone)

    def store_filter(self, address: str, domains: Iterable[str], *, refuse: bool = False) -> Filter:
        """Lets only ``domains`` into the mailbox of ``address``; other mail is junk, or is refused."""
        kept = Filter(domains=tuple(domain.lower() for domain in domains), refuse=refuse)
        self._filters[address.strip().lower()] = kept
        return kept

    def get_filter(self, address: str) -> Filter | None:
        """The filter of a mailbox; most have none."""
        return self._filters.get(address.strip().lower())

    def remove_filter(self, address: str) -> None:
        """Lets all mail into a mailbox again; nothing happens if it had no filter."""
        self._filters.pop(address.strip().lower(), None)

    def add_unknown_domain(self, domain: str) -> None:
        """Makes mail to a domain bounce."""
        self._unknown_domains.add(domain.lower())

    def remove_unknown_domain(self, domain: str) -> None:
        """Lets mail to a domain arrive again; nothing happens if it never bounced."""
        self._unknown_domains.discard(domain.lower())

    def unknown_domain_exists(self, address: str) -> bool:
        """Whether mail to ``address`` bounces."""
        return domain_of(address) in self._unknown_domains


def domain_of(address: str) -> str:
    """What stands after the last @, in lower case; empty where there is none."""
    return address.rpartition("@")[2].strip().lower() if "@" in address else ""
