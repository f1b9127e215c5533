"""Holds a screen against a step of the guide."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from harness.builds.screen import Control, Screen
from harness.builds.wording import Match, best, compare, normalised
from harness.errors import Finding
from harness.guide.model import FieldSpec, Guide, Mark, Step

__all__ = [
    "Inspection",
    "errors_of",
    "errors_on",
    "find_control",
    "has_error_at",
    "inspect",
    "offered_labels",
    "shown_instead",
    "standing_errors",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class Inspection:
    """What came of holding a screen against a step."""

    recognised: bool
    """Whether the heading is one of the step's."""
    findings: tuple[Finding, ...]
    remarks: tuple[str, ...]


class _Notes:
    def __init__(self, step: Step) -> None:
        self.step = step
        self.findings: list[Finding] = []
        self.remarks: list[str] = []

    def expect(self, what: str, wordings: Iterable[str], found: Iterable[str]) -> bool:
        """Notes a finding where no wording is there, a remark where one is there only by the readings."""
        expected, candidates = tuple(wordings), tuple(found)
        if expected and expected[0] in candidates:
            return True
        match, wording = best(expected, candidates)
        if match is Match.NONE:
            self.add(what, _either(expected), _listed(candidates))
        elif match is Match.NORMALISED:
            self.remarks.append(f"{what}: 印刷は「{expected[0]}」、画面は「{wording}」")
        return bool(match)

    def add(self, what: str, expected: str, found: str) -> None:
        self.findings.append(Finding(at=self.step.id, what=what, expected=expected, found=found))


def inspect(
    step: Step, screen: Screen, facts: Mapping[str, str], *, beside: Iterable[Step] = ()
) -> Inspection:
    """Verifies heading, labels, checks, choices, fields, notices, values, QR and what must be absent.

    ``beside`` are the other steps on the same screen: what belongs to one that does not exist under these facts
    must not be shown.
    """
    notes = _Notes(step)
    recognised = not step.headings or notes.expect("見出し", step.headings, _headings(screen))
    if recognised:
        _inspect_controls(notes, screen, facts)
        _inspect_words(notes, screen)
        _inspect_absent(notes, screen, facts, beside)
    return Inspection(recognised=recognised, findings=tuple(notes.findings), remarks=tuple(notes.remarks))


def _headings(screen: Screen) -> tuple[str, ...]:
    if screen.status >= 500 or not screen.headings:
        return (f"HTTP {screen.status} {screen.heading or screen.text[:60] or '何も表示されていない'}",)
    return screen.headings


def _inspect_controls(notes: _Notes, screen: Screen, facts: Mapping[str, str]) -> None:
    step = notes.step
    buttons = offered_labels(screen)
    for label in step.labels:
        notes.expect(f"ボタン「{label}」", (label, *step.label_aliases.get(label, ())), buttons)
    for label in step.checks:
        notes.expect(f"チェック「{label}」", (label,), screen.checks)
    options = [option for choice in screen.choices for option in choice.options]
    for name, expected in step.choices.items():
        for option in expected:
            notes.expect(f"{name}の選択肢「{option}」", (option,), [*options, *buttons])
    for spec in step.fields:
        if all(facts.get(fact) in (None, value) for fact, value in spec.when.items()):
            _inspect_field(notes, screen, spec)


def _inspect_field(notes: _Notes, screen: Screen, spec: FieldSpec) -> None:
    wordings = (spec.label, *spec.aliases)
    labels = [control.label for control in screen.fields]
    choices = {choice.label: choice.required for choice in screen.choices}
    if not notes.expect(f"入力欄「{spec.label}」", wordings, [*labels, *choices, *screen.values]):
        return
    if spec.mark is Mark.REQUIRED:
        control = find_control(screen, wordings)
        marked = (
            control.required
            if control
            else any(required for label, required in choices.items() if best(wordings, [label])[0])
        )
        if not marked:
            notes.add(f"入力欄「{spec.label}」の表示", "必須", "必須と示されていない")


