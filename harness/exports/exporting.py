"""Writes a finished run in the formats that were asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path

from harness.errors import RunError
from harness.exports.annotations import code_quality, workflow_commands
from harness.exports.badge import badge
from harness.exports.ctrf import ctrf
from harness.exports.markdown import markdown
from harness.exports.messages import messages
from harness.guide import load
from harness.reporting.finished import FinishedRun, read_run
from harness.runner.artefacts import EXPORTS
from harness.runner.scenario import FEATURES

__all__ = ["FEATURES", "Format", "export_run", "exported"]


class Format(StrEnum):
    """What a run can be written as."""

    MESSAGES = "messages"
    CTRF = "ctrf"
    JUNIT = "junit"
    MARKDOWN = "markdown"
    BADGE = "badge"
    ANNOTATIONS = "annotations"
    CODE_QUALITY = "code-quality"

    @property
    def file(self) -> str:
        """The name of its file."""
        return EXPORTS[self.value]


_WRITERS: dict[Format, Callable[[FinishedRun], str]] = {
    Format.MESSAGES: lambda run: messages(run, FEATURES),
    Format.CTRF: ctrf,
    Format.JUNIT: lambda run: _kept(run.folder / "junit.xml"),
    Format.MARKDOWN: markdown,
    Format.BADGE: badge,
    Format.ANNOTATIONS: workflow_commands,
    Format.CODE_QUALITY: code_quality,
}


def exported(run: FinishedRun, kind: Format) -> str:
    """Gives a run in one format."""
    return _WRITERS[kind](run)


def export_run(folder: Path, kinds: Sequence[Format], out: Path) -> list[Path]:
    """Writes a run's folder in each format into another folder. Raises RunError where it is no finished run."""
    run = read_run(folder, load(), FEATURES)
    written = []
    try:
        out.mkdir(parents=True, exist_ok=True)
        for kind in kinds:
            target = out / kind.file
            part = target.with_name(target.name + ".part")
            part.write_text(exported(run, kind), encoding="utf-8")
            part.replace(target)
            written.append(target)
    except OSError as error:
        raise RunError(f"--out {out}: cannot be written ({error.strerror}); give another folder") from error
    return written


def _kept(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise RunError(f"{path}: cannot be read ({error.strerror}); run `mylexus run` again") from error
