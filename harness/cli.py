"""The command line: ``mylexus``."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from harness import __version__
from harness.errors import HarnessError, RunError
from harness.guide import listing, load, verify_report
from harness.guide import verify as verifying
from harness.guide.diff import compare
from harness.guide.editions import find_edition
from harness.guide.model import Guide

__all__ = ["app", "main"]

app = typer.Typer(
    help="Tells whether a build of the My LEXUS sign-up follows the guide.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
guide_app = typer.Typer(help="The guide as data.", no_args_is_help=True)
app.add_typer(guide_app, name="guide")

OUT = Path("reports/out/latest")
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON array.")]
EditionOption = Annotated[
    str, typer.Option(help="Edition of the data, e.g. 1.4, or the path of an edition's folder.")
]
SectionOption = Annotated[
    list[str] | None, typer.Option("--section", help="Only this section, e.g. 1-1 (repeatable).")
]


def _version(value: bool) -> None:
    if value:
        typer.echo(f"mylexus {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    _: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


@app.command()
def run(
    section: SectionOption = None,
    build: Annotated[
        str,
        typer.Option(
            help="Build to judge: `reference`, `package.module:factory` of a WSGI application, or a "
            "build profile (TOML)."
        ),
    ] = "reference",
    driver: Annotated[
        str, typer.Option(help="How the build is reached: inprocess or http; its profile says it too.")
    ] = "",
    jobs: Annotated[int, typer.Option(min=1, help="Processes to spread the scenarios over.")] = 1,
    out: Annotated[Path, typer.Option(help="Folder for verdict, coverage and report.")] = OUT,
    require: Annotated[
        str, typer.Option(help="How much must be verified, in percent: steps=100,branches=95,rules=90.")
    ] = "",
    only: Annotated[
        list[str] | None,
        typer.Option("--only", help="Only this scenario, by the key that a run prints (repeatable)."),
    ] = None,
    shuffle: Annotated[
        int | None, typer.Option(help="Run the scenarios in a random order, drawn from this seed.")
    ] = None,
) -> None:
    """Judge a build: 0 conforms, 1 does not, 2 could not be judged, 3 inconclusive, 130 interrupted."""
    from harness.runner.running import RunOptions, run_suite  # pytest is loaded only for a run

    options = RunOptions(
        sections=tuple(section or ()),
        build=build,
        driver=driver,
        jobs=jobs,
        out=out,
        require=require,
        only=tuple(only or ()),
        shuffle=shuffle,
    )
    raise typer.Exit(run_suite(options, Console()))


@app.command("fakes")
def serve_fakes(
    only: Annotated[
        str, typer.Option(help="Only these, by name: payment,mail. All of them by default.")
    ] = "",
    port_base: Annotated[
        int,
        typer.Option(
            min=0, max=65528, help="First of eight ports, that of the index; 0 takes any free ones."
        ),
    ] = 8700,
    seed: Annotated[int, typer.Option(help="What the fakes draw at random follows from it.")] = 0,
    state: Annotated[
        Path | None, typer.Option(help="Folder in which the fakes keep what they remember.")
    ] = None,
    faults: Annotated[Path | None, typer.Option(help="TOML file with the faults to begin with.")] = None,
) -> None:
    """Serve the fakes on this machine until Ctrl-C: the outside systems for a build that runs elsewhere."""
    from fakes.serving import Options, ServingError, serve  # the fakes are loaded only to be served

    names = tuple(name for name in only.split(",") if name.strip())
    options = Options(only=names, port_base=port_base, seed=seed, state=state, faults=faults)
    try:
        serve(options, lambda text: print(text, flush=True))
    except ServingError as error:
        raise RunError(str(error)) from None


@app.command()
def serve(
    port: Annotated[
        int,
        typer.Option(min=0, max=65525, help="First of ten ports, that of the index; 0 takes any free ones."),
    ] = 8800,
    seed: Annotated[
        int, typer.Option(help="What the cast and the fakes draw at random follows from it.")
    ] = 0,
    profile: Annotated[
        Path | None, typer.Option(help="Write a build profile of what is served to this file.")
    ] = None,
) -> None:
    """Serve the reference build with fakes and a cast on this machine until Ctrl-C."""
    from harness.serving import ServeOptions
    from harness.serving import serve as serving  # build and fakes are loaded only to be served

    options = ServeOptions(port=port, seed=seed, profile=profile)
    serving(options, lambda text: print(text, flush=True))


def _listing(
    rows: Sequence[Mapping[str, Any]], *, as_json: bool, line: Callable[[Mapping[str, Any]], str]
) -> None:
    if as_json:
        typer.echo(json.dumps(list(rows), ensure_ascii=False, indent=1))
    else:
        for row in rows:
            typer.echo(line(row))


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
    _listing(
        rows, as_json=as_json, line=lambda row: f"{row['id']}\t{row['title']}\t{'・'.join(row['labels'])}"
    )


@guide_app.command()
def branches(section: SectionOption = None, as_json: JsonOption = False) -> None:
    """List every branch: one outcome of one decision."""
    guide = load()
    rows = _chosen(guide, listing.branches(guide), section, "at")
    _listing(rows, as_json=as_json, line=lambda row: f"{row['id']}\t→ {row['to']}\t{row['kind']}")


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
    _listing(rows, as_json=as_json, line=lambda row: f"{row['id']}\t{row['statement']}")


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
        _listing(touched.as_data(found), as_json=True, line=str)
    else:
        for line in touched.as_lines(found, editions[0].edition, editions[1].edition):
            typer.echo(line)
    raise typer.Exit(1 if found else 0)


def main() -> None:
    """Runs the command line; whatever is wrong with our side is one message and exit code 2."""
    try:
        app()
    except HarnessError as error:
        print(f"mylexus: {error}", file=sys.stderr)
        sys.exit(2)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
