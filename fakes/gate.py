"""The gate in front of every fake: it counts the call, lets it fail as planned, and writes it down."""

from __future__ import annotations

import io
import socket
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from http import client
from typing import TYPE_CHECKING, Any

from fakes.faults import ClientTimesOut, ConnectionDropped, Fault, FaultKind, FaultPlan
from fakes.journal import Journal

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

__all__ = ["PATIENCE", "READ_TIME_OUT", "Gate"]

PATIENCE = 30.0
"""Seconds after which a served fake cuts a connection on which no answer ever comes."""

READ_TIME_OUT = "fakes.read_time_out"
"""Key in the WSGI environment: the client's read time-out in seconds, or ``None`` if it waits for ever."""

Headers = list[tuple[str, str]]

_NOTHING: tuple[str, Headers, bytes] = ("0", [], b"")


class Gate:
    """A WSGI application that stands before another one and adds its fault plan and its journal.

    In process nothing sleeps: a call that would outlast the client's time-out raises ``ClientTimesOut``, a
    cut connection raises ``ConnectionDropped``. Behind a real server (``SERVER_SOFTWARE`` is in the
    environment) a slow answer is really slow, and werkzeug's connection is cut before either exception.
    """

    def __init__(
        self,
        application: WSGIApplication,
        *,
        faults: FaultPlan,
        journal: Journal,
        sleep: Callable[[float], None] = time.sleep,
        patience: float = PATIENCE,
        lock: threading.RLock | None = None,
    ) -> None:
        self._application = application
        self._faults = faults
        self._journal = journal
        self._sleep = sleep
        self._patience = patience
        self._lock = lock or threading.RLock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answers one call (PEP 3333)."""
        # PATH_INFO holds the bytes of UTF-8 as latin-1 (PEP 3333).
        path = (environ.get("PATH_INFO", "") or "/").encode("latin-1").decode("utf-8", errors="replace")
        method = environ["REQUEST_METHOD"]
        asked = _asked(environ)
        fault = self._struck(method, path)
        status, headers, body = _NOTHING
        try:
            if fault is None or self._reaches(fault):
                with self._lock:
                    status, headers, body = self._ask(environ)
            if fault is not None:
                try:
                    status, headers, body = self._spoil(fault, environ, status, headers, body)
                except (ClientTimesOut, ConnectionDropped):
                    status, headers, body = _NOTHING
                    _cut(environ)
                    raise
        finally:
            with self._lock:
                self._write_down(environ, method, path, asked, status, headers, body, fault)
        start_response(status, headers)
        return [body]

    def _struck(self, method: str, path: str) -> Fault | None:
        if not self._faults:
            return None
        with self._lock:
            return self._faults.strike(method, path)

    @staticmethod
    def _reaches(fault: Fault) -> bool:
        lost = fault.kind in (FaultKind.TIME_OUT, FaultKind.RESET, FaultKind.STATUS)
        return fault.done or not lost

    def _ask(self, environ: WSGIEnvironment) -> tuple[str, Headers, bytes]:
        seen: list[tuple[str, Headers]] = []

        def start(status: str, headers: Headers, exc_info: Any = None) -> Callable[[bytes], object]:
            seen.append((status, headers))
            return lambda data: None

        parts = self._application(environ, start)
        try:
            body = b"".join(parts)
        finally:
            close = getattr(parts, "close", None)
            if close is not None:
                close()
        status, headers = seen[-1]
        return status, headers, body

    def _spoil(
        self, fault: Fault, environ: WSGIEnvironment, status: str, headers: Headers, body: bytes
    ) -> tuple[str, Headers, bytes]:
        served = "SERVER_SOFTWARE" in environ
        match fault.kind:
            case FaultKind.SLOW:
                self._delay(fault.seconds, served, environ.get(READ_TIME_OUT))
            case FaultKind.TIME_OUT:
                if served:
                    self._sleep(self._patience)
                raise ClientTimesOut("no answer came")
            case FaultKind.RESET:
                raise ConnectionDropped("connection reset by peer")
            case FaultKind.STATUS:
                reason = client.responses.get(fault.status, "Fault")
                return f"{fault.status} {reason}", [("Content-Length", "0")], b""
            case FaultKind.GARBAGE:
                body = self._faults.random_bytes(max(len(body), 16))
                headers = _with_length(headers, len(body))
            case FaultKind.TRUNCATED:
                headers, body = _with_length(headers, len(body)), body[: len(body) // 2]
            case FaultKind.WRONG_ENCODING:
                body = _misencoded(body, headers)
                headers = _with_length(headers, len(body))
        return status, headers, body

    def _delay(self, seconds: float, served: bool, read_time_out: float | None) -> None:
        if served:
            self._sleep(seconds)
        elif read_time_out is not None and seconds >= read_time_out:
            raise ClientTimesOut(f"the answer takes {seconds} s, the client waits {read_time_out} s")

    def _write_down(
        self,
        environ: WSGIEnvironment,
        method: str,
        path: str,
        asked: bytes,
        status: str,
        headers: Headers,
        body: bytes,
        fault: Fault | None,
    ) -> None:
        self._journal.add(
            method=method,
            path=path,
            query=environ.get("QUERY_STRING", ""),
            headers={
                key[5:].replace("_", "-").title(): value
                for key, value in environ.items()
                if key.startswith("HTTP_")
            },
            body=asked,
            content_type=environ.get("CONTENT_TYPE", ""),
            status=int(status.split(" ", 1)[0]),
            answer=body,
            answer_type=_header(headers, "content-type"),
            fault=fault.kind.value if fault else "",
        )


def _cut(environ: WSGIEnvironment) -> None:
    """Ends werkzeug's connection, which would otherwise wait for the next request on it."""
    connection = environ.get("werkzeug.socket")
    if connection is not None:
        with suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)


def _asked(environ: WSGIEnvironment) -> bytes:
    body: bytes
    if environ.get("wsgi.input_terminated"):
        body = environ["wsgi.input"].read()
        environ["CONTENT_LENGTH"] = str(len(body))
    else:
        body = environ["wsgi.input"].read(_length(environ.get("CONTENT_LENGTH", "")))
    environ["wsgi.input"] = io.BytesIO(body)
    return body


def _length(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0


def _header(headers: Headers, name: str) -> str:
    return next((value for key, value in headers if key.lower() == name), "")


def _with_length(headers: Headers, length: int) -> Headers:
    kept = [(key, value) for key, value in headers if key.lower() != "content-length"]
    return [*kept, ("Content-Length", str(length))]


def _misencoded(body: bytes, headers: Headers) -> bytes:
    kind = _header(headers, "content-type").lower()
    declared, other = ("cp932", "utf-8") if "shift_jis" in kind else ("utf-8", "cp932")
    try:
        spoiled = body.decode(declared).encode(other, errors="replace")
    except UnicodeDecodeError:
        return body[::-1]
    # Plain ASCII reads the same in both, so it is spoiled in a way that cannot be missed.
    return spoiled if spoiled != body else body.decode("ascii").encode("utf-16")
