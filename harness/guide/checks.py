"""Finds what no single file can show: ids that lead nowhere, outcomes that look alike, steps out of reach.

A file that is wrong in itself is left out here, and whatever refers to it is not called a fault.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from harness.guide.documents import Place
from harness.guide.model import Fact, Facts, Provenance, Reading, Rule, Section, Step
from harness.guide.outcomes import outcome_faults

__all__ = ["Fault", "Parts", "faults"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """One thing that is wrong, by file and place."""

    file: str
    place: Place
    what: str


@dataclass(frozen=True, kw_only=True)
class Parts:
    """The parts of an edition that are right in themselves; ``None`` stands for a file that is not."""

    sections: dict[str, Section]
    """File name -> section, in the guide's order."""
    rules: tuple[Rule, ...]
    readings: tuple[Reading, ...] | None
    facts: tuple[Fact, ...] | None
    index: dict[str, str] | None
    spoilt: frozenset[str]
    """Sections whose file is wrong."""

    @cached_property
    def steps(self) -> dict[str, Step]:
        """Every step that could be read, by id."""
        return {step.id: step for section in self.sections.values() for step in section.steps}

    @cached_property
    def fact_values(self) -> dict[str, dict[str, str]] | None:
        """Every fact with its values."""
        return None if self.facts is None else {fact.name: fact.values for fact in self.facts}

    @cached_property
    def reading_ids(self) -> frozenset[str] | None:
        """Every reading that can be cited."""
        return None if self.readings is None else frozenset(reading.id for reading in self.readings)

    def knows_step(self, step: str) -> bool:
        """Says whether a step exists, or may exist in a file that is wrong."""
        return step in self.steps or step.split("/", 1)[0] in self.spoilt

    def knows_section(self, section: str) -> bool:
        """Says whether the edition has a section, loaded or not."""
        return self.index is None or section in self.index


Finding = tuple[Place, str]


def faults(parts: Parts) -> Iterator[Fault]:
    """Gives every fault across the files, file by file."""
    for name, section in parts.sections.items():
        for place, what in _section_faults(name, section, parts):
            yield Fault(file=name, place=place, what=what)
    for name, findings in (
        ("facts.yaml", _facts_faults(parts)),
        ("readings.yaml", _readings_faults(parts)),
        ("rules.yaml", _rules_faults(parts)),
    ):
        for place, what in findings:
            yield Fault(file=name, place=place, what=what)
    if parts.index is not None and not parts.spoilt:
        yield from _unreached(parts)


def _section_faults(name: str, section: Section, parts: Parts) -> Iterator[Finding]:
    if f"{section.id}.yaml" != name:
        yield ("id",), f"found {section.id!r}; the file's name says {name.removesuffix('.yaml')!r}"
    if not parts.knows_section(section.id):
        yield ("id",), f"section {section.id!r} is not in index.yaml; add it there"
    yield from _twice((step.id for step in section.steps), "steps", "step")
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
        yield from _target(("to",), step.to, parts)
    for number, outcome in enumerate(step.branches):
        yield from _target(("branches", number, "to"), outcome.to, parts)
        for place, tolerated in enumerate(outcome.tolerated):
            yield from _target(("branches", number, "tolerated", place), tolerated, parts)


def _target(place: Place, to: str, parts: Parts) -> Iterator[Finding]:
    if "/" in to:
        if not parts.knows_step(to):
            yield place, f"found {to!r}; there is no such step"
    elif to != "end" and not parts.knows_section(to):
        yield place, f"found {to!r}; expected a step, a section of index.yaml or 'end'"


def _cited(step: Step, section: Section, parts: Parts) -> Iterator[Finding]:
    if step.provenance is Provenance.INFERRED and not step.readings:
        yield ("readings",), f"step {step.id!r} is inferred; name the reading that says why"
    yield from _citations(("readings",), step.readings, parts)
    for number, outcome in enumerate(step.branches):
        yield from _citations(("branches", number, "readings"), outcome.readings, parts)
    for number, spec in enumerate(step.fields):
        yield from _citations(("fields", number, "readings"), spec.readings, parts)


def _citations(place: Place, cited: Iterable[str], parts: Parts) -> Iterator[Finding]:
    for number, reading in enumerate(cited):
        if parts.reading_ids is not None and reading not in parts.reading_ids:
            yield (*place, number), f"found {reading!r}; there is no such reading in readings.yaml"


