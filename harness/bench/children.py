"""Commands run as child processes, and what they cost as a whole."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from harness.errors import RunError

__all__ = ["Cost", "cost_of"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Cost:
    """What a child and its own children cost."""

    wall: float
    """Seconds."""
    cpu: float
    """Seconds of all cores, user and system; what other programs do on the machine hardly changes it."""
    peak: float
    """Largest resident size of one process, in 10^6 bytes."""


def cost_of(command: Sequence[str], *, cwd: Path, environment: Mapping[str, str], log: Path) -> Cost:
    """Runs a command to its end. Raises RunError with the end of its output if it fails."""
    with log.open("wb") as stream:
        started = time.perf_counter()
        child = subprocess.Popen(  # noqa: S603 - our own interpreter
            list(command),
            cwd=cwd,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
        )
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - started
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        tail = " / ".join(log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-3:])
        raise RunError(f"bench: {' '.join(command[1:4])}… ended with {child.returncode}: {tail}")
    # Linux counts the resident size in units of 1,024 bytes.
    return Cost(wall=wall, cpu=usage.ru_utime + usage.ru_stime, peak=usage.ru_maxrss * 1024 / 1e6)
