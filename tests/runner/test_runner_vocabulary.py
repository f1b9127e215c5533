"""The vocabulary is what the step modules define, neither more nor less."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.errors import FeatureError
from harness.runner.features import Role
from harness.runner.vocabulary import collect_definitions, step_modules, vocabulary_table

BUYER = '''
from pytest_bdd import given, parsers, step, when
from pytest_bdd.parsers import re

@given(re(r"^買主「(?P<name>[^」(]*(\\(様\\))?)」が来店している$"))
@given(parsers.parse("買主は「{name}」である"))
def buyer(name):
    """A buyer of this name stands in the shop.

    More is not shown.
    """

@when("買主が | を押す")
async def press():
    """Presses."""

@step("待つ")
def wait():
    pass
'''


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Gives the name of a package of steps with one module, and forgets it afterwards."""
    name = "some_steps"
    (tmp_path / name / "inner").mkdir(parents=True)
    (tmp_path / name / "__init__.py").write_text("")
    (tmp_path / name / "inner" / "__init__.py").write_text(BUYER, encoding="utf-8")
    (tmp_path / name / "again.py").write_text(f"from {name}.inner import *\nfrom {name}.inner import buyer\n")
    monkeypatch.syspath_prepend(tmp_path)
    yield name
    for module in [one for one in sys.modules if one.partition(".")[0] == name]:
        del sys.modules[module]


def test_every_definition_is_found_once(package: str) -> None:
    """All modules of the package are imported, and a definition that is imported elsewhere counts once."""
    found = collect_definitions(package)
    assert [(one.role, one.phrase) for one in found] == [
        (Role.GIVEN, "買主「{name}」が来店している"),
        (Role.GIVEN, "買主は「{name}」である"),
        (Role.WHEN, "買主が | を押す"),
        (None, "待つ"),
    ]
    assert {one.file for one in found} == {Path(package, "inner", "__init__.py")}
    assert [one.line for one in found] == [5, 5, 13, 17]
    assert [one.is_async for one in found] == [False, False, True, False]


def test_a_definition_matches_as_the_run_does(package: str) -> None:
    """A definition asks the same parser that pytest-bdd will ask, and gives its arguments."""
    first, second, third, _ = collect_definitions(package)
    assert first.matches("買主「豊田 太郎」が来店している")
    assert not first.matches("買主「豊田 太郎」が来店している。")
    assert second.arguments("買主は「法人」である") == {"name": "法人"}
    assert third.arguments("買主が | を押す") == {}


def test_the_table_shows_phrases_and_meanings(package: str) -> None:
    """The page lists each phrase under its role with the first line of its docstring."""
    assert vocabulary_table(collect_definitions(package)) == (
        "## 前提\n\n| 言い方 | 意味 |\n| --- | --- |\n"
        "| 買主「{name}」が来店している | A buyer of this name stands in the shop. |\n"
        "| 買主は「{name}」である | A buyer of this name stands in the shop. |\n\n"
        "## もし\n\n| 言い方 | 意味 |\n| --- | --- |\n| 買主が \\| を押す | Presses. |\n\n"
        "## どこでも\n\n| 言い方 | 意味 |\n| --- | --- |\n| 待つ |  |\n"
    )


def test_a_module_that_cannot_be_imported_is_named(package: str, tmp_path: Path) -> None:
    """A broken step module is an error of ours that names the module and the cause."""
    (tmp_path / package / "broken.py").write_text("1 / 0\n")
    with pytest.raises(FeatureError, match=r"some_steps\.broken: ZeroDivisionError: division by zero"):
        step_modules(package)


def test_a_package_that_does_not_exist_is_named() -> None:
    """A missing package of steps is an error of ours."""
    with pytest.raises(
        FeatureError, match="the step definitions cannot be imported: No module named 'no_steps'"
    ):
        collect_definitions("no_steps")
