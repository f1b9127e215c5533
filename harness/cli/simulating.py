"""``mylexus simulate``."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer

from harness.cli.options import SchedulerOption
from harness.errors import RunError

__all__ = ["simulate"]

_SAVED_EVERY = 1000
"""Customers after which what was counted is kept on disk, so that a lost machine loses no more than that."""


def simulate(
    customers: Annotated[int, typer.Option(min=1, help="How many customers come.")] = 100,
    seed: Annotated[int, typer.Option(help="Everything that is drawn follows from it.")] = 0,
    jobs: Annotated[int, typer.Option(min=1, help="Processes to spread the customers over.")] = 1,
    scheduler: SchedulerOption = "",
    population: Annotated[
        Path | None,
        typer.Option(
            help="TOML file of shares: who comes and what goes wrong. A documented default without it."
        ),
    ] = None,
    build: Annotated[
        str, typer.Option(help="Build that runs in process, as for `mylexus run`.")
    ] = "reference",
    out: Annotated[Path, typer.Option(help="Folder for JSON, CSV and the page.")] = Path(
        "reports/out/simulation"
    ),
    customer: Annotated[int, typer.Option(min=0, help="Only this customer, by number, told in full.")] = 0,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on after the customers that --out has counted already.")
    ] = False,
) -> None:
    """Let drawn customers go through a build over months of its own time: 0 right, 1 wrong, 130 interrupted."""
    from harness.guide import load
    from harness.simulation.running import Simulation, close, live_one, read
    from harness.simulation.running import simulate as run
    from harness.simulation.totals import Totals
    from harness.simulation.writing import counted as counted_in
    from harness.simulation.writing import keep, verdict, write

    simulation = Simulation(customers=customers, seed=seed, build=build, population=read(population))
    options = f"--seed {seed} --build {shlex.quote(build)}"
    if population is not None:
        options += f" --population {shlex.quote(str(population))}"

    def again(number: int) -> str:
        return f"mylexus simulate {options} --customer {number}"

    if customer:
        try:
            life = live_one(simulation, customer)
        finally:
            close()
        typer.echo(f"お客さま {customer}: {life.ended}\n{' → '.join(life.reached)}")
        for name, count in sorted(life.troubles.items()):
            typer.echo(f"  {name} {count}")
        for wrong in life.wrong:
            typer.echo(f"不適合 {wrong}")
        raise typer.Exit(1 if life.wrong else 0)

    counted = counted_in(out, simulation, load()) if resume else Totals()
    saved = counted.customers

    def told(totals: Totals) -> None:
        nonlocal counted, saved
        counted = totals
        if totals.customers - saved >= _SAVED_EVERY:
            keep(out, simulation, totals, load())
            saved = totals.customers
        if sys.stderr.isatty():
            print(f"\r{totals.customers}/{customers}", end="", file=sys.stderr, flush=True)

    interrupted = False
    try:
        totals = run(simulation, jobs=jobs, scheduler=scheduler, counted=counted, told=told)
    except KeyboardInterrupt:
        interrupted, totals = counted.customers != customers, counted
    if totals.customers != customers and not interrupted:
        raise RunError(f"{totals.customers} of {customers} customers were counted; start the command again")
    page = write(out, simulation, totals, load(), again)
    said = f"{customers} のうち {totals.customers}（中断）" if interrupted else str(customers)
    typer.echo(
        f"{verdict(simulation, totals)}: お客さま {said}、完了 {totals.ended['完了']}、"
        f"画面 {totals.rows}、不変条件 {totals.checked}、誤り {totals.failed}"
    )
    for failure in totals.failures:
        typer.echo(f"お客さま {failure.number}: {failure.wrong[0]}\n  {again(failure.number)}")
    typer.echo(str(page))
    raise typer.Exit(1 if totals.failed else 130 if interrupted else 0)
