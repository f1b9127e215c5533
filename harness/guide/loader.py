"""Loads an edition of the guide from its YAML files, or says everything that is wrong with them at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from harness.errors import GuideDataError, Problem
from harness.guide import checks
from harness.guide.documents import Document, Place, read
from harness.guide.findings import Parts
from harness.guide.model import Fact, Guide, Mail, Reading, Rule, Section, Text, Value
from harness.guide.pages import Chart, Contacts, FaqEntry, Intro

__all__ = ["load"]

_PACKAGED = Path(__file__).parent
_SECTION_FILE = re.compile(r"^[1-5]-[1-3]\.yaml$")


class _IndexFile(Value):
    sections: dict[str, Text]


class _FactsFile(Value):
    facts: tuple[Fact, ...]


class _ReadingsFile(Value):
    readings: tuple[Reading, ...]


class _RulesFile(Value):
    rules: tuple[Rule, ...]


class _MailsFile(Value):
    mails: tuple[Mail, ...]


class _FaqFile(Value):
    questions: tuple[FaqEntry, ...]


_FILES: dict[str, type[Value]] = {
    "index.yaml": _IndexFile,
    "facts.yaml": _FactsFile,
    "readings.yaml": _ReadingsFile,
    "rules.yaml": _RulesFile,
}
"""Files that every edition has."""
_PAGES: dict[str, type[Value]] = {
    "mails.yaml": _MailsFile,
    "faq.yaml": _FaqFile,
    "intro.yaml": Intro,
    "chart.yaml": Chart,
    "contact.yaml": Contacts,
}
"""Files that an edition has if it has such pages."""

_Kind = TypeVar("_Kind", bound=Value)


def load(edition: str = "1.4", *, root: Path | None = None) -> Guide:
    """Gives an edition of the guide; the packaged one is read once.

    ``root`` is a directory that holds one directory per edition. Raises GuideDataError with every problem.
    """
    return _packaged(edition) if root is None else _loaded(root / edition, edition)


@cache
def _packaged(edition: str) -> Guide:
    return _loaded(_PACKAGED / edition, edition)


def _loaded(folder: Path, edition: str) -> Guide:
    if not folder.is_dir():
        known = ", ".join(sorted(path.parent.name for path in folder.parent.glob("*/index.yaml"))) or "none"
        raise GuideDataError(
            f"there is no edition {edition} of the guide in {folder.parent}; editions there: {known}"
        )
    documents, problems = _documents(folder)
    values, invalid = _values(documents)
    problems += invalid
    parts = _parts(documents, values)
    problems += [documents[fault.file].problem(fault.place, fault.what) for fault in checks.faults(parts)]
    if problems:
        raise GuideDataError(
            f"{_count(problems)} in the guide's data ({folder}); correct the files:", problems=problems
        )
    return _guide(edition, parts)


def _count(problems: Sequence[Problem]) -> str:
    return "1 problem" if len(problems) == 1 else f"{len(problems)} problems"


def _documents(folder: Path) -> tuple[dict[str, Document], list[Problem]]:
    documents: dict[str, Document] = {}
    problems: list[Problem] = []
    names = {path.name for path in folder.glob("*.yaml")}
    for name in sorted(names | _FILES.keys()):
        if name not in _FILES | _PAGES and not _SECTION_FILE.match(name):
            problems.append(
                Problem(where=name, what="is not a file of the guide; name it after a section or remove it")
            )
            continue
        document, faults = read(folder / name)
        problems += faults
        if document is not None:
            documents[name] = document
    return documents, problems


def _values(documents: dict[str, Document]) -> tuple[dict[str, Value], list[Problem]]:
    values: dict[str, Value] = {}
    problems: list[Problem] = []
    for name, document in documents.items():
        try:
            values[name] = (_FILES | _PAGES).get(name, Section).model_validate(document.data)
        except ValidationError as error:
            problems += [_problem(document, detail) for detail in error.errors(include_url=False)]
    return values, problems


def _problem(document: Document, detail: Any) -> Problem:
    place: Place = tuple(part for part in detail["loc"] if part != "[key]")
    kind = detail["type"]
    if kind == "extra_forbidden":
        return document.problem(place, "this key is not known here; correct its spelling or remove it")
    if kind == "missing":
        return document.problem(place, "is missing; add it")
    found = repr(detail["input"])
    shown = found if len(found) <= 60 else f"{found[:57]}..."
    return document.problem(place, f"found {shown}; {detail['msg'][0].lower()}{detail['msg'][1:]}")


def _parts(documents: dict[str, Document], values: dict[str, Value]) -> Parts:
    index, facts = _as(_IndexFile, values.get("index.yaml")), _as(_FactsFile, values.get("facts.yaml"))
    readings, rules = (
        _as(_ReadingsFile, values.get("readings.yaml")),
        _as(_RulesFile, values.get("rules.yaml")),
    )
    mails, faq = _as(_MailsFile, values.get("mails.yaml")), _as(_FaqFile, values.get("faq.yaml"))
    return Parts(
        sections=_in_order(values, list(index.sections) if index else []),
        rules=rules.rules if rules else (),
        readings=readings.readings if readings else None,
        facts=facts.facts if facts else None,
        index=index.sections if index else None,
        spoilt=frozenset(name.removesuffix(".yaml") for name in documents.keys() - values.keys()),
        mails=mails.mails if mails else (),
        faq=faq.questions if faq else (),
        intro=_as(Intro, values.get("intro.yaml")),
        chart=_as(Chart, values.get("chart.yaml")),
        contact=_as(Contacts, values.get("contact.yaml")),
    )


def _in_order(values: dict[str, Value], order: list[str]) -> dict[str, Section]:
    """The sections by file name, in the order of the index; others follow by name."""
    found = {name: value for name, value in values.items() if isinstance(value, Section)}
    places = {section: number for number, section in enumerate(order)}
    return dict(sorted(found.items(), key=lambda item: (places.get(item[1].id, len(order)), item[0])))


def _as(kind: type[_Kind], value: Value | None) -> _Kind | None:
    return value if isinstance(value, kind) else None


def _guide(edition: str, parts: Parts) -> Guide:
    return Guide(
        edition=edition,
        sections=tuple(parts.sections.values()),
        rules=parts.rules,
        readings=parts.readings or (),
        facts=parts.facts or (),
        index=parts.index or {},
        mails={mail.id: mail for mail in parts.mails},
        faq=parts.faq,
        intro=parts.intro,
        chart=parts.chart,
        contact=parts.contact,
    )
