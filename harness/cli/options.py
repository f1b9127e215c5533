"""Options that several commands share."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

__all__ = [
    "OUT",
    "BaselineOption",
    "EditionOption",
    "JsonOption",
    "SchedulerOption",
    "SectionOption",
    "print_listing",
]

OUT = Path("reports/out/latest")
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON array.")]
EditionOption = Annotated[
    str, typer.Option(help="Edition of the data, e.g. 1.4, or the path of an edition's folder.")
]
BaselineOption = Annotated[
    Path | None,
    typer.Option(help="File of `mylexus baseline`: only what is not in it stops a release."),
]
SchedulerOption = Annotated[
    str, typer.Option(help="Address of a running Dask scheduler whose workers do it: tcp://host:8786.")
]
SectionOption = Annotated[
    list[str] | None, typer.Option("--section", help="Only this section, e.g. 1-1 (repeatable).")
]


def print_listing(
    rows: Sequence[Mapping[str, Any]], *, as_json: bool, line: Callable[[Mapping[str, Any]], str]
) -> None:
    """Prints rows as one JSON array, or one line each."""
    if as_json:
        typer.echo(json.dumps(list(rows), ensure_ascii=False, indent=1))
    else:
        for row in rows:
            typer.echo(line(row))
