"""``mylexus load``."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from harness.errors import RunError

__all__ = ["load"]


def load(
    profile: Annotated[
        Path,
        typer.Option(help="Build profile of a build that is served, as `mylexus serve --profile` writes it."),
    ],
    customers: Annotated[int, typer.Option(min=1, help="How many customers come in all.")] = 50,
    users: Annotated[int, typer.Option(min=1, help="How many of them at a time.")] = 4,
    workers: Annotated[int, typer.Option(min=0, help="Locust workers on this machine.")] = 2,
    elsewhere: Annotated[
        int, typer.Option(min=0, help="Locust workers that other machines start with --join.")
    ] = 0,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port of Locust's master; 0 takes a free one.")
    ] = 0,
    join: Annotated[str, typer.Option(help="Work for the master at HOST:PORT instead.")] = "",
    seed: Annotated[int, typer.Option(help="Everything that is drawn follows from it.")] = 0,
    population: Annotated[
        Path | None, typer.Option(help="TOML file of shares, as for `mylexus simulate`.")
    ] = None,
    seconds: Annotated[int, typer.Option(min=1, help="After which the run is given up.")] = 600,
    out: Annotated[
        Path | None, typer.Option(help="Write everything that was found to this JSON file.")
    ] = None,
) -> None:
    """Let many customers come at once to a build that is served, every screen verified: 0, 1 wrong, 2 not judged."""
    from harness.load.running import Loaded, Order, load_build
    from harness.load.running import join as join_master
    from harness.simulation.running import read

    if join:
        host, _, number = join.rpartition(":")
        if not host or not number.isdigit():
            raise RunError(f"--join {join}: expected HOST:PORT, as the machine with the master has it")
        raise typer.Exit(join_master(profile, host, int(number)))
    if elsewhere and not port:
        raise RunError("--elsewhere: give the master's --port too, so that the other machines find it")
    if not workers + elsewhere:
        raise RunError("--workers 0: somebody must work; give --workers or --elsewhere")
    order = Order(
        profile=profile,
        customers=customers,
        users=max(users, workers + elsewhere),
        workers=workers,
        elsewhere=elsewhere,
        seed=seed,
        population=read(population),
        port=port,
        seconds=seconds,
    )
    found: Loaded = load_build(order)
    if out is not None:
        _write(out, found)
    total = next((one for one in found.steps if one.get("Name") == "Aggregated"), {})
    typer.echo(
        f"{'不適合' if found.wrong else '故障' if found.troubles else '適合'}: お客さま {customers}、"
        f"完了 {found.completed}、画面 {sum(one.rows for one in found.visits)}、誤り {len(found.wrong)}"
    )
    if total:
        typer.echo(
            f"Locust: 画面 {total['Request Count']}、失敗 {total['Failure Count']}、"
            f"中央値 {total['Median Response Time']} ms、95% {total['95%']} ms"
        )
    for name, (told, has) in found.counts.items():
        typer.echo(f"{name}: 画面では {told}、ビルドでは {has}")
    for line in [*found.wrong[:20], *found.troubles[:20]]:
        typer.echo(line)
    raise typer.Exit(1 if found.wrong else 2 if found.troubles else 0)


def _write(path: Path, found: Any) -> None:
    try:
        path.write_text(json.dumps(asdict(found), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise RunError(f"--out {path}: cannot be written ({error.strerror}); give another path") from None
