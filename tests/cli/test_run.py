"""The command line judges builds and says what is wrong, with the exit codes that CI relies on."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PARTS = ("harness", "steps", "fakes", "features", "reports", "tests")
ARTEFACTS = ("verdict.json", "coverage.json", "junit.xml", "index.html", "allure-results")
SECTION = "2-1"


def mylexus(*words: str, cwd: Path = ROOT, **variables: str) -> subprocess.CompletedProcess[str]:
    """Runs the command line of the tree that it stands in."""
    environment = {**os.environ, "PYTHONPATH": str(cwd), "COLUMNS": "160", "PYTHONUTF8": "1", **variables}
    return subprocess.run(
        [sys.executable, "-m", "harness", *words],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )


def plain_pytest(*words: str) -> subprocess.CompletedProcess[str]:
    """Runs the features of the section as plain pytest does."""
    return subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "features", "-p", "no:cacheprovider"),
            *("--mylexus-section", SECTION, *words),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )


def read(folder: Path, name: str) -> Any:
    """Reads one of a run's JSON files."""
    return json.loads((folder / name).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def conforming(tmp_path_factory: pytest.TempPathFactory) -> tuple[subprocess.CompletedProcess[str], Path]:
    """One run of the reference build, of the section with the fewest scenarios, whatever pytest is told outside."""
    out = tmp_path_factory.mktemp("conforming")
    words = ("run", "--section", SECTION, "--jobs", "2", "--out", str(out))
    return mylexus(*words, PYTEST_ADDOPTS="-k nothing"), out


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the project that a test may damage."""
    for part in PARTS:
        shutil.copytree(
            ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__", "out", "node_modules")
        )
    return tmp_path


def test_the_reference_build_conforms(conforming: tuple[subprocess.CompletedProcess[str], Path]) -> None:
    """The reference build is 適合, with every step, branch and rule of a section verified, and all artefacts there."""
    done, out = conforming

    assert done.returncode == 0, done.stdout + done.stderr
    assert "判定: 適合" in done.stdout
    assert str(out / "index.html") in done.stdout
    assert all((out / name).exists() for name in ARTEFACTS)
    coverage = read(out, "coverage.json")
    verdicts = {entry["verdict"] for kind in ("steps", "branches", "rules") for entry in coverage[kind]}
    assert verdicts == {"conforms"}
    assert set(coverage) == {"guide", "build", "steps", "branches", "rules"}


def test_a_build_that_warns_conforms(tmp_path: Path) -> None:
    """Warnings of Python, an open file and a lost thread of the build are no matter of the guide: 適合, by both commands."""
    build = "tests.wrong.builds:warns"
    done = mylexus("run", "--section", SECTION, "--build", build, "--out", str(tmp_path / "run"))
    assert done.returncode == 0, done.stdout + done.stderr

    plain = plain_pytest("--mylexus-build", build, "--mylexus-out", str(tmp_path / "plain"))
    assert plain.returncode == 0, plain.stdout


def test_a_build_with_an_event_loop_conforms(tmp_path: Path) -> None:
    """The clock of the build stands still, that of its event loop does not: it goes on, and is 適合."""
    words = ("--build", "tests.wrong.builds:waits", "--out", str(tmp_path))
    done = mylexus("run", "--section", SECTION, *words)
    assert done.returncode == 0, done.stdout + done.stderr


def test_allure_shows_each_scenario_and_each_branch(
    conforming: tuple[subprocess.CompletedProcess[str], Path],
) -> None:
    """Allure has one result for each scenario and one for each branch of the guide, with sane times."""
    _, out = conforming
    results = [
        json.loads(path.read_text(encoding="utf-8"))
        for path in (out / "allure-results").glob("*-result.json")
    ]
    suites = [{label["value"] for label in result["labels"]} for result in results]
    branches = [result for result, labels in zip(results, suites, strict=True) if "ガイド網羅" in labels]

    assert len(branches) == len(read(out, "coverage.json")["branches"])
    assert len(results) - len(branches) == len(read(out, "verdict.json")["scenarios"])
    timed = [result for result in results if result not in branches]
    assert all(0 <= result["stop"] - result["start"] < 60_000 for result in timed)
    assert str(ROOT) not in json.dumps(results, ensure_ascii=False)


WRONG = {
    "label_changed": (
        "1-1/8-B",
        "認証コードを送信",
        ["ブラウザで戻る[1]", "ブラウザで戻る[2]", "認証コードを使う[6]"],
    ),
    "expired_codes_pass": ("1-1/9-B", "期限切れ", ["認証コードを使う[6]"]),
}


@pytest.mark.parametrize("defect", WRONG)
def test_a_wrong_build_is_found_at_the_right_step(defect: str, tmp_path: Path) -> None:
    """A build with one defect is 不適合, exit code 1, with step, found, expected and the command that repeats it."""
    step, words, scenarios = WRONG[defect]
    build = f"tests.wrong.builds:{defect}"
    only = [word for name in scenarios for word in ("--only", f"1/1-1-{name}")]

    done = mylexus("run", *only, "--build", build, "--out", str(tmp_path))

    assert done.returncode == 1, done.stdout + done.stderr
    assert "判定: 不適合" in done.stdout
    found = [line for line in done.stdout.splitlines() if line.startswith(f"不適合 手順 {step} ")]
    assert len(found) == 1 and words in found[0], done.stdout
    assert "期待: " in done.stdout and "実際: " in done.stdout
    assert (f"ほか{len(scenarios) - 1}件のシナリオも同じ" in done.stdout) == (len(scenarios) > 1)
    repeat = re.search(r"再現: mylexus run --only (\S+) --build (\S+)", done.stdout)
    assert repeat is not None and repeat[2] == build
    assert repeat[1].strip("'") == f"1/1-1-{scenarios[0]}"
    assert "Traceback" not in done.stdout + done.stderr
    assert all((tmp_path / name).exists() for name in ARTEFACTS)


def test_a_deleted_rule_leaves_the_run_inconclusive(
    tree: Path, tmp_path: Path, conforming: tuple[subprocess.CompletedProcess[str], Path]
) -> None:
    """Without the ルール whose scenario alone sees a branch, the run is 判定不能, exit code 3, and names the branch."""
    branches = read(conforming[1], "coverage.json")["branches"]
    alone = next(one for one in branches if len(one["scenarios"]) == 1)
    path, number = re.fullmatch(r"(.+)\[(\d+)\]", alone["scenarios"][0]).groups()  # type: ignore[union-attr]
    feature = tree / "features" / f"{path}.feature"
    rules = re.split(
        r"^(?=(?: *@[^\n]*\n)? *ルール:)", feature.read_text(encoding="utf-8"), flags=re.MULTILINE
    )
    kept = [rule for rule in rules if f"シナリオ: [{number}] " not in rule]
    assert len(kept) == len(rules) - 1
    feature.write_text("".join(kept), encoding="utf-8")

    done = mylexus("run", "--section", SECTION, "--out", str(tmp_path / "out"), cwd=tree)

    assert done.returncode == 3, done.stdout + done.stderr
    assert f"未検証 分岐 {alone['id']}" in done.stdout
    assert "判定: 判定不能" in done.stdout


DAMAGE = {
    "a misspelt keyword": ("      ならば ", "      ならは ", r"features/1/.+\.feature:\d+|1/.+\.feature:\d+"),
    "an unknown phrase": ("      ならば ", "      ならば たぶん", r"1/.+\.feature:\d+"),
    "an unknown step id": ("| 7-A ", "| 7-Z ", r"1/.+\.feature:\d+.*7-Z"),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_feature_that_is_not_well_formed_stops_the_run(damage: str, tree: Path, tmp_path: Path) -> None:
    """A fault in a feature is exit code 2 with file and line, and nothing is judged."""
    old, new, expected = DAMAGE[damage]
    feature = next(
        path
        for path in sorted((tree / "features").rglob("*.feature"))
        if old in path.read_text(encoding="utf-8")
    )
    feature.write_text(feature.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")

    done = mylexus("run", "--out", str(tmp_path / "out"), cwd=tree)

    assert done.returncode == 2, done.stdout
    assert re.search(expected, done.stderr), done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: ログイン\n", "titel: ログイン\n"),
        ("labels: [確認]", "labels: [確認"),
        ("to: 1-1/3\n", "to: 1-1/99\n"),
    ],
)
def test_broken_guide_data_stop_the_run(old: str, new: str, tree: Path, tmp_path: Path) -> None:
    """A fault in the guide's data is exit code 2 with file and line."""
    data = tree / "harness/guide/1.4/1-1.yaml"
    data.write_text(data.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")

    done = mylexus("run", "--out", str(tmp_path / "out"), cwd=tree)

    assert done.returncode == 2, done.stdout
    assert re.search(r"1-1\.yaml:\d+", done.stderr), done.stderr
    assert "Traceback" not in done.stderr


def test_an_interrupted_run_leaves_what_it_found(tmp_path: Path) -> None:
    """A run that is interrupted ends with 130, says what did not run, and leaves every artefact."""
    done = mylexus(
        "run", "--section", "1-1", "--build", "tests.wrong.builds:interrupts_the_run", "--out", str(tmp_path)
    )

    assert done.returncode == 130, done.stdout + done.stderr
    assert all((tmp_path / name).exists() for name in ARTEFACTS)
    verdicts = [scenario["verdict"] for scenario in read(tmp_path, "verdict.json")["scenarios"]]
    assert "conforms" in verdicts and "not_tested" in verdicts
    assert "Traceback" not in done.stdout + done.stderr


def test_a_crash_of_the_judge_is_no_verdict_on_the_build(tmp_path: Path) -> None:
    """When the process that runs the scenarios dies, the run could not be judged, and says where the log is."""
    done = mylexus("run", "--build", "tests.wrong.builds:kills_the_judge", "--out", str(tmp_path))

    assert done.returncode == 2, done.stdout + done.stderr
    assert "pytest.log" in done.stdout
    assert all((tmp_path / name).exists() for name in ARTEFACTS)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("run", "--build", "nowhere:app"), "nowhere:app"),
        (("run", "--section", "9-9"), "9-9"),
        (("run", "--only", "1/none[1]"), "1/none[1]"),
        (("run", "--require", "steps=many"), "steps=many"),
        (("run", "--driver", "carrier-pigeon"), "carrier-pigeon"),
        (("guide", "steps", "--section", "9-9"), "9-9"),
        (("run", "--out", "/dev/null/out"), "/dev/null/out"),
    ],
)
def test_bad_input_is_one_clear_message(words: tuple[str, ...], said: str) -> None:
    """Whatever is wrong with the call is one message that names it, and exit code 2."""
    done = mylexus(*words)

    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_plain_pytest_gives_the_same_verdict(
    tmp_path: Path, conforming: tuple[subprocess.CompletedProcess[str], Path]
) -> None:
    """``pytest features`` ends with the same exit code and the same verdicts as ``mylexus run``."""
    done = plain_pytest("-q", "--mylexus-out", str(tmp_path))

    assert done.returncode == 0, done.stdout
    verdicts = [
        {scenario["scenario"]: scenario["verdict"] for scenario in read(folder, "verdict.json")["scenarios"]}
        for folder in (tmp_path, conforming[1])
    ]
    assert verdicts[0] == verdicts[1]
