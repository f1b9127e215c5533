"""The guide as data: frozen values that say what a build must show and where it must lead.

All text that a build is judged by (titles, labels, notices) stands here as printed. Conditions are
facts and their values, never code, so that ways through the guide can be computed.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property

from pydantic import Field

from harness.guide.base import Actor, BranchId, Facts, MailId, ReadingId, RuleId, StepId, Text, Value
from harness.guide.pages import Chart, Contacts, FaqEntry, Intro, Mail

__all__ = [
    "Actor",
    "Branch",
    "BranchKind",
    "Device",
    "Fact",
    "Facts",
    "FieldSpec",
    "Guide",
    "Mail",
    "Mark",
    "Outcome",
    "Provenance",
    "Reading",
    "ReadingId",
    "Rule",
    "RuleId",
    "Section",
    "Source",
    "Step",
    "StepId",
    "Text",
    "Value",
]


class Device(StrEnum):
    """On whose screen a step takes place."""

    STAFF_TERMINAL = "スタッフの端末"
    BUYER_PHONE = "買主のスマートフォン"
    USER_PHONE = "使用者のスマートフォン"
    BUYER_INBOX = "買主の受信メール"
    """The newest mail to the buyer; its links open on the buyer's phone."""
    USER_INBOX = "使用者の受信メール"
    """The newest mail to the user; its links open on the user's phone."""

    @property
    def is_inbox(self) -> bool:
        """Whether mails are read here."""
        return self in (Device.BUYER_INBOX, Device.USER_INBOX)


class Provenance(StrEnum):
    """Whether a step is printed with a number, or implied (then a reading says why)."""

    PRINTED = "printed"
    INFERRED = "inferred"


class BranchKind(StrEnum):
    """Why there is a decision at a step."""

    FORK = "fork"
    """A fork printed in the guide."""
    STRUCTURAL = "structural"
    """A decision that a note or an FAQ implies."""
    GUARD = "guard"
    """A condition that must hold before a step can be left."""
    STATE = "state"
    """A change of what is registered or known."""
    BAD = "bad"
    """A bad outcome: wrong, expired, refused, unreadable."""


class Mark(StrEnum):
    """How a field is marked on the screen."""

    REQUIRED = "必須"
    OPTIONAL = "任意"
    UNSAID = "記載なし"
    """The guide does not say; not judged."""


class Fact(Value):
    """Something that can be true of a customer, a car or an act, and every value it can take."""

    name: Text
    """Japanese name, as ``when`` uses it: ``お客さま種別``, the label of a field, or ``操作``."""
    values: dict[Text, Text] = Field(min_length=1)
    """Value -> its meaning, in our own words."""
    default: Text | None = None
    """The value that holds as long as nothing else is said."""


class FieldSpec(Value):
    """A field, or a group of fields under one legend, that a step's screen offers."""

    label: Text
    aliases: tuple[Text, ...] = ()
    """Other labels that are accepted: printed elsewhere in the guide for the same field, or a reading."""
    mark: Mark = Mark.UNSAID
    when: Facts = Field(default={})
    """Facts under which the field is shown; empty means always."""
    readings: tuple[ReadingId, ...] = ()


class Outcome(Value):
    """One outcome of the decision at a step, and where it leads."""

    outcome: Text
    """Short Japanese name, unique at its step: ``法人``, ``期限切れ``."""
    to: Text
    """A step id (``1-1/12-C``), a section id (``2-1``) or ``end``."""
    kind: BranchKind
    when: Facts = Field(default={})
    """Facts that hold when this outcome is taken. A fact is named in Japanese (``お客さま種別``: ``法人``).

    Facts come from 前提 steps, from what was chosen or checked on a walk (label of the choice group, or the
    label of a check with ``オン``/``オフ``), and from what was pressed (fact ``操作`` with the label as value).
    """
    error_at: Text | None = None
    """For bad outcomes and guards that a form enforces: label of the field that must show an error; ``*`` means
    that an error must be shown somewhere on the screen."""
    tolerated: tuple[Text, ...] = ()
    """Step ids that are accepted instead of ``to``, as a remark, because the guide does not say (A-75)."""
    presses: tuple[Text, ...] = ()
    """Buttons pressed in turn, where more than one screen lies between the step and where it leads."""
    repeats: BranchId | None = None
    """The branch that this is printed again of: same decision on the same screen, in another column or section.
    It is walked and judged like any other, and counted there."""
    note: str = ""
    """One sentence in our own words."""
    readings: tuple[ReadingId, ...] = ()


class Branch(Value):
    """One outcome with its address: what ``mylexus guide branches`` lists."""

    id: str
    """``<step id>=<outcome>``, for example ``1-1/11-B=法人``."""
    at: str
    outcome: str
    to: str
    kind: BranchKind
    when: Facts = Field(default={})
    error_at: str | None = None
    tolerated: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()


