"""What Locust runs, in a process of its own: it makes every socket of a process cooperative (gevent).

Settings come from the master as options, so that workers on other machines need the profile only
(``MYLEXUS_LOAD_PROFILE``).
"""

from __future__ import annotations

import itertools
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gevent  # type: ignore[import-untyped]
from locust import User, constant, events, task
from locust.argument_parser import LocustArgumentParser
from locust.env import Environment
from locust.exception import StopUser
from locust.runners import MasterRunner, WorkerRunner

from harness.builds.profile import HttpProfile, read_profile
from harness.builds.served import HttpBuild
from harness.builds.spent import Spent
from harness.errors import HarnessError, Nonconformance
from harness.guide import load
from harness.guide.journeys import journeys
from harness.load.customers import at_the_dealer, timeless, visit
from harness.simulation.population import Population

__all__ = ["Customer"]

PROFILE = "MYLEXUS_LOAD_PROFILE"
_VISIT, _TROUBLE = "mylexus visit", "mylexus trouble"
_GUIDE = load()
_JOURNEYS = at_the_dealer(journeys(_GUIDE))
_EVENTS: Any = events
_numbers: Iterator[int] = iter(())


@_EVENTS.init_command_line_parser.add_listener  # type: ignore[untyped-decorator]
def _options(parser: LocustArgumentParser) -> None:
    parser.add_argument("--mylexus-customers", type=int, default=0)
    parser.add_argument("--mylexus-seed", type=int, default=0)
    parser.add_argument("--mylexus-workers", type=int, default=1)
    parser.add_argument("--mylexus-population", default="{}")
    parser.add_argument("--mylexus-visits", default="")


class _Rows:
    """Tells Locust of every verified row: how long its requests took, and whether its screen was right."""

    def __init__(self, environment: Environment, spent: Spent) -> None:
        self._environment = environment
        self._spent = spent
        self._name = ""
        self._before = 0.0

    def row_opened(self, title: str) -> None:
        """A row begins."""
        self._name = title.partition("｜")[0]
        self._before = self._spent.seconds["waiting"]

    def row_closed(self, error: BaseException | None) -> None:
        """A row ends; a wrong screen is a failure, however fast it came."""
        requests: Any = self._environment.events.request
        requests.fire(
            request_type="画面",
            name=self._name,
            response_time=1000 * (self._spent.seconds["waiting"] - self._before),
            response_length=0,
            exception=error if isinstance(error, (Nonconformance, HarnessError)) else None,
            context={},
        )

    def screen_seen(self, name: str, screen: object) -> None:
        """Screens are not kept."""


class Customer(User):
    """One customer after another, until the numbers of this worker are used up."""

    wait_time = constant(0)

    def on_start(self) -> None:
        """Opens a client of its own; nothing is reset, since others are there."""
        profile = read_profile(Path(os.environ[PROFILE]))
        assert isinstance(profile, HttpProfile), "checked before the start"
        self.build = HttpBuild(profile)
        self.rows = _Rows(self.environment, self.build.spent)
        options: Any = self.environment.parsed_options
        self.population = timeless(Population.model_validate_json(options.mylexus_population))
        self.seed = int(options.mylexus_seed)

    def on_stop(self) -> None:
        """Lets go of the connections."""
        self.build.close()

    @task
    def come(self) -> None:
        """One customer comes; what is wrong is told to the master."""
        number = next(_numbers, 0)
        if not number:
            raise StopUser
        runner: Any = self.environment.runner
        try:
            found = visit(
                number,
                self.build,
                guide=_GUIDE,
                journeys=_JOURNEYS,
                population=self.population,
                seed=self.seed,
                listener=self.rows,
            )
        except Exception as error:  # whatever it is, the master must hear of this customer
            runner.send_message(_TROUBLE, {"number": number, "what": f"{type(error).__name__}: {error}"})
            return
        runner.send_message(_VISIT, found.plain())


@_EVENTS.test_start.add_listener  # type: ignore[untyped-decorator]
def _begin(environment: Environment, **_: Any) -> None:
    """Each worker has every so-manieth number, from its own on."""
    global _numbers  # noqa: PLW0603
    runner, options = environment.runner, environment.parsed_options
    if isinstance(runner, WorkerRunner) and options is not None:
        first = runner.worker_index + 1
        _numbers = iter(range(first, options.mylexus_customers + 1, options.mylexus_workers))


@_EVENTS.init.add_listener  # type: ignore[untyped-decorator]
def _listen(environment: Environment, **_: Any) -> None:
    runner, options = environment.runner, environment.parsed_options
    if not isinstance(runner, MasterRunner) or options is None:
        return
    path = Path(options.mylexus_visits)
    left = itertools.count(options.mylexus_customers - 1, -1)

    def heard(kind: str, data: Any) -> None:
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"kind": kind, **data}, ensure_ascii=False) + "\n")
        if next(left) <= 0:
            # The last figures of the workers come with their next report.
            gevent.spawn_later(4, runner.quit)

    def visited(environment: Environment, msg: Any, **_: Any) -> None:
        heard("visit", msg.data)

    def troubled(environment: Environment, msg: Any, **_: Any) -> None:
        heard("trouble", msg.data)

    runner.register_message(_VISIT, visited)
    runner.register_message(_TROUBLE, troubled)
