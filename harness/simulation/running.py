"""Runs a simulation in chunks, here, in several processes or on a cluster; only sums come back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path

from harness.builds.catalogue import InProcessBuild
from harness.builds.opening import open_named
from harness.errors import RunError
from harness.guide import load
from harness.guide.journeys import Journey, journeys
from harness.scheduling import Here, executor, in_order
from harness.simulation.customers import draw
from harness.simulation.life import Life, live
from harness.simulation.population import DEFAULT, Population, read_population
from harness.simulation.totals import Totals

__all__ = ["CHUNK", "Simulation", "live_one", "read", "simulate"]

CHUNK = 25
"""Customers that are handed out together."""


@dataclass(frozen=True, kw_only=True)
class Simulation:
    """What is simulated; the same one gives the same totals wherever it runs."""

    customers: int
    seed: int = 0
    build: str = "reference"
    population: Population


_builds: dict[str, InProcessBuild] = {}
"""The builds that this process has open."""


@lru_cache(maxsize=1)
def _journeys() -> tuple[Journey, ...]:
    return journeys(load())


def read(path: Path | None) -> Population:
    """Reads a population file, or the default one. Raises RunError."""
    return read_population(path or DEFAULT, load(), _journeys())


def simulate(
    simulation: Simulation,
    *,
    jobs: int = 1,
    scheduler: str = "",
    counted: Totals | None = None,
    told: Callable[[Totals], None] = lambda totals: None,
) -> Totals:
    """Lets all customers live; ``told`` hears of the sums after each chunk. Raises RunError, BuildError.

    ``counted`` are the sums of the first customers, if these have lived already. What ``told`` was given does not
    change any more: where Ctrl-C ends it all, that is what was counted.
    """
    totals = counted or Totals()
    with executor(jobs=jobs, scheduler=scheduler) as workers:
        try:
            for chunk in in_order(
                workers,
                partial(_live_all, simulation),
                _chunks(totals.customers + 1, simulation.customers),
                ahead=64 if scheduler else 4 * jobs,
            ):
                totals = totals.with_(chunk)
                told(totals)
        finally:
            if isinstance(workers, Here):
                close()
    return totals


def _chunks(first: int, last: int) -> Iterator[range]:
    for begin in range(first, last + 1, CHUNK):
        yield range(begin, min(begin + CHUNK, last + 1))


def _live_all(simulation: Simulation, numbers: range) -> Totals:
    totals = Totals()
    for number in numbers:
        totals.add(live_one(simulation, number))
    return totals


def live_one(simulation: Simulation, number: int) -> Life:
    """Lets one customer live, on the build that this process keeps open. Raises RunError, BuildError."""
    customer = draw(number, seed=simulation.seed, population=simulation.population, journeys=_journeys())
    return live(
        customer,
        _opened(simulation.build),
        guide=load(),
        population=simulation.population,
        seed=simulation.seed,
    )


def _opened(name: str) -> InProcessBuild:
    if name not in _builds:
        build = open_named(name)
        if not isinstance(build, InProcessBuild):
            build.close()
            raise RunError(
                f"--build {name}: customers are simulated in process; for a build that is served there is `mylexus load`"
            )
        _builds[name] = build
    return _builds[name]


def close() -> None:
    """Closes the builds that this process keeps open."""
    while _builds:
        _builds.popitem()[1].close()
