"""A pytest plugin that collects ``.feature`` files as they are, without a test module for each.

``pytest features`` and ``pytest features/1/x.feature`` work, and a node id reads like the feature:
``features/1/1-1-買主情報を登録する.feature::4 身分証明書を撮影して登録する``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

import pytest
from pytest_bdd.exceptions import GherkinParseError, NoScenariosFound, ScenarioValidationError
from pytest_bdd.parser import ScenarioTemplate
from pytest_bdd.scenario import scenario_wrapper_template_registry

from harness.errors import FeatureError
from harness.runner.binding import hand_over
from harness.runner.features import Feature, Scenario, build_feature, read_document

__all__ = [
    "FEATURES_ROOT",
    "FeatureFile",
    "features_root",
    "pytest_bdd_apply_tag",
    "pytest_collect_file",
    "register_marks",
    "scenario_key",
    "scenario_of",
]

FEATURES_ROOT = pytest.StashKey[Path]()
"""Where ``config.stash`` holds the folder of the features, if a plugin has set it."""
_FEATURE = pytest.StashKey[Feature]()
_OWN_MARKS = {"skip", "skipif", "xfail", "usefixtures", "parametrize", "filterwarnings"}
_TEST = re.compile(r"([1-9][0-9]*) \S.*", re.DOTALL)
_BINDING = "from pytest_bdd import scenarios\nscenarios(path)\n"


def features_root(config: pytest.Config, path: Path) -> Path:
    """Gives the folder that keys are relative to: the one set in the stash, else the nearest one named ``features``.

    A file outside of both is addressed from its own folder.
    """
    chosen = config.stash.get(FEATURES_ROOT, None)
    if chosen is not None and path.is_relative_to(chosen):
        return chosen
    return next((parent for parent in path.parents if parent.name == "features"), path.parent)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Takes every file that ends in ``.feature``."""
    if file_path.suffix != ".feature":
        return None
    return FeatureFile.from_parent(parent, path=file_path)


class FeatureFile(pytest.Module):
    """One feature file: each scenario is a test, each example row of an outline one of its own."""

    def collect(self) -> Iterable[pytest.Item | pytest.Collector]:
        """Gives the tests; whatever is wrong with the file is one collection error that lists it."""
        try:
            document = read_document(self.path, features_root(self.config, self.path))
            self.stash[_FEATURE] = build_feature(document)
            if self.config.pluginmanager.hasplugin("warnings"):
                # A build that uses what will be gone some day is as good as one that does not.
                self.add_marker(pytest.mark.filterwarnings("default"))
            hand_over(self.path, document)
            return super().collect()
        except (FeatureError, GherkinParseError, NoScenariosFound, ScenarioValidationError) as error:
            raise self.CollectError(str(error)) from error

    def _getobj(self) -> ModuleType:
        # pytest-bdd puts the tests into the caller's names, so it is called from names of its own
        names: dict[str, Any] = {"path": str(self.path), "__name__": self.path.stem}
        exec(compile(_BINDING, str(self.path), "exec"), names)  # noqa: S102
        module = ModuleType(self.path.stem, f"Scenarios of {self.path.name}.")
        module.__file__ = str(self.path)
        for template, test in _bound(names):
            test.__dict__["place_as"] = _place(self.path, template.line_number)
            setattr(module, _test_name(template.name), test)
        return module

    def funcnamefilter(self, name: str) -> bool:
        """Takes every scenario for a test, whatever ``python_functions`` says."""
        return _TEST.fullmatch(name) is not None

    def classnamefilter(self, name: str) -> bool:
        """Knows no classes."""
        return False


def _test_name(name: str) -> str:
    """Gives a name without brackets and double colons, since pytest takes a node id apart at them."""
    return re.sub(r"^\[(\d+)\]", r"\1", name).replace("[", "［").replace("]", "］").replace("::", "：：")


def _bound(names: Mapping[str, Any]) -> list[tuple[ScenarioTemplate, FunctionType]]:
    """Gives what pytest-bdd added to the names: ``(scenario, test)`` in the order of the file."""
    tests = [value for name, value in names.items() if name.startswith("test_")]
    pairs = [
        (scenario_wrapper_template_registry[test], test) for test in tests if isinstance(test, FunctionType)
    ]
    return sorted(pairs, key=lambda pair: pair[0].line_number)


def _place(path: Path, line: int) -> Callable[[], None]:
    """Gives a function that seems to stand at a line of the feature: pytest shows that place for the test."""

    def place() -> None:
        """Stands where the scenario stands."""

    code: CodeType = place.__code__.replace(co_filename=str(path), co_firstlineno=line)
    return FunctionType(code, {}, "place")


def scenario_of(item: pytest.Item) -> Scenario | None:
    """Gives the scenario that an item runs, or ``None`` for an item that is not from a feature."""
    file = item.getparent(FeatureFile)
    if file is None or not isinstance(item, pytest.Function):
        return None
    named = _TEST.fullmatch(item.originalname)
    callspec = getattr(item, "callspec", None)
    example = None if callspec is None else callspec.indices["_pytest_bdd_example"] + 1
    for scenario in file.stash[_FEATURE].scenarios:
        if named is not None and (scenario.number, scenario.example) == (int(named[1]), example):
            return scenario
    return None


def scenario_key(item: pytest.Item) -> str | None:
    """Gives the address of an item's scenario, ``1/1-1-買主情報を登録する[4]``; ``None`` if it is not from a feature."""
    scenario = scenario_of(item)
    return None if scenario is None else scenario.key


def register_marks(config: pytest.Config, names: Mapping[str, str] | Iterable[str]) -> None:
    """Makes tags known as marks, with a description where one is given, so that ``--strict-markers`` accepts them."""
    described = names if isinstance(names, Mapping) else dict.fromkeys(names, "a tag of the features")
    for name, description in described.items():
        if re.search(r"[:(\s]", name):
            raise FeatureError(
                f"the tag {name!r} cannot be a mark: pytest cuts its name at ':', '(' and blanks"
            )
        config.addinivalue_line("markers", f"{name}: {description}")


@pytest.hookimpl(tryfirst=True)
def pytest_bdd_apply_tag(tag: str, function: Callable[..., object]) -> bool:
    """Makes a tag a plain mark; a tag that would switch a scenario off, or change it, is refused."""
    if tag in _OWN_MARKS:
        raise FeatureError(f"the tag @{tag} would change what pytest does with the scenario: remove it")
    getattr(pytest.mark, tag)(function)
    return True
