"""Steps that are looked up once for each wording have the body that pytest-bdd would have given them."""

from __future__ import annotations

from pathlib import Path

import pytest

import harness

FEATURE = """# language: ja
機能: 1-1 買主情報を登録する
  シナリオ: [1] 登録する
    前提 買主が進む
    もし 買主が進む
    かつ 買主が「1」回進む
    かつ 買主が「2」回進む

  シナリオ: [2] もう一度登録する
    もし 買主が進む
    かつ 買主が「1」回進む
"""

PLUGIN = """
import sys
import pytest
from pytest_bdd import given, parsers, when
from harness.runner import collect
from harness.runner.lookup import shorten_lookup

SAID = []

@pytest.hookimpl(trylast=True)
def pytest_configure(config):
    config.pluginmanager.register(collect)
    shorten_lookup()

@given("買主が進む")
def given_everywhere():
    SAID.append("given")

@when("買主が進む")
def when_everywhere():
    SAID.append("when")

@when(parsers.re("買主が「(?P<times>[0-9])」回進む"), converters={"times": int})
def times_everywhere(times):
    SAID.append(times)

def pytest_terminal_summary(terminalreporter):
    terminalreporter.write_line(f"said {SAID}")
"""

CLOSER = """
from pytest_bdd import when
from plug import SAID

@when("買主が進む")
def when_here():
    SAID.append("here")
"""


def run(pytester: pytest.Pytester, files: dict[str, str]) -> pytest.RunResult:
    """Runs the features of a folder that has these files, with nothing loaded but pytest-bdd and ``plug.py``."""
    ini = "[pytest]\naddopts = --strict-markers -p pytest_bdd.plugin -p plug\nfilterwarnings = error\n"
    for name, text in {"plug.py": PLUGIN, "pytest.ini": ini, **files}.items():
        path = pytester.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return pytester.runpytest_subprocess("features")


@pytest.fixture(autouse=True)
def _child(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", f"{pytester.path}:{Path(harness.__file__).parents[1]}")
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")


def test_a_wording_keeps_its_role_and_its_arguments(pytester: pytest.Pytester) -> None:
    """The same words mean one thing after 前提 and another after もし, and each step gets its own arguments."""
    result = run(pytester, {"features/1/1-1-a.feature": FEATURE})

    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["said [[]'given', 'when', 1, 2, 'when', 1[]]"])


def test_a_definition_of_one_folder_stays_there(pytester: pytest.Pytester) -> None:
    """A folder's own definition stands before the general one in that folder, and nowhere else."""
    files = {f"features/{folder}/1-1-a.feature": FEATURE for folder in "123"}
    result = run(pytester, {**files, "features/2/conftest.py": CLOSER})

    result.assert_outcomes(passed=6)
    general, own = "'given', 'when', 1, 2, 'when', 1", "'given', 'here', 1, 2, 'here', 1"
    result.stdout.fnmatch_lines([f"said [[]{general}, {own}, {general}[]]"])


def test_a_wording_without_a_definition_is_named(pytester: pytest.Pytester) -> None:
    """A step that nothing defines fails with pytest-bdd's own message."""
    result = run(pytester, {"features/1/1-1-a.feature": FEATURE.replace("前提 買主", "前提 使用者")})

    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(
        ['*StepDefinitionNotFoundError: Step definition is not found: Given "使用者が進む"*']
    )
