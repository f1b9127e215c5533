"""``mylexus explore``."""

from __future__ import annotations

from typing import Annotated

import typer

from harness.errors import RunError
from harness.guide import load

__all__ = ["explore"]


def explore(
    seconds: Annotated[float, typer.Option(min=0, help="How long; 0 where --examples is given.")] = 0,
    examples: Annotated[int, typer.Option(min=0, help="How many customers; 100 where nothing is said.")] = 0,
    seed: Annotated[int, typer.Option(help="Repeats an exploration, or the failure that it printed.")] = 1,
    build: Annotated[str, typer.Option(help="Build to explore, as for `mylexus run`.")] = "reference",
) -> None:
    """Let customers wander through a build, with legal and illegal acts, and hold it against invariants."""
    try:
        import hypothesis  # noqa: F401
    except ImportError as error:
        raise RunError(
            'explore: the package `hypothesis` is not installed; install it: pip install "mylexus[test]"'
        ) from error
    from harness.builds.opening import open_named
    from harness.exploring.searching import explore as searched
    from harness.guide.journeys import journeys

    guide = load()
    opened = open_named(build)
    try:
        found = searched(
            opened,
            guide,
            journeys(guide),
            seed=seed,
            examples=examples or (0 if seconds else 100),
            seconds=seconds,
        )
    finally:
        opened.close()
    typer.echo(f"{found.customers} customers, {found.acts} acts, {found.seconds} s, seed {seed}")
    if found.excursion is None:
        typer.echo("nothing found that contradicts an invariant")
        return
    typer.echo(found.finding)
    typer.echo(f"Repeat it: mylexus explore --build {build} --seed {found.seed} --examples 20\n")
    typer.echo(found.feature)
    raise typer.Exit(1)
