"""Our vocabulary as behave's steps: the same bodies under another runner.

Imported only by the folder that a bench makes for behave, and by nothing of ours.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from behave.matchers import Matcher, register_step_matcher_class, use_step_matcher
from behave.model_type import Argument

from harness.builds.catalogue import InProcessBuild, open_build
from harness.coverage.gallery import Gallery
from harness.coverage.record import Verdict
from harness.coverage.recorder import Recorder
from harness.coverage.store import RecordStore
from harness.errors import RunError
from harness.guide import load
from harness.runner.directly import perform, world_of
from harness.runner.features import read_feature
from harness.runner.scenario import Scenario
from harness.runner.styles import keep_styles
from harness.runner.vocabulary import Definition, collect_definitions
from harness.walking.walker import Walker

__all__ = ["Surroundings", "register"]

Decorator = Callable[[str], Callable[[Callable[..., None]], object]]
_DEFINITIONS: dict[str, Definition] = {}


class _Phrase(Matcher):  # type: ignore[misc]
    """One phrase of the vocabulary, matched by its own parser."""

    NAME = "vocabulary"

    def compile(self) -> _Phrase:
        return self

    def check_match(self, step_text: str) -> list[Argument] | None:
        definition = _DEFINITIONS[self.pattern]
        if not definition.matches(step_text):
            return None
        given = definition.arguments(step_text)
        return [Argument(0, 0, str(value), value, name) for name, value in given.items()]


def register(decorators: Mapping[str, Decorator]) -> None:
    """Makes every phrase known to behave, by the decorators that it gives to a step module: given, when, then, step."""
    register_step_matcher_class(_Phrase.NAME, _Phrase)
    use_step_matcher(_Phrase.NAME)
    for definition in collect_definitions():
        _DEFINITIONS[definition.pattern] = definition
        kind = "step" if definition.role is None else definition.role.value
        decorators[kind](definition.pattern)(_body(definition))


def _body(definition: Definition) -> Callable[..., None]:
    def body(context: Any, **given: object) -> None:
        table = [] if context.table is None else [list(context.table.headings), *map(list, context.table)]
        perform(definition, given, table, context.walker)

    return body


class Surroundings:
    """What behave's ``environment.py`` does around scenarios: the build, and a walker for each of them."""

    def __init__(self, root: Path, *, out: Path) -> None:
        """``root`` is the folder that the features' keys are relative to; ``out`` keeps what a run keeps."""
        self._root = root
        self._store = RecordStore(out)
        self._gallery = Gallery(self._store.steps)
        self._build: InProcessBuild = open_build()
        self._guide = load()
        self._waiting: dict[Path, dict[str, list[Scenario]]] = {}
        self._recorder = Recorder()

    def before_scenario(self, context: Any, scenario: Any) -> None:
        """Gives the scenario its walker, on a build that has forgotten everything."""
        self._recorder = Recorder(gallery=self._gallery)
        build = self._build.__enter__()
        self._scenario = self._scenario_of(scenario)
        world = world_of(self._scenario, guide=self._guide, build=build, recorder=self._recorder)
        context.walker = Walker(world)

    def after_scenario(self, context: Any, scenario: Any) -> None:
        """Draws the scenario's verdict and keeps it, as every run does. Raises RunError unless it is 適合."""
        if self._gallery.wants_styles:
            keep_styles(self._gallery, self._build)
        self._build.__exit__(None, None, None)
        chosen = self._scenario
        record = self._recorder.finish(
            scenario=chosen.key, title=chosen.name, rules=chosen.rule_ids, error=None, trace="", reason=""
        )
        self._store.add("behave", record)
        if str(scenario.status.name) != "passed" or record.verdict is not Verdict.CONFORMS:
            raise RunError(f"behave: {scenario.name} is {scenario.status.name}, {record.verdict.japanese}")

    def after_all(self, context: Any) -> None:
        """Closes the build."""
        self._build.close()

    def _scenario_of(self, scenario: Any) -> Scenario:
        """Gives the next scenario of the file that has the number: the rows of an outline come in their order."""
        path = Path(scenario.filename).resolve()
        if path not in self._waiting:
            waiting = self._waiting[path] = defaultdict(list)
            for one in read_feature(path, self._root).scenarios:
                waiting[str(one.number)].append(one)
        found = re.match(r"\[(\d+)\]", scenario.name)
        return self._waiting[path][found[1] if found else ""].pop(0)
