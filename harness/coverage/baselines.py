"""Baselines: what a finished run had against a build, kept in a file, so that only what is new stops a release."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from pydantic import ValidationError

from harness.coverage.gate import Accepted, Baseline, Entry
from harness.coverage.record import ScenarioRecord, Verdict
from harness.errors import RunError

__all__ = ["baseline_of", "read_baseline", "write_baseline"]


def baseline_of(
    *, guide: str, build: str, scenarios: Iterable[ScenarioRecord], entries: Iterable[Entry]
) -> Baseline:
    """Gives what a run found and what it left unverified, in an order that does not depend on the run."""
    findings = {
        finding.id: Accepted(id=finding.id, what=finding.what, expected=finding.expected, found=finding.found)
        for record in scenarios
        if record.verdict is Verdict.NONCONFORMING
        for finding in record.findings
    }
    return Baseline(
        guide=guide,
        build=build,
        findings=tuple(findings[key] for key in sorted(findings)),
        not_tested=tuple(sorted(one.id for one in entries if one.verdict is Verdict.NOT_TESTED)),
    )


def write_baseline(path: Path, baseline: Baseline) -> None:
    """Writes it for people and version control: one value a line, no times. Raises RunError."""
    text = json.dumps(baseline.model_dump(mode="json"), ensure_ascii=False, indent=1) + "\n"
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise RunError(f"--write {path}: cannot be written ({error.strerror}); give another file") from error


def read_baseline(path: Path, guide: str, build: str) -> Baseline:
    """Reads one for a build and an edition. Raises RunError where it is of another, or no baseline."""
    try:
        baseline = Baseline.model_validate_json(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise RunError(
            f"--baseline {path}: cannot be read ({error.strerror}); write one with mylexus baseline"
        ) from error
    except (ValidationError, ValueError) as error:
        raise RunError(f"--baseline {path}: is no baseline; write one with mylexus baseline") from error
    for what, kept, now in (("edition", baseline.guide, guide), ("build", baseline.build, build)):
        if kept != now:
            raise RunError(
                f"--baseline {path}: is of {what} {kept!r}, the run is of {now!r}; "
                "write one of this run with mylexus baseline"
            )
    return baseline
