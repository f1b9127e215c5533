"""Wrong builds: the reference with one defect each, as a bad team might have built it.

Each factory is what ``mylexus run --build tests.wrong.builds:NAME`` takes. A defect is switched on for the whole
process, so each is judged in a process of its own. Wrong builds that break a rule are written mutants.
"""

from __future__ import annotations

import asyncio
import os
import signal
import threading
import warnings
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from harness import reference
from tests.wrong.judging import written

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

__all__ = [
    "expired_codes_pass",
    "interrupts_the_run",
    "kills_the_judge",
    "label_changed",
    "rewriting",
    "sound",
    "tampered_qr_opens_with_a_warning",
    "terms_need_no_tick",
    "waits",
    "warns",
]

Environ = Mapping[str, str]


def sound(environ: Environ) -> WSGIApplication:
    """The reference build as it is."""
    return reference.from_environ(environ)


def warns(environ: Environ) -> WSGIApplication:
    """The reference build, which uses what will be gone some day, leaves a file open and loses a thread."""
    application = reference.from_environ(environ)

    def warning(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        warnings.warn("this will be gone some day", DeprecationWarning, stacklevel=1)
        Path(__file__).open("rb").read(1)  # noqa: SIM115
        thread = threading.Thread(target=int, args=("nothing",))
        thread.start()
        thread.join()
        return application(environ, start_response)

    return warning


def waits(environ: Environ) -> WSGIApplication:
    """The reference build, which does a part of its work in an event loop, with a time limit."""
    application = reference.from_environ(environ)

    async def work() -> None:
        async with asyncio.timeout(60):
            await asyncio.sleep(0.0001)

    def waiting(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        asyncio.run(work())
        return application(environ, start_response)

    return waiting


def rewriting(application: WSGIApplication, rewrite: Callable[[bytes], bytes]) -> WSGIApplication:
    """An application whose answers are rewritten as a whole."""

    def rewritten(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        held: list[Any] = []

        def start(
            status: str, headers: list[tuple[str, str]], exc_info: Any = None
        ) -> Callable[[bytes], object]:
            held[:] = [status, headers]
            return lambda data: None

        body = rewrite(b"".join(application(environ, start)))
        status, headers = held
        kept = [(name, value) for name, value in headers if name.lower() != "content-length"]
        start_response(status, [*kept, ("Content-Length", str(len(body)))])
        return [body]

    return rewritten


def label_changed(environ: Environ) -> WSGIApplication:
    """The button 「認証コードを送信」 is called 「コードを送る」."""
    return rewriting(
        reference.from_environ(environ),
        lambda body: body.replace("認証コードを送信<".encode(), "コードを送る<".encode()),
    )


def tampered_qr_opens_with_a_warning(environ: Environ) -> WSGIApplication:
    """The seal of a QR token is not looked at, and the screen that opens carries an alert about something else."""
    return rewriting(
        written("R-075:seal-is-not-looked-at")(environ),
        lambda body: body.replace(b"</h1>", '</h1><p role="alert">通信料がかかります。</p>'.encode(), 1),
    )


terms_need_no_tick = written("R-039:terms-need-no-tick-in-2")
expired_codes_pass = written("R-079:codes-do-not-expire")


def interrupts_the_run(environ: Environ) -> WSGIApplication:
    """Somebody presses Ctrl-C while the run is under way."""
    return _after(reference.from_environ(environ), calls=60, act=lambda: os.kill(os.getppid(), signal.SIGINT))


def kills_the_judge(environ: Environ) -> WSGIApplication:
    """The process that runs the scenarios dies without a word."""
    return _after(reference.from_environ(environ), calls=60, act=lambda: os.kill(os.getpid(), signal.SIGKILL))


def _after(application: WSGIApplication, *, calls: int, act: Callable[[], None]) -> WSGIApplication:
    """Does something once, at the n-th call of a process that runs scenarios."""
    left = [calls]

    def counted(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        left[0] -= 1
        if left[0] == 0:
            act()
        return application(environ, start_response)

    return counted
