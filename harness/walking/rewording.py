"""Lets a build be judged by its own words for what the guide prints; nothing but wording is excused."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from harness.builds.overrides import Wording
from harness.builds.port import Phone
from harness.builds.screen import Screen
from harness.builds.wording import best, compare
from harness.errors import BuildError
from harness.guide.model import Guide, Step

__all__ = [
    "RewordedPhone",
    "check_wording",
    "override_remarks",
    "printed_words",
    "reworded",
    "shown_on",
    "words_at",
]

_GUIDES: dict[tuple[int, Wording], tuple[Guide, Guide]] = {}
"""Guide (by identity, and kept so that it stays unique) and wording -> the guide with the build's headings."""


def reworded(guide: Guide, wording: Wording) -> Guide:
    """Gives the guide with the build's own headings beside those printed."""
    if not wording.headings:
        return guide
    key = (id(guide), wording)
    if key not in _GUIDES:
        own = dict(wording.headings)
        sections = tuple(
            section.model_copy(update={"steps": tuple(_headed(step, own) for step in section.steps)})
            for section in guide.sections
        )
        parts = {name: getattr(guide, name) for name in Guide.model_fields}
        _GUIDES[key] = guide, Guide.model_construct(**{**parts, "sections": sections})
    return _GUIDES[key][1]


def _headed(step: Step, own: Mapping[str, str]) -> Step:
    if step.id not in own:
        return step
    return step.model_copy(update={"headings": (*step.headings, own[step.id])})


def printed_words(step: Step) -> tuple[str, ...]:
    """Lists every label of a step that a build may have its own word for."""
    words: list[str] = [*step.labels, *step.checks, *step.choices, *step.values, *step.absent]
    words += [option for options in step.choices.values() for option in options]
    words += [spec.label for spec in step.fields]
    words += [label for outcome in step.branches for label in outcome.presses]
    return tuple(dict.fromkeys(words))


def check_wording(guide: Guide, wording: Wording, *, where: str) -> None:
    """Raises BuildError with every override that names what the guide does not have."""
    wrong = [f"{where}: {line}" for line in _wrong(guide, wording)]
    if wrong:
        raise BuildError("\n".join(wrong))


def _wrong(guide: Guide, wording: Wording) -> Iterator[str]:
    named = dict.fromkeys([*(step for step, _ in wording.headings), *(one[0] for one in wording.labels)])
    for step_id in named:
        if step_id and step_id not in guide.steps:
            yield f'steps."{step_id}": no such step in edition {guide.edition}; {_near(guide, step_id)}'
    for step_id, heading in wording.headings:
        step = guide.steps.get(step_id)
        if step is not None and not step.headings:
            yield f'steps."{step_id}".heading: 「{heading}」, but the step has no heading to compare; leave it out'
    every = {word for step in guide.steps.values() for word in printed_words(step)}
    for step_id, printed, _ in wording.labels:
        step = guide.steps.get(step_id)
        if not step_id and printed not in every:
            yield f"labels: no step has the label 「{printed}」; write it as `mylexus guide` prints it"
        elif step is not None and printed not in printed_words(step):
            has = "、".join(f"「{word}」" for word in printed_words(step)) or "no label"
            yield f'steps."{step_id}".labels: the step has no label 「{printed}」; it has {has}'
    yield from _ambiguous(wording)


def _ambiguous(wording: Wording) -> Iterator[str]:
    seen: dict[tuple[str, str], str] = {}
    for step_id, printed, shown in wording.labels:
        other = seen.setdefault((step_id, shown), printed)
        if step_id and other != printed:
            yield (
                f'steps."{step_id}".labels: 「{other}」 and 「{printed}」 would both be 「{shown}」; '
                "a step's labels must stay apart"
            )


def _near(guide: Guide, step_id: str) -> str:
    section = step_id.partition("/")[0]
    numbers = [step.number for step in guide.steps.values() if step.section == section]
    if numbers:
        return f"section {section} has {', '.join(numbers)}"
    return f"sections are {', '.join(dict.fromkeys(step.section for step in guide.steps.values()))}"


