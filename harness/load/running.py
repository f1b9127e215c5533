"""Runs Locust in processes of its own, master and workers, and looks at the build again when they are done."""

from __future__ import annotations

import csv
import json
import os
import socket
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from harness.builds.profile import HttpProfile, read_profile
from harness.builds.served import HttpBuild
from harness.errors import RunError
from harness.load.customers import Visit
from harness.simulation.population import Population

__all__ = ["Loaded", "Order", "join", "judged", "load_build"]

_FILE = Path(__file__).with_name("locustfile.py")
_PROFILE = "MYLEXUS_LOAD_PROFILE"
_GRACE = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """What load there shall be."""

    profile: Path
    customers: int
    users: int = 4
    """Customers at a time."""
    workers: int = 2
    """Worker processes on this machine."""
    elsewhere: int = 0
    """Workers that other machines start with ``--join``."""
    seed: int = 0
    population: Population
    port: int = 0
    """Where the master listens; 0 takes any free port of loopback."""
    seconds: int = 600
    """After which the run is given up."""


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """What came of it."""

    visits: tuple[Visit, ...]
    troubles: tuple[str, ...]
    wrong: tuple[str, ...]
    """Wrong screens, lost and double registrations, in Japanese."""
    steps: tuple[dict[str, str], ...]
    """Locust's figures: one for each step, and one for all."""
    counts: dict[str, tuple[int, int]]
    """What -> as many as the customers were told of, and as many as the build has."""

    @property
    def completed(self) -> int:
        """Customers who reached the end."""
        return sum(one.completed for one in self.visits)


def load_build(order: Order) -> Loaded:
    """Loads the build and judges it. Raises RunError and BuildError where it could not be judged."""
    with ExitStack() as stack:
        build = _opened(order.profile)
        stack.callback(build.close)
        build.check()
        build.reset()
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mylexus-load-")))
        port = order.port or _free_port()
        master = _master(order, folder, port)
        stack.callback(_end, master)
        for number in range(order.workers):
            stack.callback(_end, _worker(order.profile, "127.0.0.1", port, folder / f"worker-{number}.log"))
        try:
            master.wait(timeout=order.seconds)
        except subprocess.TimeoutExpired:
            raise RunError(
                f"the load was not over after {order.seconds} s; give fewer --customers or more --seconds\n"
                f"{_last_words(folder)}"
            ) from None
        visits, troubles = _told(folder / "visits.jsonl")
        if len(visits) + len(troubles) != order.customers:
            raise RunError(
                f"{len(visits) + len(troubles)} of {order.customers} customers were told of; Locust said:\n"
                f"{_last_words(folder)}"
            )
        wrong, counts = judged(build, visits)
        return Loaded(
            visits=tuple(visits),
            troubles=tuple(troubles),
            wrong=tuple(wrong),
            steps=_figures(folder / "load_stats.csv"),
            counts=counts,
        )


def join(profile: Path, host: str, port: int) -> int:
    """Works for a master on another machine until it is done; gives Locust's exit code. Raises RunError."""
    _opened(profile).close()
    worker = _worker(profile, host, port, None)
    try:
        return worker.wait()
    finally:
        _end(worker)


def _opened(path: Path) -> HttpBuild:
    profile = read_profile(path)
    if not isinstance(profile, HttpProfile):
        raise RunError(
            f'--profile {path}: load needs a build that is served (driver = "http"); `mylexus serve --profile FILE` '
            "writes one, and `mylexus simulate` is for builds in process"
        )
    # It must not be loaded here: it makes every socket of its process cooperative.
    if find_spec("locust") is None:
        raise RunError('Locust is not installed; install the extra: pip install "mylexus[load]"')
    return HttpBuild(profile)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _master(order: Order, folder: Path, port: int) -> subprocess.Popen[bytes]:
    workers = order.workers + order.elsewhere
    words = [
        "--headless", "--master", "--expect-workers", workers, "--expect-workers-max-wait", 60,
        "--master-bind-host", "*" if order.elsewhere else "127.0.0.1", "--master-bind-port", port,
        "--users", order.users, "--spawn-rate", order.users, "--csv", folder / "load", "--csv-full-history",
        "--mylexus-customers", order.customers, "--mylexus-seed", order.seed, "--mylexus-workers", workers,
        "--mylexus-population", order.population.model_dump_json(),
        "--mylexus-visits", folder / "visits.jsonl",
    ]  # fmt: skip
    return _locust(order.profile, words, folder / "master.log")


