"""Reaches a build through its WSGI application: no sockets, no waiting."""

from __future__ import annotations

import io
import traceback
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import Client

from harness.builds.html_phone import Answer, HtmlPhone
from harness.builds.page import Request, Upload

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

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
    ) -> None:
        """``others`` answer for further hosts that a browser is sent to: ``api.pay.jp`` -> its application."""
        super().__init__(owner=owner, base_url=base_url)
        self._client = Client(application)
        self._others = {host: Client(other) for host, other in (others or {}).items()}

    def send(self, request: Request) -> Answer:
        """Calls the application; an exception that it lets through is an answer with status 500."""
        try:
            client = self._others.get(urlsplit(request.url).netloc, self._client)
            response = client.open(
                request.url,
                method=request.method,
                buffered=True,  # reads a file to its end and closes it
                **_payload(request),
            )
        except Exception as error:
            summary = "".join(traceback.format_exception_only(error)).strip()
            return Answer(status=500, body=f"<h1>ビルドの中で例外が起きた</h1><pre>{_escaped(summary)}</pre>")
        location = response.headers.get("Location", "") if response.status_code in _REDIRECTING else ""
        body = "" if location else response.get_data(as_text=False).decode("utf-8", errors="replace")
        return Answer(status=response.status_code, body=body, location=location)


def _payload(request: Request) -> dict[str, Any]:
    if request.method == "GET":
        return {"query_string": MultiDict(request.fields)} if request.fields else {}
    data: MultiDict[str, Any] = MultiDict()
    for name, value in request.fields:
        data.add(name, _stored(value) if isinstance(value, Upload) else value)
    content_type = "multipart/form-data" if request.multipart else "application/x-www-form-urlencoded"
    return {"data": data, "content_type": content_type}


def _stored(upload: Upload) -> FileStorage:
    return FileStorage(io.BytesIO(upload.content), filename=upload.filename, content_type=upload.content_type)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