def _conditions(step: Step, section: Section, parts: Parts) -> Iterator[Finding]:
    yield from _condition(("when",), step.when, parts)
    for number, spec in enumerate(step.fields):
        yield from _condition(("fields", number, "when"), spec.when, parts)
    for number, outcome in enumerate(step.branches):
        yield from _condition(("branches", number, "when"), outcome.when, parts)
    for name, options in step.choices.items():
        for number, option in enumerate(options):
            values = None if parts.fact_values is None else parts.fact_values.get(name)
            if values is not None and option not in values:
                what = f"option {option!r} is no value of fact {name!r} in facts.yaml"
                yield ("choices", name, number), what


def _condition(place: Place, when: Facts, parts: Parts) -> Iterator[Finding]:
    if parts.fact_values is None:
        return
    for name, value in when.items():
        values = parts.fact_values.get(name)
        if values is None:
            yield (*place, name), f"fact {name!r} is not declared in facts.yaml"
        elif value not in values:
            yield (*place, name), f"found {value!r}; fact {name!r} has the values {', '.join(values)}"


def _screen(step: Step, section: Section, parts: Parts) -> Iterator[Finding]:
    first = next(other for other in section.steps if other.screen == step.screen)
    if (first.headings, first.device) != (step.headings, step.device):
        what = f"shares screen {step.screen!r} with step {first.id!r}, but not its headings and device"
        yield ("screen",), what
    for label in step.label_aliases:
        if label not in step.labels:
            yield ("label_aliases", label), f"label {label!r} is not among the step's labels"


def _outcomes(step: Step, section: Section, parts: Parts) -> Iterator[Finding]:
    yield from outcome_faults(step, [other for other in section.steps if other.screen == step.screen])


StepCheck = Callable[[Step, Section, Parts], Iterator[Finding]]
_STEP_CHECKS: tuple[StepCheck, ...] = (_address, _cited, _conditions, _screen, _outcomes)


def _facts_faults(parts: Parts) -> Iterator[Finding]:
    facts = parts.facts or ()
    yield from _twice((fact.name for fact in facts), "facts", "fact", "name")
    for number, fact in enumerate(facts):
        if fact.default is not None and fact.default not in fact.values:
            yield (
                ("facts", number, "default"),
                f"found {fact.default!r}; expected one of {', '.join(fact.values)}",
            )


def _readings_faults(parts: Parts) -> Iterator[Finding]:
    yield from _twice((reading.id for reading in parts.readings or ()), "readings", "reading")


def _rules_faults(parts: Parts) -> Iterator[Finding]:
    yield from _twice((rule.id for rule in parts.rules), "rules", "rule")
    for number, rule in enumerate(parts.rules):
        for place, step in enumerate(rule.steps):
            if not parts.knows_step(step):
                yield ("rules", number, "steps", place), f"found {step!r}; there is no such step"
        for place, source in enumerate(rule.sources):
            if not _is_place(source.at, parts):
                what = f"found {source.at!r}; expected a step or a section"
                yield ("rules", number, "sources", place, "at"), what
        yield from _citations(("rules", number, "readings"), rule.readings, parts)


def _is_place(at: str, parts: Parts) -> bool:
    section, _, number = at.partition("/")
    loaded = any(section == loaded.id for loaded in parts.sections.values())
    return parts.knows_step(at) if number and loaded else parts.knows_section(section)


def _twice(ids: Iterable[str], key: str, what: str, name: str = "id") -> Iterator[Finding]:
    seen: Counter[str] = Counter()
    for number, found in enumerate(ids):
        seen[found] += 1
        if seen[found] > 1:
            yield (key, number, name), f"{what} {found!r} stands here a second time; ids are unique"


def _unreached(parts: Parts) -> Iterator[Fault]:
    firsts = {section.id: section.steps[0].id for section in parts.sections.values() if section.steps}
    start = next(iter(firsts.values()), "")
    waiting = [start]
    reached: set[str] = set()
    while waiting:
        step = parts.steps.get(waiting.pop())
        if step is None or step.id in reached:
            continue
        reached.add(step.id)
        targets = [step.to or "", *(outcome.to for outcome in step.branches)]
        waiting.extend(firsts.get(target, target) for target in targets)
    for name, section in parts.sections.items():
        for number, step in enumerate(section.steps):
            if step.id not in reached:
                what = f"step {step.id!r} cannot be reached from {start!r}; no step leads to it"
                yield Fault(file=name, place=("steps", number), what=what)
