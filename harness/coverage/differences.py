"""What two runs differ in: which steps, branches and rules regressed, which were mended, which nobody tests any more."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from harness.coverage.record import Verdict
from harness.errors import RunError

__all__ = ["PREVIOUS", "Change", "Difference", "Judged", "differences", "judged_in", "keep_previous"]

PREVIOUS = "previous.json"
"""File of a run that keeps what the run before it in the same folder came to."""
_KINDS = ("steps", "branches", "rules")


class Change(StrEnum):
    """What became of something that both runs judged."""

    REGRESSED = "不適合になった"
    BROKEN = "判定できなくなった"
    UNTESTED = "確かめられなくなった"
    MENDED = "適合になった"
    OTHER = "判定が変わった"


@dataclass(frozen=True, kw_only=True, slots=True)
class Judged:
    """What a run came to, as far as another is compared with it."""

    guide: str
    build: str
    driver: str
    headline: str
    entries: Mapping[str, Mapping[str, Verdict]]
    """Kind (``steps``, ``branches``, ``rules``, ``scenarios``) -> id -> verdict."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """One id whose verdict is another than before."""

    kind: str
    id: str
    before: Verdict
    after: Verdict

    @property
    def change(self) -> Change:
        """What that means."""
        return {
            Verdict.NONCONFORMING: Change.REGRESSED,
            Verdict.BROKEN: Change.BROKEN,
            Verdict.NOT_TESTED: Change.UNTESTED,
            Verdict.CONFORMS: Change.MENDED,
        }.get(self.after, Change.OTHER)


def differences(before: Judged, after: Judged) -> tuple[Difference, ...]:
    """Gives what was judged by both and came out differently; what only one of them judged says nothing."""
    return tuple(
        Difference(kind=kind, id=key, before=entries[key], after=verdict)
        for kind, entries in before.entries.items()
        for key, verdict in after.entries.get(kind, {}).items()
        if key in entries and entries[key] is not verdict
    )


def judged_in(path: Path) -> Judged:
    """Reads a run's folder, or a file that ``keep_previous`` wrote. Raises RunError where it is neither."""
    try:
        data = _gathered(path) if path.is_dir() else json.loads(path.read_text(encoding="utf-8"))
        return _judged(data)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise RunError(
            f"{path}: is not the folder of a finished run ({type(error).__name__}: {error}); run `mylexus run` first"
        ) from error


def keep_previous(folder: Path) -> None:
    """Keeps what the last run in a folder came to, before it is cleared; without a finished run it does nothing.

    A run of single scenarios, made to repeat a failure, does not push out the one before it.
    """
    target = folder / PREVIOUS
    try:
        gathered = _gathered(folder)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return
    if gathered["partial"] and target.exists():
        return
    data = json.dumps(gathered, ensure_ascii=False)
    part = target.with_suffix(".part")
    part.write_text(data + "\n", encoding="utf-8")
    part.replace(target)


def _gathered(folder: Path) -> dict[str, Any]:
    verdict = json.loads((folder / "verdict.json").read_text(encoding="utf-8"))
    coverage = json.loads((folder / "coverage.json").read_text(encoding="utf-8"))
    entries = {kind: {one["id"]: one["verdict"] for one in coverage[kind]} for kind in _KINDS}
    entries["scenarios"] = {one["scenario"]: one["verdict"] for one in verdict["scenarios"]}
    told = {name: verdict[name] for name in ("guide", "build", "driver", "headline", "partial")}
    return {**told, "entries": entries}


def _judged(data: Mapping[str, Any]) -> Judged:
    entries = {
        kind: {key: Verdict(value) for key, value in found.items()} for kind, found in data["entries"].items()
    }
    return Judged(
        guide=data["guide"],
        build=data["build"],
        driver=data["driver"],
        headline=data["headline"],
        entries=entries,
    )
