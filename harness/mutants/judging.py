"""Runs scenarios on one build in this very process: without pytest, without a report, in milliseconds."""

from __future__ import annotations

import re
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from harness.builds.catalogue import InProcessBuild
from harness.builds.port import Message
from harness.coverage.record import ScenarioRecord
from harness.guide import Guide
from harness.mutants.middleware import Middleware
from harness.mutants.model import Kind, Mutant
from harness.runner.directly import run_directly
from harness.runner.features import Scenario, read_feature
from harness.runner.running import FEATURES

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
        with _patience(), self._build as build:
            return run_directly(scenario, guide=self._guide, build=build)


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
