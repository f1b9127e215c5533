"""Stands between the driver and any WSGI build, and makes the build wrong in the way of one mutant."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from harness.builds.document import Document
from harness.builds.wording import compare
from harness.guide import Guide
from harness.mutants.changing import change, is_screen_of, pressed_label, stranger
from harness.mutants.model import Kind, Mutant

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

__all__ = ["Middleware"]

_MOVES = (Kind.NO_STEP_ON, Kind.WRONG_NEXT)
_PRESSES = (*_MOVES, Kind.NO_ERROR, Kind.INPUT_LOST)


class Middleware:
    """A WSGI application around another; with ``mutant`` None it passes everything on as it is."""

    def __init__(self, application: WSGIApplication, guide: Guide) -> None:
        self._application = application
        self._guide = guide
        self.mutant: Mutant | None = None
        self.trouble = ""
        self._shown: dict[str, bytes] = {}
        self._pressed: dict[str, str | None] = {}

    def switch(self, mutant: Mutant | None) -> None:
        """Another mutant, or none, from now on."""
        self.mutant, self.trouble = mutant, ""
        self.forget()

    def forget(self) -> None:
        """A new scenario begins."""
        self._shown.clear()
        self._pressed.clear()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Passes a request on, and changes the page that comes back."""
        mutant = self.mutant
        if mutant is None or not mutant.step:
            return self._application(environ, start_response)
        held: list[Any] = []

        def start(
            status: str, headers: list[tuple[str, str]], exc_info: Any = None
        ) -> Callable[[bytes], object]:
            held[:] = [status, headers]
            return lambda data: None

        who = str(environ.get("PATH_INFO", "/")).split("/")[1]
        if environ.get("REQUEST_METHOD") == "POST":
            self._note_press(who, environ)
        pages = self._application(environ, start)
        try:
            body = b"".join(pages)
        finally:
            getattr(pages, "close", lambda: None)()
        status, headers = held
        if any(name.lower() == "content-type" and "text/html" in value for name, value in headers):
            if status[0] != "3":
                body = self._tried(who, body, mutant)
            headers = [(name, value) for name, value in headers if name.lower() != "content-length"]
            headers.append(("Content-Length", str(len(body))))
        start_response(status, headers)
        return [body]

    def _note_press(self, who: str, environ: WSGIEnvironment) -> None:
        data = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = io.BytesIO(data)
        posted = dict(parse_qsl(data.decode("utf-8", "replace"), keep_blank_values=True))
        shown = self._shown.get(who)
        self._pressed[who] = pressed_label(_page(shown), posted) if shown else ""

    def _tried(self, who: str, body: bytes, mutant: Mutant) -> bytes:
        """A fault of ours must not look like one of the build, or it would count as a kill."""
        try:
            return self._changed(who, body, mutant)
        except Exception as error:
            self.trouble = repr(error)
            return body

    def _changed(self, who: str, body: bytes, mutant: Mutant) -> bytes:
        before, pressed = self._shown.get(who), self._pressed.pop(who, None)
        self._shown[who] = body
        step, page = self._guide.steps[mutant.step], _page(body)
        if mutant.kind in _MOVES:
            if before is None or pressed is None or not self._was_pressed(mutant, pressed):
                return body
            if not is_screen_of(_page(before), step) or not self._leads_on(mutant, page):
                return body
            return before if mutant.kind is Kind.NO_STEP_ON else stranger(mutant.other)
        if mutant.kind is Kind.INPUT_LOST and "前の画面" not in (pressed or ""):
            return body
        if not is_screen_of(page, step):
            return body
        return change(page, step, mutant) or body

    def _was_pressed(self, mutant: Mutant, pressed: str) -> bool:
        return not mutant.pressed or not pressed or bool(compare(mutant.pressed, pressed))

    def _leads_on(self, mutant: Mutant, page: Document) -> bool:
        """Whether this is where the branch leads; a section or the end is anywhere but here."""
        branch = self._guide.branches[mutant.breaks]
        target = self._guide.steps.get(branch.to)
        if target is None or not target.headings or target.device.is_inbox:
            return not is_screen_of(page, self._guide.steps[mutant.step])
        return is_screen_of(page, target)


def _page(body: bytes) -> Document:
    return Document(url="", status=200, body=body.decode("utf-8", "replace"))
