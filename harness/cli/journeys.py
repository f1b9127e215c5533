"""``mylexus journeys``."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import typer

from harness.cli.options import JsonOption, SectionOption, print_listing
from harness.errors import RunError
from harness.guide import load
from harness.guide.journeys import Journey, branches_of, covering, pairs_of
from harness.guide.journeys import journeys as computed

__all__ = ["journeys"]


class _Cover(StrEnum):
    BRANCH = "branch"
    PAIRWISE = "pairwise"
    ALL = "all"


def journeys(
    cover: Annotated[
        _Cover,
        typer.Option(
            help="branch: few that take every branch that leads on; pairwise: any two facts together; all."
        ),
    ] = _Cover.BRANCH,
    core: Annotated[bool, typer.Option("--core", help="Only ways without technical steps.")] = False,
    section: SectionOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the ways through the guide, computed from its data."""
    guide = load()
    for one in section or ():
        if one not in guide.index:
            raise RunError(
                f"--section {one}: the guide's data have no such section; they have {', '.join(guide.index)}"
            )
    found = [
        journey
        for journey in computed(guide, every_outcome=cover is _Cover.BRANCH)
        if (not core or journey.core) and set(section or ()) <= set(journey.sections)
    ]
    wanted = {_Cover.BRANCH: branches_of, _Cover.PAIRWISE: pairs_of}
    chosen = covering(found, wanted[cover]) if cover in wanted else found
    print_listing([_row(journey) for journey in chosen], as_json=as_json, line=_line)
    if not as_json:
        typer.echo(
            f"{len(chosen)} journeys, {len({step for one in chosen for step in one.steps})} steps, "
            f"{len({branch for one in chosen for branch in one.branches})} branches"
        )


def _row(journey: Journey) -> dict[str, Any]:
    return {"id": journey.id, "facts": dict(journey.facts), "steps": list(journey.steps)}


def _line(row: Any) -> str:
    facts = "、".join(f"{name}={value}" for name, value in row["facts"].items())
    return f"{row['id']}\t{len(row['steps'])} steps\t{facts}"
