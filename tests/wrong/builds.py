"""Wrong builds: the reference with one defect each, as a bad team might have built it.

Each factory is what ``mylexus run --build tests.wrong.builds:NAME`` takes. A defect is switched on for the whole
process, so each is judged in a process of its own.
"""

from __future__ import annotations

import dataclasses
import os
import signal
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from harness import reference
from harness.reference.policy import email_code, qr_token, signed_token, staff_check

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

__all__ = [
    "corporations_are_checked",
    "expired_codes_pass",
    "first_qr_reads_once",
    "interrupts_the_run",
    "kills_the_judge",
    "label_changed",
    "rewriting",
    "sound",
    "staff_check_dropped",
    "tampered_qr_opens",
    "tampered_qr_opens_with_a_warning",
]

Environ = Mapping[str, str]


def sound(environ: Environ) -> WSGIApplication:
    """The reference build as it is."""
    return reference.from_environ(environ)


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


def staff_check_dropped(environ: Environ) -> WSGIApplication:
    """Nobody has to tick 「販売店スタッフによる確認」, though the box is still there."""
    staff_check.passes = lambda kind, *, ticked: True
    return reference.from_environ(environ)


def corporations_are_checked(environ: Environ) -> WSGIApplication:
    """Corporations get the staff check too."""
    staff_check.required = lambda kind: True
    return reference.from_environ(environ)


def tampered_qr_opens(environ: Environ) -> WSGIApplication:
    """The seal of a QR token is not looked at."""

    def unsealed(secret: str, token: str) -> str | None:
        _, payload = signed_token._seal(secret, "contract-qr").loads_unsafe(token)
        return payload if isinstance(payload, str) else None

    qr_token.contract_of = unsealed
    return reference.from_environ(environ)


def tampered_qr_opens_with_a_warning(environ: Environ) -> WSGIApplication:
    """The seal of a QR token is not looked at, and the screen that opens carries an alert about something else."""
    return rewriting(
        tampered_qr_opens(environ),
        lambda body: body.replace(b"</h1>", '</h1><p role="alert">通信料がかかります。</p>'.encode(), 1),
    )


def first_qr_reads_once(environ: Environ) -> WSGIApplication:
    """The first QR code cannot be read a second time."""
    genuine, seen = qr_token.contract_of, set[str]()

    def once(secret: str, token: str) -> str | None:
        contract_id = genuine(secret, token)
        if contract_id is None or token in seen:
            return None
        seen.add(token)
        return contract_id

    qr_token.contract_of = once
    return reference.from_environ(environ)


def expired_codes_pass(environ: Environ) -> WSGIApplication:
    """A code is good for ever."""
    genuine = email_code.judge

    def lenient(
        issued: email_code.IssuedCode | None, typed: str, *, now: float, **rest: Any
    ) -> email_code.Verdict:
        fresh = dataclasses.replace(issued, issued=now) if issued else None
        return genuine(fresh, typed, now=now, **rest)

    email_code.judge = lenient
    return reference.from_environ(environ)


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
