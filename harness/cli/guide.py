"""``mylexus guide``: the guide as data."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from harness.cli.options import EditionOption, JsonOption, SectionOption, print_listing
from harness.errors import RunError
from harness.guide import listing, load, verify_report
from harness.guide import verify as verifying
from harness.guide.diff import compare
from harness.guide.editions import find_edition
from harness.guide.model import Guide

__all__ = ["guide_app"]

guide_app = typer.Typer(help="The guide as data.", no_args_is_help=True)


def _chosen(
    guide: Guide, rows: Sequence[Mapping[str, Any]], sections: list[str] | None, key: str
) -> list[Any]:
    known = [section.id for section in guide.sections]
    for section in sections or ():
        if section not in known:
            raise RunError(
                f"--section {section}: the guide's data have no such section; they have {', '.join(known)}"
            )
    return [row for row in rows if not sections or str(row[key]).split("/", 1)[0] in sections]


@guide_app.command()
def steps(section: SectionOption = None, as_json: JsonOption = False) -> None:
    """List every step of the guide, printed and implied."""
    guide = load()
    rows = _chosen(guide, listing.steps(guide), section, "id")
    print_listing(
        rows, as_json=as_json, line=lambda row: f"{row['id']}\t{row['title']}\t{'・'.join(row['labels'])}"
    )


@guide_app.command()
def branches(section: SectionOption = None, as_json: JsonOption = False) -> None:
    """List every branch: one outcome of one decision."""
    guide = load()
    rows = _chosen(guide, listing.branches(guide), section, "at")
    print_listing(rows, as_json=as_json, line=lambda row: f"{row['id']}\t→ {row['to']}\t{row['kind']}")


@guide_app.command()
def rules(section: SectionOption = None, as_json: JsonOption = False) -> None:
    """List every rule: one testable statement of the guide."""
    guide = load()
    wanted = set(section or ())
    _chosen(guide, [], section, "id")
    chosen = {
        rule.id for rule in guide.rules if not wanted or {step.split("/")[0] for step in rule.steps} & wanted
    }
    rows = [row for row in listing.rules(guide) if row["id"] in chosen]
    print_listing(rows, as_json=as_json, line=lambda row: f"{row['id']}\t{row['statement']}")


@guide_app.command()
def verify(
    text: Annotated[Path, typer.Argument(metavar="TEXTFILE", help="The guide's own text, UTF-8.")],
    edition: EditionOption = "1.4",
    write_claims: Annotated[
        bool, typer.Option(help="Bring the claims up to date with the text; a new line stays unclaimed.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Hold the data against the guide's own text: 0 they agree, 1 they differ, 2 not the guide's text."""
    done = verifying.verify_file(text, edition, write_claims=write_claims)
    if as_json:
        typer.echo(json.dumps(verify_report.as_data(done), ensure_ascii=False, indent=1))
    else:
        for line in verify_report.as_lines(done):
            typer.echo(line)
    raise typer.Exit(1 if done.differences else 0)


@guide_app.command()
def diff(
    before: Annotated[str, typer.Argument(metavar="A", help="An edition, e.g. 1.4, or its folder.")],
    after: Annotated[str, typer.Argument(metavar="B", help="The edition to compare it with.")],
    features: Annotated[
        Path | None, typer.Option(help="Folder of the features; default: those of this installation.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Compare two editions, and list the scenarios touched: 0 equal, 1 they differ, 2 not to be compared."""
    from harness.runner import touched  # Gherkin is loaded only for this
    from harness.runner.running import FEATURES

    editions = [find_edition(before)[0], find_edition(after)[0]]
    found = touched.touches(compare(*editions), features or FEATURES)
    if as_json:
        print_listing(touched.as_data(found), as_json=True, line=str)
    else:
        for line in touched.as_lines(found, editions[0].edition, editions[1].edition):
            typer.echo(line)
    raise typer.Exit(1 if found else 0)
