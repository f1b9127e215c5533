"""Reaches a build through its WSGI application: no sockets, no waiting."""

from __future__ import annotations

import io
import traceback
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import EnvironBuilder

from harness.builds.calling import Caller, environ_of
from harness.builds.html_phone import Answer, HtmlPhone
from harness.builds.page import Request, Upload

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

__all__ = ["InProcessPhone"]

_REDIRECTING = {301, 302, 303, 307, 308}


class InProcessPhone(HtmlPhone):
    """A phone that calls a WSGI application directly; cookies are its own."""

    def __init__(
        self,
        *,
        owner: str,
        base_url: str,
        application: WSGIApplication,
        others: Mapping[str, WSGIApplication] | None = None,
        check: Callable[[], None] = lambda: None,
    ) -> None:
        """``others`` answer for further hosts that a browser is sent to: ``api.pay.jp`` -> its application.

        ``check`` is called after each answer, and raises where the answer says nothing about the build.
        """
        super().__init__(owner=owner, base_url=base_url)
        self._application = Caller(application)
        self._check = check
        self._others = {host: Caller(other) for host, other in (others or {}).items()}

    def send(self, request: Request) -> Answer:
        """Calls the application; an exception that it lets through is an answer with status 500."""
        try:
            application = self._others.get(urlsplit(request.url).netloc, self._application)
            status, headers, content = application.call(_environ(request))
        except Exception as error:
            self._check()
            summary = "".join(traceback.format_exception_only(error)).strip()
            return Answer(status=500, body=f"<h1>ビルドの中で例外が起きた</h1><pre>{_escaped(summary)}</pre>")
        self._check()
        location = headers.get("Location", "") if status in _REDIRECTING else ""
        body = "" if location else content.decode("utf-8", errors="replace")
        return Answer(status=status, body=body, location=location)


def _environ(request: Request) -> WSGIEnvironment:
    if request.method == "GET":
        return environ_of("GET", request.url, [(name, str(value)) for name, value in request.fields])
    if not request.multipart:
        # A form that is not sent in parts says nothing of a picture.
        texts = [(name, value) for name, value in request.fields if not isinstance(value, Upload)]
        return environ_of(request.method, request.url, texts)
    data: MultiDict[str, Any] = MultiDict()
    for name, value in request.fields:
        data.add(name, _stored(value) if isinstance(value, Upload) else value)
    return EnvironBuilder(
        request.url, method=request.method, data=data, content_type="multipart/form-data"
    ).get_environ()


def _stored(upload: Upload) -> FileStorage:
    return FileStorage(io.BytesIO(upload.content), filename=upload.filename, content_type=upload.content_type)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
