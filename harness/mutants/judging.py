"""Runs scenarios on one build in this very process: without pytest, without a report, in milliseconds."""

from __future__ import annotations

import inspect
import re
import signal
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from harness.builds.catalogue import InProcessBuild
from harness.builds.port import Message
from harness.coverage.record import ScenarioRecord
from harness.coverage.recorder import Recorder
from harness.guide import Guide
from harness.mutants.middleware import Middleware
from harness.mutants.model import Kind, Mutant
from harness.runner.features import Scenario, Step, read_feature
from harness.runner.running import FEATURES
from harness.runner.vocabulary import Definition, collect_definitions
from harness.walking.walker import Walker
from harness.walking.world import World

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

__all__ = ["Bench", "scenarios"]

PATIENCE = 60
"""Seconds after which a scenario is 故障, which is no kill."""


class _Build(InProcessBuild):
    """A build whose mails pass through the mutant as well."""

    middleware: Middleware

    def reset(self) -> None:
        super().reset()
        self.middleware.forget()

    def messages(self, address: str) -> tuple[Message, ...]:
        return tuple(_mails(super().messages(address), self.middleware.mutant))


def _mails(messages: tuple[Message, ...], mutant: Mutant | None) -> Iterator[Message]:
    for message in messages:
        if mutant is None or not mutant.kind.name.startswith("MAIL_") or not _is_meant(message, mutant):
            yield message
        elif mutant.kind is Kind.MAIL_SENDER:
            yield replace(message, sender="noreply@example.com")
        elif mutant.kind is Kind.MAIL_SUBJECT:
            yield replace(message, subject="お知らせ")
        elif mutant.kind is Kind.MAIL_LINK:
            wrong = re.compile(r"(https?://[^/\s\"<]+/)[^\s\"<]*")
            yield replace(
                message,
                text=wrong.sub(r"\1nowhere", message.text),
                html=wrong.sub(r"\1nowhere", message.html),
            )
        elif mutant.kind is Kind.MAIL_TWICE:
            yield from (message, message)


def _is_meant(message: Message, mutant: Mutant) -> bool:
    return mutant.target in message.subject if mutant.target else bool(message.codes)


class Bench:
    """One build under the middleware, and what is needed to run scenarios on it."""

    def __init__(
        self, guide: Guide, factory: Callable[[Mapping[str, str]], WSGIApplication], name: str = "reference"
    ) -> None:
        self._guide = guide

        def wrapped(environ: Mapping[str, str]) -> WSGIApplication:
            self.middleware = Middleware(factory(environ), guide)
            return self.middleware

        self._build = _Build(name=name, factory=wrapped)
        self._build.middleware = self.middleware

    def close(self) -> None:
        """The clock runs again."""
        self._build.close()

    def run(self, scenario: Scenario) -> ScenarioRecord:
        """Runs one scenario from nothing; what takes too long, or raises what is no finding, is 故障."""
        recorder = Recorder()
        rules = tuple(tag for tag in scenario.tags if re.fullmatch(r"R-\d{3}", tag))
        error: Exception | None = None
        with _patience(), self._build as build:
            walker = Walker(
                World(
                    guide=self._guide,
                    build=build,
                    recorder=recorder,
                    section=section_of(scenario),
                    seed=zlib.crc32(scenario.key.encode()),
                    rules=rules,
                )
            )
            try:
                for step in scenario.steps:
                    _perform(step, walker)
            except Exception as raised:
                error = raised
        return recorder.finish(
            scenario=scenario.key, title=scenario.name, rules=rules, error=error, trace="", reason=""
        )


def section_of(scenario: Scenario) -> str:
    """Section that a scenario's feature is of."""
    return scenario.feature.split()[0]


@lru_cache
def scenarios() -> tuple[Scenario, ...]:
    """Every scenario of the features, in their order."""
    return tuple(
        one for path in sorted(FEATURES.rglob("*.feature")) for one in read_feature(path, FEATURES).scenarios
    )


@contextmanager
def _patience() -> Iterator[None]:
    def stop(*_: object) -> None:
        raise TimeoutError(f"the scenario took longer than {PATIENCE} s")

    previous = signal.signal(signal.SIGALRM, stop)
    signal.alarm(PATIENCE)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, previous)


@lru_cache
def _definition(role: str, text: str) -> Definition:
    return next(one for one in collect_definitions_once() if one.role in (None, role) and one.matches(text))


@lru_cache
def collect_definitions_once() -> tuple[Definition, ...]:
    """The vocabulary, read once."""
    return collect_definitions()


def _perform(step: Step, walker: Walker) -> None:
    definition = _definition(step.role, step.text)
    given = {
        "walker": walker,
        "datatable": [list(row.cells) for row in step.rows],
        **definition.arguments(step.text),
    }
    wanted = inspect.signature(definition.function).parameters
    definition.function(**{name: value for name, value in given.items() if name in wanted})
