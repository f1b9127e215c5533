"""Stands between the driver and any WSGI build, and makes the build wrong in the way of one mutant."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from harness.builds.page import Page
from harness.builds.wording import compare
from harness.guide import Guide, Step
from harness.mutants.changing import change, is_screen_of, refill, stranger
from harness.mutants.model import MAGAZINE, Kind, Mutant
from harness.mutants.register import Register
from harness.mutants.visits import BROWSER_BACK, Visit, page_of
from harness.walking.verify import has_error_at

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

__all__ = ["PHONE", "Middleware"]

PHONE = "HTTP_X_MYLEXUS_PHONE"
"""Name in the WSGI environment under which a driver says whose phone asks."""
_MOVES = (Kind.NO_STEP_ON, Kind.WRONG_NEXT)
_LOST = "ページが見つかりません"


class Middleware:
    """A WSGI application around another; with ``mutant`` None it passes everything on as it is."""

    def __init__(
        self, application: WSGIApplication, guide: Guide, *, register: Register | None = None
    ) -> None:
        """``register`` is told of the presses after which it must tell what is registered wrongly."""
        self._application = application
        self._guide = guide
        self.register = register
        self.mutant: Mutant | None = None
        self.trouble = ""
        self._visits: dict[str, Visit] = {}

    def switch(self, mutant: Mutant | None) -> None:
        """Another mutant, or none, from now on."""
        self.mutant, self.trouble = mutant, ""
        self.forget()

    def forget(self) -> None:
        """A new scenario begins."""
        self._visits.clear()
        if self.register is not None:
            self.register.forget()

    def of(self, phone: str) -> WSGIApplication:
        """The application as one phone reaches it."""

        def reached(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            return self({**environ, PHONE: phone}, start_response)

        return reached

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Passes a request on, and changes the page that comes back."""
        mutant = self.mutant
        if mutant is None or not mutant.step or mutant.kind.is_of_mail or "HTTP_AUTHORIZATION" in environ:
            return self._application(environ, start_response)
        visit = self._visits.setdefault(_phone_of(environ), Visit())
        self._guarded(lambda: self._ask(visit, environ, mutant))
        status, headers, body = _answer(self._application, environ)
        visit.under_way = status.startswith("3")
        if not visit.under_way and _is_page(headers):
            made = self._guarded(lambda: self._changed(visit, body, mutant))
            body = body if made is None else made
            headers = [(name, value) for name, value in headers if name.lower() != "content-length"]
            headers.append(("Content-Length", str(len(body))))
        start_response(status, headers)
        return [body]

    def _guarded(self, work: Callable[[], bytes | None]) -> bytes | None:
        """A fault of ours must not look like one of the build, or it would count as a kill."""
        try:
            return work()
        except Exception as error:
            self.trouble = repr(error)
            return None

    def _ask(self, visit: Visit, environ: WSGIEnvironment, mutant: Mutant) -> None:
        if not visit.asks(environ) or not visit.shown:
            return
        step, shown = self._guide.steps[mutant.step], page_of(visit.shown)
        if not is_screen_of(shown, step):
            return
        if visit.pressed == BROWSER_BACK:
            visit.went_back = True
            return
        visit.entered = dict(visit.posted)
        if not _was_pressed(mutant, visit.pressed or ""):
            return
        if mutant.kind is Kind.GUARD_OPEN and mutant.target in ("*", *step.checks):
            visit.tick(environ, shown)
        if mutant.kind.is_of_register and self.register is not None:
            if mutant.target == MAGAZINE:
                self.register.unsubscribe()
            else:
                self.register.pressed()

    def _changed(self, visit: Visit, body: bytes, mutant: Mutant) -> bytes | None:
        before, pressed, opened = visit.shown, visit.pressed, visit.opened
        visit.pressed, visit.opened = None, False
        kept = visit.kept.get(visit.back_to, b"")
        visit.arrives(body)
        if mutant.kind.is_of_register:
            if self.register is not None:
                self.register.shown(mutant.kind)
            return None
        if mutant.kind in _MOVES:
            if opened and mutant.opens:
                return stranger(mutant.other or _LOST) if self._leads_on(mutant, page_of(body)) else None
            return self._moved(visit, before, pressed, body, mutant)
        step, page = self._guide.steps[mutant.step], page_of(body)
        if mutant.kind is Kind.SCREEN_KEPT:
            back = pressed == BROWSER_BACK and is_screen_of(page_of(before), step)
            return kept if back and kept else None
        if mutant.kind is Kind.INPUT_LOST and "前の画面" not in (pressed or ""):
            return None
        if not is_screen_of(page, step):
            return None
        if mutant.kind is Kind.GUARD_OPEN:
            stopped = pressed is not None and _was_pressed(mutant, pressed) and self._is_told(page, mutant)
            return stranger(mutant.other) if stopped else None
        if mutant.kind is Kind.INPUT_KEPT:
            return refill(page, visit.entered) if visit.went_back else None
        return change(page, step, mutant)

    def _moved(
        self, visit: Visit, before: bytes, pressed: str | None, body: bytes, mutant: Mutant
    ) -> bytes | None:
        if pressed is None or not before:
            return None
        step = self._guide.steps[mutant.step]
        if is_screen_of(page_of(before), step) and _was_pressed(mutant, pressed):
            visit.to_go, visit.origin = mutant.presses, before
        if not visit.to_go:
            return None
        visit.to_go -= 1
        if not self._leads_on(mutant, page_of(body)):
            return None
        visit.to_go = 0
        return visit.origin if mutant.kind is Kind.NO_STEP_ON else stranger(mutant.other)

    def _is_told(self, page: Page, mutant: Mutant) -> bool:
        """Whether this page says what was wrong, so that the guard is known to have held."""
        return has_error_at(page.screen(), mutant.target, step=self._guide.steps[mutant.step])

    def _leads_on(self, mutant: Mutant, page: Page) -> bool:
        """Whether this is where the branch leads; a section or the end is anywhere but here."""
        branch = self._guide.branches[mutant.breaks]
        screens = [one for to in (branch.to, *branch.tolerated) for one in self._screens_at(to, mutant)]
        if not screens:
            return not is_screen_of(page, self._guide.steps[mutant.step])
        return any(is_screen_of(page, one) for one in screens)

    def _screens_at(self, place: str, mutant: Mutant) -> list[Step]:
        """The step itself, or for the reading of a QR code, which has no screen, where that leads."""
        step = self._guide.steps.get(place)
        if step is None or step.device.is_inbox or step.id == mutant.step:
            return []
        if step.headings or not mutant.opens:
            return [step] if step.headings else []
        after = [one.to for one in step.branches] or [step.to or ""]
        return [found for to in after for found in self._screens_at(to, mutant)]


def _was_pressed(mutant: Mutant, pressed: str) -> bool:
    if not mutant.pressed:
        return "前の画面" not in pressed and pressed != BROWSER_BACK
    return not pressed or bool(compare(mutant.pressed, pressed))


def _phone_of(environ: WSGIEnvironment) -> str:
    named = environ.get(PHONE)
    return str(named or f"{environ.get('REMOTE_ADDR', '')} {environ.get('HTTP_USER_AGENT', '')}")


def _is_page(headers: Iterable[tuple[str, str]]) -> bool:
    return any(name.lower() == "content-type" and "text/html" in value for name, value in headers)


def _answer(
    application: WSGIApplication, environ: WSGIEnvironment
) -> tuple[str, list[tuple[str, str]], bytes]:
    """Status, headers and body of what an application answers."""
    held: list[Any] = []

    def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], object]:
        held[:] = [status, headers]
        return lambda data: None

    pages = application(environ, start)
    try:
        body = b"".join(pages)
    finally:
        getattr(pages, "close", lambda: None)()
    return held[0], held[1], body
