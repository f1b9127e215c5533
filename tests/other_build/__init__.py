"""A second build of section 1-1, made only for the tests, and others of it with one defect each.

``mylexus run --build tests.other_build:create --section 1-1`` judges it in process, ``tests/other_build/other.toml``
is the same with other headings; ``python -m tests.other_build`` serves it and writes a profile for driver http.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tests.other_build.app import Build

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

__all__ = ["create", "in_own_words"]


def create(environ: Mapping[str, str]) -> WSGIApplication:
    """The build with the guide's headings."""
    return Build(environ)


class _OwnWords(Build):
    headings: Mapping[str, str] = {
        **Build.headings,
        "start": "ようこそ",
        "checked": "ご確認が終わりました",
        "finished": "買主のご登録が済みました",
    }


def in_own_words(environ: Mapping[str, str]) -> WSGIApplication:
    """The build with headings of its own on some screens."""
    return _OwnWords(environ)