class Step(Value):
    """One numbered step of the guide, or one that it implies."""

    id: StepId
    title: Text
    page: int | None = None
    """Printed page number in edition 1.4."""
    actor: Actor
    device: Device
    screen: Text
    """Steps of one section with the same screen name are shown on one screen."""
    headings: tuple[Text, ...]
    """Headings by which the screen is recognised, any one of them: the titles of the steps that share the screen
    and the heading that the guide prints in its picture. Empty for a step without a screen of its own (an act),
    and for a mail, which is recognised by its subject."""
    mail: MailId | None = None
    """The mail that is read at this step; its subject, sender, contents and link are what must be there."""
    labels: tuple[Text, ...] = ()
    """Buttons and links that must be offered, as printed."""
    label_aliases: dict[str, tuple[Text, ...]] = Field(default={})
    """Printed label -> other labels that a reading accepts at this step."""
    checks: tuple[Text, ...] = ()
    """Tick boxes that must be offered."""
    choices: dict[str, tuple[Text, ...]] = Field(default={})
    """Name of the choice (a fact name) -> its options, offered as radio buttons, a list, or one button each."""
    fields: tuple[FieldSpec, ...] = ()
    notices: tuple[Text, ...] = ()
    """Short texts that the screen must show."""
    values: tuple[Text, ...] = ()
    """Labels of values that the screen must show (``買主名``)."""
    qr: bool = False
    """Whether the screen must show a QR code that can be read."""
    absent: tuple[Text, ...] = ()
    """Labels (buttons, checks, options, fields) that must not be on the screen at this step."""
    absent_when: Facts = Field(default={})
    """Facts under which ``absent`` counts; empty means always."""
    when: Facts = Field(default={})
    """Facts under which the step exists at all (8-A: お客さま種別 個人)."""
    branches: tuple[Outcome, ...] = ()
    """Every way out of the step. A step with one plain way out uses ``to`` instead."""
    to: Text | None = None
    """Where the step leads when nothing is decided: a step id, a section id or ``end``."""
    provenance: Provenance = Provenance.PRINTED
    readings: tuple[ReadingId, ...] = ()

    @property
    def section(self) -> str:
        """Section id: ``1-1``."""
        return self.id.split("/", 1)[0]

    @property
    def is_several_screens(self) -> bool:
        """Whether it stands for all the screens on which a way of payment is registered (A-10)."""
        return self.id.endswith("+pay")

    @property
    def number(self) -> str:
        """Number as printed: ``7-A``."""
        return self.id.split("/", 1)[1]


class Section(Value):
    """One section of the guide."""

    id: Text
    title: Text
    chapter: Text
    pages: tuple[int, ...] = ()
    steps: tuple[Step, ...] = ()


class Source(Value):
    """The place in the guide that a rule comes from."""

    at: Text
    """A step id, or a section id for running text."""
    page: int | None = None
    kind: Text = "手順"
    """``手順``, ``注記``, ``よくあるご質問``, ``画面``, ``はじめに``, ``読み``."""
    quote: str = ""
    """A short phrase, only where a build must show it to the letter."""


class Rule(Value):
    """One testable statement of the guide, in our own words."""

    id: RuleId
    statement: Text
    sources: tuple[Source, ...]
    steps: tuple[StepId, ...]
    """Steps at which the rule can be seen to hold or to be broken."""
    readings: tuple[ReadingId, ...] = ()


class Reading(Value):
    """A decision on an inconsistency of the guide."""

    id: ReadingId
    where: Text
    finding: Text
    reading: Text


class Guide(Value):
    """One edition of the guide."""

    edition: Text
    sections: tuple[Section, ...]
    rules: tuple[Rule, ...]
    readings: tuple[Reading, ...]
    facts: tuple[Fact, ...] = ()
    index: dict[str, Text] = Field(default={})
    """Every section of the edition, loaded or not: id -> title as in the guide's index."""
    mails: dict[str, Mail] = Field(default={})
    """Every mail by id, in the guide's order."""
    faq: tuple[FaqEntry, ...] = ()
    intro: Intro | None = None
    chart: Chart | None = None
    contact: Contacts | None = None

    @cached_property
    def steps(self) -> dict[str, Step]:
        """Every step by id, in the guide's order."""
        return {step.id: step for section in self.sections for step in section.steps}

    @cached_property
    def screens(self) -> dict[tuple[str, str], tuple[Step, ...]]:
        """Steps that share a screen, in the guide's order, by section and name of the screen."""
        shared: dict[tuple[str, str], tuple[Step, ...]] = {}
        for step in self.steps.values():
            key = (step.section, step.screen)
            shared[key] = (*shared.get(key, ()), step)
        return shared

    @cached_property
    def branches(self) -> dict[str, Branch]:
        """Every branch by id, in the guide's order; an outcome that repeats another is no branch of its own."""
        return {
            branch.id: branch
            for step in self.steps.values()
            for branch in (
                Branch(
                    id=f"{step.id}={outcome.outcome}",
                    at=step.id,
                    **outcome.model_dump(exclude={"note", "presses", "repeats"}),
                )
                for outcome in step.branches
                if outcome.repeats is None
            )
        }
