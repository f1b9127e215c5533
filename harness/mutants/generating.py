"""Draws mutants from the guide's data: what each step shows, where each branch leads, what each mail says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from harness.guide import Branch, Guide, Step
from harness.guide.model import BranchKind, Mark, Outcome
from harness.mutants.model import MAGAZINE, Kind, Mutant

__all__ = ["generated"]

BACK = "前の画面"
BROWSER_BACK = "ブラウザの戻る"
APPLY = "申し込む"
CARD = "カードが登録されている"
_REGISTERED = {
    "アカウントが作られる": True,
    "として登録される": False,
    "が申し込まれる": True,
    "登録を申請する": True,
    "カードが登録されている": False,
    "連携される": False,
    "購読する": False,
    "修正する": False,
}
"""Words of an outcome that registers something, and whether that could be there twice."""


def generated(guide: Guide) -> tuple[Mutant, ...]:
    """Gives every mutant that the data yield, in the guide's order; ids are unique and do not change."""
    found: dict[str, Mutant] = {}
    for step in guide.steps.values():
        for mutant in (*_of_screen(guide, step), *_of_mail(guide, step)):
            found.setdefault(mutant.id, mutant)
    for branch in guide.branches.values():
        for mutant in _of_branch(guide, branch):
            found.setdefault(mutant.id, mutant)
    for step in guide.steps.values():
        for mutant in (*_of_application(step), *_of_code(guide, step)):
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
        (Kind.FORBIDDEN, (*step.absent, *_of_others(guide, step))),
    ):
        for target in targets:
            yield _made(
                step.id, kind, f"手順 {step.id}: {kind.value}: 「{target}」.", step=step.id, target=target
            )
    if step.qr:
        yield _made(step.id, Kind.QR_MISSING, f"手順 {step.id} shows no QR code.", step=step.id)
    if step.fields and any(
        outcome.to == step.id and BACK in outcome.when.get("操作", "")
        for other in guide.steps.values()
        for outcome in other.branches
    ):
        yield _made(
            step.id, Kind.INPUT_LOST, f"手順 {step.id} is empty after 前の画面にもどる.", step=step.id
        )


def _of_others(guide: Guide, step: Step) -> Iterator[str]:
    """Ticks on the same screen that only others are asked for."""
    for other in guide.screens[step.section, step.screen]:
        if other.id != step.id and other.when and not step.when:
            yield from (label for label in other.checks if label not in step.checks)


def _of_branch(guide: Guide, branch: Branch) -> Iterator[Mutant]:
    step = guide.steps[branch.at]
    if not step.headings or step.device.is_inbox:
        return
    pressed = branch.when.get("操作", "")
    if branch.to == branch.at:
        yield from _of_stop(guide, branch, pressed)
    else:
        yield from _of_way(guide, branch, pressed)
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
    if pressed == BROWSER_BACK:
        kinds = [Kind.SCREEN_KEPT, *([Kind.INPUT_KEPT] if step.fields else [])]
        yield from (
            _made(branch.id, kind, f"分岐 {branch.id}: {kind.value}.", step=step.id) for kind in kinds
        )
    if branch.kind is BranchKind.STATE and CARD in branch.outcome:
        # The screen says so; it was done by the press that led here.
        for earlier, one in _leading_to(guide, step.id):
            yield from _of_register(
                branch.id, branch.outcome, step=earlier.id, pressed=one.when.get("操作", "")
            )
    elif branch.kind is BranchKind.STATE:
        yield from _of_register(branch.id, branch.outcome, step=step.id, pressed=pressed)


