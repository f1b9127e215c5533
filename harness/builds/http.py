"""Reaches a build over HTTP, as a phone in somebody's hand does."""

from __future__ import annotations

import socket
import time
from collections.abc import Mapping
from contextlib import suppress
from html import escape
from http.cookiejar import Cookie, CookieJar, DefaultCookiePolicy
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.cookies import RequestsCookieJar
from urllib3.exceptions import HTTPError

from harness.builds.html_phone import Answer, HtmlPhone
from harness.builds.page import Request, Upload
from harness.builds.spent import Spent
from harness.errors import BuildError

__all__ = ["HttpPhone", "browser_session", "unreachable"]

_REDIRECTING = {301, 302, 303, 307, 308}
_LARGEST = 5 * 1024 * 1024
"""Bytes of a page beyond which no more is read."""
_CHUNK = 64 * 1024
_NETWORK = (requests.RequestException, HTTPError, OSError)
_SILENT, _CUT = 504, 502
"""Status of a screen that stands for an answer that never came, or broke off."""


class _BuildsTime(DefaultCookiePolicy):
    """Cookies do not run out by the machine's clock: the build may live in another time."""

    def return_ok_expires(self, cookie: Cookie, request: Any) -> bool:
        return True


class _Jar(RequestsCookieJar):
    """Keeps what a build sets until it takes it away with Max-Age=0 or a date long past."""

    def clear_expired_cookies(self) -> None:
        """Nothing runs out."""


def browser_session() -> requests.Session:
    """A session with cookies of its own that uses no proxy and no .netrc of the machine."""
    session = requests.Session()
    session.trust_env = False
    session.cookies = _Jar(policy=_BuildsTime())
    session.headers.update(
        {"User-Agent": "mylexus", "Accept": "text/html, */*;q=0.5", "Accept-Language": "ja"}
    )
    return session


def unreachable(url: str, error: Exception) -> BuildError:
    """The error for a build that nobody answers for: where, and what to do."""
    where = urlsplit(url)
    return BuildError(
        f"{where.scheme}://{where.netloc} does not answer ({_cause(error)}); "
        "check that the build runs and that base_url of its profile is right"
    )


class HttpPhone(HtmlPhone):
    """A phone on a network; cookies are its own, and no answer is waited for longer than the limits.

    A build that is there but gives no answer, or half of one, shows a screen with status 502 or 504, which
    speaks against it. One that is not there at all raises BuildError.
    """

    def __init__(
        self,
        *,
        owner: str,
        base_url: str,
        headers: Mapping[str, str] | None = None,
        connect_seconds: float = 5.0,
        read_seconds: float = 30.0,
        spent: Spent | None = None,
    ) -> None:
        """``headers`` are sent to the build's own address only: the card company must not see them."""
        super().__init__(owner=owner, base_url=base_url)
        self._session = browser_session()
        self._headers = dict(headers or {})
        self._limits = (connect_seconds, read_seconds)
        self._spent = spent or Spent()

    @property
    def cookies(self) -> CookieJar:
        """What the build has left on this phone."""
        return self._session.cookies

    def close(self) -> None:
        """Lets go of the connections."""
        self._session.close()

    def send(self, request: Request) -> Answer:
        """Sends one request; what goes wrong on the way is an answer, unless nobody is there. Raises BuildError."""
        with self._spent.on("waiting"):
            return self._sent(request)

    def _sent(self, request: Request) -> Answer:
        own = urlsplit(request.url).netloc == urlsplit(self._base_url).netloc
        try:
            with self._session.request(
                request.method,
                request.url,
                headers=self._headers if own else None,
                timeout=self._limits,
                allow_redirects=False,
                stream=True,
                **_payload(request),
            ) as response:
                location = _location(response)
                body = "" if location else _body(response, patience=self._limits[1])
                return Answer(status=response.status_code, body=body, location=location)
        except requests.exceptions.InvalidURL as error:
            return _no_screen(_CUT, "URLとして読めないアドレスへ移動しようとした", error)
        except requests.exceptions.InvalidSchema as error:
            return _no_screen(_CUT, "HTTPではないアドレスへ移動しようとした", error)
        except _NETWORK as error:
            return self._trouble(request.url, error)

    def _trouble(self, url: str, error: Exception) -> Answer:
        """Tells a build that is gone from one that gives no answer to this one request."""
        if not _listens(url, self._limits[0]):
            raise unreachable(url, error) from error
        if isinstance(error, (requests.Timeout, TimeoutError)) or "timed out" in str(error):
            return _no_screen(_SILENT, f"ビルドが{self._limits[1]:g}秒以内に応答しない", error)
        return _no_screen(_CUT, "ビルドが応答の途中で接続を切った", error)


def _payload(request: Request) -> dict[str, Any]:
    """The keyword arguments of ``requests`` for what a form sends."""
    if request.method == "GET":
        return {"params": request.fields} if request.fields else {}
    if not request.multipart:
        return {"data": [(name, value) for name, value in request.fields if isinstance(value, str)]}
    parts: list[tuple[str, tuple[str | None, str | bytes] | tuple[str, bytes, str]]] = []
    for name, value in request.fields:
        if isinstance(value, Upload):
            parts.append((name, (value.filename, value.content, value.content_type)))
        else:
            parts.append((name, (None, value)))
    return {"files": parts}


def _location(response: requests.Response) -> str:
    if response.status_code not in _REDIRECTING:
        return ""
    text = response.headers.get("Location", "")
    with suppress(UnicodeError):
        # Header values arrive as latin-1; browsers take them for UTF-8.
        text = text.encode("latin-1").decode("utf-8")
    return text


def _body(response: requests.Response, *, patience: float) -> str:
    """The text of a page; one that trickles in for longer than ``patience`` raises ``requests.Timeout``."""
    until = time.monotonic() + patience
    read = b""
    for chunk in response.iter_content(_CHUNK):
        read += chunk
        if time.monotonic() > until:
            raise requests.Timeout(f"the page was still not complete after {patience:g} seconds")
        if len(read) > _LARGEST:
            break
    return read.decode(_charset(response), errors="replace")


def _charset(response: requests.Response) -> str:
    named = response.encoding if "charset" in response.headers.get("Content-Type", "").lower() else ""
    with suppress(LookupError):
        "".encode(named or "utf-8")
        return named or "utf-8"
    return "utf-8"


def _listens(url: str, patience: float) -> bool:
    where = urlsplit(url)
    port = where.port or (443 if where.scheme == "https" else 80)
    try:
        with socket.create_connection((where.hostname or "", port), timeout=patience):
            return True
    except OSError:
        return False


def _no_screen(status: int, what: str, error: Exception) -> Answer:
    return Answer(status=status, body=f"<h1>{escape(what)}</h1><p>{escape(_cause(error))}</p>")


def _cause(error: BaseException) -> str:
    """The innermost reason in a few words, without the address of an object."""
    while (inner := error.__cause__ or error.__context__) is not None:
        error = inner
    return str(getattr(error, "strerror", None) or error)[:200] or type(error).__name__
