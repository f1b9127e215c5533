"""``mylexus doctor``."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer

from harness.errors import BuildError

__all__ = ["doctor"]


def doctor(
    build: Annotated[str, typer.Option(help="Build profile (TOML) to look at, or a plug-in by its name.")],
    driver: Annotated[str, typer.Option(help="How the build is reached; its profile says it too.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON array.")] = False,
) -> None:
    """Look at a build before a run: 0 all is well, 2 nothing can be judged, 3 a part cannot."""
    from harness.builds.opening import open_named  # a build is opened only to be looked at
    from harness.builds.served import HttpBuild
    from harness.guide import load
    from harness.runner.preflight import exit_code, preflight
    from harness.walking.rewording import check_wording

    opened, guide = open_named(build, driver), load()
    if not isinstance(opened, HttpBuild):
        opened.close()
        raise BuildError(
            f"--build {build}: runs in this process, with our fakes; there is nothing to look at"
        )
    checks = []
    try:
        check_wording(guide, opened.wording, where=build)
        for check in preflight(opened, guide):
            checks.append(check)
            if not as_json:
                typer.echo(str(check))
    finally:
        opened.close()
    if as_json:
        typer.echo(json.dumps([asdict(check) for check in checks], ensure_ascii=False, indent=1))
    raise typer.Exit(exit_code(checks))
