"""Builds in trouble, in a real browser: what speaks against them is a screen, what is gone is an error of the run."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from harness.builds.browser import BrowserPhone
from harness.builds.browsers import launched
from harness.errors import BuildError

FORM = """<!doctype html><html lang="ja"><title>入力</title><main><h1>入力</h1>
<form method="post" action="/slow"><button>送る</button></form><a href="/cut">切れる</a><a href="/loop">回る</a>
<a href="/none" target="_blank">別の窓</a><a href="/english">英語</a></main>"""


class Troubled:
    """A build whose pages are slow, cut off, or in a circle."""

    def __init__(self) -> None:
        self.go_on = threading.Event()
        self.server = make_server("127.0.0.1", 0, self.answer, threaded=True)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self._thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def answer(self, environ: Any, start: Any) -> Any:
        """What is asked for by its name."""
        path = Request(environ).path
        if path == "/slow":
            self.go_on.wait(20)
        if path == "/cut":
            environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
        if path == "/loop":
            return Response(status=302, headers={"Location": "/loop"})(environ, start)
        body = "<h1>Welcome</h1>" if path == "/english" else FORM
        return Response(body, content_type="text/html; charset=utf-8")(environ, start)

    def stop(self) -> None:
        """Nobody listens any more."""
        self.go_on.set()
        self.server.shutdown()
        self._thread.join()
        self.server.server_close()


@pytest.fixture
def build() -> Iterator[Troubled]:
    """A troubled build on a free port."""
    build = Troubled()
    yield build
    if build.server.socket.fileno() != -1:
        build.stop()


@pytest.fixture
def phone(browser: Browser, build: Troubled) -> Iterator[BrowserPhone]:
    """A phone that shows the form, and waits for three seconds at most: a busy machine needs one to open a page."""
    phone = BrowserPhone(owner="買主", browser=browser, base_url=build.url, seconds=3)
    phone.open("/")
    yield phone
    phone.close()


@pytest.mark.parametrize(("label", "status"), [("送る", 504), ("切れる", 502), ("回る", 508)])
def test_trouble_after_a_press_is_a_screen(phone: BrowserPhone, label: str, status: int) -> None:
    """No answer in time, half an answer, and redirects without end show a screen with the reason as its heading."""
    phone.press(label)
    screen = phone.screen()
    assert (screen.status, bool(screen.heading)) == (status, True)


def test_after_trouble_the_phone_goes_on(phone: BrowserPhone) -> None:
    """What could not be loaded leaves nothing behind: the next page is judged as ever."""
    phone.press("送る")
    phone.open("/")
    phone.press("回る")
    phone.open("/")
    assert (phone.screen().status, phone.screen().heading) == (200, "入力")
    phone.press("英語")
    assert phone.screen().heading == "Welcome"


def test_a_build_that_dies_is_said_and_the_browser_stays(
    phone: BrowserPhone, build: Troubled, browser: Browser
) -> None:
    """A press on a build that is gone is an error of the run; another phone of the same browser is as new."""
    build.stop()
    phone.press("英語")
    with pytest.raises(BuildError, match="does not answer"):
        phone.screen()
    other = Troubled()
    fresh = BrowserPhone(owner="買主", browser=browser, base_url=other.url, seconds=5)
    fresh.open("/")
    assert fresh.screen().heading == "入力"
    fresh.close()
    other.stop()


def test_where_no_browser_starts_one_line_says_how_to_get_one(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No traceback and no wall of text: what to install, or to judge with driver http."""
    monkeypatch.setattr("harness.builds.browsers.find_browser", lambda: "/nowhere/chromium")
    with pytest.raises(BuildError) as raised:
        launched(browser.browser_type, [])
    said = str(raised.value)
    assert "\n" not in said and "install one" in said and "--driver http" in said
