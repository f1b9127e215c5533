"""What a run costs is measured in ratios, on copies of the features, and a bound that is not kept is an exit code."""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from harness.bench import comparing
from harness.bench.children import Command, Cost, cost_of, side_by_side
from harness.bench.measure import Measure
from harness.bench.rows import measure_rows
from harness.bench.suites import Suite
from harness.cli import app
from harness.coverage.record import ScenarioRecord
from harness.coverage.store import RecordStore
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


def test_the_whole_suite_is_compared_side_by_side(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """All turns of what ran side by side are added up, and the suite must not cost more than under behave."""
    costs = iter([[4.0, 9.0], [8.0, 7.0], [5.0, 4.0]])
    asked = []

    def side_by_side(commands: Sequence[Command]) -> list[Cost]:
        asked.append([command.log.stem for command in commands])
        return [Cost(wall=0.0, cpu=cpu, peak=0.0) for cpu in next(costs)]

    monkeypatch.setattr(importlib.util, "find_spec", lambda name: name)
    monkeypatch.setattr(Suite, "of", lambda section, *, times, folder: Suite(folder=folder, scenarios=()))
    monkeypatch.setattr(comparing, "side_by_side", side_by_side)
    (tmp_path / "all" / "features").mkdir(parents=True)
    measured = list(comparing.bench("all", tmp_path))

    assert asked == [["run-1", "behave"], ["run-1", "behave"], ["run-allure-1", "run-1"]]
    assert {one.id: (one.ratio, one.at_most) for one in measured} == {
        "behave": (0.75, 1.0),
        "allure": (1.25, None),
    }


def test_a_row_costs_more_than_its_requests(suite: Suite) -> None:
    """The requests of a row are a part of the row, and each row is counted."""
    measured = measure_rows(suite.scenarios[:2])

    assert measured.ratio is not None and measured.ratio > 1
    assert measured.figures["requests_per_row"] >= 1


def test_behave_runs_the_vocabulary(suite: Suite) -> None:
    """Under behave every scenario ends 適合 with our step bodies and is kept as in a run; one that does not stops the bench."""
    cost_of(suite.under_behave())
    said = (suite.folder / "behave.log").read_text(encoding="utf-8")
    assert f"{len(suite.scenarios)} scenarios passed, 0 failed" in said
    cost_of(suite.as_run(allure=False))
    ours, theirs = (RecordStore(suite.folder / folder / "out") for folder in (Path("run-1"), Path("behave")))
    assert _judged(ours) == _judged(theirs)
    assert {path.name for path in ours.steps.iterdir()} == {path.name for path in theirs.steps.iterdir()}

    feature = next((suite.folder / "features").rglob("*.feature"))
    text = feature.read_text(encoding="utf-8")
    feature.write_text(text.replace("豊田 花子", "豊田 次郎", 1), encoding="utf-8")
    with pytest.raises(RunError, match="behave"):
        cost_of(suite.under_behave())
    feature.write_text(text, encoding="utf-8")


def _judged(store: RecordStore) -> list[ScenarioRecord]:
    """What was recorded, without its times and the counting that only pytest does."""
    untimed = {"row_seconds": 0.0, "seconds": 0.0, "begun": 0}
    return [record.model_copy(update=untimed) for record in store.read()]


def _python(code: str, log: Path) -> Command:
    return Command(words=(sys.executable, "-c", code), cwd=log.parent, environment={}, log=log)


def test_a_child_that_fails_is_no_measurement(tmp_path: Path) -> None:
    """A command that fails is an error with the end of what it said."""
    with pytest.raises(RunError, match="nothing to measure"):
        cost_of(_python("raise SystemExit('nothing to measure')", tmp_path / "log"))


def test_nothing_is_left_of_what_ran_beside_a_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If one of several commands fails, those beside it are stopped, whatever they were doing."""
    children: list[subprocess.Popen[bytes]] = []

    class Noted(subprocess.Popen[bytes]):
        def __init__(self, *words: Any, **named: Any) -> None:
            super().__init__(*words, **named)
            children.append(self)

    monkeypatch.setattr(subprocess, "Popen", Noted)
    commands = [
        _python("raise SystemExit('failed')", tmp_path / "failing"),
        _python("import signal; signal.pause()", tmp_path / "waiting"),
    ]
    with pytest.raises(RunError, match="failed"):
        side_by_side(commands)

    assert [child.returncode for child in children] == [1, -signal.SIGKILL]


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="the system does not say who runs where")
def test_side_by_side_is_on_one_core(tmp_path: Path) -> None:
    """Commands that are compared share a core, and this process keeps all of its own."""
    before = os.sched_getaffinity(0)
    logs = [tmp_path / "one", tmp_path / "other"]
    side_by_side([_python("import os; print(os.sched_getaffinity(0))", log) for log in logs])

    said = [log.read_text(encoding="utf-8").strip() for log in logs]
    assert said == [str({min(before)})] * 2
    assert os.sched_getaffinity(0) == before


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