class RewordedPhone:
    """A phone whose screens are read in the guide's words, and which is acted on in the guide's words."""

    def __init__(self, phone: Phone, words: Callable[[Step], Mapping[str, str]]) -> None:
        """``words`` gives, for a step, the build's word for each printed one."""
        self.owner = phone.owner
        self._phone = phone
        self._words_at = words
        self._words: Mapping[str, str] = {}

    def be_at(self, step: Step) -> None:
        """Says which step the phone is looked at for."""
        self._words = self._words_at(step)

    @property
    def inner(self) -> Phone:
        """The phone as the build knows it."""
        return self._phone

    @property
    def shown(self) -> Screen:
        """The screen in the build's own words."""
        return self._phone.screen()

    @property
    def used(self) -> tuple[tuple[str, str], ...]:
        """Printed and own words that made a difference on the screen shown."""
        offered = _words_of(self.shown)
        return tuple(
            (printed, own)
            for printed, own in self._words.items()
            if best((own,), offered)[0] and not best((printed,), offered)[0]
        )

    def screen(self) -> Screen:
        """Gives what is shown, the build's own words replaced by those printed."""
        screen = self._phone.screen()
        return _in_print(screen, self._printed) if self._words else screen

    def _printed(self, shown: str) -> str:
        return next((word for word, own in self._words.items() if compare(own, shown)), shown)

    def _own(self, printed: str) -> str:
        """The build's word for a label, where its screen has it; else the label itself."""
        own = next((own for word, own in self._words.items() if compare(word, printed)), None)
        return own if own is not None and best((own,), _words_of(self.shown))[0] else printed

    def open(self, url: str) -> None:
        """Opens an address."""
        self._phone.open(url)

    def fill(self, label: str, value: str) -> None:
        """Types a value into a field, by its printed label."""
        self._phone.fill(self._own(label), value)

    def choose(self, label: str, option: str) -> None:
        """Chooses an option, by printed labels."""
        self._phone.choose(self._own(label), self._own(option))

    def tick(self, label: str, *, on: bool = True) -> None:
        """Ticks or unticks a box, by its printed label."""
        self._phone.tick(self._own(label), on=on)

    def photograph(self, picture: bytes) -> None:
        """Holds a picture before the camera."""
        self._phone.photograph(picture)

    def allow_camera(self, *, allow: bool) -> None:
        """Answers the phone's question whether the browser may use the camera."""
        self._phone.allow_camera(allow=allow)

    def press(self, label: str, *, times: int = 1) -> None:
        """Presses a button or a link, by its printed label."""
        self._phone.press(self._own(label), times=times)

    def back(self) -> None:
        """Uses the browser's back button."""
        self._phone.back()

    def reload(self) -> None:
        """Uses the browser's reload button."""
        self._phone.reload()


def words_at(guide: Guide, wording: Wording) -> Callable[[Step], Mapping[str, str]]:
    """Gives a function of a step: printed word -> the build's, the step's own before those of its screen."""

    def at(step: Step) -> Mapping[str, str]:
        beside = {other.id for other in guide.screens[step.section, step.screen]}
        words: dict[str, str] = {}
        for wanted in ({step.id}, beside, {""}):
            for step_id, printed, shown in wording.labels:
                if step_id in wanted:
                    words.setdefault(printed, shown)
        # What the step itself prints goes first, where two printed words have become one.
        known = printed_words(step)
        return dict(sorted(words.items(), key=lambda pair: pair[0] not in known))

    return at


def shown_on(phone: Phone) -> Screen:
    """Gives what a phone shows, in the build's own words."""
    return phone.shown if isinstance(phone, RewordedPhone) else phone.screen()


def override_remarks(wording: Wording, step: Step, phone: Phone) -> Iterator[str]:
    """Says which of the profile's words made a difference at a step."""
    if not isinstance(phone, RewordedPhone):
        return
    own = dict(wording.headings).get(step.id)
    headings = phone.shown.headings
    if own and best((own,), headings)[0] and not best(_without(step.headings, own), headings)[0]:
        yield f"プロファイルの読み替え: 見出し「{step.headings[0]}」は「{own}」"
    for printed, word in phone.used:
        if printed in printed_words(step):
            yield f"プロファイルの読み替え: 「{printed}」は「{word}」"


def _without(words: Iterable[str], one: str) -> tuple[str, ...]:
    return tuple(word for word in words if word != one)


def _words_of(screen: Screen) -> tuple[str, ...]:
    words = [button.label for button in screen.buttons] + [control.label for control in screen.fields]
    for choice in screen.choices:
        words += [choice.label, *choice.options]
    return tuple(dict.fromkeys([*words, *screen.checks, *screen.values]))


def _in_print(screen: Screen, printed: Callable[[str], str]) -> Screen:
    return replace(
        screen,
        fields=tuple(replace(control, label=printed(control.label)) for control in screen.fields),
        choices=tuple(
            replace(
                choice,
                label=printed(choice.label),
                options=tuple(map(printed, choice.options)),
                chosen=printed(choice.chosen),
            )
            for choice in screen.choices
        ),
        checks={printed(label): on for label, on in screen.checks.items()},
        check_errors={printed(label): error for label, error in screen.check_errors.items()},
        buttons=tuple(replace(button, label=printed(button.label)) for button in screen.buttons),
        values={printed(label): value for label, value in screen.values.items()},
    )
