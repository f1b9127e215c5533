"""A mutant: one thing that a build does wrong, and the step, branch or rule that it breaks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

__all__ = ["Kind", "Mutant"]


class Kind(StrEnum):
    """What is done to a sound build."""

    HEADING = "heading of another step"
    LABEL_CHANGED = "label changed"
    BUTTON_MISSING = "button missing"
    CHECK_MISSING = "check missing"
    OPTION_MISSING = "option missing"
    FIELD_MISSING = "field missing"
    MARK_MISSING = "required mark missing"
    NOTICE_MISSING = "notice missing"
    VALUE_MISSING = "value missing"
    QR_MISSING = "QR missing"
    FORBIDDEN = "offered where it must not be"
    NO_STEP_ON = "branch leads nowhere"
    WRONG_NEXT = "led to the wrong next step"
    NO_ERROR = "error not told"
    NOT_OFFERED = "branch not offered"
    INPUT_LOST = "input lost on the way back"
    MAIL_NOT_SENT = "mail not sent"
    MAIL_SENDER = "mail from a wrong sender"
    MAIL_SUBJECT = "mail with a wrong subject"
    MAIL_LINK = "mail with a wrong link"
    MAIL_TWICE = "mail sent twice"
    RULE = "rule broken"


@dataclass(frozen=True, kw_only=True, slots=True)
class Mutant:
    """One wrong build; ``step`` is where it is done, ``target`` the label or text that it is done to."""

    id: str
    breaks: str
    kind: Kind
    sentence: str
    origin: str = "generated"
    step: str = ""
    target: str = ""
    other: str = ""
    """What stands there instead: a heading, or where a press leads."""
    pressed: str = ""
    """Label that must have been pressed for it to show; empty for any."""

    @property
    def section(self) -> str:
        """Section of the step, or ``written``."""
        return self.step.split("/")[0] if self.step else "written"

    def as_data(self) -> dict[str, Any]:
        """What ``mylexus mutants list --json`` prints."""
        return {
            "id": self.id,
            "breaks": self.breaks,
            "origin": self.origin,
            "kind": self.kind.value,
            "section": self.section,
            "sentence": self.sentence,
        }
