"""What a finished run is handed on as, held against the schemas and the tools of those who read it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import cucumber_messages
import pytest
from jsonschema import Draft7Validator, Draft202012Validator
from junitparser import Error, Failure, JUnitXml, Skipped
from lxml import etree
from typer.testing import CliRunner

from harness.cli import app
from harness.coverage.record import Verdict
from harness.errors import RunError
from harness.exports.exporting import FEATURES, Format, exported
from harness.exports.outcomes import whole
from harness.guide import load
from harness.reporting.finished import FinishedRun, read_run

DATA = Path(__file__).parent / "data"
GREEN = "#1a7f37"


@pytest.fixture(scope="module")
def sound(sound_run: Path) -> FinishedRun:
    """A run in which everything conforms."""
    return read_run(sound_run, load(), FEATURES)


@pytest.fixture(scope="module")
def mixed(wrong_run: Path) -> FinishedRun:
    """A run with a 不適合, a 未検証 at its second step and a 故障 before its first."""
    run = read_run(wrong_run, load(), FEATURES)
    first, second, *others = run.scenarios
    return replace(
        run,
        scenarios=(
            first.model_copy(
                update={"verdict": Verdict.NOT_TESTED, "begun": 2, "reason": "時計を「動かせない」|<b>"}
            ),
            second.model_copy(
                update={
                    "verdict": Verdict.BROKEN, "begun": 0, "reason": "KeyError: 'x'", "trace": "fakes/a.py:3: in f",
                }
            ),
            *others,
        ),
    )  # fmt: skip


@pytest.fixture(scope="module")
def untested(sound: FinishedRun) -> FinishedRun:
    """A run that came to exit code 0 and left one branch 未検証, as a lower requirement allows."""
    key, entry = next(iter(sound.branches.items()))
    return replace(
        sound, branches={**sound.branches, key: entry.model_copy(update={"verdict": Verdict.NOT_TESTED})}
    )


def envelopes(run: FinishedRun) -> list[dict[str, Any]]:
    """The messages of a run."""
    return [json.loads(line) for line in exported(run, Format.MESSAGES).splitlines()]


def test_messages_are_those_of_the_protocol(mixed: FinishedRun) -> None:
    """Each message satisfies the official schema, and the official library reads it and writes the same again."""
    schema = json.loads((DATA / "cucumber-messages-34.2.1.schema.json").read_text(encoding="utf-8"))
    validator = Draft202012Validator(schema)
    said = envelopes(mixed)
    converter = cucumber_messages.message_converter

    for one in said:
        assert [error.message for error in validator.iter_errors(one)] == []
        assert converter.to_dict(converter.from_dict(one, cucumber_messages.Envelope)) == one
    kinds = Counter(next(iter(one)) for one in said)
    assert kinds["meta"] == kinds["testRunStarted"] == kinds["testRunFinished"] == 1
    assert kinds["testCase"] == kinds["testCaseStarted"] == kinds["testCaseFinished"] == 8
    assert kinds["pickle"] >= 8 and kinds["attachment"] == 1


def test_each_step_tells_what_became_of_it(mixed: FinishedRun) -> None:
    """不適合 and 故障 fail at the step where they stopped, 未検証 is pending there, what is behind it is skipped."""
    said = envelopes(mixed)
    cases = {one["testCase"]["id"]: one["testCase"] for one in said if "testCase" in one}
    pickles = {one["pickle"]["id"]: one["pickle"] for one in said if "pickle" in one}
    results: dict[str, list[Any]] = {}
    for one in said:
        if "testStepFinished" in one:
            case = one["testStepFinished"]["testCaseStartedId"].removesuffix("-run")
            results.setdefault(case, []).append(one["testStepFinished"]["testStepResult"])
    named = {pickles[cases[case]["pickleId"]]["name"][:3]: steps for case, steps in results.items()}

    assert [one["status"] for one in named["[1]"]][:4] == ["PASSED", "PENDING", "SKIPPED", "SKIPPED"]
    assert [one["status"] for one in named["[2]"]][:3] == ["FAILED", "SKIPPED", "SKIPPED"]
    assert named["[2]"][0]["exception"]["type"] == "故障"
    failed = next(one for one in named["[3]"] if one["status"] != "PASSED")
    assert failed["status"] == "FAILED" and failed["exception"]["type"] == "不適合"
    assert "再現: mylexus run --only" in failed["message"]
    assert all(one["status"] == "PASSED" for one in named["[4]"])
    assert all(len(step["stepDefinitionIds"]) == 1 for case in cases.values() for step in case["testSteps"])
    assert said[-1]["testRunFinished"]["success"] is False


def test_outlines_have_a_case_for_each_row(sound: FinishedRun) -> None:
    """Of an outline each row is the test case of its own pickle, with the row's values in its name."""
    keys = [key for key, one in sound.written.items() if one.example is not None][:8]
    record = sound.scenarios[0]
    run = replace(sound, scenarios=tuple(record.model_copy(update={"scenario": key}) for key in keys))

    said = envelopes(run)
    names = {one["pickle"]["id"]: one["pickle"]["name"] for one in said if "pickle" in one}

    assert [names[one["testCase"]["pickleId"]] for one in said if "testCase" in one] == [
        sound.written[key].name for key in keys
    ]


def test_changed_features_are_not_pointed_into(sound: FinishedRun) -> None:
    """Once a feature was changed, messages of an older run are refused: their lines would be wrong."""
    changed = replace(
        sound, said={**sound.said, "features": {**sound.said["features"], "1/new.feature": "0"}}
    )

    with pytest.raises(RunError, match="features were changed after the run"):
        exported(changed, Format.MESSAGES)


