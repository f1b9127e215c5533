"""What Allure shows of a run: scenarios under chapter, section and rule, Gherkin steps, and each row of a walk.

Built on allure-pytest alone. ``install`` does nothing when allure-pytest is absent or ``--alluredir`` is not given.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
import re
import site
import sys
import time
import uuid
from collections.abc import Callable, Generator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import freezegun
import pytest
from pytest_bdd.parser import Scenario as RunningScenario
from pytest_bdd.parser import Step as RunningStep

from harness.builds.screen import Screen
from harness.coverage.masking import mask_html, mask_text
from harness.errors import CapabilityMissing, HarnessError, Nonconformance
from harness.runner.collect import scenario_of
from harness.runner.features import WALK_COLUMNS, Scenario

with suppress(
    ModuleNotFoundError
):  # without it there is no plugin "allure_listener", and install() gives None
    import allure_commons
    from allure_commons.model2 import Label, Link, Parameter, StatusDetails, TestStepResult
    from allure_commons.types import AttachmentType

__all__ = [
    "AllureListener",
    "install",
]

NOT_RUN = "前の段階で止まったため未実行"
REAL_TIME = ["allure_commons", "allure_pytest", "_pytest.timing", __name__]
"""Modules that must see the real clock while a test has frozen it, so that durations stay true."""

_LOADED = re.compile(r"<link\b[^>]*>|<script\b.*?</script>", re.DOTALL | re.IGNORECASE)
"""What a screen would load or run; in a report there is nobody to ask for it."""

PageOf = Callable[[Scenario], int | None]
ChapterOf = Callable[[Scenario], str]


class AllureListener:
    """Shows each row of a walk as a step of its own, with the screens that were looked at.

    Outside of a running test every call does nothing.
    """

    def __init__(self, reporter: Any, scrub: Callable[[str], str] = str) -> None:
        self._reporter = reporter  # AllureReporter, whose methods carry no types
        self._scrub = scrub
        self._open: list[str] = []
        self._seen: set[tuple[str, str]] = set()
        self._held: list[tuple[str, Screen]] = []

    @property
    def depth(self) -> int:
        """How many steps are open, one inside the other."""
        return len(self._open)

    def row_opened(self, title: str) -> None:
        """Opens a step."""
        if self._reporter.get_test(None) is not None:
            self._open.append(str(uuid.uuid4()))
            self._reporter.start_step(
                None, self._open[-1], TestStepResult(name=_masked_title(title), start=_now())
            )

    def screen_seen(self, name: str, screen: Screen) -> None:
        """Attaches the screen's HTML to the open step: the first of its name in a feature, and any that fails.

        Thousands of walks pass the same screens; a report with all of them is slow to make and to open.
        """
        test = self._reporter.get_test(None)
        if not screen.html or test is None:
            return
        key = ("/".join(test.titlePath or ()), name)
        if key in self._seen:
            self._held.append((name, screen))
        else:
            self._seen.add(key)
            self._attach_screen(name, screen)

    def row_closed(self, error: BaseException | None) -> None:
        """Closes the open step with the status that the error means."""
        held, self._held = self._held, []
        if self._open:
            for name, screen in held if error is not None else ():
                self._attach_screen(name, screen)
            details = None if error is None else _details(error, self._scrub)
            self._reporter.stop_step(
                self._open.pop(), stop=_now(), status=_status(error), statusDetails=details
            )

    def attach_text(self, name: str, body: str) -> None:
        """Attaches a text to the innermost open step, or to the test."""
        self.attach(name, body, AttachmentType.TEXT)

    def _attach_screen(self, name: str, screen: Screen) -> None:
        self.attach(name, _LOADED.sub("", mask_html(screen.html)), AttachmentType.HTML)

    def attach(self, name: str, body: str, kind: AttachmentType) -> None:
        """Attaches a text to the innermost open step, or to the test."""
        if self._reporter.get_test(None) is not None:
            self._reporter.attach_data(uuid.uuid4(), body, name=name, attachment_type=kind)


@lru_cache(maxsize=4096)
def _masked_title(title: str) -> str:
    """Masks a title; scenario after scenario walks the same rows."""
    return mask_text(title)


def _quieten(reporter: Any) -> None:
    """Makes a reporter leave out the fixtures that have nothing to tell.

    By fixtures pytest-bdd finds its steps: each would be a file of its own, thirteen for each scenario.
    """
    stop = reporter.stop_group

    def tells(fixture: Any) -> bool:
        return fixture.status in ("failed", "broken") or bool(fixture.attachments or fixture.steps)

    def stop_group(key: str, **kwargs: Any) -> None:
        group = reporter.get_item(key)
        group.befores = [fixture for fixture in group.befores if tells(fixture)]
        group.afters = [fixture for fixture in group.afters if tells(fixture)]
        if group.befores or group.afters:
            stop(key, **kwargs)
        else:
            reporter._items.pop(key)

    reporter.stop_group = stop_group


class _Bridge:
    """Follows pytest and pytest-bdd, and writes what they do into the current Allure result."""

    def __init__(
        self,
        reporter: Any,
        *,
        scrub: Callable[[str], str],
        page_of: PageOf,
        chapter_of: ChapterOf,
        guide_url: str,
    ) -> None:
        self.listener = AllureListener(reporter, scrub)
        self._reporter = reporter
        self._scrub = scrub
        self._page_of = page_of
        self._chapter_of = chapter_of
        self._guide_url = guide_url
        self._begun = 0
        self._packages: dict[str, str] = {}

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Generator[None, None, None]:
        """Describes the test after allure-pytest has done so in its own way."""
        try:
            return (yield)
        finally:
            scenario = scenario_of(item)
            if scenario is not None:
                self._describe(self._reporter.get_test(None), scenario, item)

    def _describe(self, test: Any, scenario: Scenario, item: pytest.Item) -> None:
        rule = None if scenario.rule is None else scenario.rule.title
        chapter = self._chapter_of(scenario)
        page = self._page_of(scenario)
        case = scenario.key.removesuffix(f".{scenario.example}")
        shown = {
            "epic": chapter, "feature": scenario.feature, "story": rule,
            "parentSuite": chapter, "suite": scenario.feature, "subSuite": rule,
        }  # fmt: skip
        told = [f"場所: {scenario.path.as_posix()}:{scenario.line}"]
        if page is not None:
            told.insert(0, f"手続きガイド P.{page}")
            if self._guide_url:
                url = f"{self._guide_url}#page={page}"
                test.links.append(Link(type="link", url=url, name=f"手続きガイド P.{page}"))
        test.name = mask_text(scenario.name)
        test.fullName = case
        test.testCaseId = _md5(case)
        test.titlePath = list(scenario.path.with_suffix("").parts)
        test.description = "\n\n".join(told)
        example = getattr(item, "callspec", None)
        values = {} if example is None else example.params["_pytest_bdd_example"]
        test.parameters = [Parameter(name=name, value=mask_text(value)) for name, value in values.items()]
        test.labels += [Label(name=name, value=value) for name, value in shown.items() if value]
        self._packages[test.uuid] = ".".join(test.titlePath)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Gives errors of ours their status, and a message without a traceback."""
        test = self._reporter.get_test(None)
        before = None if test is None else test.statusDetails
        report = yield
        decided = test is not None and test.statusDetails is not before  # by this phase
        if decided and call.excinfo is not None and not hasattr(report, "wasxfail"):
            test.status = _status(call.excinfo.value)
            test.statusDetails = _details(call.excinfo.value, self._scrub, report.longreprtext)
        return report

    def pytest_bdd_before_scenario(self) -> None:
        """Begins to count steps."""
        self._begun = 0

    def pytest_bdd_before_step(self, step: RunningStep) -> None:
        """Opens a step, with its table and its text."""
        self._begun += 1
        self.listener.row_opened(f"{step.keyword} {step.name}")
        if step.datatable is not None and tuple(step.datatable.raw()[0]) != WALK_COLUMNS:
            out = io.StringIO()
            csv.writer(out, lineterminator="\n").writerows(step.datatable.raw())
            self.listener.attach("表", mask_text(out.getvalue()), AttachmentType.CSV)
        if step.docstring is not None:
            self.listener.attach("本文", mask_text(step.docstring), AttachmentType.TEXT)

    @pytest.hookimpl(trylast=True)
    def pytest_bdd_after_step(self) -> None:
        """Closes a step, after others have attached to it."""
        self._close(None)

    @pytest.hookimpl(trylast=True)
    def pytest_bdd_step_error(self, exception: Exception) -> None:
        """Closes a step with what stopped it, after others have attached to it."""
        self._close(exception)

    def pytest_bdd_step_func_lookup_error(self, step: RunningStep, exception: Exception) -> None:
        """Shows a step that has no definition."""
        self._begun += 1
        self.listener.row_opened(f"{step.keyword} {step.name}")
        self._close(exception)

    def pytest_bdd_after_scenario(self, scenario: RunningScenario) -> None:
        """Closes what a skip left open, since no hook tells of it, and lists the steps that were not run."""
        error = sys.exc_info()[1]
        self._close(error)
        for step in scenario.steps[self._begun :] if error is not None else ():
            key, at = str(uuid.uuid4()), _now()
            title = mask_text(f"{step.keyword} {step.name}")
            self._reporter.start_step(None, key, TestStepResult(name=title, start=at))
            details = StatusDetails(message=NOT_RUN)
            self._reporter.stop_step(key, stop=at, status="skipped", statusDetails=details)

    def _close(self, error: BaseException | None) -> None:
        while self.listener.depth:
            self.listener.row_closed(error)

    def finish(self, result: Any) -> None:
        """Leaves host and process out of a result before it is written, and sorts its tags."""
        package = self._packages.pop(result.uuid, None)
        kept = [label for label in result.labels if label.name not in ("host", "thread")]
        for label in kept:
            if package is not None and label.name == "package":
                label.value = package
        tags = sorted({label.value for label in kept if label.name == "tag"})
        result.labels = [label for label in kept if label.name != "tag"]
        result.labels += [Label(name="tag", value=tag) for tag in tags]


