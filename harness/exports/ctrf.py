"""CTRF JSON: one test for each scenario, and one for the verdict, since its readers only count tests."""

from __future__ import annotations

import json
import uuid
from collections import Counter
from typing import Any

from harness.coverage.record import Verdict
from harness.exports.outcomes import Outcome, harness_version, outcomes, started_at, whole
from harness.reporting.finished import FinishedRun

__all__ = ["ctrf"]

SPEC = "0.0.0"
_STATUS = {
    Verdict.CONFORMS: "passed",
    Verdict.NONCONFORMING: "failed",
    Verdict.BROKEN: "failed",
    Verdict.NOT_TESTED: "pending",
    Verdict.NOT_APPLICABLE: "skipped",
}
"""故障 is failed and not `other`, which readers leave out of their roll-up; ``rawStatus`` keeps the word."""


def ctrf(run: FinishedRun) -> str:
    """Gives ``ctrf-report.json``; the test 「判定」 passes only where everything conforms, so that no roll-up is green otherwise."""
    begun = int(started_at(run) * 1000)
    tests, at = [], begun
    for one in outcomes(run):
        took = round(one.record.seconds * 1000)
        tests.append({**_test(one), "start": at, "stop": at + took, "duration": took})
        at += took
    tests.append(_verdict(run))
    counts = Counter(test["status"] for test in tests)
    summary = {name: counts[name] for name in ("passed", "failed", "skipped", "pending", "other")}
    document = {
        "reportFormat": "CTRF",
        "specVersion": SPEC,
        "reportId": str(uuid.uuid5(uuid.NAMESPACE_URL, f"mylexus:{run.build}:{run.driver}:{begun}")),
        "generatedBy": "mylexus",
        "results": {
            "tool": {"name": "mylexus", "version": harness_version(run)},
            "summary": {"tests": len(tests), **summary, "start": begun, "stop": at, "duration": at - begun},
            "tests": tests,
            "environment": {
                "appName": run.build,
                "testEnvironment": run.driver,
                "healthy": run.exit_code != 2,
                "extra": {"手続きガイド": run.guide.edition, "判定": run.headline},
            },
        },
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _test(one: Outcome) -> dict[str, Any]:
    test: dict[str, Any] = {
        "testId": one.record.scenario,
        "name": one.record.title,
        "status": _STATUS[one.verdict],
        "rawStatus": one.verdict.japanese,
        "type": "conformance",
    }
    if one.scenario is not None:
        rule = [one.scenario.rule.title] if one.scenario.rule else []
        test |= {"suite": [one.scenario.feature, *rule], "filePath": one.file, "line": one.line}
        test["tags"] = list(one.scenario.tags)
    if one.verdict is not Verdict.CONFORMS:
        test |= {"message": one.words, "extra": {"再現": one.repeat}}
    if one.record.trace:
        test["trace"] = one.record.trace
    return test


def _verdict(run: FinishedRun) -> dict[str, Any]:
    verdict, said = whole(run)
    status = "failed" if run.exit_code else "passed" if verdict is Verdict.CONFORMS else "pending"
    return {
        "testId": "判定",
        "name": f"判定: {run.headline}",
        "status": status,
        "rawStatus": run.headline,
        "duration": 0,
        "suite": ["判定"],
        "message": said,
    }
