"""The reference build: a small web application for the sign-up, written from the guide's text alone.

It imports nothing of the guide data, the steps or the fakes, so that it can be wrong.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask

from harness.reference.app import create_app
from harness.reference.settings import Settings

__all__ = ["Settings", "create_app", "from_environ"]


def from_environ(environ: Mapping[str, str]) -> Flask:
    """Makes the build from ``MYLEXUS_*`` variables."""
    return create_app(Settings.from_environ(environ))
