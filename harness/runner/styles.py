"""Fetches the stylesheets of the screens that a run keeps, the way the screens themselves came."""

from __future__ import annotations

from contextlib import suppress

from harness.builds.html_phone import HtmlPhone
from harness.builds.page import Request
from harness.builds.port import Build
from harness.builds.served import HttpBuild
from harness.coverage.gallery import Gallery
from harness.errors import BuildError

__all__ = ["keep_styles"]


def keep_styles(gallery: Gallery, build: Build) -> None:
    """Keeps what the kept screens link to; a build that does not give it has plain screens in the report."""
    phone = build.plain_phone("記録") if isinstance(build, HttpBuild) else build.phone("記録")
    if not isinstance(phone, HtmlPhone):
        return

    def fetch(url: str) -> str:
        answer = phone.send(Request(method="GET", url=url))
        return answer.body if answer.status == 200 else ""

    with suppress(BuildError):
        gallery.fetch_styles(fetch)
