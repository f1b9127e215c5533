"""Draws mutants from the guide's data: what each step shows, where each branch leads, what each mail says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from harness.guide import Branch, Guide, Step
from harness.guide.model import Mark
from harness.mutants.model import Kind, Mutant

__all__ = ["generated"]

_BACK = "前の画面"


def generated(guide: Guide) -> tuple[Mutant, ...]:
    """Gives every mutant that the data yield, in the guide's order; ids are unique and do not change."""
    found: dict[str, Mutant] = {}
    for step in guide.steps.values():
        for mutant in (*_of_screen(guide, step), *_of_mail(guide, step)):
            found.setdefault(mutant.id, mutant)
    for branch in guide.branches.values():
        for mutant in _of_branch(guide, branch):
            found.setdefault(mutant.id, mutant)
    return tuple(found.values())


def _made(breaks: str, kind: Kind, sentence: str, *, step: str, target: str = "", **rest: Any) -> Mutant:
    name = f"{breaks}:{kind.name.lower().replace('_', '-')}" + (f":{target}" if target else "")
    return Mutant(id=name, breaks=breaks, kind=kind, sentence=sentence, step=step, target=target, **rest)


def _elsewhere(guide: Guide, step: Step) -> str:
    """A heading of the section that is not this step's."""
    own = set(step.headings)
    return next(
        (
            heading
            for other in guide.steps.values()
            if other.section == step.section
            for heading in other.headings
            if heading not in own
        ),
        "お手続き",
    )


def _of_screen(guide: Guide, step: Step) -> Iterator[Mutant]:
    if not step.headings or step.device.is_inbox:
        return
    yield _made(
        step.id,
        Kind.HEADING,
        f"手順 {step.id} has the heading of another step.",
        step=step.id,
        other=_elsewhere(guide, step),
    )
    for kind, targets in (
        (Kind.LABEL_CHANGED, step.labels),
        (Kind.BUTTON_MISSING, step.labels),
        (Kind.CHECK_MISSING, step.checks),
        (Kind.OPTION_MISSING, tuple(option for options in step.choices.values() for option in options)),
        (Kind.FIELD_MISSING, tuple(one.label for one in step.fields)),
        (Kind.MARK_MISSING, tuple(one.label for one in step.fields if one.mark is Mark.REQUIRED)),
        (Kind.NOTICE_MISSING, step.notices),
        (Kind.VALUE_MISSING, step.values),
        (Kind.FORBIDDEN, step.absent),
    ):
        for target in targets:
            yield _made(
                step.id, kind, f"手順 {step.id}: {kind.value}: 「{target}」.", step=step.id, target=target
            )
    if step.qr:
        yield _made(step.id, Kind.QR_MISSING, f"手順 {step.id} shows no QR code.", step=step.id)
    if step.fields and any(
        outcome.to == step.id and _BACK in outcome.when.get("操作", "")
        for other in guide.steps.values()
        for outcome in other.branches
    ):
        yield _made(
            step.id, Kind.INPUT_LOST, f"手順 {step.id} is empty after 前の画面にもどる.", step=step.id
        )


def _of_branch(guide: Guide, branch: Branch) -> Iterator[Mutant]:
    step = guide.steps[branch.at]
    if not step.headings or step.device.is_inbox:
        return
    pressed = branch.when.get("操作", "")
    if branch.to == branch.at:
        if branch.error_at:
            yield _made(
                branch.id,
                Kind.NO_ERROR,
                f"分岐 {branch.id}: nothing says what is wrong.",
                step=step.id,
                pressed=pressed,
            )
    else:
        target = guide.steps.get(branch.to)
        for kind, other in (
            (Kind.NO_STEP_ON, ""),
            (Kind.WRONG_NEXT, _elsewhere(guide, target) if target else "お手続き"),
        ):
            yield _made(
                branch.id,
                kind,
                f"分岐 {branch.id}: {kind.value}.",
                step=step.id,
                pressed=pressed,
                other=other,
            )
    offered = {option for options in step.choices.values() for option in options} | set(step.labels)
    for value in branch.when.values():
        if value in offered:
            yield _made(
                branch.id,
                Kind.NOT_OFFERED,
                f"分岐 {branch.id}: 「{value}」 is not offered.",
                step=step.id,
                target=value,
            )


def _of_mail(guide: Guide, step: Step) -> Iterator[Mutant]:
    if step.mail is None:
        return
    mail = guide.mails[step.mail]
    kinds = [Kind.MAIL_NOT_SENT, Kind.MAIL_SENDER, Kind.MAIL_TWICE]
    kinds += [Kind.MAIL_SUBJECT] if mail.subject else []
    kinds += [Kind.MAIL_LINK] if mail.link else []
    for kind in kinds:
        yield _made(
            step.id,
            kind,
            f"手順 {step.id}: {kind.value}: {mail.name}.",
            step=step.id,
            target=mail.subject[0] if mail.subject else "",
        )
