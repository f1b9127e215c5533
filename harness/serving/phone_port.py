"""A phone, or the dealer's terminal, on a port of its own: one browser shows several of them side by side."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import requests
from werkzeug.wrappers import Request, Response

from harness.builds.http import browser_session
from harness.builds.page import Page

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

__all__ = ["PhonePort"]

_LIMITS = (5.0, 60.0)
_METHODS = ("GET", "HEAD", "POST")
_PASSED_ON = ("Content-Type", "Accept", "Accept-Language", "User-Agent")
_PASSED_BACK = ("Content-Type", "Cache-Control", "Referrer-Policy", "X-Content-Type-Options", "Retry-After")
_ANCESTORS = re.compile(r"frame-ancestors [^;]*")


class PhonePort:
    """A WSGI application between a person's browser and the build.

    The cookies of the build stay here, as on a phone, so that ports of one host are different phones. Addresses of
    the build, and of the outside pages that it leads to, become addresses of this port, else a link would be
    followed by no phone at all. The build's pages may be shown within the page of the desk, and only there.
    """

    def __init__(self, *, build_url: str, outside: Mapping[str, str], desk_url: str, url: str) -> None:
        """``outside`` says which paths belong to which other address: ``{"/v1/": "http://127.0.0.1:8807"}``."""
        self.url = url
        self._build_url = build_url
        self._outside = dict(outside)
        self._desk_url = desk_url
        self._lock = threading.Lock()
        self._session = browser_session()
        self._shown: Page | None = None
        self._current = ""

    @property
    def current(self) -> str:
        """The address of the page that this phone opened last, or an empty string."""
        return self._current

    def renew(self) -> None:
        """Takes a fresh phone: no cookies, nothing shown."""
        with self._lock:
            self._session.close()
            self._session = browser_session()
            self._shown = None
            self._current = ""

    def qr_code(self) -> str:
        """Gives the text of the QR code that is shown now, or an empty string."""
        page = self._shown
        code = page.screen().qr if page else None
        return code.read() if code else ""

    def here(self, address: str) -> str:
        """Gives an address of the build as one of this phone; any other stays as it is."""
        wanted, build = urlsplit(address), urlsplit(self._build_url)
        if wanted.netloc and wanted.netloc != build.netloc:
            return address
        return self.url + wanted.path + (f"?{wanted.query}" if wanted.query else "")

    def wsgi(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answers one call (PEP 3333)."""
        request = Request(environ)
        if request.method not in _METHODS:
            answer = Response("405 Method Not Allowed\n", status=405, headers={"Allow": ", ".join(_METHODS)})
        else:
            try:
                answer = self._forwarded(request)
            except requests.RequestException as error:
                answer = Response(f"ビルドが応答しません（{type(error).__name__}）\n", status=502)
        return answer(environ, start_response)

    def _forwarded(self, request: Request) -> Response:
        base = next(
            (url for prefix, url in self._outside.items() if request.path.startswith(prefix)), self._build_url
        )
        headers = {name: request.headers[name] for name in _PASSED_ON if name in request.headers}
        if request.headers.get("Origin") == self.url:
            headers["Origin"] = base
        query = request.query_string.decode("latin-1")
        asked = self._session.request(
            request.method,
            base
            + request.environ.get("REQUEST_URI", request.path).split("?", 1)[0]
            + (f"?{query}" if query else ""),
            data=request.get_data(),
            headers=headers,
            timeout=_LIMITS,
            allow_redirects=False,
        )
        answer = Response(status=asked.status_code)
        for name in _PASSED_BACK:
            if name in asked.headers:
                answer.headers[name] = asked.headers[name]
        if "Location" in asked.headers:
            answer.headers["Location"] = self._named_here(asked.headers["Location"])
        if policy := asked.headers.get("Content-Security-Policy"):
            answer.headers["Content-Security-Policy"] = _ANCESTORS.sub(
                f"frame-ancestors {self._desk_url}", self._named_here(policy)
            )
        if asked.headers.get("Content-Type", "").startswith("text/html"):
            text = self._named_here(asked.content.decode(asked.encoding or "utf-8", errors="replace"))
            if "Location" not in asked.headers:
                self._shown = Page(url=request.url, status=asked.status_code, body=text)
                self._current = request.url if request.method == "GET" else self._current
            answer.set_data(text.encode(asked.encoding or "utf-8"))
        else:
            answer.set_data(asked.content)
        return answer

    def _named_here(self, text: str) -> str:
        for url in (self._build_url, *self._outside.values()):
            text = text.replace(url, self.url)
        return text
