"""What is wrong, at the line of the feature that says how it should be: for GitHub's and GitLab's change views."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from harness.coverage.record import Verdict
from harness.exports.outcomes import WORST_FIRST, Outcome, gaps, outcomes, whole
from harness.reporting.finished import FinishedRun

__all__ = ["code_quality", "workflow_commands"]

_LEVEL = {Verdict.NONCONFORMING: "error", Verdict.BROKEN: "error", Verdict.NOT_TESTED: "warning"}
_SEVERITY = {Verdict.NONCONFORMING: "blocker", Verdict.BROKEN: "critical", Verdict.NOT_TESTED: "major"}


def _troubles(run: FinishedRun) -> list[Outcome]:
    """What is annotated, the worst first, since GitHub shows ten of a kind for each step."""
    chosen = [one for one in outcomes(run) if one.verdict in _LEVEL]
    return sorted(chosen, key=lambda one: WORST_FIRST.index(one.verdict))


def workflow_commands(run: FinishedRun) -> str:
    """Gives a line ``::error file=…,line=…::…`` for each trouble, and one for the verdict; to be printed by a job."""
    verdict, said = whole(run)
    level = "notice" if verdict is Verdict.CONFORMS else _LEVEL[verdict]
    missing = [f"{name}{len(entries)}件" for name, entries in gaps(run).items() if entries]
    lines = [_command(level, {"title": f"判定: {run.headline}"}, said)]
    if missing:
        lines.append(_command("warning", {"title": "未検証"}, f"確かめられていない: {'、'.join(missing)}"))
    for one in _troubles(run):
        title = f"{one.verdict.japanese} {one.record.title}"
        place = {"file": one.file, "line": str(one.line)} if one.file else {}
        lines.append(
            _command(_LEVEL[one.verdict], {**place, "title": title}, f"{one.words}\n再現: {one.repeat}")
        )
    return "".join(f"{line}\n" for line in lines)


def _command(level: str, properties: dict[str, str], message: str) -> str:
    shown = ",".join(f"{name}={_escaped(value, ':,')}" for name, value in properties.items())
    return f"::{level} {shown}::{_escaped(message)}"


def _escaped(text: str, also: str = "") -> str:
    """Escapes as GitHub's workflow commands want it: percent, line ends, and in properties colon and comma."""
    return "".join(f"%{ord(char):02X}" if char in "%\r\n" + also else char for char in text)


def code_quality(run: FinishedRun) -> str:
    """Gives GitLab's code quality report, an array of issues; the verdict is one of them unless it is 適合."""
    issues = [
        _issue(one.record.scenario, one.verdict, f"{one.verdict.japanese} {one.record.title}: {one.words}",
               one.file or "features", one.line or 1)
        for one in _troubles(run)
    ]  # fmt: skip
    verdict, said = whole(run)
    if verdict is not Verdict.CONFORMS:
        issues.insert(0, _issue("判定", verdict, said, "features", 1))
    return json.dumps(issues, ensure_ascii=False, indent=1) + "\n"


def _issue(key: str, verdict: Verdict, text: str, path: str, line: int) -> dict[str, Any]:
    return {
        "description": text,
        "check_name": verdict.value,
        "fingerprint": hashlib.sha256(f"{key}\n{verdict.value}".encode()).hexdigest(),
        "severity": _SEVERITY[verdict],
        "location": {"path": path, "lines": {"begin": line}},
    }
