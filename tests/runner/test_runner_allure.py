"""What a reader of the Allure report sees of scenarios and walks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import harness

FEATURE = """# language: ja
機能: 1-1 買主情報を登録する
  背景:
    前提 2035年である

  @R-001
  ルール: 個人は買主になる
    @A-24
    シナリオ: [1] 手順のとおりに進む
      もし 買主が手順のとおりに進む
        | 手順 | 画面     | 操作     |
        | 7-B  | 規約     | 「次へ」 |
        | 8-B  | メール, 他 | 「送信」 |
      ならば 完了になる
        \"\"\"
        登録しました
        \"\"\"
      かつ 完了になる

    シナリオアウトライン: [2] 「<結果>」になる
      もし 「<結果>」が起きる
      ならば 完了になる
      例:
        | 結果   |
        | 何も   |
        | 故障   |
        | 例外   |
        | 時計   |
        | 郵便   |

    シナリオ: [3] 定義がない
      もし 知らないことをする
      ならば 完了になる

    シナリオ: [4] 準備で止まる
      もし 準備をする
"""

STEPS = """
import datetime
import time

import freezegun
import pytest
from harness.builds.screen import Screen
from harness.errors import BuildError, CapabilityMissing, Finding, Nonconformance
from pytest_bdd import given, parsers, then, when

FINDING = Finding(at="1-1/8-B", what="見出し", expected="メール", found="規約")

@pytest.fixture
def clock():
    with freezegun.freeze_time("2035-04-01T00:00:00") as frozen:
        yield frozen

@pytest.fixture
def broken_set_up():
    raise BuildError("the build does not answer")

@given("2035年である")
def year(clock):
    clock.tick(86_400)
    assert datetime.datetime.now().isoformat() == "2035-04-02T00:00:00"

@when("買主が手順のとおりに進む")
def walk(datatable, request):
    assert time.time() > 2_000_000_000
    listener = request.config.listener
    for number, name, _ in datatable[1:]:
        error = Nonconformance([FINDING]) if number == "8-B" else None
        if listener is not None:
            listener.row_opened(f"{number} {name}")
            listener.screen_seen("画面", Screen(url="/", status=200, title="t", heading="h", html=f"<h1>{name}</h1>"))
            listener.row_closed(error)
        if error:
            raise error

@when(parsers.parse("「{what}」が起きる"))
def happens(what):
    if what == "故障":
        raise BuildError("the build does not answer")
    if what == "例外":
        raise ValueError(__file__)
    if what == "時計":
        pytest.skip("時計を動かせない")
    if what == "郵便":
        raise CapabilityMissing("the build has no mailbox")

@when("準備をする")
def prepared(broken_set_up):
    pass

@then("完了になる")
def done():
    pass
"""

PLUGIN = """
import pytest
from harness.runner import allure_bridge, collect
from harness.runner.vocabulary import step_modules

@pytest.hookimpl(trylast=True)
def pytest_configure(config):
    config.pluginmanager.register(collect)
    for module in step_modules("words"):
        config.pluginmanager.register(module)
    collect.register_marks(config, ["R-001", "A-24"])
    config.listener = allure_bridge.install(
        config,
        page_of=lambda scenario: 6 if scenario.number == 1 else None,
        chapter_of=lambda scenario: f"{scenario.chapter}. 買主情報の登録",
        guide_url="https://guide.example/1.4.pdf",
    )
"""


def run(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Runs pytest on the features of a folder."""
    path = f"{folder}:{Path(harness.__file__).parents[1]}"
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "plug",
        "-p",
        "no:cacheprovider",
        "-W",
        "error",
        *options,
    ]
    return subprocess.run(
        [*command, "features"], cwd=folder, env={**os.environ, "PYTHONPATH": path}, text=True,
        capture_output=True, check=False,
    )  # fmt: skip


