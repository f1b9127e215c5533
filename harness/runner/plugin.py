"""The pytest plugin: gives each scenario a build and a walker, and records what it saw.

Loaded with ``-p harness.runner.plugin``. A session that ran scenarios ends with a verdict and our exit code,
unless the command line asked for the records only.
"""

from __future__ import annotations

import random
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from harness.builds.catalogue import CAPABILITIES
from harness.builds.opening import OpenBuild, deviations_of, driver_of, open_named
from harness.builds.served import HttpBuild
from harness.coverage.gallery import Gallery
from harness.coverage.listening import WalkListener
from harness.coverage.manifest import Manifest, feature_hashes
from harness.coverage.recorder import Recorder
from harness.coverage.stopwatch import now_in_japan
from harness.coverage.store import RecordStore
from harness.errors import CapabilityMissing, HarnessError
from harness.garbage import collect_seldom
from harness.guide import Guide, load
from harness.runner import collect
from harness.runner.calls_shown import CallsShown
from harness.runner.directly import world_of
from harness.runner.driving import keep_evidence, keep_spent
from harness.runner.features import Scenario
from harness.runner.inspection import inspect_features
from harness.runner.lookup import shorten_lookup
from harness.runner.preflight import read_lacking
from harness.runner.scenario import FEATURES
from harness.runner.styles import keep_styles
from harness.runner.vocabulary import step_modules
from harness.walking.rewording import check_wording
from harness.walking.walker import Walker

if TYPE_CHECKING:
    from harness.runner.allure_bridge import AllureListener

__all__ = ["FEATURES"]

_SESSION = pytest.StashKey["_Session"]()
_RECORDER = pytest.StashKey[Recorder]()
_BEGUN = pytest.StashKey[int]()


class _Session:
    """What one pytest process needs to run scenarios; guide and build are opened when first needed."""

    def __init__(self, config: pytest.Config, guide: Guide) -> None:
        self.config = config
        self.guide = guide
        worker = getattr(config, "workerinput", {}).get("workerid", "main")
        self.store = RecordStore(Path(config.getoption("mylexus_out")))
        self.worker: str = worker
        self.gallery = Gallery(self.store.steps)
        self.listener: AllureListener | None = None
        self._build: OpenBuild | None = None
        self.ran = False
        self.started = now_in_japan().isoformat(timespec="seconds")

    @property
    def build(self) -> OpenBuild:
        if self._build is None:
            name = self.config.getoption("mylexus_build")
            self._build = open_named(name, self.config.getoption("mylexus_driver"))
            check_wording(self.guide, self._build.wording, where=name)
            lacking = read_lacking(self.store.folder / "preflight.json")
            if lacking and isinstance(self._build, HttpBuild):
                self._build.leave_out(lacking)
        return self._build

    def listeners(self) -> list[WalkListener]:
        if self.listener is None:
            return []
        return [self.listener, CallsShown(self.build, self.listener)]

    def close(self) -> None:
        if self._build is not None:
            keep_spent(self.store.folder, self._build)
            self._build.close()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds the options that the command line passes on."""
    group = parser.getgroup("mylexus", "conformance with the My LEXUS guide")
    group.addoption(
        "--mylexus-out", default="reports/out/latest", help="where records and verdict are written"
    )
    group.addoption(
        "--mylexus-build",
        default="reference",
        help="build to judge: reference, module:factory or profile.toml",
    )
    group.addoption("--mylexus-driver", default="", help="how a build is reached, if not as its profile says")
    group.addoption(
        "--mylexus-section", action="append", default=[], help="judge only this section (repeatable)"
    )
    group.addoption("--mylexus-only", action="append", default=[], help="run only this scenario (repeatable)")
    group.addoption("--mylexus-shuffle", type=int, default=None, help="seed of the order of the scenarios")
    group.addoption(
        "--mylexus-records-only", action="store_true", help="leave the verdict to the process that called"
    )


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Registers tags and the vocabulary, and connects Allure."""
    try:
        guide = load()
        config.stash[collect.FEATURES_ROOT] = FEATURES
        collect.register_marks(config, {rule.id: rule.statement for rule in guide.rules})
        collect.register_marks(config, {reading.id: reading.where for reading in guide.readings})
        collect.register_marks(config, CAPABILITIES)
        config.pluginmanager.register(collect, "mylexus_collect")
        for module in step_modules():
            config.pluginmanager.register(module, module.__name__)
        shorten_lookup()
    except HarnessError as error:
        raise pytest.UsageError(str(error)) from error
    session = _Session(config, guide)
    chapters = {section.id: section.chapter for section in guide.sections}
    if config.pluginmanager.hasplugin("allure_listener"):
        from harness.runner import allure_bridge  # Allure's packages take a while to load

        session.listener = allure_bridge.install(
            config,
            page_of=lambda scenario: _page(guide, scenario),
            chapter_of=lambda scenario: chapters.get(scenario.section, scenario.chapter),
        )
    config.stash[_SESSION] = session


