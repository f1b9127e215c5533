"""A mutant: one thing that a build does wrong, and the step, branch or rule that it breaks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

__all__ = ["MAGAZINE", "Kind", "Mutant"]

MAGAZINE = "メールマガジン"
"""Target of the mutant that forgets a subscription, which nobody can look up until the registration is applied for."""


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
    IDLE_ALERT = "alert without meaning"
    NOT_OFFERED = "branch not offered"
    GUARD_OPEN = "guard not enforced"
    INPUT_LOST = "input lost on the way back"
    INPUT_KEPT = "input kept on browser back"
    SCREEN_KEPT = "screen kept on browser back"
    NOT_REGISTERED = "not registered"
    REGISTERED_TWICE = "registered twice"
    MAIL_NOT_SENT = "mail not sent"
    MAIL_SENDER = "mail from a wrong sender"
    MAIL_SUBJECT = "mail with a wrong subject"
    MAIL_LINK = "mail with a wrong link"
    MAIL_TWICE = "mail sent twice"
    RULE = "rule broken"

    @property
    def japanese(self) -> str:
        """What the report calls it."""
        return _JAPANESE[self]

    @property
    def is_of_mail(self) -> bool:
        """Whether it is done to a mail."""
        return self.name.startswith("MAIL_")

    @property
    def is_of_register(self) -> bool:
        """Whether it is done to what the build has registered."""
        return self in (Kind.NOT_REGISTERED, Kind.REGISTERED_TWICE)


_JAPANESE = {
    Kind.HEADING: "別の手順の見出し",
    Kind.LABEL_CHANGED: "ボタンの名前が違う",
    Kind.BUTTON_MISSING: "ボタンがない",
    Kind.CHECK_MISSING: "チェックがない",
    Kind.OPTION_MISSING: "選択肢がない",
    Kind.FIELD_MISSING: "入力欄がない",
    Kind.MARK_MISSING: "必須の表示がない",
    Kind.NOTICE_MISSING: "案内文がない",
    Kind.VALUE_MISSING: "表示項目がない",
    Kind.QR_MISSING: "QRコードがない",
    Kind.FORBIDDEN: "あってはならないものがある",
    Kind.NO_STEP_ON: "先に進まない",
    Kind.WRONG_NEXT: "次の画面が違う",
    Kind.NO_ERROR: "誤りが表示されない",
    Kind.IDLE_ALERT: "いつも同じ警告しか出ない",
    Kind.NOT_OFFERED: "分岐が選べない",
    Kind.GUARD_OPEN: "止めるべき入力で先に進む",
    Kind.INPUT_LOST: "前の画面にもどると入力が消える",
    Kind.INPUT_KEPT: "ブラウザの戻るで入力が残る",
    Kind.SCREEN_KEPT: "ブラウザの戻るで前の画面が残る",
    Kind.NOT_REGISTERED: "登録されない",
    Kind.REGISTERED_TWICE: "二重に登録される",
    Kind.MAIL_NOT_SENT: "メールが届かない",
    Kind.MAIL_SENDER: "メールの差出人が違う",
    Kind.MAIL_SUBJECT: "メールの件名が違う",
    Kind.MAIL_LINK: "メールのリンクが違う",
    Kind.MAIL_TWICE: "メールが2通届く",
    Kind.RULE: "きまりを破る",
}


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
    opens: bool = False
    """Whether it shows on the phone that opens the address which a QR code, or a link, gave it."""
    presses: int = 1
    """How many presses lie between the step and where it shows."""

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
