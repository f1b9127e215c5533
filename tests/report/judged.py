"""Runs a build in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

__all__ = ["judged"]

ROOT = Path(__file__).parents[2]


def judged(out: Path, *arguments: str) -> Path:
    """Runs ``mylexus run`` in a process of its own and gives its folder."""
    command = [sys.executable, "-m", "harness", "run", "--out", str(out), *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (out / "verdict.json").exists(), done.stdout + done.stderr
    return out
