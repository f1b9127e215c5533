"""The live document of a browser is read as the same page is without one."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser
from werkzeug.serving import make_server
from werkzeug.wrappers import Response

from harness.builds.browser import BrowserPhone
from harness.builds.page import Page
from harness.builds.screen import Screen
from tests.builds.everything import EVERYTHING


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserPhone]:
    """A phone that shows the page with everything."""
    answer = Response(EVERYTHING, content_type="text/html; charset=utf-8")
    server = make_server("127.0.0.1", 0, answer, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    phone = BrowserPhone(
        owner="買主", browser=browser, base_url=f"http://127.0.0.1:{server.server_port}", seconds=5
    )
    phone.open("/")
    yield phone
    phone.close()
    server.shutdown()
    thread.join()
    server.server_close()


def _seen(screen: Screen) -> Screen:
    return replace(screen, url="", html="", qr=None)


def test_live_and_still_are_read_alike(phone: BrowserPhone) -> None:
    """Every name, group, value, mark, error and button is the same, closed and opened."""
    page = Page(url="", status=200, body=EVERYTHING)
    assert _seen(phone.screen()) == _seen(page.screen())
    phone.press("よくあるご質問")
    page.press("よくあるご質問")
    assert _seen(phone.screen()) == _seen(page.screen())


def test_hands_find_what_eyes_see(phone: BrowserPhone) -> None:
    """Groups, lists, radio buttons and ticks are set by their names, in whichever form they are."""
    phone.fill("電話番号", "052-555-0001")
    phone.choose("性別", "男性")
    phone.choose("都道府県", "東京都")
    phone.tick("利用規約に同意する", on=False)
    phone.fill("会員番号", "7")
    screen = phone.screen()
    fields = {field.label: field.value for field in screen.fields}
    choices = {choice.label: choice.chosen for choice in screen.choices}
    assert (fields["電話番号"], fields["会員番号"]) == ("052-555-0001", "7")
    assert (choices["性別"], choices["都道府県"]) == ("男性", "東京都")
    assert screen.checks == {"利用規約に同意する": False}
