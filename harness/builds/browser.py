"""A phone with a real browser: Playwright on the system's Chromium, a phone's viewport, touch and Japanese."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from lxml.html import HtmlElement
from playwright.sync_api import Dialog, Error, Frame, Locator, Request, Response
from playwright.sync_api import TimeoutError as TimedOut

from harness.builds.camera import ANSWER, ASKED, ASKS, FRAMES, Camera
from harness.builds.evidence import Evidence
from harness.builds.failures import instead_of_a_page, is_gone
from harness.builds.http import unreachable
from harness.builds.live import CHANGED, FOCUS, REACH, REST, SNAPSHOT, STAMP, LivePage
from harness.builds.page import Upload
from harness.builds.port import NotOffered
from harness.builds.screen import Screen
from harness.builds.spent import Kind, Spent

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext
    from playwright.sync_api import Page as Tab

__all__ = ["PHONE", "BrowserPhone"]

PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 1,
    "is_mobile": True,
    "has_touch": True,
    "locale": "ja-JP",
    "timezone_id": "Asia/Tokyo",
}
_FAILED = "chrome-error:"
_QUIET_MILLISECONDS = 40
_LETTERS = ("text", "email", "password", "tel", "search", "url", "number")
"""Types of fields that take letters as they are typed."""


class BrowserPhone:
    """Implements :class:`harness.builds.port.Phone` with a browser context of its own.

    What is on the screen is read from the live document with the same eyes as in every driver; hands are the
    browser's. After an act it waits until nothing loads and nothing changes, never for a fixed time. A build that
    gives no answer shows a screen with status 502, 504 or 508; one that is not there raises BuildError.
    """

    def __init__(
        self,
        *,
        owner: str,
        browser: Browser,
        base_url: str,
        headers: Mapping[str, str] | None = None,
        seconds: float = 30.0,
        patience: float = 3.0,
        spent: Spent | None = None,
        camera: Camera | None = None,
        traced: bool = False,
    ) -> None:
        """``seconds`` is how long one act may take; ``headers`` go to the build's own address only.

        ``patience`` is how many seconds after an act a page with scripts may still come to what is expected.
        """
        self.owner = owner
        self._base_url = base_url
        self._seconds = seconds
        self._patience = patience
        self._spent = spent or Spent()
        with self._spent.on("phones"):
            self._context: BrowserContext = browser.new_context(**PHONE)
            self._context.add_init_script(ASKS)
            self._tab: Tab = self._context.new_page()
        self._context.set_default_timeout(seconds * 1000)
        self._evidence = Evidence(self._context, self._tab, self._spent, traced=traced)
        if headers:
            own = f"{base_url}/**"
            self._context.route(
                own, lambda route: route.continue_(headers={**route.request.headers, **headers})
            )
        self._pending: set[Request] = set()
        self._status = 0
        self._failure = ""
        self._said: list[str] = []
        self._refused: list[str] = []
        self._opened = False
        self._still = True
        self._seen: Screen | None = None
        self._rested = 0.0
        self._camera = camera
        self._answered: bool | None = None
        self._listen()

    def _listen(self) -> None:
        self._tab.on("request", self._on_request)
        self._tab.on("requestfinished", self._on_finished)
        self._tab.on("requestfailed", self._on_failed)
        self._tab.on("response", self._on_response)
        self._tab.on("framenavigated", self._on_navigated)
        self._tab.on("dialog", self._on_dialog)

    def _on_request(self, request: Request) -> None:
        self._pending.add(request)

    def _on_finished(self, request: Request) -> None:
        self._pending.discard(request)

    def _on_failed(self, request: Request) -> None:
        self._pending.discard(request)
        if request.is_navigation_request() and request.frame == self._tab.main_frame:
            failure = request.failure or ""
            self._failure = self._failure if "ERR_ABORTED" in failure else failure

    def _on_response(self, response: Response) -> None:
        request = response.request
        if request.is_navigation_request() and response.frame == self._tab.main_frame:
            self._status, self._failure = response.status, ""

    def _on_navigated(self, frame: Frame) -> None:
        if frame == self._tab.main_frame:
            self._seen = None
            self._said.clear()
            self._evidence.leave()

    def _on_dialog(self, dialog: Dialog) -> None:
        self._seen = None
        self._said.append(dialog.message)
        dialog.dismiss()

    def close(self) -> None:
        """Closes the browser context."""
        with self._spent.on("phones"):
            self._context.close()

    def keep_trace(self, path: Path) -> None:
        """Writes Playwright's trace so far, its secrets hidden; nothing unless the phone is traced."""
        self._evidence.keep_trace(path)

    def picture(self) -> bytes:
        """Takes a picture (JPEG) of the page as it is now, secrets covered; nothing where there is no page."""
        return self._evidence.picture() if self._opened else b""

    # -- looking -----------------------------------------------------------------------------------

    def open(self, url: str) -> None:
        """Opens an address, absolute or below the build's own."""
        wanted = urljoin(self._base_url + "/", url)
        self._evidence.give_up()
        self._refused = []
        self._act(lambda: self._tab.goto(wanted, wait_until="commit"))
        self._opened = True
        if is_gone(self._failure):
            raise unreachable(wanted, ConnectionError(self._failure))

    def screen(self) -> Screen:
        """Gives what is shown now; a phone that opened nothing shows an empty screen."""
        if not self._opened:
            return Screen(url="", status=0, title="", heading="")
        if self._seen is not None:
            return self._seen
        page = self._page()
        with self._spent.on("reading"):
            screen = replace(
                page.screen(),
                picture=self.picture,
                picture_before_acting=self._evidence.picture_before_acting,
                changes=None if self._still else self._changes,
            )
        # What cannot change by itself is read once.
        self._seen = screen if self._still else None
        return screen

    def _changes(self) -> bool:
        """Waits for the page to change by itself, as long as patience lasts after the last act."""
        left = self._rested + self._patience - time.monotonic()
        if left <= 0:
            return False
        with self._spent.on("waiting"):
            if self._answered is None and self._tab.evaluate(ASKED):
                self.allow_camera(allow=True)
                return True
            with suppress(Error):
                self._tab.evaluate(CHANGED, left * 1000)
            rested = self._rested
            self._settle()
            self._rested = rested
        return True

    def _page(self) -> LivePage:
        if not self._opened:
            raise NotOffered("開いている画面")
        if self._failure or self._tab.url.startswith(_FAILED):
            return self._no_page()
        with self._spent.on("reading"):
            page = LivePage(url=self._tab.url, status=self._status, body=self._snapshot())
            page.refuse(self._refused)
        return page

    def _no_page(self) -> LivePage:
        if is_gone(self._failure):
            raise unreachable(self._base_url, ConnectionError(self._failure))
        status, what = instead_of_a_page(self._failure, self._status)
        said = f"<h1>{escape(what)}</h1><p>{escape(self._failure)}</p>" if what else ""
        return LivePage(url=self._tab.url, status=status, body=said)

    def _snapshot(self) -> str:
        for _ in range(5):
            try:
                body = str(self._tab.evaluate(SNAPSHOT, STAMP))
                break
            except Error:
                self._settle()
        else:
            body = "<h1>画面が落ち着かない</h1>"
        said = "".join(f'<p role="alert">{escape(text)}</p>' for text in self._said)
        return body.replace("</body>", f"{said}</body>") if said else body

    # -- acting ------------------------------------------------------------------------------------

    def fill(self, label: str, value: str) -> None:
        """Types over what a field holds."""
        page = self._page()
        page.fill(label, value)
        self._evidence.note(label, value, places=[int(field.get(STAMP)) for field in page.entered])
        self._enter(page)

    def choose(self, label: str, option: str) -> None:
        """Chooses an option by its label."""
        page = self._page()
        page.choose(label, option)
        self._enter(page)

    def tick(self, label: str, *, on: bool = True) -> None:
        """Ticks or unticks a box."""
        page = self._page()
        page.tick(label, on=on)
        self._enter(page)

    def photograph(self, picture: bytes) -> None:
        """Holds a picture before the camera, or chooses it as a file; a denied camera gives nothing."""
        self._answer()
        page = self._page()
        if page.films and self._camera is not None:
            self._camera.show(picture)
            self._act(lambda: self._tab.evaluate(FRAMES), what="カメラ", kind="typing")
            return
        page.photograph(Upload(filename="photo.png", content=picture, content_type="image/png"))
        if self._answered:
            self._enter(page)

    def allow_camera(self, *, allow: bool) -> None:
        """Answers the phone's own question whether the browser may use the camera."""
        self._answered = allow
        self._context.add_init_script(f"({ANSWER})({str(allow).lower()})")
        self._act(lambda: self._tab.evaluate(ANSWER, allow), what="カメラ")

    def _answer(self) -> None:
        """Says yes if the phone was not told otherwise: nothing else can be done before."""
        if self._answered is None:
            self.allow_camera(allow=True)

    def press(self, label: str, *, times: int = 1) -> None:
        """Presses a button or a link by its accessible name."""
        button = self._page().button(label)
        self._evidence.acted()
        reach = self._tab.evaluate(REACH, int(button.get(STAMP)))
        self._refused = reach["refused"]
        live = self._at(button)
        if reach["clear"] and self._still and times == 1:
            self._act(lambda: self._leave(reach, lambda: self._tab.mouse.click(reach["x"], reach["y"])))
            return
        self._act(
            lambda: self._leave(reach, lambda: live.click(click_count=times, no_wait_after=True)),
            what=f"押せるボタン「{label}」",
        )

    def _leave(self, reach: Mapping[str, Any], press: Callable[[], None]) -> None:
        """Presses, and waits for the page that must follow where no script can prevent it."""
        if reach["leaves"] and self._still:
            with self._tab.expect_navigation(wait_until="commit"):
                press()
        else:
            press()

    def back(self) -> None:
        """Uses the browser's own back button, again if a form was sent to its own address: that page looks the same."""
        before, self._refused = self._tab.url, []
        for _ in range(3):
            self._act(lambda: self._tab.go_back(wait_until="commit"))
            if self._tab.url not in (before, "about:blank"):
                return
        raise NotOffered("ブラウザの履歴（前のページがない）")

    def reload(self) -> None:
        """Uses the browser's own reload button; a form is sent again."""
        self._page()
        self._refused = []
        self._act(lambda: self._tab.reload(wait_until="commit"))

    def _enter(self, page: LivePage) -> None:
        self._refused = []
        self._evidence.entered = True
        for element, text in page.entered.items():
            self._act(lambda e=element, t=text: self._type(e, t), what="入力欄", kind="typing")
        for element, on in page.set_to.items():
            if element.get("type") == "checkbox" or on:
                self._act(lambda e=element, o=on: self._set(e, o), what="選択肢", kind="typing")
        for element, upload in page.held.items():
            file = {"name": upload.filename, "mimeType": upload.content_type, "buffer": upload.content}
            self._act(
                lambda e=element, one=file: self._at(e).set_input_files(one),
                what="カメラ、または画像を選ぶ欄",
                kind="typing",
            )

    def _type(self, element: HtmlElement, text: str) -> None:
        if element.tag == "select":
            self._at(element).select_option(text)
        elif self._still and text and (element.get("type") or "text") in _LETTERS:
            self._tab.evaluate(FOCUS, int(element.get(STAMP)))
            self._tab.keyboard.insert_text(text)
        else:
            self._at(element).fill(text)

    def _set(self, element: HtmlElement, on: bool) -> None:
        reach = self._tab.evaluate(REACH, int(element.get(STAMP))) if self._still else {"clear": False}
        if not reach["clear"]:
            self._at(element).set_checked(on)
        elif (element.get("checked") is not None) is not on:
            self._tab.mouse.click(reach["x"], reach["y"])

    def _at(self, element: HtmlElement) -> Locator:
        """The live element that a part of the snapshot was copied from."""
        return self._tab.locator(":root, :root *").nth(int(element.get(STAMP)))

    # -- waiting -----------------------------------------------------------------------------------

    def _act(self, act: Any, *, what: str = "", kind: Kind = "waiting") -> None:
        """Does something and waits until the page has come to rest. Raises NotOffered if it cannot be done."""
        self._failure, self._seen = "", None
        with self._spent.on(kind):
            try:
                act()
            except TimedOut as error:
                if what and not self._pending:
                    raise NotOffered(f"{what}（{self._seconds:g}秒以内に使えるようにならない）") from error
                self._failure = "ERR_TIMED_OUT"
            except Error as error:
                if "net::" not in error.message and what:
                    raise NotOffered(f"{what}（{error.message.splitlines()[0][:120]}）") from error
                self._failure = self._failure or error.message.split("net::")[-1].split(" ")[0]
            self._settle()

    def _settle(self) -> None:
        """Waits until all is loaded and, on a page that could change by itself, until nothing changes."""
        until = time.monotonic() + self._seconds
        while (left := until - time.monotonic()) > 0:
            if self._failure:
                break
            try:
                self._tab.wait_for_load_state("load", timeout=left * 1000)
                rest = self._tab.evaluate(REST, _QUIET_MILLISECONDS)
            except TimedOut:
                break
            except Error:
                continue
            if rest != "loading" and not self._pending:
                self._still, self._rested = rest == "still", time.monotonic()
                return
        self._give_up()

    def _give_up(self) -> None:
        """Stops what still loads, or waits for the browser's own page of the failure: either would come later."""
        self._pending.clear()
        self._failure = self._failure or "ERR_TIMED_OUT"
        with suppress(Error):
            if "ERR_TIMED_OUT" in self._failure:
                self._context.new_cdp_session(self._tab).send("Page.stopLoading")
            else:
                self._tab.wait_for_url(f"{_FAILED}**", timeout=1000, wait_until="commit")
