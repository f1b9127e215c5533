"""Runs scenarios on one wrong build, in this very process or over HTTP: without pytest, without a report."""

from __future__ import annotations

import re
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from itertools import count
from typing import TYPE_CHECKING, Protocol

from harness.builds.catalogue import BASE_URL, InProcessBuild
from harness.builds.inprocess import InProcessPhone
from harness.builds.port import AccountState, Build, Car, Contract, ContractState, Message
from harness.coverage.record import ScenarioRecord
from harness.guide import Guide
from harness.mutants.middleware import Middleware
from harness.mutants.model import Kind, Mutant
from harness.mutants.register import Books, Register
from harness.runner.directly import run_directly
from harness.runner.features import Scenario, read_feature
from harness.runner.running import FEATURES

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

__all__ = ["Bench", "Judging", "Lookups", "scenarios"]

PATIENCE = 60
"""Seconds after which a scenario is 故障, which is no kill."""


class WrongBuild(Protocol):
    """A build whose phones reach it through the middleware."""

    middleware: Middleware

    def __enter__(self) -> Build:
        """Starts from nothing."""

    def __exit__(self, *_: object) -> None:
        """Ends a scenario."""

    def close(self) -> None:
        """Lets go of what it holds."""


class Judging:
    """One build under the middleware, and what is needed to run scenarios on it."""

    def __init__(self, build: WrongBuild, *, name: str, driver: str, guide: Guide) -> None:
        """``name`` is what results call the build, ``driver`` how it is reached."""
        self.name, self.driver = name, driver
        self._wrong = build
        self._guide = guide

    @property
    def middleware(self) -> Middleware:
        """Where the build is made wrong."""
        return self._wrong.middleware

    def close(self) -> None:
        """Lets go of the build."""
        self._wrong.close()

    def run(self, scenario: Scenario) -> ScenarioRecord:
        """Runs one scenario from nothing.

        What takes too long, or raises what is no finding, is 故障; what needs something that the build lacks is 未検証.
        """
        with patience(), self._wrong as build:
            return run_directly(scenario, guide=self._guide, build=build)


class Lookups:
    """What is looked up of a build, told as the mutant would have it; goes before a class of builds."""

    middleware: Middleware

    def start_register(self) -> Register:
        """Makes the register that a middleware is given; ``super()`` looks up what is true."""
        self._contracts: list[str] = []
        return Register(self._books)

    def _books(self) -> Books:
        return Books(
            contracts={one: super(Lookups, self).contract(one) for one in self._contracts},  # type: ignore[misc]
            accounts={one.email: one for one in super().accounts()},  # type: ignore[misc]
        )

    def reset(self) -> None:
        """Forgets everything, the mutant's memory as well."""
        self._contracts.clear()
        super().reset()  # type: ignore[misc]
        self.middleware.forget()

    def new_contract(self, *, dealer: str, car: Car) -> Contract:
        """Lets the contract desk write a contract."""
        contract: Contract = super().new_contract(dealer=dealer, car=car)  # type: ignore[misc]
        self._contracts.append(contract.id)
        return contract

    def contract(self, contract_id: str) -> ContractState:
        """Looks up what is registered, as the wrong build tells it."""
        state: ContractState = super().contract(contract_id)  # type: ignore[misc]
        register = self.middleware.register
        return register.contract(state) if register is not None else state

    def accounts(self) -> tuple[AccountState, ...]:
        """Lists the accounts that the wrong build left."""
        states: tuple[AccountState, ...] = super().accounts()  # type: ignore[misc]
        register = self.middleware.register
        return register.accounts(states) if register is not None else states

    def messages(self, address: str) -> tuple[Message, ...]:
        """Lists the mails that the wrong build sent."""
        return tuple(_mails(super().messages(address), self.middleware.mutant))  # type: ignore[misc]


class _Build(Lookups, InProcessBuild):
    """A build in process whose phones reach it through the middleware."""

    def __init__(
        self, *, name: str, factory: Callable[[Mapping[str, str]], WSGIApplication], guide: Guide
    ) -> None:
        register = self.start_register()

        def wrapped(environ: Mapping[str, str]) -> WSGIApplication:
            self.middleware = Middleware(factory(environ), guide, register=register)
            return self.middleware

        super().__init__(name=name, factory=wrapped)
        self._numbers = count()

    def share_clock(self, other: _Build) -> None:
        """Uses the clock that another build has stopped; it is that one's to let run."""
        with other:
            self._clock, self._frozen = other._clock, other._frozen

    def phone(self, owner: str) -> InProcessPhone:
        """Gives somebody a phone that the middleware knows again."""
        return InProcessPhone(
            owner=owner,
            base_url=BASE_URL,
            application=self.middleware.of(f"{owner} {next(self._numbers)}"),
            others=self._surroundings.web_pages,
        )


def _mails(messages: tuple[Message, ...], mutant: Mutant | None) -> Iterator[Message]:
    for message in messages:
        if mutant is None or not mutant.kind.is_of_mail or not _is_meant(message, mutant):
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


class Bench(Judging):
    """A build in process; its clock runs again when it is closed."""

    def __init__(
        self,
        guide: Guide,
        factory: Callable[[Mapping[str, str]], WSGIApplication],
        name: str = "reference",
        beside: Bench | None = None,
    ) -> None:
        """``beside`` is a bench that stays open longer, whose clock this one uses."""
        self._build = _Build(name=name, factory=factory, guide=guide)
        super().__init__(self._build, name=name, driver="inprocess", guide=guide)
        if beside is not None:
            self._build.share_clock(beside._build)


@lru_cache
def scenarios() -> tuple[Scenario, ...]:
    """Every scenario of the features, in their order."""
    return tuple(
        one for path in sorted(FEATURES.rglob("*.feature")) for one in read_feature(path, FEATURES).scenarios
    )


@contextmanager
def patience() -> Iterator[None]:
    """What takes longer than PATIENCE inside of this block raises TimeoutError.

    A thread that is not the main one gets no alarm: whoever takes work elsewhere has limits of their own.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_: object) -> None:
        raise TimeoutError(f"the scenario took longer than {PATIENCE} s")

    previous = signal.signal(signal.SIGALRM, stop)
    signal.alarm(PATIENCE)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, previous)
