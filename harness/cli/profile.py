"""``mylexus profile``."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from harness.cli.options import JsonOption, print_listing
from harness.errors import BuildError

__all__ = ["profile_app"]

profile_app = typer.Typer(help="Look at build profiles.", no_args_is_help=True, rich_markup_mode=None)


@profile_app.callback()
def _group() -> None:
    pass


@profile_app.command()
def check(
    file: Annotated[str, typer.Argument(help="Build profile (TOML), or the name of an installed plug-in.")],
    as_json: JsonOption = False,
) -> None:
    """Say step by step what can be tested with a profile: 0 everything, 3 not everything, 2 it is wrong."""
    from harness.builds.opening import profile_of  # loaded only to be looked at
    from harness.guide import load
    from harness.runner.running import FEATURES
    from harness.runner.testable import testable
    from harness.walking.rewording import check_wording

    profile, guide = profile_of(file), load()
    if profile is None:
        raise BuildError(f"{file}: no build profile; give the path of a TOML file, or a plug-in that has one")
    check_wording(guide, profile.wording, where=file)
    found = testable(profile, guide, FEATURES)
    sign = {True: "可", False: "不可"}
    print_listing(
        [asdict(one) for one in found],
        as_json=as_json,
        line=lambda row: (
            f"{sign[row['possible'] > 0]} {row['id']} {row['title']} ({row['possible']}/{row['scenarios']})"
            + (f": {row['reason']}" if row["reason"] else "")
        ),
    )
    raise typer.Exit(0 if all(one.possible == one.scenarios for one in found) else 3)
