"""Copies of a section's features, run in different ways by child processes."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from harness.bench.children import Command
from harness.errors import RunError
from harness.runner.features import read_features
from harness.runner.running import FEATURES, PYTEST_INI, child_environment, plugins_for
from harness.runner.scenario import Scenario

__all__ = ["EVERY_SECTION", "Suite"]

EVERY_SECTION = "all"
"""Stands for a section, and means all features."""

_FUNCTIONS = '''"""The scenarios of a folder as plain functions."""

from pathlib import Path

import pytest

from harness.builds.catalogue import open_build
from harness.coverage.record import Verdict
from harness.guide import load
from harness.runner.directly import run_directly
from harness.runner.features import read_features

SCENARIOS = {{one.key: one for feature in read_features(Path({features!r})) for one in feature.scenarios}}


@pytest.fixture(scope="session")
def build():
    opened = open_build()
    yield opened
    opened.close()

'''
_FUNCTION = """
def test_{number}(build):
    with build as opened:
        record = run_directly(SCENARIOS[{key!r}], guide=load(), build=opened)
    assert record.verdict is Verdict.CONFORMS, record.reason
"""
_BEHAVE_STEPS = "from harness.bench.behave_steps import register\n\nregister({'given': given, 'when': when, 'then': then, 'step': step})\n"
_BEHAVE_ENVIRONMENT = """from pathlib import Path

from harness.bench.behave_steps import Surroundings

_around = Surroundings(Path(__file__).parent / "features", out=Path(__file__).parent / "out")
before_scenario, after_scenario, after_all = _around.before_scenario, _around.after_scenario, _around.after_all
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Suite:
    """The features of one section, ``times`` over, in a folder of their own."""

    folder: Path
    scenarios: tuple[Scenario, ...]

    @classmethod
    def of(cls, section: str, *, times: int, folder: Path) -> Suite:
        """Copies the features of a section, or all; each copy is a file of its own, so that every key differs.

        Raises RunError if no feature is of the section.
        """
        named = "*" if section == EVERY_SECTION else f"{section}-*"
        paths = sorted(FEATURES.rglob(f"{named}.feature"))
        if not paths:
            raise RunError(
                f"--section {section}: no feature is of this section, so there is nothing to measure"
            )
        for path in paths:
            for turn in range(times):
                copy = folder / "features" / path.parent.name / f"{path.stem}-{turn:02}.feature"
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, copy)
        features = read_features(folder / "features")
        return cls(folder=folder, scenarios=tuple(one for feature in features for one in feature.scenarios))

    def as_run(self, *, allure: bool = True, jobs: int = 1, plugins: Sequence[str] = ()) -> Command:
        """Runs them as ``mylexus run`` does."""
        named = "-".join(["run", *(["allure"] if allure else []), *plugins, str(jobs)])
        words = ["--mylexus-records-only", "--mylexus-out", str(self.folder / named / "out")]
        words += ["--alluredir", str(self.folder / named / "allure")] if allure else []
        words += ["-n", str(jobs)] if jobs > 1 else []
        return self._pytest(
            named,
            str(self.folder / "features"),
            *words,
            plugins=(*plugins_for(jobs, allure=allure), *plugins),
        )

    def as_functions(self) -> Command:
        """Runs each as a plain pytest function with the same step bodies, walker and build."""
        lines = [_FUNCTIONS.format(features=str(self.folder / "features"))]
        lines += [_FUNCTION.format(number=at, key=one.key) for at, one in enumerate(self.scenarios)]
        module = self.folder / "test_plain.py"
        module.write_text("\n".join(lines), encoding="utf-8")
        return self._pytest("functions", str(module), plugins=("pytest_bdd.plugin",))

    def under_behave(self) -> Command:
        """Runs them by behave, which is given our vocabulary as its steps and keeps the same records."""
        flat = self.folder / "behave"
        (flat / "steps").mkdir(parents=True, exist_ok=True)
        (flat / "steps" / "vocabulary.py").write_text(_BEHAVE_STEPS, encoding="utf-8")
        (flat / "environment.py").write_text(_BEHAVE_ENVIRONMENT, encoding="utf-8")
        shutil.copytree(self.folder / "features", flat / "features", dirs_exist_ok=True)
        return Command(
            words=(sys.executable, "-m", "behave", "--format", "progress", "--no-capture", str(flat)),
            cwd=flat,
            environment=child_environment(self.folder),
            log=self.folder / "behave.log",
        )

    def _pytest(self, named: str, *words: str, plugins: Sequence[str]) -> Command:
        chosen = [word for plugin in plugins for word in ("-p", plugin)]
        return Command(
            words=(
                *(sys.executable, "-m", "pytest", *words),
                *("-c", str(PYTEST_INI), "--rootdir", str(self.folder), *chosen),
            ),
            cwd=self.folder,
            environment=child_environment(self.folder),
            log=self.folder / f"{named}.log",
        )
