"""What every fake is: a WSGI application with a state, a journal and a fault plan, drawn from one seed."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar, Generic, Protocol, TypeVar

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from fakes.answers import allowing, json_answer
from fakes.control import Control
from fakes.faults import FaultPlan
from fakes.gate import Gate
from fakes.journal import Journal

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

__all__ = ["BaseFake", "Handler", "Refusal", "State", "json_answer"]

Handler = Callable[..., Response]


class State(Protocol):
    """What a fake remembers; it can be put back to what it was when the fake was made."""

    def clear(self) -> None:
        """Forgets everything that was added since the fake was made, and starts the seed anew."""


S = TypeVar("S", bound=State)


class Refusal(Exception):
    """A request that a fake refuses as the real system would: it knows its own answer."""

    def answer(self) -> Response:
        """The answer to send, in the shape that the system documents."""
        raise NotImplementedError


class BaseFake(ABC, Generic[S]):
    """One outside system: ``wsgi`` is called, ``state`` prepared and looked at, ``faults`` make it fail.

    Below ``/_fake/`` it answers the control API, which neither faults nor the journal touch.
    """

    name: ClassVar[str]
    """Folder name: ``toyota_account``."""
    secrets: ClassVar[frozenset[str]] = frozenset()
    """Names of fields and parameters that the journal blots out, beyond those that are always secret."""

    def __init__(self, state: S, *, seed: int) -> None:
        self.seed = seed
        self.state = state
        self.faults = FaultPlan(seed)
        self.journal = Journal(self.secrets)
        self.lock = threading.RLock()
        """Held while a call is worked on, since a served fake answers several clients at once."""
        gate = Gate(self._application, faults=self.faults, journal=self.journal, lock=self.lock)
        self.wsgi = Control(self, gate)
        self._map = Map(
            [Rule(path, methods=[method], endpoint=handler) for method, path, handler in self.routes()],
            strict_slashes=False,
        )

    @abstractmethod
    def routes(self) -> Sequence[tuple[str, str, Handler]]:
        """Method, path in werkzeug's notation, and the handler that answers."""

    def management(self) -> Sequence[tuple[str, str, Handler]]:
        """Method, path below ``/_fake/`` and handler of what a test rig may arrange here; nothing unless told."""
        return ()

    def reset(self) -> None:
        """Puts the fake back to how it began: state, journal, seed, and the faults it began with."""
        with self.lock:
            self.state.clear()
            self.faults.reset()
            self.journal.clear()

    def admit(self, request: Request) -> None:
        """Lets every request in; a fake that asks for credentials raises its ``Refusal`` here."""

    def unroutable(self, error: HTTPException) -> Response:
        """The answer where no handler is: werkzeug's own page, unless a fake has a shape for it."""
        return Response(f"{error.code} {error.name}\n", status=error.code, mimetype="text/plain")

    def _application(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        request = Request(environ)
        try:
            self.admit(request)
            handler, arguments = self._map.bind_to_environ(environ).match()
            response: Response = handler(request, **arguments)
        except Refusal as refusal:
            response = refusal.answer()
        except HTTPException as error:
            response = allowing(self.unroutable(error), error)
        return response(environ, start_response)