def _inspect_words(notes: _Notes, screen: Screen) -> None:
    step = notes.step
    for notice in step.notices:
        if notice in screen.text:
            continue
        if normalised(notice) in normalised(screen.text):
            notes.remarks.append(f"案内文は表記が印刷と異なる: 「{notice}」")
        else:
            notes.add("案内文", f"「{notice}」", "画面にない")
    for label in step.values:
        if not any(compare(label, shown) and value for shown, value in screen.values.items()):
            notes.add(f"表示項目「{label}」", "値とともに表示される", _listed(screen.values))
    if step.qr and (screen.qr is None or not screen.qr.read()):
        notes.add("QRコード", "読み取れるQRコード", "ない" if screen.qr is None else "読み取れない")


def _inspect_absent(notes: _Notes, screen: Screen, facts: Mapping[str, str], beside: Iterable[Step]) -> None:
    counts = all(facts.get(fact) == value for fact, value in notes.step.absent_when.items())
    forbidden = set(notes.step.absent) if counts else set()
    for other in beside:
        if any(facts.get(fact) not in (None, value) for fact, value in other.when.items()):
            forbidden.update(
                (*other.checks, *(label for label in other.labels if label not in notes.step.labels))
            )
    if not forbidden:
        return
    options = [option for choice in screen.choices for option in choice.options]
    shown = [
        *offered_labels(screen),
        *options,
        *screen.checks,
        *(c.label for c in screen.fields),
        *_headings(screen),
    ]
    for label in sorted(forbidden):
        if best((label,), shown)[0]:
            notes.add(f"「{label}」", "表示されない", "表示されている")


def offered_labels(screen: Screen) -> tuple[str, ...]:
    """Lists what can be pressed."""
    return tuple(button.label for button in screen.buttons if button.label)


def find_control(screen: Screen, wordings: Iterable[str]) -> Control | None:
    """Finds a field by any of its labels, groups first."""
    expected = tuple(wordings)
    return next((control for control in screen.fields if best(expected, [control.label])[0]), None)


def errors_on(screen: Screen) -> frozenset[str]:
    """Gives every error of a screen: the label where it stands at one, and the words of each alert."""
    return frozenset((*_labels_in_error(screen), *screen.alerts))


def standing_errors(step: Step, screen: Screen) -> frozenset[str]:
    """Gives the errors that a step's screen shows before anything is done there.

    An act without a screen of its own, such as reading a QR code, arrives with its answer: none of that stands.
    """
    return errors_on(screen) if step.headings else frozenset()


def shown_instead(guide: Guide, screen: Screen, wanted: Step, left: Step | None) -> Step | None:
    """Finds the step whose heading a screen shows instead: those of the screen that was left first, then the section's."""
    here = left.screen if left else ""
    candidates = sorted(
        guide.steps.values(), key=lambda other: (other.screen != here, other.section != wanted.section)
    )
    return next((one for one in candidates if one.headings and best(one.headings, screen.headings)[0]), None)


def _labels_in_error(screen: Screen) -> list[str]:
    shown = [control.label for control in screen.fields if control.error]
    shown += [choice.label for choice in screen.choices if choice.error]
    return shown + [box for box in screen.checks if box in screen.check_errors]


def has_error_at(screen: Screen, label: str, *, step: Step | None = None, was: Collection[str] = ()) -> bool:
    """Says whether an error is shown at a field, a choice or a tick box; ``*`` looks anywhere on the screen.

    At a step, a field may stand under any of its labels. What ``was`` there before anything was done
    tells nobody anything: for ``*`` it does not count.
    """
    if label == "*":
        return bool(errors_on(screen) - frozenset(was))
    fields = step.fields if step else ()
    aliases = next((spec.aliases for spec in fields if spec.label == label), ())
    return bool(best((label, *aliases), _labels_in_error(screen))[0])


def errors_of(screen: Screen) -> tuple[str, ...]:
    """Lists what a screen says is wrong, at a field or as a whole."""
    at_fields = [*(one.error for one in screen.fields), *(one.error for one in screen.choices)]
    return tuple(text for text in (*screen.alerts, *at_fields, *screen.check_errors.values()) if text)


def _either(wordings: tuple[str, ...]) -> str:
    return " または ".join(f"「{wording}」" for wording in wordings)


def _listed(found: Iterable[str]) -> str:
    words = [f"「{word}」" for word in dict.fromkeys(found) if word]
    return "、".join(words[:12]) if words else "何もない"
