"""The command that repeats one scenario."""

from __future__ import annotations

import shlex

from harness.coverage.conclude import RunResult

__all__ = ["repeat_command"]


def repeat_command(result: RunResult, scenario: str) -> str:
    """Gives a line for the shell; seed and time follow from the scenario, so they need no option."""
    words = ["mylexus", "run", "--only", scenario]
    if result.build != "reference":
        words += ["--build", result.build]
    if result.driver != "inprocess":
        words += ["--driver", result.driver]
    return shlex.join(words)
