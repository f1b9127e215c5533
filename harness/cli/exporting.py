"""``mylexus export``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from harness.cli.options import OUT

__all__ = ["export"]

_FORMATS = "messages, ctrf, junit, markdown, badge, annotations, code-quality"


def export(
    run: Annotated[Path, typer.Argument(help="Folder of the finished run.")] = OUT,
    format_: Annotated[
        list[str] | None, typer.Option("--format", help=f"{_FORMATS} (repeatable); all of them unless named.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder to write; the run's own unless named.")] = None,
    print_: Annotated[
        bool, typer.Option("--print", help="Print the one format instead, for a job's page or log.")
    ] = False,
) -> None:
    """Hand a finished run on: Cucumber messages, CTRF, JUnit, a job's summary, badge, annotations."""
    from harness.errors import RunError
    from harness.exports.exporting import FEATURES, Format, export_run, exported
    from harness.guide import load
    from harness.reporting.finished import read_run

    try:
        kinds = [Format(name) for name in format_ or Format]
    except ValueError as error:
        raise RunError(f"--format: {error}; there are {_FORMATS}") from error
    if not print_:
        for path in export_run(run, kinds, out or run):
            typer.echo(f"{path} ({path.stat().st_size / 1000:.0f} kB)")
        return
    if len(kinds) != 1 or out is not None:
        raise RunError("--print: give exactly one --format and no --out")
    typer.echo(exported(read_run(run, load(), FEATURES), kinds[0]), nl=False)
