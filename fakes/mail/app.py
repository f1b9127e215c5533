"""The inbox as a WSGI application: a page at ``GET /``, and ``GET`` and ``DELETE /api/messages``.

``to`` limits to one address; ``folder`` is ``inbox`` (default), ``junk`` or ``all``. ``GET /openapi.json`` says
the same as an OpenAPI document.

A test rig has ``GET /_fake/messages?to=``, both folders and HTML parts, and ``PUT /_fake/filters``
``{"address", "domains", "refuse"}``; neither meets a fault.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request, Response

from fakes.base import BaseFake, Handler, json_answer
from fakes.control import body_of
from fakes.documents import document_beside
from fakes.mail.errors import UnknownFolder, UnknownPath
from fakes.mail.state import MailState, Message
from fakes.mail.wire import FilterEntry, arranged_value, message_value, page

__all__ = ["Fake"]


class Fake(BaseFake[MailState]):
    """The mail system; message ids are drawn from ``seed``."""

    name: ClassVar[str] = "mail"

    def __init__(self, seed: int = 0) -> None:
        super().__init__(MailState(seed), seed=seed)

    def routes(self) -> Sequence[tuple[str, str, Handler]]:
        """The page, the API that reads and empties mailboxes, and its documentation."""
        return (
            ("GET", "/", self._page),
            ("GET", "/api/messages", self._list),
            ("DELETE", "/api/messages", self._empty),
            ("GET", "/openapi.json", self._show_document),
        )

    def management(self) -> Sequence[tuple[str, str, Handler]]:
        """Every mail without faults, and the filters of the mailboxes."""
        return (("GET", "/_fake/messages", self._list_all), ("PUT", "/_fake/filters", self._store_filter))

    def unroutable(self, error: HTTPException) -> Response:
        """An unknown path is told as JSON; a wrong method by its status."""
        return UnknownPath().answer() if error.code == 404 else super().unroutable(error)

    def _page(self, request: Request) -> Response:
        to = request.args.get("to", "")
        return Response(page(self.state.messages(to, folder=""), to), content_type="text/html; charset=utf-8")

    def _list(self, request: Request) -> Response:
        return json_answer({"messages": [message_value(message) for message in self._asked_for(request)]})

    def _empty(self, request: Request) -> Response:
        return json_answer({"removed": self.state.remove_messages(request.args.get("to", ""))})

    def _list_all(self, request: Request) -> Response:
        found = self.state.messages(request.args.get("to", ""), folder="")
        return json_answer({"messages": [arranged_value(message) for message in found]})

    def _store_filter(self, request: Request) -> Response:
        asked = FilterEntry.model_validate(body_of(request))
        self.state.store_filter(asked.address, asked.domains, refuse=asked.refuse)
        return json_answer(asked.model_dump())

    def _show_document(self, request: Request) -> Response:
        return json_answer(document_beside(__package__))

    def _asked_for(self, request: Request) -> tuple[Message, ...]:
        folder = request.args.get("folder", "inbox")
        if folder not in ("inbox", "junk", "all"):
            raise UnknownFolder
        return self.state.messages(request.args.get("to", ""), folder="" if folder == "all" else folder)