def write_project(folder: Path) -> Path:
    """Writes a feature, its steps and a plugin into a folder."""
    texts = {
        "features/1/1-1.feature": FEATURE,
        "words/__init__.py": STEPS,
        "plug.py": PLUGIN,
        "pytest.ini": "[pytest]",
    }
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Gives a folder in which the features ran once with Allure."""
    folder = write_project(tmp_path_factory.mktemp("allure"))
    done = run(folder, "--alluredir=out")
    assert "6 failed, 1 passed, 1 skipped" in done.stdout, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="module")
def results(folder: Path) -> dict[str, Any]:
    """Gives each Allure result by its name."""
    files = [json.loads(path.read_text(encoding="utf-8")) for path in (folder / "out").glob("*-result.json")]
    return {file["name"]: file for file in files}


def labels(result: dict[str, Any]) -> list[tuple[str, str]]:
    """Gives the labels of a result."""
    return [(label["name"], label["value"]) for label in result["labels"]]


def outline(results: dict[str, Any], what: str) -> Any:
    """Gives the result of one example row."""
    return results[f"[2] 「{what}」になる"]


def test_a_scenario_stands_under_chapter_section_and_rule(results: dict[str, Any]) -> None:
    """Epic is the chapter, feature the section, story the one rule; the suites are the same; tags are sorted."""
    chapter, section, rule = "1. 買主情報の登録", "1-1 買主情報を登録する", "個人は買主になる"
    found = labels(results["[1] 手順のとおりに進む"])
    assert found[:6] == [
        ("epic", chapter), ("feature", section), ("story", rule),
        ("parentSuite", chapter), ("suite", section), ("subSuite", rule),
    ]  # fmt: skip
    assert found[-2:] == [("tag", "A-24"), ("tag", "R-001")]
    assert ("package", "1.1-1") in found


def test_a_scenario_has_an_address_and_a_page(results: dict[str, Any]) -> None:
    """The full name is the scenario's key, and the page of the guide is told and linked where it is known."""
    result = results["[1] 手順のとおりに進む"]
    assert result["fullName"] == "1/1-1[1]"
    assert result["titlePath"] == ["1", "1-1"]
    assert result["description"] == "手続きガイド P.6\n\n場所: 1/1-1.feature:9"
    assert result["links"] == [
        {"type": "link", "url": "https://guide.example/1.4.pdf#page=6", "name": "手続きガイド P.6"}
    ]
    assert outline(results, "何も")["description"] == "場所: 1/1-1.feature:20"


def test_steps_are_shown_with_their_keywords(results: dict[str, Any]) -> None:
    """Each Gherkin step is a step with its keyword; what was not run any more says so."""
    steps = results["[1] 手順のとおりに進む"]["steps"]
    assert [(step["name"], step["status"]) for step in steps] == [
        ("前提 2035年である", "passed"),
        ("もし 買主が手順のとおりに進む", "failed"),
        ("ならば 完了になる", "skipped"),
        ("かつ 完了になる", "skipped"),
    ]
    assert steps[2]["statusDetails"] == {"message": "前の段階で止まったため未実行"}


def test_each_row_of_a_walk_is_a_step_with_its_screen(folder: Path, results: dict[str, Any]) -> None:
    """A row is a step inside of its もし; the screen of its name stands at the first row, and again where one fails."""
    walk = results["[1] 手順のとおりに進む"]["steps"][1]
    rows = walk["steps"]
    message = {"message": "手順 1-1/8-B 見出し: 期待 メール / 実際 規約"}
    assert [(row["name"], row["status"]) for row in rows] == [
        ("7-B 規約", "passed"),
        ("8-B メール, 他", "failed"),
    ]
    assert rows[1]["statusDetails"] == walk["statusDetails"] == message
    (screen,) = rows[0]["attachments"]
    assert (screen["name"], screen["type"]) == ("画面", "text/html")
    assert (folder / "out" / screen["source"]).read_text(encoding="utf-8") == "<h1>規約</h1>"
    (again,) = rows[1]["attachments"]
    assert (folder / "out" / again["source"]).read_text(encoding="utf-8") == "<h1>メール, 他</h1>"
    assert "attachments" not in walk


