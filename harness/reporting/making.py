"""Makes a report's folder from a run's folder."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from harness.coverage.differences import PREVIOUS, differences, judged_in
from harness.errors import RunError
from harness.guide import load
from harness.reporting.allure import make_allure
from harness.reporting.finished import read_run
from harness.reporting.pages import Compared, write_pages
from harness.runner.scenario import FEATURES

__all__ = ["Made", "make_report"]

_MARK = "mylexus-report.txt"
"""Stands in every folder that was written here, so that no other folder is ever cleared."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Made:
    """What was written, and how much of it."""

    index: Path
    headline: str
    files: int
    page_bytes: int
    picture_bytes: int
    notes: tuple[str, ...]


def make_report(run: Path, out: Path, *, allure: bool = False, against: Path | None = None) -> Made:
    """Writes the report of a finished run. Raises RunError where there is none, or the folder is somebody else's.

    It tells what differs from the run before in the same folder, and from the run in ``against``.
    """
    finished = read_run(run, load(), FEATURES)
    compared = _compared(run, against)
    _clear(out)
    single = out / "allure.html"
    notes = make_allure(run / "allure-results", single, finished) if allure else ()
    write_pages(finished, out, allure=single.exists(), compared=compared)
    sizes = {path: path.stat().st_size for path in out.rglob("*") if path.is_file()}
    pictures = {path: size for path, size in sizes.items() if path.parent.name == "pictures"}
    return Made(
        index=out / "index.html",
        headline=finished.headline,
        files=len(sizes),
        page_bytes=sum(sizes.values()) - sum(pictures.values()),
        picture_bytes=sum(pictures.values()),
        notes=notes,
    )


def _compared(run: Path, against: Path | None) -> list[Compared]:
    others = {"前回": run / PREVIOUS} if (run / PREVIOUS).exists() else {}
    if against is not None:
        others[f"比べる相手 {against.name}"] = against
    now = judged_in(run) if others else None
    read = {name: judged_in(path) for name, path in others.items()}
    return [
        Compared(name=name, run=other, found=differences(other, now)) for name, other in read.items() if now
    ]


def _clear(out: Path) -> None:
    try:
        if out.exists() and any(out.iterdir()):
            if not (out / _MARK).exists():
                raise RunError(
                    f"--out {out}: holds files that are not a report's; name an empty or a new folder"
                )
            shutil.rmtree(out)
        out.mkdir(parents=True, exist_ok=True)
        (out / _MARK).write_text("Written by `mylexus report`; the next one replaces it.\n", encoding="utf-8")
    except OSError as error:
        raise RunError(f"--out {out}: cannot be written ({error.strerror}); give another folder") from error
