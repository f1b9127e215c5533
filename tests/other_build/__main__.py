"""Serves the second build until Ctrl-C: ``python -m tests.other_build PROFILE.toml [DEFECT]``."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from pathlib import Path

from tests.other_build import create, defects
from tests.other_build.served import TOKEN, served

if __name__ == "__main__":
    factory = getattr(defects, sys.argv[2]) if len(sys.argv) > 2 else create
    with served(factory, os.environ.get(TOKEN, "other")) as profile:
        Path(sys.argv[1]).write_text(profile, encoding="utf-8")
        with contextlib.suppress(KeyboardInterrupt):
            threading.Event().wait()
