"""Writes the pages of a report: every one stands on its own, in any folder, without a server."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from harness.coverage.conclude import Entry
from harness.coverage.differences import Change, Difference, Judged
from harness.coverage.masking import mask_text
from harness.coverage.record import ScenarioRecord, Verdict
from harness.guide.model import Rule, Section, Step
from harness.reporting.findings import Culprit, culprit, departure, readings_at
from harness.reporting.finished import FinishedRun
from harness.reporting.flow import LINE, WIDTH, draw
from harness.reporting.mutants import mutants_of
from harness.reporting.screens import still
from harness.runner.features import Scenario
from harness.runner.repeat import INSPECT_HINT, repeat_line

__all__ = ["Compared", "Told", "write_pages"]

TEMPLATES = Path(__file__).parents[2] / "reports" / "templates" / "report"


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What the features say of one step: an act, and the scenarios that do it."""

    act: str
    scenarios: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Compared:
    """Another run, and what came out differently from it."""

    name: str
    """How the page calls it: 前回, or a folder."""
    run: Judged
    found: tuple[Difference, ...]

    def of(self, change: Change) -> list[Difference]:
        """What changed in one way."""
        return [one for one in self.found if one.change is change]


def write_pages(
    run: FinishedRun, out: Path, *, allure: bool = False, compared: Sequence[Compared] = ()
) -> None:
    """Writes ``index.html``, ``guide.html``, and for each section ``guide-…`` and ``scenarios-…``.

    With ``allure`` the first page links to ``allure.html``; it tells what differs from the runs ``compared``.
    """
    out.mkdir(parents=True, exist_ok=True)
    view = _View(run, out, allure=allure, compared=compared)
    pages = _environment(view)
    sections = view.sections
    _write(pages, out / "index.html", "index.html.j2", sections=sections)
    _write(pages, out / "guide.html", "guide.html.j2", sections=sections)
    for section in sections:
        _write(pages, out / f"guide-{section.id}.html", "section.html.j2", section=section)
        _write(
            pages, out / f"scenarios-{section.id}.html", "scenarios.html.j2", section=section,
            records=view.scenarios_of(section),
        )  # fmt: skip
    others = view.scenarios_of(None)
    if view.mutants is not None:
        _write(pages, out / "mutants.html", "mutants.html.j2", mutants=view.mutants)
    if others:
        _write(pages, out / "scenarios-other.html", "scenarios.html.j2", section=None, records=others)


def _environment(view: _View) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["mask"] = mask_text
    environment.globals.update(
        run=view.run, view=view, Verdict=Verdict, Culprit=Culprit, culprit=culprit, Change=Change, inspect_hint=INSPECT_HINT, box_width=WIDTH, line_height=LINE,
        marks={"conforms": "✓", "nonconforming": "✗", "not_tested": "?", "broken": "!", "not_applicable": "–"},
    )  # fmt: skip
    return environment


def _write(environment: Environment, path: Path, template: str, **values: Any) -> None:
    html = environment.get_template(template).render(here=path.name, **values)
    path.write_text(html, encoding="utf-8")


