"""Work spread over processes, and over a Dask cluster of two worker processes on loopback."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from harness.errors import RunError
from harness.guide import load
from harness.guide.journeys import Journey, journeys
from harness.mutants import running as mutants
from harness.runner.journeys import walk_all
from harness.scheduling import executor, in_order
from harness.simulation import running
from harness.simulation.running import Simulation, simulate
from harness.simulation.totals import Totals

_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, kw_only=True)
class Cluster:
    """A Dask scheduler and its workers, each a process of its own."""

    address: str
    workers: tuple[subprocess.Popen[bytes], ...]


def _started(stack: ExitStack, *words: str) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        [sys.executable, "-m", *words],
        cwd=_ROOT,
        env={**os.environ, "PYTHONPATH": str(_ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    stack.callback(process.wait)
    stack.callback(process.kill)
    return process


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    """A scheduler on a free port of loopback, with two workers of one thread."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    with ExitStack() as stack:
        _started(stack, "distributed.cli.dask_scheduler", "--host", address, "--no-dashboard", "--no-jupyter")
        workers = tuple(
            _started(
                stack,
                "distributed.cli.dask_worker",
                address,
                "--nthreads=1",
                "--no-nanny",
                "--no-dashboard",
                "--death-timeout=60",
            )
            for _ in range(2)
        )
        yield Cluster(address=address, workers=workers)


@cache
def _some() -> list[Journey]:
    found = journeys(load())
    return sorted(found, key=lambda journey: (len(journey.steps), journey.id))[:10]


def _results(**where: object) -> list[tuple[str, str, str, tuple[str, ...]]]:
    return [
        (
            walked.journey.id,
            walked.record.verdict.value,
            walked.record.reason,
            tuple(sight.id for sight in walked.record.branches),
        )
        for walked in walk_all(_some(), build="reference", **where)  # type: ignore[arg-type]
    ]


def _square(number: int) -> int:
    return number * number


def _end_of(number: int) -> int:
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def _refuse(number: int) -> int:
    raise RunError(f"number {number} is refused")


@pytest.mark.parametrize("jobs", [1, 2])
def test_results_come_in_the_order_of_the_work(jobs: int) -> None:
    """Results come in the order of the things, however many processes there are, and only a few are asked for ahead."""
    asked = []

    def things() -> Iterator[int]:
        for number in range(1000):
            asked.append(number)
            yield number

    with executor(jobs=jobs) as workers:
        results = in_order(workers, _square, things(), ahead=4)
        assert [next(results) for _ in range(20)] == [number**2 for number in range(20)]
    assert len(asked) < 30


def test_a_process_that_is_killed_is_told_of() -> None:
    """A process that is lost is an error of the run, with one message, and no result is invented for it."""
    with pytest.raises(RunError, match="was killed"), executor(jobs=2) as workers:
        list(in_order(workers, _end_of, range(8)))


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_the_work_raises_is_raised_here(jobs: int) -> None:
    """An error of the work reaches whoever asked for it, whichever process it came from."""
    with pytest.raises(RunError, match="number 0 is refused"), executor(jobs=jobs) as workers:
        list(in_order(workers, _refuse, range(3)))


def test_a_scheduler_that_does_not_answer_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A scheduler that cannot be reached is an error that says its address and how one is started."""
    monkeypatch.setattr("harness.scheduling._PATIENCE", 1)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with (
        pytest.raises(RunError, match=f"127.0.0.1:{port}.*dask scheduler"),
        executor(scheduler=f"tcp://127.0.0.1:{port}"),
    ):
        pass


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without `distributed` the message names the extra that installs it."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(RunError, match=r"mylexus\[cluster\]"), executor(scheduler="tcp://127.0.0.1:1"):
        pass


def test_a_cluster_gives_the_same_results(cluster: Cluster) -> None:
    """Journeys walked by two workers of a cluster have the results of one process, even if a worker is killed meanwhile."""
    alone = _results()
    assert {verdict for _, verdict, _, _ in alone} == {"conforms"}
    with executor(scheduler=cluster.address) as workers:
        assert list(in_order(workers, _square, range(9))) == [number**2 for number in range(9)]
    found = []
    for number, walked in enumerate(walk_all(_some(), build="reference", scheduler=cluster.address)):
        if number == 0:
            cluster.workers[0].kill()
        found.append(
            (
                walked.journey.id,
                walked.record.verdict.value,
                walked.record.reason,
                tuple(sight.id for sight in walked.record.branches),
            )
        )
    assert found == alone


def test_a_cluster_simulates_the_same_customers(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    """Customers who live on two workers of a cluster give the totals of one process to the digit, even if a worker is killed meanwhile."""
    monkeypatch.setattr(running, "CHUNK", 3)
    simulation = Simulation(customers=24, seed=5, population=running.read(None))
    alone = simulate(simulation)
    killed: list[int] = []

    def told(totals: Totals) -> None:
        if not killed:
            cluster.workers[0].kill()
            killed.append(totals.customers)

    spread = simulate(simulation, scheduler=cluster.address, told=told)
    assert killed == [3]
    assert alone.customers == 24
    assert spread.plain() == alone.plain()


def test_a_cluster_judges_the_same_mutants(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Mutants that two workers of a cluster judge meet the fate they meet in one process, even if a worker is killed meanwhile."""
    monkeypatch.setattr(mutants, "_SHARE", 2)

    def fates(folder: str, **where: object) -> list[tuple[str, str]]:
        options = mutants.MutantOptions(sections=("2-3",), out=tmp_path / folder, fallback="none", **where)  # type: ignore[arg-type]
        matrix = mutants.judge_mutants(options, told=lambda done, of: lose(done))
        return [(one.id, one.outcome.value) for one in matrix.mutants]

    def lose(done: int) -> None:
        if done == 2:
            cluster.workers[0].kill()

    spread = fates("spread", scheduler=cluster.address)
    assert len(spread) > 10
    assert spread == fates("alone")
