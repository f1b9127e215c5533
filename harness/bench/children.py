"""Commands run as child processes, and what they cost as a whole."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from harness.errors import RunError

__all__ = ["Command", "Cost", "cost_of", "side_by_side"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Command:
    """A command and where it runs; what it says is written to ``log``."""

    words: tuple[str, ...]
    cwd: Path
    environment: Mapping[str, str]
    log: Path


@dataclass(frozen=True, kw_only=True, slots=True)
class Cost:
    """What a child and its own children cost."""

    wall: float
    """Seconds; of several side by side, with the time that the others had the core."""
    cpu: float
    """Seconds of all cores, user and system."""
    peak: float
    """Largest resident size of one process, in 10^6 bytes."""


def cost_of(command: Command) -> Cost:
    """Runs a command to its end. Raises RunError with the end of its output if it fails."""
    return _ended(command, *_begun(command))


def side_by_side(commands: Sequence[Command]) -> list[Cost]:
    """Runs commands at the same time on one core; gives the cost of each. Raises RunError if one of them fails.

    A machine that others share changes its speed within seconds, its cores not alike. On one core the commands take
    turns of some milliseconds, so that whatever slows one of them slows the others by as much.
    """
    children: list[tuple[subprocess.Popen[bytes], float]] = []
    try:
        with _one_core():
            children += map(_begun, commands)
        return [_ended(command, *child) for command, child in zip(commands, children, strict=True)]
    finally:
        for child, _ in children:
            if child.returncode is None:
                child.kill()
                child.wait()


@contextmanager
def _one_core() -> Iterator[None]:
    """What is begun meanwhile stays on one core, where the system can say so."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, cores)


def _begun(command: Command) -> tuple[subprocess.Popen[bytes], float]:
    with command.log.open("wb") as stream:
        child = subprocess.Popen(  # noqa: S603 - our own interpreter
            command.words,
            cwd=command.cwd,
            env=dict(command.environment),
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
        )
    return child, time.perf_counter()


def _ended(command: Command, child: subprocess.Popen[bytes], started: float) -> Cost:
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.perf_counter() - started
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        said = command.log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        raise RunError(
            f"bench: {' '.join(command.words[1:4])}… ended with {child.returncode}: {' / '.join(said[-3:])}"
        )
    # Linux counts the resident size in units of 1,024 bytes.
    return Cost(wall=wall, cpu=usage.ru_utime + usage.ru_stime, peak=usage.ru_maxrss * 1024 / 1e6)
