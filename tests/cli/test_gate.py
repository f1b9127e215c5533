"""``mylexus gate`` and its companions: for each kind of run its exit code and its lines."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from harness.cli import app
from harness.coverage import stopwatch
from harness.coverage.record import ScenarioRecord, Verdict
from harness.errors import RunError
from harness.runner.sharding import Shard
from tests.cli.finished import FINDING, departing, make_run, records

GOLDEN = Path(__file__).parent / "golden"
PROFILE = """name = "試験用のビルド"
driver = "inprocess"
factory = "tests.wrong.builds:sound"

[[deviations]]
id = "{id}"
owner = "画面チーム"
reason = "次の版で直す"
until = {until}
"""


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import date

    monkeypatch.setattr(stopwatch, "today_in_japan", lambda: date(2026, 4, 1))


def mylexus(*words: str | Path) -> Result:
    """Runs a command in this process."""
    return CliRunner().invoke(app, [str(word) for word in words])


def _with(place: int, changed: ScenarioRecord) -> tuple[ScenarioRecord, ...]:
    given = list(records())
    given[place] = changed
    return tuple(given)


def _untested(place: int) -> tuple[ScenarioRecord, ...]:
    update = {"verdict": Verdict.NOT_TESTED, "reason": "能力がない: 要_カメラ", "steps": (), "branches": ()}
    return _with(place, records()[place].model_copy(update=update))


def told(done: Result) -> dict[str, Any]:
    """Exit code and lines, with counts that follow from the size of the guide and of the suite told beside it."""
    shares = re.compile(r"(\d+)のうち(\d+)だけ")
    text = shares.sub(lambda found: f"全部（{int(found[1]) - int(found[2])}を除く）だけ", done.output)
    said = re.sub(r"シナリオが\d{2,}件", "シナリオが多数", text).splitlines()
    return {"exit": done.exit_code, "lines": said}


BAD = departing(records()[0], FINDING)
CASES: dict[str, tuple[Sequence[ScenarioRecord], dict[str, Any], list[str]]] = {
    "conforming": (records(), {}, []),
    "failing": (_with(0, BAD), {}, []),
    "less than required": (_untested(2), {}, ["--require", "steps=100,branches=0,rules=90"]),
    "as much as required": (_untested(0), {}, ["--require", "rules=95"]),
    "not tested": (_untested(0), {}, []),
    "broken": (
        _with(0, records()[0].model_copy(update={"verdict": Verdict.BROKEN, "reason": "RuntimeError"})),
        {},
        [],
    ),
    "flaky": ((*records(), BAD), {"repeats": 2}, []),
    "interrupted": (records()[:-20], {"interrupted": True}, ["--require", "rules=0"]),
    "a part": (
        records()[:3],
        {"shard": "1/2", "planned": [one.scenario for one in records()[:3]]},
        ["--require", "rules=0"],
    ),
    "known deviation": (_with(0, BAD), {}, ["--build", "known.toml"]),
    "known deviation and another": (
        _with(1, departing(records()[1], FINDING.model_copy(update={"found": "何もない"}))),
        {},
        ["--build", "known.toml"],
    ),
    "expired deviation": (_with(0, BAD), {}, ["--build", "expired.toml"]),
    "mended deviation": (records(), {}, ["--build", "known.toml"]),
    "deviation of nowhere": (records(), {}, ["--build", "nowhere.toml"]),
    "as in the baseline": (_with(0, BAD), {}, ["--baseline", "bad.json"]),
    "new over the baseline": (
        _with(1, departing(records()[1], FINDING.model_copy(update={"at": "1-1/9-B"}))),
        {},
        ["--baseline", "bad.json"],
    ),
    "gone from the baseline": (records(), {}, ["--baseline", "bad.json"]),
}


@pytest.fixture(scope="module")
def terms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Profiles with known deviations, and a baseline, to be named on the command line."""
    folder = tmp_path_factory.mktemp("terms")
    for name, place, until in (
        ("known", FINDING.id, "2026-04-01"),
        ("expired", FINDING.id, "2026-03-31"),
        ("nowhere", "9-9/1#000000", "2026-12-31"),
    ):
        (folder / f"{name}.toml").write_text(PROFILE.format(id=place, until=until), encoding="utf-8")
    make_run(folder / "bad", _with(0, BAD))
    done = mylexus("baseline", folder / "bad", "--write", folder / "bad.json")
    assert done.exit_code == 0, done.output
    return folder


@pytest.mark.parametrize("case", CASES)
def test_each_kind_of_run_has_its_exit_code_and_its_lines(case: str, terms: Path, tmp_path: Path) -> None:
    """The gate's words and exit code for each kind of run are those of the golden file."""
    given, more, options = CASES[case]
    make_run(tmp_path / "run", given, **more)
    words = [terms / word if word.endswith((".toml", ".json")) else word for word in options]

    done = mylexus("gate", tmp_path / "run", *words)

    kept = json.loads((GOLDEN / "gate.json").read_text(encoding="utf-8"))
    assert told(done) == kept[case]


