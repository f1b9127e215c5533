"""What a run costs is measured in ratios, on copies of the features, and a bound that is not kept is an exit code."""

from __future__ import annotations

import importlib.util
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from harness.bench import comparing
from harness.bench.children import Cost, cost_of
from harness.bench.measure import Measure
from harness.bench.rows import measure_rows
from harness.bench.suites import Suite
from harness.cli import app
from harness.errors import RunError
from harness.runner.features import read_features
from harness.runner.running import FEATURES


@pytest.fixture(scope="module")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Suite:
    """The features of the smallest section, once over."""
    return Suite.of("2-1", times=1, folder=tmp_path_factory.mktemp("suite"))


def test_copies_are_scenarios_of_their_own(suite: Suite, tmp_path: Path) -> None:
    """Three copies of a section's features are three times its scenarios, and no key stands twice."""
    thrice = Suite.of("2-1", times=3, folder=tmp_path)

    assert len(thrice.scenarios) == 3 * len(suite.scenarios) > 0
    assert len({one.key for one in thrice.scenarios}) == len(thrice.scenarios)


def test_all_sections_are_the_whole_suite(tmp_path: Path) -> None:
    """``all`` copies every feature that is shipped, with every scenario."""
    whole = Suite.of("all", times=1, folder=tmp_path)

    assert len(whole.scenarios) == sum(len(one.scenarios) for one in read_features(FEATURES))


def test_the_whole_suite_is_compared_by_its_cheapest_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of several turns the cheapest of each way counts, and the suite must not cost more than under behave."""
    costs = {"behave": iter([9.0, 8.0]), "allure": iter([6.0, 5.0]), "plain": iter([4.0, 7.0])}

    def cost(way: str) -> Cost:
        return Cost(wall=0.0, cpu=next(costs[way]), peak=0.0)

    def run(suite: Suite, *, allure: bool = True) -> Cost:
        return cost("allure" if allure else "plain")

    monkeypatch.setattr(importlib.util, "find_spec", lambda name: name)
    monkeypatch.setattr(Suite, "of", lambda section, *, times, folder: Suite(folder=folder, scenarios=()))
    monkeypatch.setattr(Suite, "run", run)
    monkeypatch.setattr(Suite, "run_by_behave", lambda suite: cost("behave"))
    measured = list(comparing.bench("all", Path("nowhere")))

    assert {one.id: (one.ratio, one.at_most) for one in measured} == {
        "behave": (0.5, 1.0),
        "allure": (1.25, None),
    }


def test_a_row_costs_more_than_its_requests(suite: Suite) -> None:
    """The requests of a row are a part of the row, and each row is counted."""
    measured = measure_rows(suite.scenarios[:2])

    assert measured.ratio is not None and measured.ratio > 1
    assert measured.figures["requests_per_row"] >= 1


def test_behave_runs_the_vocabulary(suite: Suite) -> None:
    """Under behave every scenario runs with our step bodies and ends 適合; one that does not stops the bench."""
    suite.run_by_behave()
    said = (suite.folder / "behave.log").read_text(encoding="utf-8")
    assert f"{len(suite.scenarios)} scenarios passed, 0 failed" in said

    feature = next((suite.folder / "features").rglob("*.feature"))
    text = feature.read_text(encoding="utf-8")
    feature.write_text(text.replace("豊田 花子", "豊田 次郎", 1), encoding="utf-8")
    with pytest.raises(RunError, match="behave"):
        suite.run_by_behave()
    feature.write_text(text, encoding="utf-8")


def test_a_child_that_fails_is_no_measurement(tmp_path: Path) -> None:
    """A command that fails is an error with the end of what it said."""
    with pytest.raises(RunError, match="nothing to measure"):
        cost_of(
            [sys.executable, "-c", "raise SystemExit('nothing to measure')"],
            cwd=tmp_path,
            environment={},
            log=tmp_path / "log",
        )


@pytest.mark.parametrize(("ratio", "met", "code"), [(1.9, True, 0), (2.1, False, 1), (None, None, 0)])
def test_a_bound_that_is_not_kept_is_an_exit_code(
    ratio: float | None, met: bool | None, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``mylexus bench --json`` prints one array of the measures, and ends with 1 if a bound is not kept."""

    def measures(section: str, folder: Path, *, full: bool) -> Iterator[Measure]:
        yield Measure(
            id="row", sentence=f"{section} {full}", ratio=ratio, at_most=2.0, figures={"row_ms": 3.0}
        )

    monkeypatch.setattr(comparing, "bench", measures)
    done = CliRunner().invoke(app, ["bench", "--section", "2-3", "--json"])

    assert done.exit_code == code
    assert json.loads(done.stdout) == [
        {
            "id": "row",
            "sentence": "2-3 False",
            "ratio": ratio,
            "at_most": 2.0,
            "figures": {"row_ms": 3.0},
            "note": "",
            "met": met,
        }
    ]


def test_a_section_without_features_is_named(tmp_path: Path) -> None:
    """A section that no feature is of is one clear message."""
    with pytest.raises(RunError, match="9-9"):
        list(comparing.bench("9-9", tmp_path))
