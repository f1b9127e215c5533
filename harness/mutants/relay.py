"""A WSGI application that passes every request on to a build behind a base URL, and its answer back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

import requests
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, Timeout
from urllib3.exceptions import HTTPError
from urllib3.util import make_headers

from harness.mutants.middleware import PHONE

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

__all__ = ["PHONE_HEADER", "Relay", "Through"]

PHONE_HEADER = "X-Mylexus-Phone"
"""Says whose phone asks; it goes as far as the proxy."""
_KEPT = "/:@!$&'()*+,;=-._~%"
_OWN = {"connection", "keep-alive", "transfer-encoding", "te", "trailer", "upgrade", "proxy-connection"}
"""Headers of one connection, which are not passed on (RFC 9110, 7.6.1)."""


class Relay:
    """The build as an application; what it does not answer is an answer with status 502."""

    def __init__(self, base_url: str, *, connect_seconds: float = 5.0, read_seconds: float = 30.0) -> None:
        where = urlsplit(base_url)
        self.origin = f"{where.scheme}://{where.netloc}"
        pool = HTTPSConnectionPool if where.scheme == "https" else HTTPConnectionPool
        limits = Timeout(connect=connect_seconds, read=read_seconds)
        self._pool = pool(where.hostname or "", where.port, maxsize=4, timeout=limits, retries=False)
        self._host = where.netloc

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Passes one request on. A browser that came to the proxy's own address is led back to it."""
        here = str(environ.get("HTTP_HOST", self._host))
        path = str(environ.get("PATH_INFO", "/")).encode("latin-1")
        query = str(environ.get("QUERY_STRING", ""))
        length = int(environ.get("CONTENT_LENGTH") or 0)
        target = quote(path, safe=_KEPT) + (f"?{query}" if query else "")
        try:
            answer = self._pool.urlopen(
                str(environ["REQUEST_METHOD"]),
                target,
                body=environ["wsgi.input"].read(length) if length else None,
                headers={
                    **_headers_of(environ),
                    "Host": self._host,
                    **make_headers(accept_encoding="identity"),
                },
                redirect=False,
                decode_content=True,
            )
        except HTTPError as error:
            start_response("502 Bad Gateway", [("Content-Type", "text/html; charset=utf-8")])
            return [f"<h1>ビルドが応答しない</h1><p>{type(error).__name__}</p>".encode()]
        headers = [
            (name, value)
            for name, value in answer.headers.items()
            if name.lower() not in _OWN | {"content-length", "content-encoding"}
        ]
        body = answer.data
        if here != self._host:
            there = f"http://{here}"
            headers = [(name, value.replace(self.origin, there)) for name, value in headers]
            body = body.replace(self.origin.encode(), there.encode())
        headers.append(("Content-Length", str(len(body))))
        start_response(f"{answer.status} {answer.reason or ''}", headers)
        return [body]


class Through(requests.adapters.HTTPAdapter):
    """Lets a session speak to the build through a proxy, while the phone believes to be at the build itself.

    Addresses in QR codes, mails and cookies so stay the build's own.
    """

    def __init__(self, proxy: str, phone: str) -> None:
        """``proxy`` is the base URL of the proxy, ``phone`` a name by which it knows this phone again."""
        super().__init__()
        self._proxy = proxy
        self._phone = phone

    def send(self, request: requests.PreparedRequest, *args: object, **kwargs: object) -> requests.Response:
        """Sends a request to the proxy instead."""
        sent = request.copy()
        where = urlsplit(str(request.url))
        sent.headers["Host"] = where.netloc
        sent.headers[PHONE_HEADER] = self._phone
        sent.url = self._proxy + str(request.url).removeprefix(f"{where.scheme}://{where.netloc}")
        answer = super().send(sent, *args, **kwargs)  # type: ignore[arg-type]
        answer.request, answer.url = request, str(request.url)
        return answer


def _headers_of(environ: WSGIEnvironment) -> dict[str, str]:
    sent = {
        name[5:].replace("_", "-").title(): str(value)
        for name, value in environ.items()
        if name.startswith("HTTP_") and name not in (PHONE, "HTTP_HOST")
    }
    if environ.get("CONTENT_TYPE"):
        sent["Content-Type"] = str(environ["CONTENT_TYPE"])
    return {name: value for name, value in sent.items() if name.lower() not in _OWN}