@pytest.mark.parametrize("case", CASES)
def test_nothing_unproven_is_green(case: str) -> None:
    """Only a run of which everything is proven is called 適合."""
    kept = json.loads((GOLDEN / "gate.json").read_text(encoding="utf-8"))[case]

    assert ("判定: 適合 (0)" in kept["lines"]) == (case in ("conforming", "gone from the baseline"))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("verdict.json", "{"),
        ("verdict.json", "[]"),
        ("verdict.json", '{"guide": "1.4"}'),
        ("coverage.json", '{"steps": [{}]}'),
        ("coverage.json", '{"steps": 1}'),
    ],
)
def test_a_half_written_run_is_one_clear_message(name: str, text: str, tmp_path: Path) -> None:
    """A run that was not written to its end is said to be so, without a traceback."""
    make_run(tmp_path)
    (tmp_path / name).write_text(text, encoding="utf-8")

    done = mylexus("gate", tmp_path)

    assert isinstance(done.exception, RunError)
    assert "run `mylexus run` again" in str(done.exception)


def test_a_baseline_of_another_build_is_refused(terms: Path, tmp_path: Path) -> None:
    """A baseline counts for the build that it was written for, and for no other."""
    make_run(tmp_path, build="other.module:app")

    done = mylexus("gate", tmp_path, "--baseline", terms / "bad.json")

    assert isinstance(done.exception, RunError)
    assert "other.module:app" in str(done.exception)


def test_parts_that_are_merged_are_the_whole(tmp_path: Path) -> None:
    """All parts of a suite together have the verdict of the whole; without one of them it is 判定不能 and says which."""
    keys = {one.scenario: one for one in records()}
    parts = [Shard(number=number, of=3).choose(dict.fromkeys(keys, 1.0)) for number in (1, 2, 3)]
    for number, part in enumerate(parts, 1):
        given = [keys[key] for key in sorted(part)]
        make_run(tmp_path / str(number), given, shard=f"{number}/3", planned=sorted(part))
    assert sorted(key for part in parts for key in part) == sorted(keys)

    whole = mylexus("merge", tmp_path / "1", tmp_path / "2", tmp_path / "3", "--out", tmp_path / "whole")
    lacking = mylexus("merge", tmp_path / "1", tmp_path / "3", "--out", tmp_path / "lacking")

    assert whole.exit_code == 0 and "判定: 適合" in whole.output
    assert lacking.exit_code == 3 and "分割 2/3 の結果がない" in lacking.output


def test_runs_of_other_features_are_not_merged(tmp_path: Path) -> None:
    """Runs that were judged by other features are refused, with the feature that differs."""
    make_run(tmp_path / "1")
    make_run(tmp_path / "2")
    path = tmp_path / "2" / "run.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    name = min(data["features"])
    path.write_text(json.dumps(data | {"features": data["features"] | {name: "0"}}), encoding="utf-8")

    done = mylexus("merge", tmp_path / "1", tmp_path / "2", "--out", tmp_path / "3")

    assert isinstance(done.exception, RunError)
    assert name in str(done.exception)


def test_parity_names_each_difference(tmp_path: Path) -> None:
    """What is worse in a later run is an exit code; what a capability leaves out can be excused."""
    make_run(tmp_path / "good")
    make_run(tmp_path / "bad", _with(0, BAD))
    make_run(tmp_path / "left", _untested(0))

    worse = mylexus("parity", tmp_path / "good", tmp_path / "bad")
    better = mylexus("parity", tmp_path / "bad", tmp_path / "good", "--json")
    untested = mylexus("parity", tmp_path / "good", tmp_path / "left")
    excused = mylexus("parity", tmp_path / "good", tmp_path / "left", "--untested-ok")

    assert worse.exit_code == 1 and worse.output.startswith(
        f"悪化\t{BAD.scenario}\tconforms -> nonconforming"
    )
    assert better.exit_code == 0
    assert [(row["scenario"], row["change"]) for row in json.loads(better.output)] == [
        (BAD.scenario, "mended")
    ]
    assert (untested.exit_code, excused.exit_code) == (1, 0)


def test_the_ledger_says_why_something_is_untested(tmp_path: Path) -> None:
    """Each step, branch and rule that is 未検証 stands under its reason, with the driver."""
    make_run(tmp_path, _untested(2))

    done = mylexus("ledger", tmp_path, "--json")

    lines = json.loads(done.output)
    assert {line["driver"] for line in lines} == {"inprocess"}
    assert lines[0]["reason"] and len(lines[0]["steps"]) > 100
    camera = next(line for line in lines if "要_カメラ" in line["reason"])
    assert records()[2].scenario in camera["scenarios"] and camera["steps"]
