"""Ends a run: draws the verdict from the records and leaves every file that a reader or a CI job wants."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from harness.builds.profile import KnownDeviation
from harness.coverage.conclude import RunResult, WrittenScenario, conclude
from harness.coverage.gate import Baseline, Requirement
from harness.coverage.manifest import Manifest, write_manifest
from harness.coverage.store import RecordStore
from harness.guide.model import Guide
from harness.runner.allure_results import write_branch_results, write_categories, write_environment
from harness.runner.artefacts import write_coverage, write_index, write_junit, write_verdict
from harness.runner.features import Scenario, read_features

__all__ = ["finish_run", "written_scenarios"]


def written_scenarios(features: Path) -> tuple[WrittenScenario, ...]:
    """Lists every scenario that stands in a feature file. Raises FeatureError."""
    return tuple(_written(scenario) for feature in read_features(features) for scenario in feature.scenarios)


def _written(scenario: Scenario) -> WrittenScenario:
    return WrittenScenario(
        key=scenario.key,
        title=scenario.name,
        file=f"features/{scenario.path.as_posix()}",
        line=scenario.line,
        rules=scenario.rule_ids,
        section=scenario.section,
    )


def finish_run(
    folder: Path,
    *,
    guide: Guide,
    features: Path,
    manifest: Manifest,
    interrupted: bool = False,
    trouble: str = "",
    require: Requirement | None = None,
    deviations: Sequence[KnownDeviation] = (),
    baseline: Baseline | None = None,
    not_run: str = "",
    planned: Collection[str] | None = None,
) -> RunResult:
    """Draws the verdict and writes ``verdict.json``, ``coverage.json``, ``junit.xml``, ``index.html`` and Allure's."""
    result = conclude(
        guide=guide,
        records=RecordStore(folder).read(),
        written=written_scenarios(features),
        build=manifest.build,
        driver=manifest.driver,
        sections=manifest.sections,
        only=manifest.planned or manifest.only,
        interrupted=interrupted,
        trouble=trouble,
        require=require,
        deviations=deviations,
        baseline=baseline,
        shard=manifest.shard,
        not_run=not_run,
        planned=planned,
    )
    folder.mkdir(parents=True, exist_ok=True)
    write_manifest(folder, manifest)
    write_verdict(folder / "verdict.json", result, manifest)
    write_coverage(folder / "coverage.json", result)
    write_junit(folder / "junit.xml", result)
    write_index(folder / "index.html", result, guide)
    allure = folder / "allure-results"
    allure.mkdir(exist_ok=True)
    write_branch_results(allure, result.branches, guide_title=f"手続きガイド {guide.edition}版")
    write_environment(
        allure,
        {"手続きガイド": f"{guide.edition}版", "ビルド": manifest.build, "ドライバー": manifest.driver},
    )
    write_categories(allure)
    return result