def _worker(profile: Path, host: str, port: int, log: Path | None) -> subprocess.Popen[bytes]:
    return _locust(profile, ["--headless", "--worker", "--master-host", host, "--master-port", port], log)


def _locust(profile: Path, words: Sequence[object], log: Path | None) -> subprocess.Popen[bytes]:
    environ = {**os.environ, _PROFILE: str(profile.resolve())}
    top = str(Path(__file__).parents[2])
    environ["PYTHONPATH"] = os.pathsep.join(filter(None, [top, os.environ.get("PYTHONPATH", "")]))
    command = [sys.executable, "-m", "locust", "-f", str(_FILE), *map(str, words)]
    if log is None:
        return subprocess.Popen(command, env=environ)  # noqa: S603
    with log.open("wb") as file:
        # A folder of its own: Locust reads configuration from the one it is started in.
        return subprocess.Popen(  # noqa: S603
            command, env=environ, stdout=file, stderr=subprocess.STDOUT, cwd=log.parent
        )


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(timeout=_GRACE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _last_words(folder: Path) -> str:
    logs = sorted(folder.glob("*.log"))
    return "\n".join(
        f"{log.stem}: {line}"
        for log in logs
        for line in log.read_text(encoding="utf-8", errors="replace").splitlines()[-4:]
    )


def _told(path: Path) -> tuple[list[Visit], list[str]]:
    visits, troubles = [], []
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        data: dict[str, Any] = json.loads(line)
        if data.pop("kind") == "visit":
            visits.append(Visit.of(data))
        else:
            troubles.append(f"{data['number']}: {data['what']}")
    return visits, troubles


def judged(build: HttpBuild, visits: Sequence[Visit]) -> tuple[list[str], dict[str, tuple[int, int]]]:
    """Looks up every contract and every account again, now that nobody is under way any more."""
    wrong = [f"お客さま {one.number}: {what}" for one in visits for what in one.wrong]
    for name, numbers in (
        ("お客さま", [one.number for one in visits]),
        ("契約", [one.contract for one in visits]),
    ):
        wrong += [f"{name} {key} が{count}回ある" for key, count in Counter(numbers).items() if count > 1]
    told: Counter[str] = Counter()
    has: Counter[str] = Counter()
    for one in visits:
        state = build.contract(one.contract)
        parties = (state.buyer.email if state.buyer else "", state.user.email if state.user else "")
        services = tuple(each.service for each in state.applications)
        if (*parties, services) != (one.buyer, one.user, one.services):
            wrong.append(f"お客さま {one.number}: 登録があとから変わった、または失われた")
        told.update({"買主": bool(one.buyer), "使用者": bool(one.user), "申込み": len(one.services)})
        has.update({"買主": bool(parties[0]), "使用者": bool(parties[1]), "申込み": len(services)})
    expected = {email for one in visits for email in one.accounts}
    emails = [account.email for account in build.accounts()]
    wrong += [f"TOYOTAアカウント {email} が失われた" for email in sorted(expected - set(emails))]
    wrong += [f"TOYOTAアカウントが{count}件重なっている" for count in Counter(emails).values() if count > 1]
    completed = [one for one in visits if one.completed]
    registered = sum(bool(build.contract(one.contract).user) for one in completed)
    counts = {name: (told[name], has[name]) for name in ("買主", "使用者", "申込み")}
    counts["完了したお客さま"] = (len(completed), registered)
    counts["TOYOTAアカウント"] = (len(expected), len(expected & set(emails)))
    wrong += [f"{name}: 画面では{a}、ビルドでは{b}" for name, (a, b) in counts.items() if a != b]
    return wrong, counts


def _figures(path: Path) -> tuple[dict[str, str], ...]:
    if not path.exists():
        return ()
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))
