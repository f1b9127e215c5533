"""Holds a mail against what the guide says of it: subject, sender, contents, code and link."""

from __future__ import annotations

import re

from harness.builds.port import Message
from harness.builds.screen import Screen
from harness.builds.wording import best, normalised
from harness.errors import Finding
from harness.guide.model import Mail, Step
from harness.walking.verify import Inspection, offered_labels

__all__ = ["inspect_mail"]


def inspect_mail(step: Step, mail: Mail, message: Message | None, screen: Screen) -> Inspection:
    """Verifies that the mail came and is as the guide says; ``screen`` is the mail as it is read."""
    what = f"{mail.id} {mail.name}のメール"
    if message is None:
        return _unrecognised(step, what, "メールが届いていない")
    if not all(normalised(word) in normalised(message.subject) for word in mail.subject):
        return _unrecognised(step, what, f"最後のメールの件名は「{message.subject}」")
    found: list[Finding] = []

    def expect(holds: bool, about: str, expected: str, shown: str) -> None:
        if not holds:
            found.append(Finding(at=step.id, what=f"{what}の{about}", expected=expected, found=shown))

    domain = message.sender.rpartition("@")[2].rstrip(">").lower()
    if mail.sender_domains:
        expect(domain in mail.sender_domains, "差出人", "、".join(mail.sender_domains), message.sender)
    for words in mail.contents:
        expect(normalised(words) in normalised(screen.text), "内容", f"「{words}」がある", "ない")
    if mail.code_digits is not None:
        code = re.search(rf"(?<!\d)\d{{{mail.code_digits}}}(?!\d)", message.text)
        expect(code is not None, "認証コード", f"数字{mail.code_digits}桁", "ない")
    offered = offered_labels(screen)
    shown = "、".join(f"「{label}」" for label in offered) or "リンクがない"
    wanted = [*step.labels, *((mail.link.label,) if mail.link and mail.link.label else ())]
    for label in dict.fromkeys(wanted):
        expect(
            bool(best((label, *step.label_aliases.get(label, ())), offered)[0]),
            "リンク",
            f"「{label}」",
            shown,
        )
    if mail.link and not wanted:
        expect(bool(offered), "リンク", "リンクが一つある", shown)
    return Inspection(recognised=True, findings=tuple(found), remarks=())


def _unrecognised(step: Step, what: str, shown: str) -> Inspection:
    finding = Finding(at=step.id, what=what, expected="届いている", found=shown)
    return Inspection(recognised=False, findings=(finding,), remarks=())
