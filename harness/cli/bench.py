"""``mylexus bench``."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from harness.cli.options import JsonOption

__all__ = ["bench"]


def bench(
    section: Annotated[
        str, typer.Option(help="Section whose features are run over and over, or all.")
    ] = "2-1",
    full: Annotated[bool, typer.Option("--full", help="Four times as much of everything.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Measure what a run costs, as ratios: 0 every bound is kept, 1 one is not, 2 could not be measured."""
    from harness.bench.comparing import bench as measures

    console = Console(stderr=as_json)
    found = []
    with tempfile.TemporaryDirectory(prefix="mylexus-bench-") as folder:
        for measure in measures(section, Path(folder), full=full):
            found.append(measure)
            ratio = "   -  " if measure.ratio is None else f"{measure.ratio:6.2f}"
            bound = "" if measure.at_most is None else f" (at most {measure.at_most:g})"
            mark = {True: "✓", False: "✗", None: " "}[measure.met]
            console.print(f"{mark} {ratio}{bound}  {measure.sentence}", highlight=False, markup=False)
            figures = ", ".join(f"{name} {value:.4g}" for name, value in measure.figures.items())
            for line in filter(None, (figures, measure.note)):
                console.print(f"         {line}", highlight=False, markup=False)
    if as_json:
        data = [one.model_dump(mode="json") | {"met": one.met} for one in found]
        typer.echo(json.dumps(data, ensure_ascii=False, indent=1))
    raise typer.Exit(1 if any(one.met is False for one in found) else 0)
