"""``mylexus report``."""

from __future__ import annotations

import time
import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from harness.cli.options import OUT

__all__ = ["report"]


def report(
    run: Annotated[Path, typer.Option(help="Folder of the finished run.")] = OUT,
    out: Annotated[
        Path | None, typer.Option(help="Folder to write; `report` in the run's own unless named.")
    ] = None,
    open_: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
    allure: Annotated[
        bool, typer.Option("--allure", help="Add Allure's report as one file; needs Node.")
    ] = False,
    against: Annotated[
        Path | None,
        typer.Option(help="Folder of a run to compare with, besides the one before in the folder."),
    ] = None,
) -> None:
    """Make a folder to publish or to open as it is: findings, the flow of each section, the living guide."""
    from harness.reporting.making import make_report  # the features are read only for a report

    started = time.perf_counter()
    made = make_report(run, out or run / "report", allure=allure, against=against)
    seconds = time.perf_counter() - started
    for line in made.notes:
        typer.echo(line)
    pictures = f" + pictures {made.picture_bytes / 1e6:.1f} MB" if made.picture_bytes else ""
    typer.echo(f"判定: {made.headline}")
    typer.echo(
        f"Report: {made.index} ({made.files} files, {made.page_bytes / 1e6:.1f} MB{pictures}, {seconds:.1f} s)"
    )
    if open_:
        webbrowser.open(made.index.resolve().as_uri())
