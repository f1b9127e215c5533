"""A build that notes every secret that passes through it, so that a test can look for them in what a run leaves."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from harness import reference

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

__all__ = ["noting"]

_FIELD = re.compile(r"(?i)passw|^code$|card|^number$|token|csrf|secret")
_KEPT = re.compile(r"(?i)token|secret|key|password")


def noting(environ: Mapping[str, str]) -> WSGIApplication:
    """The reference build; secrets go to the file that ``NOTED_SECRETS`` names, one ``kind<TAB>value`` a line."""
    build = reference.from_environ(environ)
    notes = Path(os.environ["NOTED_SECRETS"])
    seen: set[tuple[str, str]] = set()

    def note(kind: str, value: str) -> None:
        if len(value) >= 6 and (kind, value) not in seen:
            seen.add((kind, value))
            with notes.open("a", encoding="utf-8") as file:
                file.write(f"{kind}\t{value}\n")

    for name, value in environ.items():
        if _KEPT.search(name):
            note(f"environ {name}", value)

    def application(request: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        body = request["wsgi.input"].read(int(request.get("CONTENT_LENGTH") or 0))
        request["wsgi.input"] = io.BytesIO(body)
        form = body.decode("utf-8", errors="replace") if b"Content-Disposition" not in body else ""
        for name, value in [*parse_qsl(form), *parse_qsl(request.get("QUERY_STRING", ""))]:
            if _FIELD.search(name) or re.fullmatch(r"[\w.-]{24,}", value):
                note(f"field {name}", value)
        for part in request.get("PATH_INFO", "").split("/"):
            if re.fullmatch(r"(?=.*\d)[\w.-]{24,}", part):
                note("path", part)
        for _, _, value in (pair.partition("=") for pair in request.get("HTTP_COOKIE", "").split("; ")):
            note("cookie", value)
        return build(request, start)

    return application
