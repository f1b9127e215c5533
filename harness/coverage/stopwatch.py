"""Real seconds, also while a scenario's own time stands still.

freezegun replaces the clocks of modules that it finds; this module is on its ignore list.
"""

from __future__ import annotations

import time

import freezegun

__all__ = ["seconds_now"]

freezegun.configure(extend_ignore_list=["harness.coverage.stopwatch"])


def seconds_now() -> float:
    """Gives seconds of a clock that only goes forward; differences are real durations."""
    return time.perf_counter()
