"""What a driver leaves besides records: where the time of a run went, and traces of scenarios that failed."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import quote

from harness.builds.opening import OpenBuild
from harness.builds.served import HttpBuild
from harness.builds.spent import KINDS
from harness.coverage.conclude import RunResult

__all__ = ["keep_evidence", "keep_spent", "told_spent"]

_FILE = "spent.json"
_BROWSERS = f"{KINDS['phones']}と{KINDS['pictures']}"


def keep_evidence(folder: Path, scenario: str, build: OpenBuild) -> None:
    """Keeps what a driver has of a scenario that failed: traces, in a folder named by the scenario's key."""
    if isinstance(build, HttpBuild):
        build.keep_evidence(folder / "traces" / quote(scenario, safe=""))


def keep_spent(folder: Path, build: OpenBuild) -> None:
    """Writes seconds by kind, rounded to milliseconds; a build in process is not measured."""
    if isinstance(build, HttpBuild) and folder.is_dir():
        seconds = {kind: round(build.spent.seconds[kind], 3) for kind in KINDS}
        (folder / _FILE).write_text(json.dumps(seconds) + "\n", encoding="utf-8")


def told_spent(folder: Path, result: RunResult) -> str:
    """Gives one line with milliseconds per walk row by kind, and per scenario for what each begins with."""
    path = folder / _FILE
    rows = sum(record.rows for record in result.scenarios)
    ran = sum(record.rows > 0 for record in result.scenarios)
    if result.driver == "inprocess" or not rows or not path.exists():
        return ""
    seconds: dict[str, float] = json.loads(path.read_text(encoding="utf-8"))
    parts = [f"{word} {1000 * seconds[kind] / rows:.1f} ms" for kind, word in KINDS.items() if seconds[kind]]
    own = sum(seconds[kind] for kind in ("phones", "pictures"))
    beside = f"（シナリオあたり {_BROWSERS} {1000 * own / ran:.0f} ms）" if own else ""
    return f"ドライバー {result.driver}: 1行あたり {'、'.join(parts)}{beside}"