def _of_stop(guide: Guide, branch: Branch, pressed: str) -> Iterator[Mutant]:
    """A branch that stays where it is, because something is wrong."""
    if not branch.error_at:
        return
    yield _made(
        branch.id,
        Kind.NO_ERROR,
        f"分岐 {branch.id}: nothing says what is wrong.",
        step=branch.at,
        pressed=pressed,
    )
    if branch.error_at == "*":
        yield _made(
            branch.id,
            Kind.IDLE_ALERT,
            f"分岐 {branch.id}: the alert is always the same, whatever is wrong.",
            step=branch.at,
        )
    step = guide.steps[branch.at]
    onward = next(
        (one.to for one in step.branches if one.to != step.id and BACK not in one.when.get("操作", "")),
        step.to or "",
    )
    target = guide.steps.get(onward)
    made = _made(branch.id, Kind.GUARD_OPEN, f"分岐 {branch.id}: it goes on all the same.", step=branch.at)
    heading = target.headings[0] if target and target.headings else _elsewhere(guide, step)
    yield replace(made, target=branch.error_at, pressed=pressed, other=heading)


def _of_way(guide: Guide, branch: Branch, pressed: str) -> Iterator[Mutant]:
    """A branch that leads to another step, to a mail, or to the review."""
    step, target = guide.steps[branch.at], guide.steps.get(branch.to)
    if target is not None and target.mail is not None:
        subject = guide.mails[target.mail].subject
        for kind in (Kind.MAIL_NOT_SENT, Kind.MAIL_SUBJECT):
            made = _made(branch.id, kind, f"分岐 {branch.id}: {kind.value}.", step=step.id)
            yield replace(made, target=subject[0] if subject else "")
        return
    if target is not None and not target.headings and target.device.is_inbox:
        # What waits for the review was applied for a step earlier.
        for earlier, one in _leading_to(guide, step.id):
            if one.kind is BranchKind.STATE:
                yield from _of_register(
                    branch.id, one.outcome, step=earlier.id, pressed=one.when.get("操作", "")
                )
        return
    outcome = next(one for one in step.branches if one.outcome == branch.outcome)
    opens = target is not None and not target.headings and target.device is not step.device
    opens = opens or (target is not None and target.id.endswith("+url"))
    for kind, other in (
        (Kind.NO_STEP_ON, ""),
        (Kind.WRONG_NEXT, _elsewhere(guide, target) if target else "お手続き"),
    ):
        made = _made(branch.id, kind, f"分岐 {branch.id}: {kind.value}.", step=step.id, other=other)
        first = pressed or (outcome.presses[0] if outcome.presses else "")
        yield replace(made, pressed=first, opens=opens, presses=max(1, len(outcome.presses)))


def _leading_to(guide: Guide, step_id: str) -> Iterator[tuple[Step, Outcome]]:
    """The steps with a screen from which a step is reached at once."""
    for step in guide.steps.values():
        yield from ((step, one) for one in step.branches if one.to == step_id and step.headings)


def _of_register(breaks: str, outcome: str, *, step: str, pressed: str) -> Iterator[Mutant]:
    """What a step registers is not there afterwards, or is there twice."""
    for words, twice in _REGISTERED.items():
        if words in outcome:
            kinds = [Kind.NOT_REGISTERED, *([Kind.REGISTERED_TWICE] if twice else [])]
            target = MAGAZINE if words == "購読する" else ""
            yield from (
                _made(
                    breaks,
                    kind,
                    f"手順 {step}: {kind.value}: {outcome}.",
                    step=step,
                    pressed=pressed,
                    target=target,
                )
                for kind in kinds
            )
            return


def _of_application(step: Step) -> Iterator[Mutant]:
    """The last press of an application for a service, where no branch of the guide says what it registers."""
    if APPLY in step.labels and not any("申し込まれる" in one.outcome for one in step.branches):
        yield from _of_register(step.id, "サービスが申し込まれる", step=step.id, pressed=APPLY)


def _of_code(guide: Guide, step: Step) -> Iterator[Mutant]:
    """The mail with a code, which is no step of its own."""
    for mail in guide.mails.values():
        for place in mail.after if mail.code_digits else ():
            if place == step.id:
                for kind in (Kind.MAIL_NOT_SENT, Kind.MAIL_TWICE):
                    yield _made(step.id, kind, f"手順 {step.id}: {kind.value}: {mail.name}.", step=step.id)


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
