"""Ends a run: draws the verdict from the records and leaves every file that a reader or a CI job wants."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from harness.coverage.conclude import Requirement, RunResult, WrittenScenario, conclude
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
        rules=tuple(tag for tag in scenario.tags if tag.startswith("R-")),
        section=scenario.section,
    )


def finish_run(
    folder: Path,
    *,
    guide: Guide,
    features: Path,
    build: str,
    driver: str = "inprocess",
    sections: Sequence[str] = (),
    only: Sequence[str] = (),
    interrupted: bool = False,
    trouble: str = "",
    require: Requirement | None = None,
) -> RunResult:
    """Draws the verdict and writes ``verdict.json``, ``coverage.json``, ``junit.xml``, ``index.html`` and Allure's."""
    result = conclude(
        guide=guide,
        records=RecordStore(folder).read(),
        written=written_scenarios(features),
        build=build,
        driver=driver,
        sections=sections,
        only=only,
        interrupted=interrupted,
        trouble=trouble,
        require=require,
    )
    folder.mkdir(parents=True, exist_ok=True)
    write_verdict(folder / "verdict.json", result)
    write_coverage(folder / "coverage.json", result)
    write_junit(folder / "junit.xml", result)
    write_index(folder / "index.html", result, guide)
    allure = folder / "allure-results"
    allure.mkdir(exist_ok=True)
    write_branch_results(allure, result.branches, guide_title=f"手続きガイド {guide.edition}版")
    write_environment(allure, {"手続きガイド": f"{guide.edition}版", "ビルド": build, "ドライバー": driver})
    write_categories(allure)
    return result
