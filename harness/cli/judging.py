"""``mylexus run``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from harness.cli.options import OUT, BaselineOption, SectionOption

__all__ = ["run"]


def run(
    section: SectionOption = None,
    build: Annotated[
        str,
        typer.Option(
            help="Build to judge: `reference`, `package.module:factory` of a WSGI application, or a "
            "build profile (TOML), or an installed plug-in by its name."
        ),
    ] = "reference",
    driver: Annotated[
        str,
        typer.Option(help="How the build is reached: inprocess, http or browser; its profile says it too."),
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
    repeat: Annotated[
        int,
        typer.Option(min=1, max=100, help="Run each scenario so often; differing verdicts are never 適合."),
    ] = 1,
    shard: Annotated[
        str, typer.Option(help="Run one part of several: 1/3, 2/3, 3/3; `mylexus merge` puts them together.")
    ] = "",
    times: Annotated[
        Path | None, typer.Option(help="Folder of an earlier run, by whose times the parts are balanced.")
    ] = None,
    baseline: BaselineOption = None,
    inspect: Annotated[
        bool,
        typer.Option(
            "--inspect", help="With one --only: stop at the failing screen, to look at and to go on from."
        ),
    ] = False,
) -> None:
    """Judge a build: 0 conforms, 1 does not, 2 could not be judged, 3 inconclusive, 130 interrupted."""
    from harness.errors import RunError
    from harness.runner.inspecting import inspect_failure
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
        repeat=repeat,
        shard=shard,
        times=times,
        baseline=baseline,
    )
    if inspect and len(options.only) != 1:
        raise RunError("--inspect: name the one scenario with --only, by the key that a run prints")
    console = Console()
    code = run_suite(options, console)
    if inspect:
        inspect_failure(options, console)
    raise typer.Exit(code)
