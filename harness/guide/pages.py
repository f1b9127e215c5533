"""What the guide says around its steps: mails, questions, contacts, the check chart and the opening pages."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from harness.guide.base import Actor, Facts, MailId, ReadingId, RuleId, StepId, Text, Value

__all__ = [
    "Chart",
    "ChartNote",
    "ChartRow",
    "Contact",
    "Contacts",
    "Entry",
    "FaqEntry",
    "Intro",
    "Mail",
    "MailLink",
    "Need",
    "Party",
    "Sender",
    "Stage",
]


class Sender(StrEnum):
    """Who sends a mail."""

    BUILD = "ビルド"
    """The build under test, while a customer registers: the mail is judged."""
    SERVICE = "サービス"
    """A service that is used later: the mail is told of, and never seen in a run."""


class MailLink(Value):
    """A link that stands in a mail."""

    label: Text | None = None
    """What the link is called, as printed; None where the guide prints no name for it."""
    to: Text
    """A step or a section that it leads to."""


class Mail(Value):
    """A mail that the guide tells of."""

    id: MailId
    name: Text
    also: tuple[Text, ...] = ()
    """Other names that the guide prints for the same mail."""
    trigger: Text
    """What it is sent after, in our own words."""
    after: tuple[StepId, ...] = ()
    """Steps whose leaving brings the mail about; empty where that happens on nobody's screen."""
    recipients: tuple[Actor, ...] = Field(min_length=1)
    """Whose mailbox it reaches: one of them, by the section at hand."""
    sender: Sender = Sender.BUILD
    sender_domains: tuple[Text, ...] = ()
    """Domains that it may come from; empty where the guide does not say."""
    subject: tuple[Text, ...] = ()
    """Words that the subject has, every one of them."""
    contents: tuple[Text, ...] = ()
    """Words that stand in the mail, every one of them."""
    code_digits: int | None = Field(default=None, ge=1)
    """How many digits the code in the mail has; None where there is no code."""
    link: MailLink | None = None
    readings: tuple[ReadingId, ...] = ()


class FaqEntry(Value):
    """One question of 「よくあるご質問」, as often as it is printed."""

    id: Annotated[str, StringConstraints(pattern=r"^Q-\d{2}$")]
    at: Text
    """Section that it stands in."""
    page: int
    asks: Text
    """The question in our own words; the same wording stands for the same question."""
    rule: RuleId
    """The rule that says what the answer says."""
    readings: tuple[ReadingId, ...] = ()


class Contact(Value):
    """Where a customer can turn to."""

    name: Text
    phone: Text | None = None
    hours: Text | None = None
    about: Text
    """What it is for, in our own words."""
    readings: tuple[ReadingId, ...] = ()


class Contacts(Value):
    """The last page: where to turn to."""

    id: Text
    title: Text
    pages: tuple[int, ...] = ()
    contacts: tuple[Contact, ...]


class Entry(Value):
    """A step at which a customer can begin, and the facts under which that one does."""

    step: StepId
    when: Facts = Field(default={})


class ChartRow(Value):
    """Which sections a customer needs under some facts, and when."""

    when: Facts
    at_contract: tuple[Text, ...] = ()
    """Sections at the dealer, in order."""
    after_delivery: tuple[Text, ...] = ()
    """Sections after delivery, in order."""
    readings: tuple[ReadingId, ...] = ()


class ChartNote(Value):
    """How a service can still be had later by somebody who did not apply for it at the dealer."""

    service: Text
    when: Facts
    way: Text
    """In our own words."""
    url: Text | None = None
    """An address that a build must show to the letter."""
    rule: RuleId
    readings: tuple[ReadingId, ...] = ()


class Chart(Value):
    """The check chart: from facts to sections."""

    id: Text
    title: Text
    pages: tuple[int, ...] = ()
    entries: tuple[Entry, ...] = Field(min_length=1)
    rows: tuple[ChartRow, ...] = Field(min_length=1)
    notes: tuple[ChartNote, ...] = ()
    readings: tuple[ReadingId, ...] = ()


class Stage(Value):
    """One of the stages of the procedure, in their order."""

    title: Text
    chapters: tuple[Text, ...] = Field(min_length=1)


class Party(Value):
    """Somebody whom the guide defines."""

    name: Text
    meaning: Text
    """In our own words."""
    readings: tuple[ReadingId, ...] = ()


class Need(Value):
    """Something a customer has to have ready."""

    name: Text
    note: Text
    """In our own words."""
    readings: tuple[ReadingId, ...] = ()


class Intro(Value):
    """The opening pages: stages, parties, and what to have ready."""

    id: Text
    title: Text
    pages: tuple[int, ...] = ()
    stages: tuple[Stage, ...] = Field(min_length=1)
    parties: tuple[Party, ...] = ()
    needs: tuple[Need, ...] = ()
    rules: tuple[RuleId, ...] = ()
    """Rules that say what the cautions of these pages say."""
