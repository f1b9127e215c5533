"""A simulation by two processes in which Ctrl-C is pressed when the first customer was counted."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from harness.cli import app
from harness.simulation import running
from harness.simulation.totals import Totals

_genuine = running.simulate


def _simulate(*arguments: Any, told: Callable[[Totals], None], **keywords: Any) -> Totals:
    def heard(totals: Totals) -> None:
        told(totals)
        if totals.customers == 1:
            os.killpg(0, signal.SIGINT)

    return _genuine(*arguments, told=heard, **keywords)


if __name__ == "__main__":
    running.CHUNK = 1
    vars(running)["simulate"] = _simulate
    app(["simulate", "--customers", "10000", "--jobs", "2", "--out", sys.argv[1]])
