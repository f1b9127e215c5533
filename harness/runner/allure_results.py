"""Allure results that no test wrote: the branches of the guide, and what the report says of the run."""

from __future__ import annotations

import hashlib
import json
import time
import uuid
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

__all__ = ["BranchEntry", "write_branch_results", "write_categories", "write_environment"]

COVERAGE_SUITE = "ガイド網羅"
LISTED = 10
"""How many scenarios of a branch are named: nearly all of them pass the first steps."""

VERDICTS = {
    "conforms": ("passed", "適合"),
    "nonconforming": ("failed", "不適合"),
    "not_tested": ("skipped", "未検証"),
    "not_applicable": ("skipped", "対象外"),
    "broken": ("broken", "故障"),
}
"""Verdict -> Allure's status, and the word for it."""

CATEGORIES = [
    {"name": "不適合", "matchedStatuses": ["failed"]},
    {"name": "故障", "matchedStatuses": ["broken"]},
    {"name": "対象外", "matchedStatuses": ["skipped"], "messageRegex": r"対象外[\s\S]*"},
    {"name": "未検証", "matchedStatuses": ["skipped"], "messageRegex": r"(?!対象外)[\s\S]*"},
]


class BranchEntry(Protocol):
    """What coverage says of one branch of the guide."""

    @property
    def id(self) -> str:
        """``1-1/11-B=法人``."""

    @property
    def title(self) -> str:
        """Title of the step and name of the outcome."""

    @property
    def section(self) -> str:
        """The section as it shall be shown."""

    @property
    def verdict(self) -> str:
        """One of ``conforms``, ``nonconforming``, ``not_tested``, ``not_applicable``, ``broken``."""

    @property
    def scenarios(self) -> Sequence[str]:
        """Keys of the scenarios that saw it."""

    @property
    def reason(self) -> str:
        """Why it is not conforming; may be empty."""


def write_branch_results(results_dir: Path, entries: Iterable[BranchEntry], *, guide_title: str) -> None:
    """Writes one Allure result for each branch into the suite 「ガイド網羅」; writing again replaces them."""
    at = int(time.time() * 1000)
    for entry in entries:
        status, word = VERDICTS[entry.verdict]
        name = str(uuid.uuid5(uuid.NAMESPACE_URL, f"mylexus:{guide_title}:{entry.id}"))
        labels = {
            "epic": COVERAGE_SUITE, "feature": entry.section, "story": entry.id.partition("=")[0],
            "parentSuite": COVERAGE_SUITE, "suite": entry.section, "framework": "mylexus",
        }  # fmt: skip
        seen = [f"- {key}" for key in entry.scenarios[:LISTED]] or ["- なし"]
        if len(entry.scenarios) > LISTED:
            seen.append(f"- ほか{len(entry.scenarios) - LISTED}件")
        result: dict[str, object] = {
            "uuid": name,
            "historyId": _md5(f"{COVERAGE_SUITE}:{entry.id}"),
            "testCaseId": _md5(f"{COVERAGE_SUITE}:{entry.id}"),
            "fullName": entry.id,
            "name": f"{entry.id} {entry.title}",
            "titlePath": [COVERAGE_SUITE, entry.section],
            "description": "\n".join([guide_title, "", f"判定: {word}", "", "確かめたシナリオ:", "", *seen]),
            "status": status,
            "stage": "finished",
            "start": at,
            "stop": at,
            "labels": [{"name": key, "value": value} for key, value in labels.items()],
        }
        if status != "passed":
            result["statusDetails"] = {"message": f"{word}: {entry.reason}" if entry.reason else word}
        _write(results_dir / f"{name}-result.json", json.dumps(result, ensure_ascii=False))


def write_environment(results_dir: Path, mapping: Mapping[str, str]) -> None:
    """Writes ``environment.properties``, which the report shows as a table; UTF-8."""
    lines = [f"{_escape(key, ' :=#!')}={_escape(value, '')}\n" for key, value in mapping.items()]
    _write(results_dir / "environment.properties", "".join(lines))


def write_categories(results_dir: Path) -> None:
    """Writes ``categories.json``, by which the report sorts 不適合, 故障, 対象外 and 未検証."""
    _write(results_dir / "categories.json", json.dumps(CATEGORIES, ensure_ascii=False, indent=2))


def _escape(text: str, special: str) -> str:
    plain = text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")
    return "".join(f"\\{sign}" if sign in special else sign for sign in plain)


def _md5(text: str) -> str:
    return hashlib.md5(text.encode("utf-8"), usedforsecurity=False).hexdigest()


def _write(path: Path, text: str) -> None:
    """Writes a file as a whole, so that nobody reads half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(path.name + ".tmp")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(path)
