"""Puts a fake where ``requests`` looks for the real system, without a socket."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import unquote_to_bytes, urlsplit

import requests
import responses

from fakes.faults import ClientTimesOut, ConnectionDropped
from fakes.gate import READ_TIME_OUT

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

__all__ = ["METHODS", "Mountable", "mount", "mounted", "unproxied"]

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")

# The body is whole when it reaches the fake, so its length is set here and not taken from the request.
_FRAMING = frozenset({"CONTENT_LENGTH", "TRANSFER_ENCODING"})
Headers = list[tuple[str, str]]
# responses takes headers as a list of pairs too, though its annotations know only mappings.
Answer = tuple[int, Any, bytes]


class Mountable(Protocol):
    """Anything with a WSGI application: every fake is one."""

    @property
    def wsgi(self) -> WSGIApplication:
        """The application that answers."""


def mount(mock: responses.RequestsMock, base_url: str, fake: Mountable) -> None:
    """Makes every request below ``base_url`` an in-process call of ``fake``, with its faults and journal.

    ``base_url`` has no query and may have a path, which the fake does not see: ``https://api.pay.jp``. The
    mock must have ``assert_all_requests_are_fired`` off, since a fake need not be asked. A planned
    time-out raises ``requests.ReadTimeout``, a reset ``requests.ConnectionError``, as the network would.
    """
    mock.add(_Mount(base_url.rstrip("/"), fake))


@contextmanager
def mounted(
    fakes: Mapping[str, Mountable], *, refused: Callable[[str], None] | None = None
) -> Iterator[responses.RequestsMock]:
    """Mounts several fakes by base URL for the length of a ``with`` block; any other address is refused.

    ``refused`` hears of each that does not even begin like a fake's, before the caller gets its
    ``requests.ConnectionError``.
    """
    with unproxied(fakes), responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        for base_url, fake in fakes.items():
            mount(mock, base_url, fake)
        if refused is not None:
            mock.add(_Elsewhere(mock, refused))
        yield mock


@contextmanager
def unproxied(base_urls: Iterable[str]) -> Iterator[None]:
    """Tells ``requests`` by ``no_proxy`` that these hosts need no proxy, for the length of a ``with`` block.

    A mounted host is never reached through one; looking for it in the environment twice is a quarter of the
    cost of a call.
    """
    before = {name: os.environ[name] for name in ("no_proxy", "NO_PROXY") if name in os.environ}
    hosts = [urlsplit(base_url).hostname or "" for base_url in base_urls]
    # The name in small letters goes before the other.
    listed = before.get("no_proxy") or before.get("NO_PROXY", "")
    os.environ["no_proxy"] = ",".join([*hosts, listed] if listed else hosts)
    try:
        yield
    finally:
        os.environ.pop("no_proxy")
        os.environ.update(before)


class _Mount(responses.CallbackResponse):
    """All methods below one base URL: a single entry, since ``responses`` tries every one for each call."""

    def __init__(self, base_url: str, fake: Mountable) -> None:
        super().__init__(
            "|".join(METHODS), base_url, callback=_callback(fake, urlsplit(base_url).path), content_type=None
        )
        self.base_url = base_url

    def matches(self, request: Any) -> tuple[bool, str]:
        """Whether the request is for this fake, and if not, why."""
        url = str(request.url)
        if not url.startswith(self.base_url) or url[len(self.base_url) :][:1] not in ("", "/", "?"):
            return False, "URL does not match"
        return True, ""


class _Elsewhere(responses.CallbackResponse):
    """Every address that does not begin like a mounted one: what does is a mounted one misspelt."""

    def __init__(self, mock: responses.RequestsMock, refused: Callable[[str], None]) -> None:
        def refuse(request: Any) -> Exception:
            refused(str(request.url))
            return requests.exceptions.ConnectionError("nothing is mounted at this address", request=request)

        super().__init__("|".join(METHODS), "", callback=refuse, content_type=None)
        self._mounted = tuple(one.base_url for one in mock.registered() if isinstance(one, _Mount))

    def matches(self, request: Any) -> tuple[bool, str]:
        """Whether the request has nothing to do with any fake."""
        return not str(request.url).startswith(self._mounted), "a fake is mounted there"


def _callback(fake: Mountable, prefix: str) -> Callable[[Any], Answer | Exception]:
    def call(request: Any) -> Answer | Exception:
        seen: list[tuple[str, Headers]] = []

        def start(status: str, headers: Headers, exc_info: Any = None) -> Callable[[bytes], object]:
            seen.append((status, headers))
            return lambda data: None

        try:
            body = b"".join(fake.wsgi(_environ(request, prefix), start))
        except ClientTimesOut as error:
            return requests.exceptions.ReadTimeout(str(error), request=request)
        except ConnectionDropped as error:
            return requests.exceptions.ConnectionError(str(error), request=request)
        status, headers = seen[-1]
        return int(status[:3]), headers, body

    return call


def _environ(request: Any, prefix: str) -> dict[str, Any]:
    url = urlsplit(request.url)
    body = _bytes(request.body)
    port = url.port or (443 if url.scheme == "https" else 80)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": prefix,
        # WSGI wants the decoded bytes as latin-1 (PEP 3333).
        "PATH_INFO": unquote_to_bytes(url.path[len(prefix) :]).decode("latin-1") or "/",
        "QUERY_STRING": url.query,
        "SERVER_NAME": url.hostname or "localhost",
        "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": url.netloc,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": url.scheme,
        "wsgi.input": BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        READ_TIME_OUT: _read_time_out(getattr(request, "req_kwargs", {}).get("timeout")),
    }
    for name, value in request.headers.items():
        text = value.decode("latin-1") if isinstance(value, bytes) else value
        key = name.upper().replace("-", "_")
        if key == "CONTENT_TYPE":
            environ[key] = text
        elif key not in _FRAMING:
            environ[f"HTTP_{key}"] = text
    return environ


def _bytes(body: Any) -> bytes:
    if body is None:
        return b""
    if isinstance(body, str):
        return body.encode()
    if isinstance(body, (bytes, bytearray)):
        return bytes(body)
    if hasattr(body, "read"):
        return _bytes(body.read())
    return b"".join(_bytes(part) for part in body)


def _read_time_out(timeout: Any) -> float | None:
    if isinstance(timeout, tuple):
        timeout = timeout[1]
    return None if timeout is None else float(timeout)