class _View:
    """What the templates ask of a run."""

    def __init__(
        self, run: FinishedRun, out: Path, *, allure: bool, compared: Sequence[Compared] = ()
    ) -> None:
        self.run = run
        self.allure = allure
        self.compared = compared
        self.mutants = mutants_of(run.folder, run.guide)
        self._out = out
        judged = {key.split("/", 1)[0] for key in run.steps}
        self.sections = [section for section in run.guide.sections if section.id in judged]
        self._told = self._tell()
        self._rules = {rule.id: rule for rule in run.guide.rules}

    # -- numbers -----------------------------------------------------------------------------------

    def entries(self, kind: str, section: Section | None = None) -> list[Entry]:
        """The entries of one kind, of a section or of all; a rule belongs to each section it can be seen in."""
        found: dict[str, Entry] = getattr(self.run, kind)
        if section is None:
            return list(found.values())
        if kind == "rules":
            return [found[rule.id] for rule in self.rules_of(section)]
        return [entry for entry in found.values() if entry.section == section.id]

    def count(self, entries: Iterable[Entry]) -> Counter[str]:
        """How many have each verdict."""
        return Counter(entry.verdict.value for entry in entries)

    def rules_of(self, section: Section) -> list[Rule]:
        """The rules that can be seen at a section's steps."""
        ids = {step.id for step in section.steps}
        return [rule for rule in self.run.guide.rules if rule.id in self.run.rules and ids & {*rule.steps}]

    def rules_at(self, step: Step) -> list[Rule]:
        """The rules that can be seen at a step."""
        return [rule for rule in self.run.guide.rules if step.id in rule.steps and rule.id in self.run.rules]

    def not_conforming(self) -> list[ScenarioRecord]:
        """The scenarios that are not 適合, 不適合 first."""
        order = [Verdict.NONCONFORMING, Verdict.BROKEN, Verdict.NOT_TESTED, Verdict.NOT_APPLICABLE]
        chosen = [record for record in self.run.scenarios if record.verdict in order]
        return sorted(chosen, key=lambda record: order.index(record.verdict))

    # -- scenarios ---------------------------------------------------------------------------------

    def section_of(self, record: ScenarioRecord | str) -> str:
        """Id of the section that a scenario belongs to, or ``other``."""
        key = record if isinstance(record, str) else record.scenario
        scenario = self.run.written.get(key)
        first = scenario.feature.split(" ", 1)[0] if scenario else ""
        return first if any(section.id == first for section in self.sections) else "other"

    def scenarios_of(self, section: Section | None) -> list[tuple[ScenarioRecord, Scenario | None]]:
        """The scenarios of a section, as they ran and as they are written."""
        wanted = "other" if section is None else section.id
        return [
            (record, self.run.written.get(record.scenario))
            for record in self.run.scenarios
            if self.section_of(record) == wanted
        ]

    def link(self, key: str) -> str:
        """Where a scenario stands in the report."""
        return f"scenarios-{self.section_of(key)}.html#{self.anchor(key)}"

    def anchor(self, key: str) -> str:
        """An id that can stand in an address."""
        return "".join(char if char.isalnum() else "_" for char in key)

    def title(self, key: str) -> str:
        """The name of a scenario."""
        record = self.run.by_key.get(key)
        return record.title if record else key

    def repeat(self, record: ScenarioRecord) -> str:
        """The command that repeats a scenario."""
        return repeat_line(record.scenario, build=self.run.build, driver=self.run.driver)

    def difference(self, one: Difference) -> tuple[str, str]:
        """Where what changed stands in the report, and what it is called."""
        if one.kind == "scenarios":
            return self.link(one.id), self.title(one.id)
        entry: Entry | None = getattr(self.run, one.kind).get(one.id)
        title = f"{one.id} {entry.title if entry else ''}".strip()
        if one.kind == "rules":
            rule = self._rules.get(one.id)
            section = next((step.split("/", 1)[0] for step in rule.steps), "") if rule else ""
        else:
            section = one.id.split("/", 1)[0]
        known = any(section == shown.id for shown in self.sections)
        return (f"guide-{section}.html#{self.anchor(one.id)}" if known else "guide.html"), title

    # -- findings ----------------------------------------------------------------------------------

    def departures(self, record: ScenarioRecord) -> list[Any]:
        """The findings of a scenario, ready to be shown."""
        return [departure(evidence, self.run.guide) for evidence in record.findings]

    def by_culprit(self) -> list[tuple[Culprit, list[ScenarioRecord]]]:
        """The scenarios that are not 適合, by whose fault it is."""
        failed = self.not_conforming()
        grouped = [(who, [record for record in failed if culprit(record) is who]) for who in Culprit]
        return [(who, records) for who, records in grouped if records]

    def remarks(self) -> list[tuple[str, str, int]]:
        """What differs from print but is tolerated: step, text, in how many scenarios."""
        counted = Counter(
            (remark.at, remark.text) for record in self.run.scenarios for remark in record.remarks
        )
        return [(at, text, number) for (at, text), number in sorted(counted.items())]

    def readings(self, *ids: str) -> Sequence[Any]:
        """The readings that apply at steps, branches or rules."""
        return readings_at(self.run.guide, ids)

    # -- the guide ---------------------------------------------------------------------------------

    def flow(self, section: Section) -> Any:
        """The picture of a section."""
        return draw(section, self.run.steps, self.run.branches)

    def told(self, step: Step) -> list[Told]:
        """What the features do at a step, the most frequent first."""
        found = self._told.get(step.id, {})
        told = [Told(act=act, scenarios=tuple(keys)) for act, keys in found.items()]
        return sorted(told, key=lambda one: -len(one.scenarios))

    def _tell(self) -> dict[str, dict[str, list[str]]]:
        told: dict[str, dict[str, list[str]]] = {}
        for record in self.run.scenarios:
            scenario = self.run.written.get(record.scenario)
            section = scenario.feature.split(" ", 1)[0] if scenario else ""
            for step in scenario.steps if scenario else ():
                for row in step.rows[1:] if step.is_walk else ():
                    number, _, act = row.cells
                    key = number if "/" in number else f"{section}/{number}"
                    keys = told.setdefault(key, {}).setdefault(act, [])
                    if record.scenario not in keys:
                        keys.append(record.scenario)
        return told

    def screen(self, step: Step) -> str:
        """The kept screen of a step, standing still."""
        return still(self.run.screens.get(step.id, ""), self.run.styles)

    def shown(self, record: ScenarioRecord) -> str:
        """The last screen of a scenario, standing still."""
        return still(record.screen, self.run.styles)

    def picture(self, *names: str) -> str:
        """The address of a picture, copied beside the page; empty where no browser took one."""
        path = self.run.picture_of(*names)
        if path is None:
            return ""
        name = self.anchor(path.relative_to(self.run.folder / "screens").with_suffix("").as_posix())
        target = self._out / "pictures" / f"{name}{path.suffix.lower()}"
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
        return f"pictures/{target.name}"
