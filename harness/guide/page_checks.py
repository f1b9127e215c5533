"""Holds mails, questions, contacts, the chart and the opening pages against the steps, rules and facts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise, product

from harness.guide.base import Actor, Facts
from harness.guide.choosing import holds
from harness.guide.findings import (
    Finding,
    Parts,
    citations,
    condition,
    rule_citations,
    step_citations,
    target,
    twice,
)
from harness.guide.model import Device, Section, Step
from harness.guide.pages import Chart

__all__ = ["PAGE_CHECKS", "mail_step_faults"]

_OWNERS = {Device.BUYER_INBOX: Actor.BUYER, Device.USER_INBOX: Actor.USER}
_ASKED = "よくあるご質問"


def _mail_faults(parts: Parts) -> Iterator[Finding]:
    yield from twice((mail.id for mail in parts.mails), "mails", "mail")
    for number, mail in enumerate(parts.mails):
        place = ("mails", number)
        yield from step_citations((*place, "after"), mail.after, parts)
        yield from citations((*place, "readings"), mail.readings, parts)
        if mail.link is not None:
            yield from target((*place, "link", "to"), mail.link.to, parts)


def mail_step_faults(step: Step, section: Section, parts: Parts) -> Iterator[Finding]:
    """Finds what a step says otherwise than the mail that is read there."""
    if step.mail is None or "mails" in parts.spoilt:
        return
    mail = next((mail for mail in parts.mails if mail.id == step.mail), None)
    owner = _OWNERS.get(step.device)
    if mail is None:
        yield ("mail",), f"found {step.mail!r}; there is no such mail in mails.yaml"
        return
    if owner is None or step.headings:
        yield ("mail",), f"step {step.id!r} reads a mail; its device is a mailbox and its headings are empty"
    elif owner not in mail.recipients:
        yield (
            ("mail",),
            f"step {step.id!r} reads {mail.id!r} as {owner.value}, who is not among its recipients",
        )
    label = mail.link.label if mail.link else None
    if label is not None and label not in step.labels:
        yield ("labels",), f"step {step.id!r} reads {mail.id!r}; its labels lack the link {label!r}"


def _faq_faults(parts: Parts) -> Iterator[Finding]:
    yield from twice((entry.id for entry in parts.faq), "questions", "question")
    places = [(("questions", number, "rule"), entry.rule) for number, entry in enumerate(parts.faq)]
    yield from rule_citations(places, parts)
    sources = {
        rule.id: {(source.at.split("/")[0], source.page) for source in rule.sources if source.kind == _ASKED}
        for rule in parts.rules
    }
    rules: dict[str, str] = {}
    for number, entry in enumerate(parts.faq):
        yield from citations(("questions", number, "readings"), entry.readings, parts)
        if not parts.knows_section(entry.at):
            yield ("questions", number, "at"), f"found {entry.at!r}; expected a section of index.yaml"
        if (entry.at, entry.page) not in sources.get(entry.rule, {(entry.at, entry.page)}):
            what = (
                f"rule {entry.rule!r} does not name {entry.at} page {entry.page} as a source of kind {_ASKED}"
            )
            yield ("questions", number, "rule"), what
        if rules.setdefault(entry.asks, entry.rule) != entry.rule:
            what = f"the same question points to {rules[entry.asks]!r} elsewhere; one question has one rule"
            yield ("questions", number, "rule"), what


def _chart_faults(parts: Parts) -> Iterator[Finding]:
    chart = parts.chart
    if chart is None:
        return
    yield from citations(("readings",), chart.readings, parts)
    for number, entry in enumerate(chart.entries):
        if not parts.knows_step(entry.step):
            yield ("entries", number, "step"), f"found {entry.step!r}; there is no such step"
        yield from condition(("entries", number, "when"), entry.when, parts)
    for number, row in enumerate(chart.rows):
        place = ("rows", number)
        yield from condition((*place, "when"), row.when, parts)
        yield from citations((*place, "readings"), row.readings, parts)
        for key, sections in (("at_contract", row.at_contract), ("after_delivery", row.after_delivery)):
            for which, section in enumerate(sections):
                if not parts.knows_section(section):
                    yield (*place, key, which), f"found {section!r}; expected a section of index.yaml"
            for which, (one, other) in enumerate(pairwise(sections)):
                if not _leads(one, other, parts):
                    what = f"no step of section {one!r} leads to section {other!r}"
                    yield (*place, key, which + 1), what
    for number, note in enumerate(chart.notes):
        yield from condition(("notes", number, "when"), note.when, parts)
        yield from citations(("notes", number, "readings"), note.readings, parts)
    yield from rule_citations(
        ((("notes", n, "rule"), note.rule) for n, note in enumerate(chart.notes)), parts
    )
    yield from (((), what) for what in _uncertain(chart, parts))


def _leads(one: str, other: str, parts: Parts) -> bool:
    if {one, other} & parts.spoilt:
        return True
    steps = [step for step in parts.steps.values() if step.section == one]
    targets = {to for step in steps for to in (step.to, *(outcome.to for outcome in step.branches)) if to}
    return any(to.split("/")[0] == other for to in targets)


def _uncertain(chart: Chart, parts: Parts) -> Iterator[str]:
    """Cases of the facts that the rows name, to which not exactly one row belongs."""
    values = parts.fact_values
    names = list(dict.fromkeys(name for row in chart.rows for name in row.when))
    if values is None or any(name not in values for name in names):
        return
    for combination in product(*(values[name] for name in names)):
        case: Facts = dict(zip(names, combination, strict=True))
        count = sum(holds(row.when, case) for row in chart.rows)
        if count != 1:
            said = "、".join(f"{name}: {value}" for name, value in case.items())
            yield f"{count} rows hold for ({said}); exactly one must"


def _intro_faults(parts: Parts) -> Iterator[Finding]:
    intro = parts.intro
    if intro is None:
        return
    yield from rule_citations(((("rules", number), rule) for number, rule in enumerate(intro.rules)), parts)
    for number, party in enumerate(intro.parties):
        yield from citations(("parties", number, "readings"), party.readings, parts)
    for number, need in enumerate(intro.needs):
        yield from citations(("needs", number, "readings"), need.readings, parts)
    chapters = {section.chapter for section in parts.sections.values()}
    for number, stage in enumerate(intro.stages):
        for which, chapter in enumerate(stage.chapters):
            if chapter not in chapters and not parts.spoilt_sections:
                yield (
                    ("stages", number, "chapters", which),
                    f"found {chapter!r}; no section is of that chapter",
                )


def _contact_faults(parts: Parts) -> Iterator[Finding]:
    for number, contact in enumerate(parts.contact.contacts if parts.contact else ()):
        yield from citations(("contacts", number, "readings"), contact.readings, parts)


PAGE_CHECKS: dict[str, Callable[[Parts], Iterator[Finding]]] = {
    "mails.yaml": _mail_faults,
    "faq.yaml": _faq_faults,
    "intro.yaml": _intro_faults,
    "chart.yaml": _chart_faults,
    "contact.yaml": _contact_faults,
}
"""File name -> what finds its faults."""
