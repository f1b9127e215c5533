"""One scenario as a plain call: the world that every way of running a scenario begins from, and a run without pytest."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from harness.builds.port import Build
from harness.coverage.gallery import Gallery
from harness.coverage.listening import WalkListener
from harness.coverage.record import ScenarioRecord
from harness.coverage.recorder import Recorder
from harness.errors import CapabilityMissing
from harness.guide import Guide
from harness.runner.features import Scenario, Step
from harness.runner.vocabulary import Definition, collect_definitions
from harness.walking.walker import Walker
from harness.walking.world import World

__all__ = ["perform", "perform_all", "run_directly", "world_of"]


def world_of(scenario: Scenario, *, guide: Guide, build: Build, recorder: Recorder) -> World:
    """Gives the world of a scenario; what is drawn at random in it follows from the scenario's key alone."""
    return World(
        guide=guide,
        build=build,
        recorder=recorder,
        section=scenario.section,
        seed=scenario.seed,
        rules=scenario.rule_ids,
    )


def run_directly(
    scenario: Scenario,
    *,
    guide: Guide,
    build: Build,
    listeners: Sequence[WalkListener] = (),
    gallery: Gallery | None = None,
) -> ScenarioRecord:
    """Runs one scenario on a build that has been reset, in milliseconds; whatever is raised is in the record."""
    recorder = Recorder(listeners=listeners, gallery=gallery, every_row=bool(listeners))
    error: Exception | None = None
    lack = ""
    walker = Walker(world_of(scenario, guide=guide, build=build, recorder=recorder))
    try:
        perform_all(scenario, walker)
    except CapabilityMissing as missing:
        lack = str(missing)
    except Exception as raised:
        error = raised
    return recorder.finish(
        scenario=scenario.key,
        title=scenario.name,
        rules=scenario.rule_ids,
        error=error,
        trace="",
        reason=lack,
    )


@lru_cache
def _definitions() -> tuple[Definition, ...]:
    return collect_definitions()


@lru_cache
def _definition(role: str, text: str) -> Definition:
    return next(one for one in _definitions() if one.role in (None, role) and one.matches(text))


def perform(
    definition: Definition, arguments: Mapping[str, object], table: list[list[str]], walker: Walker
) -> None:
    """Calls the body of a phrase with those of walker, datatable and arguments that it names."""
    given = {"walker": walker, "datatable": table, **arguments}
    wanted = _parameters(definition.function)
    definition.function(**{name: value for name, value in given.items() if name in wanted})


@lru_cache
def _parameters(function: Callable[..., object]) -> frozenset[str]:
    return frozenset(inspect.signature(function).parameters)


def perform_all(scenario: Scenario, walker: Walker) -> None:
    """Does every step of a scenario; whatever stops it is raised."""
    for step in scenario.steps:
        _perform(step, walker)


def _perform(step: Step, walker: Walker) -> None:
    definition = _definition(step.role, step.text)
    table = [list(row.cells) for row in step.rows]
    perform(definition, definition.arguments(step.text), table, walker)