def install(
    config: pytest.Config,
    *,
    page_of: PageOf = lambda scenario: None,
    chapter_of: ChapterOf = lambda scenario: scenario.chapter,
    guide_url: str = "",
) -> AllureListener | None:
    """Connects a run to Allure and gives the listener for walks, or ``None`` if no Allure results are written.

    To be called once from a ``pytest_configure`` that is ``trylast``, so that allure-pytest is ready.
    ``page_of`` gives the printed page that a scenario transcribes, ``chapter_of`` the title of its chapter;
    with ``guide_url`` the page becomes a link.
    """
    plugin = config.pluginmanager.getplugin("allure_listener")
    if plugin is None:
        return None
    freezegun.configure(extend_ignore_list=REAL_TIME)
    reporter: Any = plugin.allure_logger
    _quieten(reporter)
    bridge = _Bridge(
        reporter,
        scrub=_scrubber(config.rootpath),
        page_of=page_of,
        chapter_of=chapter_of,
        guide_url=guide_url,
    )
    config.pluginmanager.register(bridge, "mylexus_allure_bridge")

    @allure_commons.hookimpl(tryfirst=True)
    def report_result(result: Any) -> None:
        bridge.finish(result)

    hooks = SimpleNamespace(report_result=report_result)
    allure_commons.plugin_manager.register(hooks)
    config.add_cleanup(lambda: allure_commons.plugin_manager.unregister(hooks))
    return bridge.listener