def test_ctrf_keeps_its_schema_and_its_sums(mixed: FinishedRun) -> None:
    """The report satisfies the official schema; its summary counts its tests; each has file and line."""
    schema = json.loads((DATA / "ctrf-schema-0.0.json").read_text(encoding="utf-8"))
    report = json.loads(exported(mixed, Format.CTRF))
    results = report["results"]
    tests = {test["name"][:3]: test for test in results["tests"]}

    assert [error.message for error in Draft7Validator(schema).iter_errors(report)] == []
    assert {name: results["summary"][name] for name in ("passed", "failed", "pending", "tests")} == {
        "passed": 5, "failed": 3, "pending": 1, "tests": 9,
    }  # fmt: skip
    assert (tests["[1]"]["status"], tests["[2]"]["rawStatus"], tests["判定:"[:3]]["status"]) == (
        "pending", "故障", "failed",
    )  # fmt: skip
    text = (FEATURES.parent / tests["[3]"]["filePath"]).read_text(encoding="utf-8").splitlines()
    assert "[3]" in text[tests["[3]"]["line"] - 1]


def test_junit_is_read_by_others(wrong_run: Path, sound_run: Path) -> None:
    """A parser of others finds the failure, its file and line, and the verdict as a case; its `verify` tells the two runs apart."""
    case = next(
        one for suite in JUnitXml.fromfile(str(wrong_run / "junit.xml")) for one in suite if one.result
    )
    cases = list(etree.parse(str(wrong_run / "junit.xml")).iter("testcase"))
    (verdict,) = (one for one in cases if one.get("classname") == "判定")
    (place,) = (one for one in cases if one.find("failure") is not None and one.get("file"))
    codes = [
        subprocess.run(
            [sys.executable, "-m", "junitparser", "verify", str(run / "junit.xml")], check=False
        ).returncode
        for run in (wrong_run, sound_run)
    ]

    assert isinstance(case.result[0], Failure) and not isinstance(case.result[0], Error | Skipped)
    assert (verdict.get("name"), verdict[0].tag) == ("判定: 不適合", "failure")
    lines = (FEATURES.parent / place.attrib["file"]).read_text(encoding="utf-8").splitlines()
    assert place.attrib["name"] in lines[int(place.attrib["line"]) - 1]
    assert codes == [1, 0]


def test_annotations_point_into_the_features(mixed: FinishedRun) -> None:
    """Each trouble is one command with file and line, the worst first; GitLab gets the same as issues of their own."""
    lines = exported(mixed, Format.ANNOTATIONS).splitlines()
    issues = json.loads(exported(mixed, Format.CODE_QUALITY))
    pattern = r"::(error|warning) file=(features/[^,:]+\.feature),line=(\d+),title=(\S+) [^:,]*::.+"
    found = [match for line in lines[1:] if (match := re.fullmatch(pattern, line))]

    assert lines[0].startswith("::error title=判定%3A 不適合::")
    assert [(match[1], match[4]) for match in found] == [
        ("error", "不適合"), ("error", "故障"), ("warning", "未検証"),
    ]  # fmt: skip
    assert all("%0A再現: mylexus run" in line for line in lines[1:])
    assert [one["severity"] for one in issues] == ["blocker", "blocker", "critical", "major"]
    assert len({one["fingerprint"] for one in issues}) == 4
    assert all((FEATURES.parent / one["location"]["path"]).exists() for one in issues)


def test_summary_tells_the_verdict_first_and_stays_text(mixed: FinishedRun) -> None:
    """The summary begins with the verdict; what a build says cannot become markup in it."""
    text = exported(mixed, Format.MARKDOWN)

    assert text.startswith("# ❌ 判定: 不適合\n")
    assert "| 2-1 買主と同一名義で使用者情報を登録する | 3/4 | 2/3 | 5/6 |" in text
    assert "時計を「動かせない」\\|&lt;b&gt;" in text and "<b>" not in text


@pytest.mark.parametrize("name", ["sound", "mixed", "untested"])
def test_nothing_unproven_is_green(name: str, request: pytest.FixtureRequest) -> None:
    """Only a run with nothing left open is green, in every format that has a colour or a roll-up."""
    run: FinishedRun = request.getfixturevalue(name)
    green = name == "sound"
    tests = json.loads(exported(run, Format.CTRF))["results"]["tests"]

    assert (whole(run)[0] is Verdict.CONFORMS) is green
    assert (GREEN in exported(run, Format.BADGE)) is green
    assert exported(run, Format.MARKDOWN).startswith("# ✅") is green
    assert envelopes(run)[-1]["testRunFinished"]["success"] is green
    assert all(test["status"] == "passed" for test in tests) is green
    assert exported(run, Format.ANNOTATIONS).startswith("::notice ") is green
    assert (json.loads(exported(run, Format.CODE_QUALITY)) == []) is green
    etree.fromstring(exported(run, Format.BADGE).encode())


def test_command_writes_and_prints(wrong_run: Path, tmp_path: Path) -> None:
    """The command writes every format or prints one, and says which formats there are to one who asks for another."""
    every = CliRunner().invoke(app, ["export", str(wrong_run), "--out", str(tmp_path)])
    one = CliRunner().invoke(app, ["export", str(wrong_run), "--format", "markdown", "--print"])
    other = CliRunner().invoke(app, ["export", str(wrong_run), "--format", "pdf"])

    assert every.exit_code == 0 and {path.name for path in tmp_path.iterdir()} == {
        kind.file for kind in Format
    }
    assert one.output == (tmp_path / "summary.md").read_text(encoding="utf-8")
    assert "'pdf'" in str(other.exception) and "code-quality" in str(other.exception)
