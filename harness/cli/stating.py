"""``mylexus statement`` and ``mylexus verify``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from harness.cli.options import OUT

__all__ = ["statement", "verify"]


def statement(
    out: Annotated[Path, typer.Option(help="File to write; its signature goes to FILE.sig.")],
    run: Annotated[Path, typer.Argument(help="Folder of the finished run.")] = OUT,
) -> None:
    """Sign what a run came to (Ed25519, key in MYLEXUS_SIGNING_KEY): guide, build, features, verdict, coverage."""
    from harness.exports.exporting import FEATURES
    from harness.exports.signing import fingerprint, signature_file, signing_key, write_signed
    from harness.exports.statement import statement_of
    from harness.guide import load
    from harness.reporting.finished import read_run

    key = signing_key()
    finished = read_run(run, load(), FEATURES)
    stated = statement_of(finished, key=fingerprint(key.public_key()))
    write_signed(stated, key, out)
    typer.echo("\n".join(stated.summary()))
    typer.echo(f"Statement: {out}, signature: {signature_file(out)}")


def verify(
    file: Annotated[Path, typer.Argument(help="The statement; its signature is in FILE.sig.")],
    key: Annotated[Path, typer.Option(help="Public key of the signer, PEM.")],
    run: Annotated[
        Path | None, typer.Option(help="Hold the folder of the run against it too, if it was handed on.")
    ] = None,
) -> None:
    """Check a statement: 0 is what was signed, 1 signature or content does not match, 2 cannot be read.

    Whether the build conforms is what the statement says, not what the exit code says.
    """
    from harness.exports.signing import Fault, check

    found = check(file, key, run)
    if isinstance(found, Fault):
        print(f"mylexus: {file}: {found.value}", file=sys.stderr)
        raise typer.Exit(1)
    typer.echo("\n".join(found.summary()))
    typer.echo(f"Signature: good, key {found.key[:16]}…")
