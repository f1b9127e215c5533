"""Features are collected as they are, wherever they lie and however many workers run them."""

from __future__ import annotations

from pathlib import Path

import pytest

import harness

FEATURE = """# language: ja
@要_時間操作
機能: 1-1 買主情報を登録する
  @R-001
  ルール: 個人は買主になる
    @A-24
    シナリオ: [4] 撮影して[登録]する
      もし 買主が進む
      ならば 完了になる

    シナリオアウトライン: [15] <桁>桁になる
      もし 買主が進む
      ならば 「<桁>」になる
      例:
        | 桁 |
        | 二 |
        | 四 |
"""

PLUGIN = """
import pytest
from harness.runner import collect
from harness.runner.vocabulary import step_modules

@pytest.hookimpl(trylast=True)
def pytest_configure(config):
    config.pluginmanager.register(collect)
    for module in step_modules("words"):
        config.pluginmanager.register(module)
    collect.register_marks(config, {"R-001": "a rule", "A-24": "a reading"})
    collect.register_marks(config, ["要_時間操作"])

@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.when == "call":
        report.user_properties.append(("key", collect.scenario_key(item)))
    return report

def pytest_terminal_summary(terminalreporter):
    for reports in terminalreporter.stats.values():
        for report in reports:
            for name, value in getattr(report, "user_properties", ()):
                print(f"{name}={value} {report.outcome} {report.nodeid}")
"""

WORDS = """
from pytest_bdd import parsers, then, when

@when("買主が進む")
def go():
    pass

@then("完了になる")
def done():
    pass

@then(parsers.re("「(?P<word>[^」]*)」になる"))
def becomes(word):
    assert word == "二", word
"""

INI = """[pytest]
disable_test_id_escaping_and_forfeit_all_rights_to_community_support = true
filterwarnings = error
addopts = --strict-markers -p plug
"""

FILE = "1/1-1-買主情報を登録する.feature"
ADDRESS = FILE.removesuffix(".feature")


@pytest.fixture
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """Gives a folder with one feature, its steps and a plugin that collects it."""
    monkeypatch.setenv("PYTHONPATH", f"{pytester.path}:{Path(harness.__file__).parents[1]}")
    add(pytester, f"features/{FILE}", FEATURE)
    add(pytester, "plug.py", PLUGIN)
    add(pytester, "words/__init__.py", WORDS)
    add(pytester, "pytest.ini", INI)
    return pytester


def add(pytester: pytest.Pytester, name: str, text: str) -> None:
    """Writes one file of the project."""
    path = pytester.path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


KEYS = [
    f"key={ADDRESS}[15].1 passed features/{FILE}::15 <桁>桁になる[二]",
    f"key={ADDRESS}[15].2 failed features/{FILE}::15 <桁>桁になる[四]",
    f"key={ADDRESS}[4] passed features/{FILE}::4 撮影して［登録］する",
]


def keys(result: pytest.RunResult) -> list[str]:
    """Gives the lines in which the plugin tells keys, sorted."""
    return sorted(line for line in result.outlines if line.startswith("key="))


@pytest.mark.parametrize(
    "options",
    [
        ("features",),
        (f"features/{FILE}",),
        ("features", "-n", "2"),
        ("features", "-p", "no:cacheprovider", "--import-mode=importlib", "-n", "1"),
    ],
    ids=["folder", "file", "two workers", "as installed"],
)
def test_features_are_collected_without_test_modules(
    project: pytest.Pytester, options: tuple[str, ...]
) -> None:
    """A folder or a file of features runs as it is, on one worker or more, and every item knows its scenario."""
    result = project.runpytest_subprocess(*options)
    result.assert_outcomes(passed=2, failed=1)
    assert keys(result) == KEYS


def test_a_node_id_selects_its_scenario(project: pytest.Pytester) -> None:
    """The node id that a run prints can be given to the next run."""
    project.runpytest_subprocess(f"features/{FILE}::4 撮影して［登録］する").assert_outcomes(passed=1)
    project.runpytest_subprocess(f"features/{FILE}::15 <桁>桁になる[四]").assert_outcomes(failed=1)


def test_tags_are_marks(project: pytest.Pytester) -> None:
    """Rules, readings and capabilities select scenarios, with strict markers."""
    project.runpytest_subprocess("features", "-m", "A-24").assert_outcomes(passed=1, deselected=2)
    selected = project.runpytest_subprocess("features", "-m", "R-001 and 要_時間操作 and not A-24")
    selected.assert_outcomes(passed=1, failed=1, deselected=1)


def test_an_unknown_tag_stops_the_collection(project: pytest.Pytester) -> None:
    """A tag that nobody registered is an error, not a scenario that is never selected."""
    add(project, f"features/{FILE}", FEATURE.replace("@A-24", "@A-99"))
    result = project.runpytest_subprocess("features")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*'A-99' not found in `markers` configuration option*"])


def test_a_tag_that_skips_is_refused(project: pytest.Pytester) -> None:
    """A feature cannot switch a scenario off by itself."""
    add(project, f"features/{FILE}", FEATURE.replace("@A-24", "@skip"))
    result = project.runpytest_subprocess("features")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["the tag @skip would change what pytest does with the scenario: remove it"])


def test_a_bad_feature_is_one_error_without_a_traceback(project: pytest.Pytester) -> None:
    """What is wrong with a file is listed with its lines, and no code is shown."""
    add(project, f"features/{FILE}", FEATURE.replace("[15]", "[4]"))
    result = project.runpytest_subprocess("features")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([f"*{FILE}:11: the number '[[]4]' is taken by the scenario in line 7*"])
    assert "Traceback" not in result.stdout.str()
    assert "site-packages" not in result.stdout.str()


def test_features_may_lie_outside_of_the_root(project: pytest.Pytester) -> None:
    """Features of an installed package keep their addresses, wherever pytest has its root."""
    add(project, "elsewhere/pytest.ini", INI)
    root = str(project.path / "elsewhere")
    result = project.runpytest_subprocess(
        "-c", f"{root}/pytest.ini", "--rootdir", root, "features", "-n", "2"
    )
    result.assert_outcomes(passed=2, failed=1)
    assert [line.split()[0] for line in keys(result)] == [line.split()[0] for line in KEYS]


def test_the_folder_of_the_features_can_be_set(project: pytest.Pytester) -> None:
    """A folder of another name is addressed from where the plugin says it begins."""
    setting = "    config.stash[collect.FEATURES_ROOT] = config.rootpath / 'cases'\n"
    add(
        project,
        "plug.py",
        PLUGIN.replace(
            "    config.pluginmanager.register(collect)\n",
            setting + "    config.pluginmanager.register(collect)\n",
        ),
    )
    add(project, f"cases/{FILE}", FEATURE)
    (first, *_) = keys(project.runpytest_subprocess("cases"))
    assert first.startswith(f"key={ADDRESS}[15].1 ")


def test_a_test_shows_where_its_scenario_stands(project: pytest.Pytester) -> None:
    """Reports give the line of the scenario in the feature, not a line of pytest-bdd."""
    add(project, "conftest.py", "def pytest_runtest_logstart(location):\n    print('at', *location[:2])\n")
    result = project.runpytest_subprocess("features", "-s")
    result.stdout.fnmatch_lines([f"*at features/{FILE} 6"])