def _page(guide: Guide, scenario: Scenario) -> int | None:
    """The printed page of the last step that a scenario walks to, since that is what it is about."""
    rows = [row.cells[0] for step in scenario.steps if step.is_walk for row in step.rows[1:]]
    steps = [guide.steps.get(f"{scenario.section}/{number}") for number in reversed(rows)]
    return next((step.page for step in steps if step is not None and step.page is not None), None)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keeps the scenarios that were asked for, in the order that was asked for."""
    sections, only = config.getoption("mylexus_section"), config.getoption("mylexus_only")
    kept: list[pytest.Item] = []
    left: list[pytest.Item] = []
    for item in items:
        scenario = collect.scenario_of(item)
        wanted = scenario is None or (
            (not sections or scenario.section in sections) and (not only or scenario.key in only)
        )
        (kept if wanted else left).append(item)
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = kept
    seed = config.getoption("mylexus_shuffle")
    if seed is not None:
        random.Random(seed).shuffle(items)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Refuses to run features that are not well formed: pytest-bdd would let much of it pass in silence."""
    state = session.config.stash[_SESSION]
    if not any(collect.scenario_of(item) for item in session.items):
        return
    state.ran = True
    if state.worker == "main" and not session.config.getoption("mylexus_records_only"):
        problems = inspect_features(FEATURES, state.guide)
        if problems:
            pytest.exit("\n".join(map(str, problems)), returncode=2)
    # For good: the process ends with the session.
    collect_seldom()


@pytest.fixture
def walker(request: pytest.FixtureRequest) -> Iterator[Walker]:
    """Gives a scenario its walker, on a build that has forgotten everything before."""
    session = request.config.stash[_SESSION]
    scenario = collect.scenario_of(request.node)
    assert scenario is not None, "the fixture is for scenarios"
    recorder = Recorder(listeners=session.listeners(), gallery=session.gallery)
    request.node.stash[_RECORDER] = recorder
    with session.build as build:
        world = world_of(scenario, guide=session.guide, build=build, recorder=recorder)
        for tag in scenario.tags:
            if tag in CAPABILITIES:
                world.need(tag)
        if scenario.section in {section.id for section in session.guide.sections}:
            world.need_section(scenario.section)
        yield Walker(world)
        if session.gallery.wants_styles:
            keep_styles(session.gallery, build)


def pytest_bdd_before_step(request: pytest.FixtureRequest) -> None:
    """Counts the steps of a scenario, so that a record says at which of them it stopped."""
    request.node.stash[_BEGUN] = request.node.stash.get(_BEGUN, 0) + 1


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Writes the scenario's record as soon as it is decided, so that an interrupted run loses nothing."""
    report = yield
    scenario = collect.scenario_of(item)
    decided = call.when == "call" or (call.when == "setup" and call.excinfo is not None)
    if scenario is None or not decided:
        return report
    session = item.config.stash[_SESSION]
    error = call.excinfo.value if call.excinfo else None
    reason = ""
    if isinstance(error, (CapabilityMissing, pytest.skip.Exception)):
        reason, error = str(error) or "skipped", None
        report.outcome, report.longrepr = "skipped", (str(scenario.path), scenario.line, reason)
    recorder = item.stash.get(_RECORDER, None) or Recorder()
    if error is not None:
        keep_evidence(session.store.folder, scenario.key, session.build)
    session.store.add(
        session.worker,
        recorder.finish(
            scenario=scenario.key,
            title=scenario.name,
            rules=scenario.rule_ids,
            error=error,
            trace=str(call.excinfo.getrepr(style="short")) if call.excinfo else "",
            reason=reason,
            begun=item.stash.get(_BEGUN, 0),
        ),
    )
    return report


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Ends a plain ``pytest features`` with the same verdict, files and exit code as ``mylexus run``."""
    config = session.config
    state = config.stash.get(_SESSION, None)
    if state is None or state.worker != "main" or config.getoption("mylexus_records_only"):
        return
    if not state.ran and not state.store.exists():
        return
    from harness.runner.finish import finish_run  # the report is needed here only

    build = config.getoption("mylexus_build")
    result = finish_run(
        state.store.folder,
        guide=state.guide,
        features=FEATURES,
        manifest=Manifest(
            guide=state.guide.edition,
            build=build,
            driver=driver_of(build, config.getoption("mylexus_driver")),
            features=feature_hashes(FEATURES),
            started=state.started,
            sections=tuple(config.getoption("mylexus_section")),
            only=tuple(config.getoption("mylexus_only")),
        ),
        deviations=deviations_of(build),
    )
    session.exitstatus = result.exit_code


def pytest_unconfigure(config: pytest.Config) -> None:
    """Lets the clock run again."""
    session = config.stash.get(_SESSION, None)
    if session is not None:
        session.close()


def pytest_sessionstart(session: pytest.Session) -> None:
    """Forgets the records of an earlier run in the same folder, unless a caller has prepared it."""
    state = session.config.stash[_SESSION]
    if state.worker == "main" and not session.config.getoption("mylexus_records_only"):
        state.store.clear()
