"""Finds what no single file can show: ids that lead nowhere, outcomes that look alike, steps out of reach.

A file that is wrong in itself is left out here, and whatever refers to it is not called a fault.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from harness.guide.documents import Place
from harness.guide.findings import Finding, Parts, citations, condition, step_citations, target, twice
from harness.guide.model import Outcome, Provenance, Section, Step
from harness.guide.outcomes import ACTION, outcome_faults
from harness.guide.page_checks import PAGE_CHECKS, mail_step_faults

__all__ = ["Fault", "faults"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """One thing that is wrong, by file and place."""

    file: str
    place: Place
    what: str


def faults(parts: Parts) -> Iterator[Fault]:
    """Gives every fault across the files, file by file."""
    for name, section in parts.sections.items():
        for place, what in _section_faults(name, section, parts):
            yield Fault(file=name, place=place, what=what)
    for name, check in _LIST_CHECKS.items():
        for place, what in check(parts):
            yield Fault(file=name, place=place, what=what)
    if parts.index is not None and not parts.spoilt_sections:
        yield from _unreached(parts)


def _section_faults(name: str, section: Section, parts: Parts) -> Iterator[Finding]:
    if f"{section.id}.yaml" != name:
        yield ("id",), f"found {section.id!r}; the file's name says {name.removesuffix('.yaml')!r}"
    if not parts.knows_section(section.id):
        yield ("id",), f"section {section.id!r} is not in index.yaml; add it there"
    yield from twice((step.id for step in section.steps), "steps", "step")
    for number, step in enumerate(section.steps):
        for check in _STEP_CHECKS:
            for place, what in check(step, section, parts):
                yield ("steps", number, *place), what


def _address(step: Step, section: Section, parts: Parts) -> Iterator[Finding]:
    if step.section != section.id:
        yield ("id",), f"step {step.id!r} is not of section {section.id!r}; move it or correct its id"
    if step.to is None and not step.branches:
        yield (), f"step {step.id!r} leads nowhere; give it 'to' or 'branches' ('to: end' ends the procedure)"
    if step.to is not None and step.branches:
        yield ("to",), f"step {step.id!r} has both 'to' and 'branches'; keep one of them"
    if step.to is not None:
        yield from target(("to",), step.to, parts)
    for number, outcome in enumerate(step.branches):
        yield from target(("branches", number, "to"), outcome.to, parts)
        for place, tolerated in enumerate(outcome.tolerated):
            yield from target(("branches", number, "tolerated", place), tolerated, parts)


def _cited(step: Step, section: Section, parts: Parts) -> Iterator[Finding]:
    if step.provenance is Provenance.INFERRED and not step.readings:
        yield ("readings",), f"step {step.id!r} is inferred; name the reading that says why"
    yield from citations(("readings",), step.readings, parts)
    for number, outcome in enumerate(step.branches):
        yield from citations(("branches", number, "readings"), outcome.readings, parts)
    for number, spec in enumerate(step.fields):
        yield from citations(("fields", number, "readings"), spec.readings, parts)


def _conditions(step: Step, section: Section, parts: Parts) -> Iterator[Finding]:
    yield from condition(("when",), step.when, parts)
    yield from condition(("absent_when",), step.absent_when, parts)
    for number, spec in enumerate(step.fields):
        yield from condition(("fields", number, "when"), spec.when, parts)
    for number, outcome in enumerate(step.branches):
        yield from condition(("branches", number, "when"), outcome.when, parts)
    for name, options in step.choices.items():
        for number, option in enumerate(options):
            values = None if parts.fact_values is None else parts.fact_values.get(name)
            if values is not None and option not in values:
                what = f"option {option!r} is no value of fact {name!r} in facts.yaml"
                yield ("choices", name, number), what


def _screen(step: Step, section: Section, parts: Parts) -> Iterator[Finding]:
    first = next(other for other in section.steps if other.screen == step.screen)
    if (first.headings, first.device, first.mail) != (step.headings, step.device, step.mail):
        what = f"shares screen {step.screen!r} with step {first.id!r}, but not its headings and device"
        yield ("screen",), what
    for label in step.label_aliases:
        if label not in step.labels:
            yield ("label_aliases", label), f"label {label!r} is not among the step's labels"


def _outcomes(step: Step, section: Section, parts: Parts) -> Iterator[Finding]:
    yield from outcome_faults(step, [other for other in section.steps if other.screen == step.screen])


def _repeats(step: Step, section: Section, parts: Parts) -> Iterator[Finding]:
    for number, outcome in enumerate(step.branches):
        if outcome.repeats is None:
            continue
        place = ("branches", number, "repeats")
        first = parts.outcomes.get(outcome.repeats)
        if first is None:
            if outcome.repeats.split("/", 1)[0] not in parts.spoilt:
                yield place, f"found {outcome.repeats!r}; there is no such branch"
        elif first.repeats is not None:
            yield place, f"found {outcome.repeats!r}, which repeats {first.repeats!r} itself; name that one"
        elif not all(_same(key, step, outcome, first) for key in _SAME):
            what = (
                f"is not the same as {outcome.repeats!r}; a repeated outcome has the same {', '.join(_SAME)}"
            )
            yield place, what


def _same(key: str, step: Step, outcome: Outcome, first: Outcome) -> bool:
    """Where one step stands for several screens, its outcomes say what led to each, and another button is pressed first."""
    if key == "when" and step.is_several_screens:
        wanted = {name: value for name, value in first.when.items() if name != ACTION}
        return wanted.items() <= outcome.when.items()
    return bool(getattr(first, key) == getattr(outcome, key))


_SAME = ("outcome", "kind", "when", "error_at")
"""What an outcome and the one that it repeats have in common."""

StepCheck = Callable[[Step, Section, Parts], Iterator[Finding]]
_STEP_CHECKS: tuple[StepCheck, ...] = (
    _address,
    _cited,
    _conditions,
    _screen,
    _outcomes,
    _repeats,
    mail_step_faults,
)


def _facts_faults(parts: Parts) -> Iterator[Finding]:
    facts = parts.facts or ()
    yield from twice((fact.name for fact in facts), "facts", "fact", "name")
    for number, fact in enumerate(facts):
        if fact.default is not None and fact.default not in fact.values:
            yield (
                ("facts", number, "default"),
                f"found {fact.default!r}; expected one of {', '.join(fact.values)}",
            )


def _readings_faults(parts: Parts) -> Iterator[Finding]:
    yield from twice((reading.id for reading in parts.readings or ()), "readings", "reading")


def _rules_faults(parts: Parts) -> Iterator[Finding]:
    yield from twice((rule.id for rule in parts.rules), "rules", "rule")
    for number, rule in enumerate(parts.rules):
        yield from step_citations(("rules", number, "steps"), rule.steps, parts)
        for place, source in enumerate(rule.sources):
            if not _is_place(source.at, parts):
                what = f"found {source.at!r}; expected a step or a section"
                yield ("rules", number, "sources", place, "at"), what
        yield from citations(("rules", number, "readings"), rule.readings, parts)


def _is_place(at: str, parts: Parts) -> bool:
    section, _, number = at.partition("/")
    loaded = any(section == loaded.id for loaded in parts.sections.values())
    return parts.knows_step(at) if number and loaded else parts.knows_section(section)


_LIST_CHECKS: dict[str, Callable[[Parts], Iterator[Finding]]] = {
    "facts.yaml": _facts_faults,
    "readings.yaml": _readings_faults,
    "rules.yaml": _rules_faults,
    **PAGE_CHECKS,
}


def _unreached(parts: Parts) -> Iterator[Fault]:
    firsts = {section.id: section.steps[0].id for section in parts.sections.values() if section.steps}
    starts = [entry.step for entry in parts.chart.entries] if parts.chart else list(firsts.values())[:1]
    if not all(start in parts.steps for start in starts):
        return
    waiting = list(starts)
    reached: set[str] = set()
    while waiting:
        step = parts.steps.get(waiting.pop())
        if step is None or step.id in reached:
            continue
        reached.add(step.id)
        targets = [step.to or "", *(outcome.to for outcome in step.branches)]
        waiting.extend(firsts.get(to, to) for to in targets)
    begun = ", ".join(map(repr, starts))
    for name, section in parts.sections.items():
        for number, step in enumerate(section.steps):
            if step.id not in reached:
                what = f"step {step.id!r} cannot be reached from {begun}; no step leads to it"
                yield Fault(file=name, place=("steps", number), what=what)
