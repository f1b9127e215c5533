"""Repeats one scenario and stops where it fails, with the build still as it was: for a person to look at and go on."""

from __future__ import annotations

import mimetypes
import os
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from rich.console import Console
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server
from werkzeug.wrappers import Request as Asked
from werkzeug.wrappers import Response

from harness.builds.browsers import WATCHED
from harness.builds.html_phone import HtmlPhone
from harness.builds.opening import driver_of, open_named
from harness.builds.page import Request, Upload
from harness.builds.port import Phone
from harness.builds.screen import Screen
from harness.coverage.masking import mask_html
from harness.coverage.recorder import Recorder
from harness.errors import RunError
from harness.guide import Guide, load
from harness.runner.directly import perform_all, world_of
from harness.runner.features import Scenario, read_features
from harness.runner.running import FEATURES, RunOptions
from harness.walking.rewording import RewordedPhone
from harness.walking.walker import Walker

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

__all__ = ["PhoneOnPort", "inspect_failure", "inspect_scenario"]


class _Last:
    """Remembers the last screen that a walk looked at."""

    def __init__(self) -> None:
        self.screen: Screen | None = None

    def row_opened(self, title: str) -> None:
        """Has nothing to do."""

    def screen_seen(self, name: str, screen: Screen) -> None:
        """Remembers it."""
        self.screen = screen

    def row_closed(self, error: BaseException | None) -> None:
        """Has nothing to do."""


def inspect_failure(options: RunOptions, console: Console) -> bool:
    """Does so for the one scenario of a run; its verdict is the run's and stays as it is."""
    return inspect_scenario(
        options.only[0],
        build=options.build,
        driver=driver_of(options.build, options.driver),
        features=FEATURES,
        guide=load(),
        out=options.out,
        console=console,
    )


def inspect_scenario(
    key: str, *, build: str, driver: str, features: Path, guide: Guide, out: Path, console: Console
) -> bool:
    """Repeats a scenario up to where it stops, leaves the screen in ``out``, and waits if somebody is there.

    Gives whether it stopped at all. Raises RunError for a key that is not written.
    """
    scenario = next(
        (one for feature in read_features(features) for one in feature.scenarios if one.key == key), None
    )
    if scenario is None:
        raise RunError(f"--only {key}: no such scenario")
    os.environ[WATCHED] = "1"
    opened = open_named(build, driver)
    try:
        with opened as ready:
            last = _Last()
            recorder = Recorder(listeners=[last])
            walker = Walker(world_of(scenario, guide=guide, build=ready, recorder=recorder))
            stopped = _stopped(scenario, walker)
            if stopped is None:
                console.print("調べるところがない: シナリオは最後まで進んだ", markup=False)
                return False
            console.print(f"ここで止まった: {stopped}", markup=False, highlight=False)
            phone = _phone_of(walker)
            _leave(out / "inspect.html", last.screen, console)
            _wait(phone, console)
            return True
    finally:
        opened.close()
        os.environ.pop(WATCHED, None)


def _stopped(scenario: Scenario, walker: Walker) -> str | None:
    try:
        perform_all(scenario, walker)
    except Exception as error:
        return str(error) or type(error).__name__
    return None


def _phone_of(walker: Walker) -> Phone | None:
    if not walker.has_begun:
        return None
    phone = walker.world.phone(walker.at.device)
    return phone.inner if isinstance(phone, RewordedPhone) else phone


def _leave(path: Path, screen: Screen | None, console: Console) -> None:
    """Keeps the screen, masked, whether or not somebody is there to look at it."""
    if screen is not None and screen.html:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(mask_html(screen.html), encoding="utf-8")
        console.print(f"画面: {path}", markup=False, highlight=False, soft_wrap=True)


def _wait(phone: Phone | None, console: Console) -> None:
    """Serves the phone as it is until Enter is pressed; without a terminal it ends at once."""
    if not (sys.stdin is not None and sys.stdin.isatty()):
        console.print("端末がないので、ここで終わる", markup=False)
        return
    with _served(phone) as address:
        if address:
            console.print(f"続きを手で試せる: {address}", markup=False, highlight=False, soft_wrap=True)
        try:
            console.input("Enterで終わる ")
        except (EOFError, KeyboardInterrupt):
            console.print()


@contextmanager
def _served(phone: Phone | None) -> Iterator[str]:
    if not isinstance(phone, HtmlPhone) or not phone.screen().url:
        yield ""  # a browser shows its own window
        return
    application = PhoneOnPort(phone)
    server = make_server("127.0.0.1", 0, application, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{application.start}"
    finally:
        _stop(server, thread)


def _stop(server: BaseWSGIServer, thread: threading.Thread) -> None:
    server.shutdown()
    thread.join()
    server.server_close()


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:
        """Leaves the terminal to the person."""


class PhoneOnPort:
    """A WSGI application that is one phone: what is asked of it goes on with the phone's own cookies.

    The first thing it shows at ``start`` is the screen that the phone holds, even if that came of a form.
    """

    def __init__(self, phone: HtmlPhone) -> None:
        self._phone = phone
        shown = phone.screen()
        address = urlsplit(shown.url)
        self._root = f"{address.scheme}://{address.netloc}"
        self.start = address._replace(scheme="", netloc="", fragment="").geturl() or "/"
        self._held: str | None = shown.html

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answers one request."""
        asked = Asked(environ)
        return self._answer(asked)(environ, start_response)

    def _answer(self, asked: Asked) -> Response:
        path = asked.full_path.removesuffix("?")
        if asked.method == "GET" and self._held is not None and path == self.start:
            held, self._held = self._held, None
            return Response(self._local(held), mimetype="text/html")
        answer = self._phone.send(_request(asked, urljoin(self._root, path)))
        if answer.location:
            to = urljoin(urljoin(self._root, path), answer.location)
            return Response(status=303, headers={"Location": self._local(to) or "/"})
        kind = mimetypes.guess_type(asked.path)[0] or "text/html"
        return Response(self._local(answer.body), status=answer.status, mimetype=kind)

    def _local(self, text: str) -> str:
        """Leads addresses of the build to this port."""
        return text.replace(self._root, "")


def _request(asked: Asked, url: str) -> Request:
    fields: list[tuple[str, str | Upload]] = list(asked.form.items(multi=True))
    for name, file in asked.files.items(multi=True):
        upload = Upload(
            filename=file.filename or "", content=file.read(), content_type=file.content_type or "image/png"
        )
        fields.append((name, upload))
    return Request(method=asked.method, url=url, fields=tuple(fields), multipart=bool(asked.files))
