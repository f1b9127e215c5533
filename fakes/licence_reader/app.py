"""The reader as a WSGI application: ``POST /v1/read`` with the bytes of a PNG or JPEG.

-> 200 ``{"status": "read", "licence": {"name", "kana": null, "birthdate", "address"}}``, or
200 ``{"status": "unreadable"}``; 415 and 400 where no picture was sent. ``GET /openapi.json`` says the same
as an OpenAPI document.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import ClassVar

from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request, Response

from fakes.base import BaseFake, Handler, json_answer
from fakes.documents import document_beside
from fakes.licence_reader.errors import UnknownPath
from fakes.licence_reader.state import LicenceState
from fakes.licence_reader.wire import open_picture, read_licence, reading_value

__all__ = ["Fake"]


class Fake(BaseFake[LicenceState]):
    """The reader; it draws nothing at random, ``seed`` serves its fault plan."""

    name: ClassVar[str] = "licence_reader"

    def __init__(self, seed: int = 0) -> None:
        super().__init__(LicenceState(), seed=seed)

    def routes(self) -> Sequence[tuple[str, str, Handler]]:
        """The one call, read a picture, and its documentation."""
        return (("POST", "/v1/read", self._read), ("GET", "/openapi.json", self._show_document))

    def unroutable(self, error: HTTPException) -> Response:
        """An unknown path is told as JSON; a wrong method by its status."""
        return UnknownPath().answer() if error.code == 404 else super().unroutable(error)

    def _read(self, request: Request) -> Response:
        body = request.get_data()
        picture = open_picture(request.mimetype, body)
        licence = None if self.state.remove_failure() else read_licence(picture)
        answer = reading_value(licence)
        self.state.add_reading(hashlib.sha256(body).hexdigest(), answer["status"])
        return json_answer(answer)

    def _show_document(self, request: Request) -> Response:
        return json_answer(document_beside(__package__))
