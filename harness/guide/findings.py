"""The parts of an edition as the checks see them, and the findings that several checks share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from harness.guide.base import Facts
from harness.guide.documents import Place
from harness.guide.model import Fact, Mail, Outcome, Reading, Rule, Section, Step
from harness.guide.pages import Chart, Contacts, FaqEntry, Intro

__all__ = [
    "Finding",
    "Parts",
    "citations",
    "condition",
    "rule_citations",
    "step_citations",
    "target",
    "twice",
]

Finding = tuple[Place, str]
"""Where in a file, and what is wrong there."""


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
    """Names of the files that are wrong, without ``.yaml``."""
    mails: tuple[Mail, ...] = ()
    faq: tuple[FaqEntry, ...] = ()
    intro: Intro | None = None
    chart: Chart | None = None
    contact: Contacts | None = None

    @cached_property
    def steps(self) -> dict[str, Step]:
        """Every step that could be read, by id."""
        return {step.id: step for section in self.sections.values() for step in section.steps}

    @cached_property
    def outcomes(self) -> dict[str, Outcome]:
        """Every outcome that could be read, by the id of its branch."""
        return {
            f"{step.id}={outcome.outcome}": outcome
            for step in self.steps.values()
            for outcome in step.branches
        }

    @cached_property
    def fact_values(self) -> dict[str, dict[str, str]] | None:
        """Every fact with its values."""
        return None if self.facts is None else {fact.name: fact.values for fact in self.facts}

    @cached_property
    def reading_ids(self) -> frozenset[str] | None:
        """Every reading that can be cited."""
        return None if self.readings is None else frozenset(reading.id for reading in self.readings)

    @cached_property
    def spoilt_sections(self) -> frozenset[str]:
        """Sections whose file is wrong."""
        return self.spoilt & frozenset(self.index or {})

    def knows_step(self, step: str) -> bool:
        """Says whether a step exists, or may exist in a file that is wrong."""
        return step in self.steps or step.split("/", 1)[0] in self.spoilt

    def knows_section(self, section: str) -> bool:
        """Says whether the edition has a section, loaded or not."""
        return self.index is None or section in self.index


def twice(ids: Iterable[str], key: str, what: str, name: str = "id") -> Iterator[Finding]:
    """Finds ids that stand in a list a second time."""
    seen: Counter[str] = Counter()
    for number, found in enumerate(ids):
        seen[found] += 1
        if seen[found] > 1:
            yield (key, number, name), f"{what} {found!r} stands here a second time; ids are unique"


def target(place: Place, to: str, parts: Parts) -> Iterator[Finding]:
    """Finds a way that leads nowhere."""
    if "/" in to:
        if not parts.knows_step(to):
            yield place, f"found {to!r}; there is no such step"
    elif to != "end" and not parts.knows_section(to):
        yield place, f"found {to!r}; expected a step, a section of index.yaml or 'end'"


def citations(place: Place, cited: Iterable[str], parts: Parts) -> Iterator[Finding]:
    """Finds readings that do not exist."""
    for number, reading in enumerate(cited):
        if parts.reading_ids is not None and reading not in parts.reading_ids:
            yield (*place, number), f"found {reading!r}; there is no such reading in readings.yaml"


def step_citations(place: Place, cited: Iterable[str], parts: Parts) -> Iterator[Finding]:
    """Finds steps that do not exist."""
    for number, step in enumerate(cited):
        if not parts.knows_step(step):
            yield (*place, number), f"found {step!r}; there is no such step"


def rule_citations(places: Iterable[tuple[Place, str]], parts: Parts) -> Iterator[Finding]:
    """Finds rules that do not exist."""
    known = {rule.id for rule in parts.rules}
    for place, rule in places:
        if rule not in known and "rules" not in parts.spoilt:
            yield place, f"found {rule!r}; there is no such rule in rules.yaml"


def condition(place: Place, when: Facts, parts: Parts) -> Iterator[Finding]:
    """Finds facts and values that are not declared."""
    if parts.fact_values is None:
        return
    for name, value in when.items():
        values = parts.fact_values.get(name)
        if values is None:
            yield (*place, name), f"fact {name!r} is not declared in facts.yaml"
        elif value not in values:
            yield (*place, name), f"found {value!r}; fact {name!r} has the values {', '.join(values)}"
