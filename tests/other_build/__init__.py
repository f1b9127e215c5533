"""A second build of section 1-1, made only for the tests, and six of it with one defect each.

``mylexus run --build tests.other_build:create --section 1-1`` judges it in process. Over HTTP it is served with
``python -m tests.other_build``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tests.other_build.app import Build

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

__all__ = ["create"]


def create(environ: Mapping[str, str]) -> WSGIApplication:
    """The build as it should be."""
    return Build(environ)
