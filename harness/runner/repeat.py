"""The command that repeats one scenario."""

from __future__ import annotations

import shlex

from harness.coverage.conclude import RunResult

__all__ = ["INSPECT_HINT", "repeat_command", "repeat_line"]

INSPECT_HINT = "--inspect を付けると、止まった画面で待つ"
"""What stands beside a command that repeats a scenario."""


def repeat_command(result: RunResult, scenario: str) -> str:
    """Gives a line for the shell; seed and time follow from the scenario, so they need no option."""
    return repeat_line(scenario, build=result.build, driver=result.driver)


def repeat_line(scenario: str, *, build: str, driver: str) -> str:
    """Gives the same for a build and a driver, by their names."""
    words = ["mylexus", "run", "--only", scenario]
    if build != "reference":
        words += ["--build", build]
    if driver != "inprocess":
        words += ["--driver", driver]
    return shlex.join(words)
