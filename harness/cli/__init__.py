"""The command line: ``mylexus``. One module for each group of commands."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from harness import __version__
from harness.cli.bench import bench
from harness.cli.doctor import doctor
from harness.cli.explore import explore
from harness.cli.exporting import export
from harness.cli.gate import baseline, gate, ledger, merge, parity
from harness.cli.guide import guide_app
from harness.cli.journeys import journeys
from harness.cli.judging import run
from harness.cli.loading import load
from harness.cli.mutants import mutants_app
from harness.cli.profile import profile_app
from harness.cli.reporting import report
from harness.cli.serving import serve, serve_fakes
from harness.cli.simulating import simulate
from harness.cli.stating import statement, verify
from harness.errors import HarnessError

__all__ = ["app", "main"]

app = typer.Typer(
    help="Tells whether a build of the My LEXUS sign-up follows the guide.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command()(run)
app.command()(journeys)
app.command()(explore)
app.command()(report)
app.command()(export)
app.command()(statement)
app.command()(verify)
app.command()(doctor)
app.command()(bench)
for _command in (gate, baseline, merge, parity, ledger):
    app.command()(_command)
app.command()(serve)
app.command("fakes")(serve_fakes)
app.command()(simulate)
app.command()(load)
app.add_typer(guide_app, name="guide")
app.add_typer(profile_app, name="profile")
app.add_typer(mutants_app, name="mutants")


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