def _status(error: BaseException | None) -> str:
    """Gives Allure's status: failed is the build's fault, broken is ours."""
    if error is None:
        return "passed"
    if isinstance(error, CapabilityMissing | pytest.skip.Exception):
        return "skipped"
    return "failed" if isinstance(error, AssertionError | pytest.fail.Exception) else "broken"


def _details(error: BaseException, scrub: Callable[[str], str], trace: str = "") -> StatusDetails:
    if isinstance(error, Nonconformance | HarnessError):
        return StatusDetails(message=scrub(str(error)))
    if isinstance(error, pytest.skip.Exception):
        return StatusDetails(message=error.msg or "")
    return StatusDetails(message=scrub(f"{type(error).__name__}: {error}"), trace=scrub(trace) or None)


def _scrubber(root: Path) -> Callable[[str], str]:
    """Gives a function that takes the machine's own folders out of a text, the longest first, and masks secrets."""
    folders = {str(root), *site.getsitepackages(), sys.prefix, str(Path.cwd()), str(Path.home())}
    known = sorted((one + os.sep for one in folders if len(one) > 1), key=len, reverse=True)

    def scrub(text: str) -> str:
        for folder in known:
            text = text.replace(folder, "")
        return mask_text(text)

    return scrub


def _now() -> int:
    """Gives milliseconds since 1970, by the real clock."""
    return int(time.time() * 1000)


def _md5(text: str) -> str:
    return hashlib.md5(text.encode("utf-8"), usedforsecurity=False).hexdigest()
