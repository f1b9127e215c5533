"""``mylexus fakes`` and ``mylexus serve``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from harness.errors import RunError

__all__ = ["serve", "serve_fakes"]


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
    seed: Annotated[
        int | None,
        typer.Option(
            help="What the fakes draw at random follows from it, and a cast of customers to begin with."
        ),
    ] = None,
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


def serve(
    port: Annotated[
        int,
        typer.Option(
            min=0, max=65522, help="First of thirteen ports, that of the index; 0 takes any free ones."
        ),
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
