"""Calls a WSGI application as werkzeug's test client does, without building a request and a response around it.

What the application is given, and which cookies come back to it, are the client's own; only what nobody looks at
is left out.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus, urlsplit

from werkzeug.datastructures import Headers
from werkzeug.test import Client, EnvironBuilder, run_wsgi_app
from werkzeug.wsgi import get_current_url

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

__all__ = ["FORM", "JSON", "Caller", "environ_of", "json_environ_of"]

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
_HOST = "localhost"
"""What werkzeug's client calls every host, so that cookies belong to the application alone."""
_PLAIN = re.compile(
    r"https?://[A-Za-z0-9.:-]+((?:/(?!/)[A-Za-z0-9_.~-]*(?:/[A-Za-z0-9_.~-]*)*)?)(?:\?([!\x22$-~]*))?"
)
"""An address that needs no quoting: its path, and its query as it is sent."""
_PLAIN_PATH = re.compile(r"/(?!/)[A-Za-z0-9_.~/-]*")
_UNQUOTED = re.compile(r"[A-Za-z0-9_.~-]*")
_SAFE = "!$'()*,/:;?@"
_BASE: Mapping[str, Any] = {
    "SCRIPT_NAME": "",
    "SERVER_NAME": _HOST,
    "SERVER_PORT": "80",
    "HTTP_HOST": _HOST,
    "SERVER_PROTOCOL": "HTTP/1.1",
    "wsgi.version": (1, 0),
    "wsgi.url_scheme": "http",
    "wsgi.multithread": False,
    "wsgi.multiprocess": False,
    "wsgi.run_once": False,
}


def environ_of(method: str, url: str, fields: Sequence[tuple[str, str]]) -> WSGIEnvironment:
    """Gives the environ of a GET, or of a form sent as ``application/x-www-form-urlencoded``."""
    plain = _PLAIN.fullmatch(url)
    sent = _encoded(fields)
    if plain is None or (method == "GET" and fields and "?" in url):
        return _built(method, url, sent)
    environ: WSGIEnvironment = {
        **_BASE,
        "REQUEST_METHOD": method,
        "PATH_INFO": plain[1],
        "QUERY_STRING": plain[2] or "",
        "REQUEST_URI": url,
        "RAW_URI": url,
        "wsgi.errors": sys.stderr,
    }
    if method == "GET":
        environ["wsgi.input"] = BytesIO()
        if fields:
            environ["QUERY_STRING"] = sent
        return environ
    return _with_body(environ, sent.encode("ascii"), FORM)


def json_environ_of(method: str, url: str, data: object, *, authorization: str) -> WSGIEnvironment:
    """Gives the environ of a request to an API, with ``data`` as its JSON body unless that is None."""
    environ = environ_of("GET", url, ())
    environ["REQUEST_METHOD"] = method
    environ["HTTP_AUTHORIZATION"] = authorization
    return environ if data is None else _with_body(environ, json.dumps(data).encode("ascii"), JSON)


def _with_body(environ: WSGIEnvironment, body: bytes, kind: str) -> WSGIEnvironment:
    environ["wsgi.input"] = BytesIO(body)
    environ["CONTENT_TYPE"] = kind
    environ["CONTENT_LENGTH"] = str(len(body))
    return environ


def _encoded(fields: Sequence[tuple[str, str]]) -> str:
    """Encodes a form; fields of one name go together, where the first of them stood."""
    grouped: dict[str, list[str]] = {}
    for name, value in fields:
        grouped.setdefault(name, []).append(value)
    return "&".join(
        f"{_quoted(name)}={_quoted(value)}" for name, values in grouped.items() for value in values
    )


def _quoted(text: str) -> str:
    return text if _UNQUOTED.fullmatch(text) else quote_plus(text, safe=_SAFE)


def _built(method: str, url: str, sent: str) -> WSGIEnvironment:
    """The environ as werkzeug builds it, for an address that needs quoting. Raises ValueError for two queries."""
    if method == "GET":
        return EnvironBuilder(url, method=method, query_string=sent or None).get_environ()
    return EnvironBuilder(url, method=method, data=sent.encode("ascii"), content_type=FORM).get_environ()


class Caller(Client):
    """An application as one browser reaches it: werkzeug's client, whose cookies it keeps."""

    def call(self, environ: WSGIEnvironment) -> tuple[int, Headers, bytes]:
        """Gives status, headers and body; whatever the application raises goes through."""
        path = _path_of(environ)
        cookies = "; ".join(
            cookie._to_request_header()
            for cookie in (self._cookies or {}).values()
            if cookie._matches_request(_HOST, path)
        )
        if cookies:
            environ["HTTP_COOKIE"] = cookies
        chunks, status, headers = run_wsgi_app(self.application, environ, buffered=True)
        kept = headers.getlist("Set-Cookie")
        if kept:
            self._update_cookies_from_response(_HOST, path, kept)
        return _code(status), headers, b"".join(chunks)


def _path_of(environ: WSGIEnvironment) -> str:
    """The path that cookies are compared with, as an IRI."""
    path: str = environ["PATH_INFO"]
    return path if _PLAIN_PATH.fullmatch(path) else urlsplit(get_current_url(environ)).path


def _code(status: str) -> int:
    try:
        return int(status.split(None, 1)[0])
    except ValueError:
        return 0
