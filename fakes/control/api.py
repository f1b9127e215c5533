"""The control API in front of a fake: whatever lies below ``/_fake/`` never reaches the fake itself.

``GET /_fake/health``
    who answers, its seed, how many calls and faults there are
``GET, POST, DELETE /_fake/faults``
    the fault plan: shown, one fault added, emptied
``GET, DELETE /_fake/journal?method=&path=&after=``
    what was asked and answered, as JSON, or as a page for a browser; emptied
``GET, POST /_fake/clock``
    the time by which all fakes of the process live: shown, set, moved on, stopped
``POST /_fake/reset``
    puts the fake back to how it began
``GET /_fake/openapi.json``
    this API as an OpenAPI document

A fake may add calls of its own there (``management``), by which a test rig arranges what it remembers.
Its calls are not in the journal, and no fault strikes them.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import BadRequest, HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from fakes.answers import allowing, html_answer, json_answer
from fakes.clock import CLOCK
from fakes.control.openapi import document
from fakes.control.pages import journal_page
from fakes.control.wire import (
    CallValue,
    ClockEntry,
    ClockValue,
    ErrorBody,
    ErrorValue,
    FaultEntry,
    FaultList,
    Health,
    JournalValue,
    PlannedFault,
    Removed,
    complaints,
)
from fakes.faults import Fault, FaultPlan
from fakes.journal import Journal

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

__all__ = ["PREFIX", "ROUTES", "Control", "Controlled", "body_of"]

PREFIX = "/_fake"
ROUTES = (
    ("GET", "/_fake/health", "health"),
    ("GET", "/_fake/faults", "show_faults"),
    ("POST", "/_fake/faults", "add_fault"),
    ("DELETE", "/_fake/faults", "remove_faults"),
    ("GET", "/_fake/journal", "show_journal"),
    ("DELETE", "/_fake/journal", "clear_journal"),
    ("GET", "/_fake/clock", "show_clock"),
    ("POST", "/_fake/clock", "set_clock"),
    ("POST", "/_fake/reset", "reset"),
    ("GET", "/_fake/openapi.json", "show_document"),
)
_LARGEST = 64 * 1024
_CODES = {400: "malformed", 404: "not_found", 405: "method_not_allowed", 413: "too_large"}


class Controlled(Protocol):
    """What the control API needs of a fake: every fake has it."""

    name: ClassVar[str]
    seed: int
    faults: FaultPlan
    journal: Journal
    lock: threading.RLock

    def reset(self) -> None:
        """Puts the fake back to how it began."""

    def management(self) -> Sequence[tuple[str, str, Callable[[Request], Response]]]:
        """Method, path below ``/_fake/`` and handler of what can be arranged in this fake alone."""


def body_of(request: Request) -> Any:
    """The JSON value that a request brings; raises ``BadRequest`` for anything else."""
    try:
        return json.loads(request.get_data())
    except ValueError:
        raise BadRequest from None


class Control:
    """A WSGI application that answers the control API of one fake and passes every other call on."""

    def __init__(self, fake: Controlled, application: WSGIApplication) -> None:
        self._fake = fake
        self._application = application
        rules = [Rule(path, methods=[method], endpoint=call) for method, path, call in fake.management()]
        rules += [
            Rule(path, methods=[method], endpoint=getattr(self, f"_{name}")) for method, path, name in ROUTES
        ]
        self._map = Map(rules)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answers one call (PEP 3333)."""
        path = environ.get("PATH_INFO", "")
        if not path.startswith(PREFIX) or path[len(PREFIX) :][:1] not in ("", "/"):
            return self._application(environ, start_response)
        request = Request(environ)
        request.max_content_length = _LARGEST
        try:
            handler: Callable[[Request], Response] = self._map.bind_to_environ(environ).match()[0]
            with self._fake.lock:
                answer = handler(request)
        except ValidationError as error:
            answer = _refusal(422, "invalid", complaints(error))
        except (ValueError, OverflowError) as error:
            answer = _refusal(422, "invalid", {"": str(error)})
        except HTTPException as error:
            status = error.code or 400
            answer = allowing(_refusal(status, _CODES.get(status, "malformed")), error)
        return answer(environ, start_response)

    def _health(self, request: Request) -> Response:
        fake = self._fake
        calls, faults = len(fake.journal), len(fake.faults.planned())
        return _answer(Health(fake=fake.name, status="ok", seed=fake.seed, calls=calls, faults=faults))

    def _show_faults(self, request: Request) -> Response:
        return _answer(FaultList(faults=[_planned(*pair) for pair in self._fake.faults.planned()]))

    def _add_fault(self, request: Request) -> Response:
        try:
            body = json.loads(request.get_data())
        except ValueError:
            return _refusal(400, "malformed", {"": "the body is not JSON; expected one fault as an object"})
        fault = self._fake.faults.add(FaultEntry.model_validate(body).fault())
        return _answer(_planned(fault, 0), 201)

    def _remove_faults(self, request: Request) -> Response:
        removed = len(self._fake.faults.planned())
        self._fake.faults.clear()
        return _answer(Removed(removed=removed))

    def _show_journal(self, request: Request) -> Response:
        after = request.args.get("after", "0")
        if not (after.isascii() and after.isdigit()) or len(after) > 18:
            found = f"found {after!r}, expected the number of a call; calls are counted from 1"
            return _refusal(422, "invalid", {"after": found})
        calls = [
            call
            for call in self._fake.journal.calls(request.args.get("method", ""), request.args.get("path", ""))
            if call.number > int(after)
        ]
        wanted = request.accept_mimetypes.best_match(["application/json", "text/html"])
        if wanted == "text/html":
            return html_answer(journal_page(self._fake.name, calls))
        values = [CallValue.model_validate(call.values()) for call in calls]
        return _answer(JournalValue(fake=self._fake.name, calls=values))

    def _clear_journal(self, request: Request) -> Response:
        removed = len(self._fake.journal)
        self._fake.journal.clear()
        return _answer(Removed(removed=removed))

    def _show_clock(self, request: Request) -> Response:
        return _answer(ClockValue(now=CLOCK.now(), stands=CLOCK.stands))

    def _set_clock(self, request: Request) -> Response:
        asked = ClockEntry.model_validate(body_of(request))
        begin = CLOCK.now() if asked.now is None else asked.now
        stands = CLOCK.stands if asked.stands is None else asked.stands
        CLOCK.put(begin + timedelta(seconds=asked.advance_seconds), stands=stands)
        return self._show_clock(request)

    def _reset(self, request: Request) -> Response:
        self._fake.reset()
        return self._health(request)

    def _show_document(self, request: Request) -> Response:
        return json_answer(document())


def _planned(fault: Fault, seen: int) -> PlannedFault:
    return PlannedFault(**PlannedFault.fields_of(fault), seen=seen)


def _answer(value: BaseModel, status: int = 200) -> Response:
    return json_answer(value.model_dump(mode="json"), status)


def _refusal(status: int, code: str, fields: dict[str, str] | None = None) -> Response:
    return _answer(ErrorValue(error=ErrorBody(code=code, fields=fields or {})), status)
