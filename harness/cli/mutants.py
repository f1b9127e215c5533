"""``mylexus mutants``: builds made wrong on purpose."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import Annotated

import typer

from harness.cli.options import JsonOption, SchedulerOption, SectionOption, print_listing
from harness.guide import load

__all__ = ["mutants_app"]

mutants_app = typer.Typer(help="Builds made wrong on purpose.", no_args_is_help=True)


@mutants_app.command("list")
def list_mutants(section: SectionOption = None, as_json: JsonOption = False) -> None:
    """List every mutant: what it breaks, and what is wrong with it."""
    from harness.mutants.running import MutantOptions, chosen

    rows = [one.as_data() for one in chosen(load(), MutantOptions(sections=tuple(section or ())))]
    print_listing(rows, as_json=as_json, line=lambda row: f"{row['id']}\t{row['sentence']}")


@mutants_app.command("proxy")
def serve_wrong(
    to: Annotated[str, typer.Option(help="Base URL of the build: http://127.0.0.1:8801.")],
    only: Annotated[
        str, typer.Option(help="Id of the mutant; without it everything is passed on as it is.")
    ] = "",
    port: Annotated[int, typer.Option(min=0, help="Port on loopback, any free one for 0.")] = 0,
) -> None:
    """Serve a build made wrong: a proxy before the build, for a browser or for another tool's tests."""
    from harness.mutants.served import wrong_before

    with wrong_before(to, only, port) as (url, sentence):
        typer.echo(f"{url} -> {to}: {sentence}")
        typer.echo("Ctrl-C ends it.")
        signal.pause()


@mutants_app.command("run")
def run_mutants(
    section: SectionOption = None,
    build: Annotated[
        str,
        typer.Option(help="Build to make wrong: `reference`, `package.module:factory`, or a build profile."),
    ] = "reference",
    driver: Annotated[str, typer.Option(help="inprocess or http; its profile says it too.")] = "",
    only: Annotated[
        list[str] | None, typer.Option("--only", help="Only this mutant, or what breaks this (repeatable).")
    ] = None,
    jobs: Annotated[int, typer.Option(min=1, help="Processes to spread the mutants over.")] = 1,
    scheduler: SchedulerOption = "",
    sample: Annotated[int, typer.Option(min=0, help="Only so many, drawn at random.")] = 0,
    seed: Annotated[int, typer.Option(help="Seed of the sample.")] = 1,
    since: Annotated[
        str,
        typer.Option(help="A commit: what was changed since goes first into the sample; alone, only that."),
    ] = "",
    coverage: Annotated[
        Path | None, typer.Option("--from", help="Folder of an unmutated run, instead of running it again.")
    ] = None,
    out: Annotated[Path, typer.Option(help="Folder for records and the kill matrix.")] = Path(
        "reports/out/mutants"
    ),
    fallback: Annotated[
        str,
        typer.Option(
            help="Scenarios to try when those that saw the step noticed nothing: none, section, all."
        ),
    ] = "all",
    resume: Annotated[
        bool, typer.Option("--resume", help="Keep the kills of the last run whose features are unchanged.")
    ] = False,
) -> None:
    """Judge the mutants: 0 every one is killed or equivalent, 1 one survived, 2 could not be judged."""
    from rich.console import Console
    from rich.progress import Progress

    from harness.coverage.kills import KILLS, Outcome
    from harness.errors import RunError
    from harness.mutants.running import MutantOptions, judge_mutants
    from harness.mutants.scoring import score
    from harness.mutants.served import bench_of

    if fallback not in ("none", "section", "all"):
        raise RunError(f"--fallback {fallback}: give none, section or all")
    options = MutantOptions(
        sections=tuple(section or ()),
        only=tuple(only or ()),
        jobs=jobs,
        scheduler=scheduler,
        sample=sample,
        seed=seed,
        since=since,
        coverage=coverage,
        out=out,
        fallback=fallback,
        resume=resume,
    )
    bench = bench_of(build, driver)
    try:
        # No thread that refreshes: the workers are forked while it is shown.
        with Progress(console=Console(stderr=True), transient=True, auto_refresh=False) as progress:
            bar = progress.add_task("the unmutated build first", total=None)

            def told(done: int, of: int) -> None:
                progress.update(
                    bar, completed=done, total=of, description=f"{done} of {of} mutants", refresh=True
                )

            matrix = judge_mutants(options, bench=bench, told=told)
    finally:
        if bench is not None:
            bench.close()
    for line in score(matrix):
        typer.echo(line)
    typer.echo(f"Kill matrix: {out / KILLS}")
    raise typer.Exit(1 if any(one.outcome is Outcome.SURVIVED for one in matrix.mutants) else 0)


@mutants_app.command("code")
def judge_code_mutants(
    sample: Annotated[int, typer.Option(min=0, help="Only so many, drawn at random.")] = 0,
    seed: Annotated[int, typer.Option(help="Seed of the sample.")] = 1,
    only: Annotated[
        list[str] | None, typer.Option("--only", help="Only mutants with this in their name (repeatable).")
    ] = None,
    jobs: Annotated[int, typer.Option(min=1, help="Processes to spread the mutants over.")] = 1,
    most: Annotated[int, typer.Option(min=1, help="Scenarios to run for one mutant at most.")] = 20,
    resume: Annotated[bool, typer.Option("--resume", help="Keep the results of the last run.")] = False,
    out: Annotated[Path, typer.Option(help="Folder for the results.")] = Path("reports/out/mutants"),
) -> None:
    """Judge mutants of the reference build's code by the features: 0 at least 90 % are killed, 1 fewer are.

    Mutants that follow the guide as well are counted apart; 1 also if a scenario refuses one of them.
    """
    from harness.mutants.code.judging import CodeOptions, good_enough, judge_code, lines_of

    options = CodeOptions(
        sample=sample, seed=seed, only=tuple(only or ()), jobs=jobs, most=most, resume=resume, out=out
    )
    results, total = judge_code(options)
    for line in lines_of(results, total):
        typer.echo(line)
    raise typer.Exit(0 if good_enough(results) else 1)
