"""Judges a build by a few scenarios in this very process: without pytest, without a report, in milliseconds."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from harness.builds.catalogue import InProcessBuild
from harness.builds.opening import OpenBuild
from harness.coverage.record import ScenarioRecord
from harness.guide import Guide, load
from harness.mutants.written import WRITTEN
from harness.mutants.written.frame import put_right_again
from harness.runner.directly import run_directly
from harness.runner.features import Feature, Scenario, read_feature

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

__all__ = [
    "FEATURES",
    "Expected",
    "Factory",
    "departures",
    "judge",
    "judge_build",
    "scenarios_of",
    "written",
]

FEATURES = Path(__file__).parents[2] / "features"
Expected = Mapping[str, tuple[str, str]]
"""Key of a scenario -> the step at which it finds a build 不適合, and words of what it finds."""


class Factory(Protocol):
    """Makes a build; its name is that of the defect, and its docstring says what is wrong."""

    __name__: str

    def __call__(self, environ: Mapping[str, str]) -> WSGIApplication:
        """Makes the application from ``MYLEXUS_*`` variables."""


def written(mutant: str) -> Factory:
    """Makes the wrong build of a written mutant, which stays wrong until it is put right."""
    defect = WRITTEN[mutant]

    def build(environ: Mapping[str, str]) -> WSGIApplication:
        if defect.change is not None:
            defect.change()
        return defect(environ)

    build.__name__ = mutant
    return build


def judge(factory: Factory, *keys: str) -> dict[str, ScenarioRecord]:
    """Runs scenarios, by key, on a build of their own; whatever the factory changes is put right again.

    A scenario outline is given without its row, and all its rows are run.
    """
    chosen = [scenario for key in keys for scenario in _found(key)]
    with put_right_again():
        build = InProcessBuild(name=factory.__name__, factory=factory)
        try:
            return {scenario.key: _run(scenario, build) for scenario in chosen}
        finally:
            build.close()


def judge_build(build: OpenBuild, *keys: str) -> dict[str, ScenarioRecord]:
    """Runs scenarios, by key, on a build that is open already, by whatever driver."""
    return {scenario.key: _run(scenario, build) for key in keys for scenario in _found(key)}


def departures(factory: Factory, expected: Expected) -> list[str]:
    """Lists where judging a build comes out otherwise than expected: nothing where all is as it should be."""
    wrong = []
    for key, record in judge(factory, *expected).items():
        step, words = expected[key]
        found = record.findings[0] if record.findings else None
        if found is None or found.at != step or words not in str(found):
            wrong.append(f"{key}: {record.verdict.japanese} {record.reason}; expected 不適合 {step} {words}")
    return wrong


def scenarios_of(*sections: str) -> tuple[str, ...]:
    """Lists the keys of every scenario of some sections."""
    paths = sorted(FEATURES.rglob("*.feature"))
    return tuple(
        scenario.key
        for path in paths
        if path.name.startswith(sections)
        for scenario in _feature(path).scenarios
    )


@lru_cache
def _guide() -> Guide:
    return load()


@lru_cache
def _feature(path: Path) -> Feature:
    return read_feature(path, FEATURES)


def _found(key: str) -> list[Scenario]:
    feature = _feature(FEATURES / f"{key.rpartition('[')[0]}.feature")
    found = [one for one in feature.scenarios if key in (one.key, one.key.rpartition(".")[0])]
    if not found:
        raise LookupError(f"{key}: no such scenario")
    return found


def _run(scenario: Scenario, build: OpenBuild) -> ScenarioRecord:
    with build:
        return run_directly(scenario, guide=_guide(), build=build)
