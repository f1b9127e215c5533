"""Writes a run's verdict for machines (JSON, JUnit) and for a person (one HTML page)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from junitparser import Attr, Error, Failure, IntAttr, JUnitXml, Skipped, TestCase, TestSuite

from harness.coverage.conclude import RunResult
from harness.coverage.gate import Entry
from harness.coverage.manifest import Manifest
from harness.coverage.record import ScenarioRecord, Verdict
from harness.guide.model import Guide
from harness.runner.repeat import repeat_command

__all__ = ["EXPORTS", "TEMPLATES", "write_coverage", "write_index", "write_junit", "write_verdict"]

TEMPLATES = Path(__file__).parents[2] / "reports" / "templates"
EXPORTS = {
    "messages": "messages.ndjson",
    "ctrf": "ctrf-report.json",
    "junit": "junit.xml",
    "markdown": "summary.md",
    "badge": "badge.svg",
    "annotations": "annotations.txt",
    "code-quality": "gl-code-quality-report.json",
}
"""Formats that a finished run is handed on in, and their files; the next run takes them away."""
_KINDS = ("steps", "branches", "rules")


def write_verdict(path: Path, result: RunResult, manifest: Manifest) -> None:
    """Writes the verdict, what it was drawn with, and every scenario with its place, without screens."""
    data = result.model_dump(mode="json", exclude={"steps", "branches", "rules", "written", "scenarios"})
    conditions = manifest.model_dump(
        mode="json", include={"harness", "features", "sections", "only", "shard", "repeats"}
    )
    places = {one.key: one for one in result.written}
    scenarios = [
        record.model_dump(mode="json", exclude={"screen"})
        | {"file": places[record.scenario].file, "line": places[record.scenario].line}
        | {"ids": [finding.id for finding in record.findings]}
        for record in result.scenarios
    ]
    _dump(path, data | {"date": manifest.started} | conditions | {"scenarios": scenarios})


def write_coverage(path: Path, result: RunResult) -> None:
    """Writes ``{guide, build, steps, branches, rules}``; each entry ``{id, verdict, scenarios}`` and why."""
    kinds = {kind: [_entry(entry) for entry in result.entries(kind)] for kind in _KINDS}  # type: ignore[arg-type]
    _dump(path, {"guide": result.guide, "build": result.build, **kinds})


def _entry(entry: Entry) -> dict[str, Any]:
    return entry.model_dump(mode="json", include={"id", "verdict", "scenarios", "reason"})


def _dump(path: Path, data: Any) -> None:
    """Replaces a file in one go, so that nobody reads half of it."""
    temporary = path.with_suffix(path.suffix + ".part")
    temporary.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    temporary.replace(path)


class _Case(TestCase):
    file = Attr()
    line = IntAttr()


def write_junit(path: Path, result: RunResult) -> None:
    """Writes one case for each scenario: 不適合 fails, 故障 is an error, 未検証 is skipped; and one for the verdict.

    Readers only count cases: without 「判定」 a run of which nothing was tested would be green.
    """
    places = {one.key: one for one in result.written}
    suites: dict[str, TestSuite] = {}
    for record in result.scenarios:
        place = places[record.scenario]
        suite = suites.setdefault(place.file, TestSuite(place.file))
        case = _Case(_printable(record.title), classname=place.file, time=round(record.seconds, 4))
        case.file, case.line = place.file, place.line
        outcome = _junit_outcome(record, result.accepted)
        if outcome is not None:
            case.result = [outcome]
        suite.add_testcase(case)
    document = JUnitXml("mylexus")
    for suite in (*suites.values(), _verdict_suite(result)):
        document.add_testsuite(suite)
    document.write(str(path), pretty=True)


def _verdict_suite(result: RunResult) -> TestSuite:
    """One case that passes only where everything conforms; with a lower requirement met it is skipped, else an error."""
    said = "、".join(result.reasons) or result.headline
    case = TestCase(f"判定: {result.headline}", classname="判定", time=0)
    verdicts = {entry.verdict for kind in _KINDS for entry in result.entries(kind)}  # type: ignore[arg-type]
    open_ = result.partial or (verdicts | {one.verdict for one in result.scenarios}) != {Verdict.CONFORMS}
    if result.exit_code or open_:
        kind = {0: Skipped, 1: Failure}.get(result.exit_code, Error)
        case.result = [kind(_printable(said), result.headline)]
    suite = TestSuite("判定")
    suite.add_testcase(case)
    return suite


def _junit_outcome(record: ScenarioRecord, accepted: Sequence[str]) -> Failure | Error | Skipped | None:
    kinds: dict[Verdict, type[Failure | Error | Skipped]] = {
        Verdict.NONCONFORMING: Failure,
        Verdict.BROKEN: Error,
        Verdict.NOT_TESTED: Skipped,
        Verdict.NOT_APPLICABLE: Skipped,
    }
    kind = kinds.get(record.verdict)
    if kind is None:
        return None
    if record.findings and all(finding.id in accepted for finding in record.findings):
        kind = Skipped  # known, and never a pass
    outcome: Failure | Error | Skipped = kind(_printable(record.reason), record.verdict.japanese)
    outcome.text = _printable("\n".join([*map(str, record.findings), record.trace]).strip() or record.reason)
    return outcome


def _printable(text: str) -> str:
    """Leaves out characters that XML cannot hold."""
    return "".join(
        char for char in text if char in "\t\n" or (char >= " " and not 0xD800 <= ord(char) <= 0xDFFF)
    )


def write_index(path: Path, result: RunResult, guide: Guide) -> None:
    """Writes the page that a person opens first, in Japanese, on its own: no other file, no other host."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.globals["repeat_command"] = lambda record: repeat_command(result, record.scenario)
    html = environment.get_template("index.html.j2").render(
        result=result,
        sections=list(guide.sections),
        places={one.key: one for one in result.written},
        Verdict=Verdict,
    )
    path.write_text(html, encoding="utf-8")
