"""Reads a finished run from its folder: the verdict as it was drawn, and everything that was kept with it."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import quote

from harness.coverage.gallery import Gallery
from harness.coverage.gate import Entry, Kind
from harness.coverage.record import ScenarioRecord, Verdict
from harness.coverage.repeated import combine
from harness.coverage.store import RecordStore
from harness.errors import RunError
from harness.guide.model import Guide
from harness.runner.features import Scenario, read_features

__all__ = ["FinishedRun", "read_run"]

_BESIDE = {"file", "line", "ids"}
"""What ``verdict.json`` says of a scenario besides its record."""
_PICTURES = {".jpg", ".jpeg", ".png"}


@dataclass(frozen=True, kw_only=True)
class FinishedRun:
    """What one run left, and the guide and the features that it was judged by."""

    folder: Path
    guide: Guide
    build: str
    driver: str
    headline: str
    exit_code: int
    reasons: tuple[str, ...]
    interrupted: bool
    partial: bool
    steps: dict[str, Entry]
    branches: dict[str, Entry]
    rules: dict[str, Entry]
    scenarios: tuple[ScenarioRecord, ...]
    written: dict[str, Scenario]
    """Scenarios as they stand in the features, by key."""
    screens: dict[str, str]
    """HTML of the first verified screen of each step."""
    styles: dict[str, str]
    said: dict[str, Any] = field(default_factory=dict)
    """``verdict.json`` as it was read, without its scenarios."""
    pictures: dict[str, Path] = field(default_factory=dict)
    """Pictures that a browser took, by their path in the run's folder ``screens`` without the ending."""

    @property
    def entries(self) -> dict[Kind, tuple[Entry, ...]]:
        """Every step, branch and rule, by kind."""
        return {
            "steps": tuple(self.steps.values()),
            "branches": tuple(self.branches.values()),
            "rules": tuple(self.rules.values()),
        }

    @cached_property
    def by_key(self) -> dict[str, ScenarioRecord]:
        """The record of each scenario."""
        return {record.scenario: record for record in self.scenarios}

    @cached_property
    def against(self) -> dict[str, tuple[ScenarioRecord, ...]]:
        """For each step, branch and rule: the scenarios whose findings speak against it."""
        found: dict[str, list[ScenarioRecord]] = defaultdict(list)
        for record in self.scenarios:
            ids = {key for finding in record.findings for key in (finding.at, *finding.about)}
            for key in ids:
                found[key].append(record)
        return {key: tuple(records) for key, records in found.items()}

    @property
    def everything_conforms(self) -> bool:
        """Whether the verdict is 適合 and nothing at all is left unproven: only then a report is green."""
        entries = chain.from_iterable(self.entries.values())
        verdicts = {entry.verdict for entry in entries} | {record.verdict for record in self.scenarios}
        return self.exit_code == 0 and not self.partial and verdicts <= {Verdict.CONFORMS}

    def picture_of(self, *names: str) -> Path | None:
        """Gives the picture that stands for a step or a scenario, if a browser took one.

        It is found by the id, spelt as a file name in any of the usual ways; of a folder it is the last.
        """
        spelt = [way for name in names for way in _spellings(name)]
        return next((self.pictures[one] for one in spelt if one in self.pictures), None)


def _spellings(name: str) -> tuple[str, ...]:
    return (name, quote(name, safe=""), name.replace("/", "_"), name.replace("/", "-"))


def read_run(folder: Path, guide: Guide, features: Path) -> FinishedRun:
    """Reads what ``mylexus run`` left in a folder. Raises RunError where it is not a finished run."""
    try:
        return _read_run(folder, guide, features)
    except (KeyError, TypeError, ValueError) as error:
        what = " ".join(str(error).split())[:120]
        raise RunError(
            f"{folder}: the run is half-written or of another version ({type(error).__name__}: {what}); "
            "run `mylexus run` again"
        ) from error


def _read_run(folder: Path, guide: Guide, features: Path) -> FinishedRun:
    verdict, coverage = _read(folder / "verdict.json"), _read(folder / "coverage.json")
    if verdict.get("guide") != guide.edition:
        raise RunError(
            f"{folder}: the run was judged by edition {verdict.get('guide')!r}, the data here are {guide.edition!r}"
        )
    store = RecordStore(folder)
    kept = combine(store.read())
    scenarios = tuple(
        kept.get(one["scenario"])
        or ScenarioRecord.model_validate({name: one[name] for name in one if name not in _BESIDE})
        for one in verdict["scenarios"]
    )
    gallery = Gallery(store.steps)
    entries = {
        kind: {one["id"]: _entry(one, guide, kind) for one in coverage[kind]}
        for kind in ("steps", "branches", "rules")
    }
    return FinishedRun(
        folder=folder,
        guide=guide,
        build=verdict["build"],
        driver=verdict["driver"],
        headline=verdict["headline"],
        exit_code=verdict["exit_code"],
        reasons=tuple(verdict["reasons"]),
        interrupted=verdict["interrupted"],
        partial=verdict["partial"],
        steps=entries["steps"],
        branches=entries["branches"],
        rules=entries["rules"],
        scenarios=scenarios,
        written={one.key: one for feature in read_features(features) for one in feature.scenarios},
        screens=gallery.screens(),
        styles=gallery.styles(),
        said={name: value for name, value in verdict.items() if name != "scenarios"},
        pictures=_pictures(folder / "screens"),
    )


def _read(path: Path) -> dict[str, Any]:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise RunError(
            f"{path}: there is no such file; run `mylexus run --out {path.parent}` first"
        ) from error
    except (OSError, ValueError) as error:
        raise RunError(f"{path}: cannot be read ({error}); run `mylexus run` again") from error
    if not isinstance(data, dict):
        raise RunError(f"{path}: one JSON object was expected; run `mylexus run` again")
    return data


def _entry(data: dict[str, Any], guide: Guide, kind: str) -> Entry:
    key = data["id"]
    if kind == "steps":
        step = guide.steps.get(key)
        title = step.title if step else key
    elif kind == "branches":
        branch = guide.branches.get(key)
        title = f"{guide.steps[branch.at].title}: {branch.outcome}" if branch else key
    else:
        title = next((rule.statement for rule in guide.rules if rule.id == key), key)
    return Entry(
        id=key,
        verdict=Verdict(data["verdict"]),
        scenarios=tuple(data["scenarios"]),
        title=title,
        section=key.split("/", 1)[0] if "/" in key else "",
        reason=data.get("reason", ""),
    )


def _pictures(folder: Path) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        if path.suffix.lower() in _PICTURES:
            name = path.relative_to(folder)
            found[name.with_suffix("").as_posix()] = path
            if name.parent.as_posix() != ".":
                found[name.parent.as_posix()] = path
            found.setdefault(name.stem, path)
    return found