@pytest.mark.parametrize(
    ("what", "status", "message"),
    [
        ("故障", "broken", "the build does not answer"),
        ("時計", "skipped", "時計を動かせない"),
        ("郵便", "skipped", "the build has no mailbox"),
        ("例外", "broken", "ValueError: words/__init__.py"),
    ],
)
def test_the_status_says_whose_fault_it_is(
    results: dict[str, Any], what: str, status: str, message: str
) -> None:
    """Errors of the harness are broken, what cannot be tested is skipped; both at the test and at its step."""
    result = outline(results, what)
    step = result["steps"][1]
    assert (result["status"], result["statusDetails"]["message"]) == (status, message)
    assert (step["status"], step["statusDetails"]["message"]) == (status, message)
    assert result["steps"][2]["statusDetails"]["message"] == "前の段階で止まったため未実行"


def test_a_nonconformance_is_failed_without_a_traceback(results: dict[str, Any]) -> None:
    """The message of a non-conformance is its evidence, and nothing else."""
    result = results["[1] 手順のとおりに進む"]
    assert result["status"] == "failed"
    assert result["statusDetails"] == {"message": "手順 1-1/8-B 見出し: 期待 メール / 実際 規約"}


def test_a_step_without_a_definition_is_shown(results: dict[str, Any]) -> None:
    """A step that has no definition is a broken step."""
    steps = results["[3] 定義がない"]["steps"]
    assert [step["status"] for step in steps] == ["passed", "broken", "skipped"]
    assert steps[1]["name"] == "もし 知らないことをする"


def test_a_row_of_an_outline_has_its_own_parameters(results: dict[str, Any]) -> None:
    """Example rows share a test case, differ in history, and show each column as a parameter."""
    one, other = outline(results, "何も"), outline(results, "故障")
    assert one["status"] == "passed"
    assert one["parameters"] == [{"name": "結果", "value": "何も"}]
    assert one["testCaseId"] == other["testCaseId"]
    assert one["historyId"] != other["historyId"]


def test_times_are_real_while_a_test_has_frozen_its_own(results: dict[str, Any]) -> None:
    """A frozen and moved clock in a test changes neither start nor duration of its result."""
    for result in results.values():
        for one in [result, *result["steps"]]:
            assert one["start"] < 2_000_000_000_000
            assert 0 <= one["stop"] - one["start"] < 60_000


def test_nothing_tells_of_the_machine(folder: Path, results: dict[str, Any]) -> None:
    """No result names the host, the process, or a folder of the machine."""
    for result in results.values():
        assert not {"host", "thread"} & {name for name, _ in labels(result)}
        text = json.dumps(result, ensure_ascii=False)
        assert str(folder) not in text
        assert sys.prefix not in text


def test_only_fixtures_that_stopped_a_test_are_shown(folder: Path) -> None:
    """The fixtures of pytest-bdd, and those that worked, leave no container behind."""
    found = [
        json.loads(path.read_text(encoding="utf-8")) for path in (folder / "out").glob("*-container.json")
    ]
    assert [(one["name"], one["status"]) for file in found for one in file["befores"]] == [
        ("broken_set_up", "broken")
    ]


def test_two_workers_write_the_same_results(tmp_path: Path, results: dict[str, Any]) -> None:
    """The results of two workers differ from those of one in nothing that identifies a test."""
    run(write_project(tmp_path), "--alluredir=out", "-n", "2")
    files = [
        json.loads(path.read_text(encoding="utf-8")) for path in (tmp_path / "out").glob("*-result.json")
    ]
    assert {file["name"]: (file["status"], file["historyId"], labels(file)) for file in files} == {
        name: (file["status"], file["historyId"], labels(file)) for name, file in results.items()
    }


@pytest.mark.parametrize("options", [(), ("-p", "no:allure_pytest")], ids=["no folder", "no plugin"])
def test_without_allure_the_bridge_does_nothing(tmp_path: Path, options: tuple[str, ...]) -> None:
    """A run without Allure has the same outcomes, and no listener."""
    done = run(write_project(tmp_path), *options)
    assert "6 failed, 1 passed, 1 skipped" in done.stdout, done.stdout + done.stderr


def test_the_bridge_can_be_imported_without_allure() -> None:
    """The package allure_commons need not be there."""
    code = "import sys; sys.modules['allure_commons'] = None; import harness.runner.allure_bridge"
    root = Path(harness.__file__).parents[1]
    subprocess.run([sys.executable, "-c", code], cwd=root, check=True)
