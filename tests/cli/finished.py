"""Finished runs made of records, without running anything."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from harness.coverage.conclude import RunResult, WrittenScenario, conclude
from harness.coverage.manifest import Manifest, feature_hashes, write_manifest
from harness.coverage.record import Evidence, ScenarioRecord, Sight, Verdict
from harness.coverage.store import RecordStore
from harness.guide import load
from harness.runner.artefacts import write_coverage, write_verdict
from harness.runner.finish import written_scenarios

__all__ = ["FEATURES", "FINDING", "departing", "make_run", "records"]

FEATURES = Path(__file__).parents[2] / "features"
FINDING = Evidence(
    at="1-1/8-B", what="ボタンがない", expected="「認証コードを送信」", found="「コードを送る」"
)
Change = Callable[[ScenarioRecord], ScenarioRecord]


@lru_cache
def _written() -> tuple[WrittenScenario, ...]:
    return written_scenarios(FEATURES)


@lru_cache
def records() -> tuple[ScenarioRecord, ...]:
    """Every scenario 適合; all but the first two see everything, so that those may fail without leaving a gap."""
    guide = load()
    steps = tuple(Sight(id=key, verdict=Verdict.CONFORMS) for key in guide.steps)
    branches = tuple(Sight(id=key, verdict=Verdict.CONFORMS) for key in guide.branches)
    return tuple(
        ScenarioRecord(
            scenario=one.key,
            title=one.title,
            verdict=Verdict.CONFORMS,
            rules=one.rules,
            steps=steps if place == 2 else (),
            branches=branches if place == 2 else (),
            rows=3,
            seconds=0.5,
        )
        for place, one in enumerate(_written())
    )


def departing(record: ScenarioRecord, *findings: Evidence) -> ScenarioRecord:
    """The same scenario on a build that departs from the guide."""
    return record.model_copy(
        update={
            "verdict": Verdict.NONCONFORMING,
            "reason": str(findings[0]),
            "findings": findings,
            "steps": tuple(Sight(id=one.at, verdict=Verdict.NONCONFORMING) for one in findings),
        }
    )


def make_run(
    folder: Path, given: Sequence[ScenarioRecord] | None = None, *, build: str = "reference", **more: Any
) -> RunResult:
    """Leaves a folder as ``mylexus run`` does, without what only people and Allure read."""
    store = RecordStore(folder)
    lines = [record.model_dump_json() for record in (records() if given is None else given)]
    (folder / "records").mkdir(parents=True)
    (folder / "records" / "main.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    conditions = {name: more.pop(name) for name in ("shard", "planned", "repeats", "driver") if name in more}
    manifest = Manifest(
        guide="1.4",
        build=build,
        features=feature_hashes(FEATURES),
        started="2026-04-01T10:00:00+09:00",
        **{"driver": "inprocess", **conditions},
    )
    manifest_of = manifest.model_dump(include={"build", "driver", "sections", "shard"})
    result = conclude(
        guide=load(),
        records=store.read(),
        written=_written(),
        only=manifest.planned or manifest.only,
        **manifest_of,
        **more,
    )
    write_manifest(folder, manifest)
    write_verdict(folder / "verdict.json", result, manifest)
    write_coverage(folder / "coverage.json", result)
    return result
