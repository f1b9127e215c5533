"""A phone whose browser knows HTML, cookies and history, but no JavaScript; drivers add the transport."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

from harness.builds.page import Page, Request, Upload, joined
from harness.builds.port import NotOffered
from harness.builds.screen import Screen

__all__ = ["Answer", "HtmlPhone"]

_REDIRECTS = 12
"""Browsers give up after about twenty; a sign-up needs one or two."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What came back from the build."""

    status: int
    body: str
    location: str = ""
    """Where a redirect leads."""


class HtmlPhone(ABC):
    """Implements :class:`harness.builds.port.Phone` over any transport that answers with HTML."""

    def __init__(self, *, owner: str, base_url: str) -> None:
        self.owner = owner
        self._base_url = base_url
        self._page: Page | None = None
        self._screen: Screen | None = None
        self._history: list[str] = []
        self._last = Request(method="GET", url=base_url)
        self._camera_allowed = True

    @abstractmethod
    def send(self, request: Request) -> Answer:
        """Sends one request, without following redirects, and keeps the cookies."""

    def open(self, url: str) -> None:
        """Opens an address, absolute or below the build's own."""
        self._go(Request(method="GET", url=joined(self._base_url, url)))

    def screen(self) -> Screen:
        """Gives what is shown now; a phone that opened nothing shows an empty screen."""
        if self._screen is None:
            self._screen = (
                self._page.screen() if self._page else Screen(url="", status=0, title="", heading="")
            )
        return self._screen

    def fill(self, label: str, value: str) -> None:
        """Types over what a field holds."""
        self._shown().fill(label, value)
        self._screen = None

    def choose(self, label: str, option: str) -> None:
        """Chooses an option by its label."""
        self._shown().choose(label, option)
        self._screen = None

    def tick(self, label: str, *, on: bool = True) -> None:
        """Ticks or unticks a box."""
        self._shown().tick(label, on=on)
        self._screen = None

    def photograph(self, picture: bytes) -> None:
        """Holds a picture before the camera; a denied camera gives nothing."""
        content = picture if self._camera_allowed else b""
        filename = "photo.png" if self._camera_allowed else ""
        self._shown().photograph(Upload(filename=filename, content=content, content_type="image/png"))

    def allow_camera(self, *, allow: bool) -> None:
        """Answers the phone's own question whether the browser may use the camera."""
        self._camera_allowed = allow

    def press(self, label: str, *, times: int = 1) -> None:
        """Presses a button or a link; of several presses the last one's answer is shown."""
        request = self._shown().press(label)
        self._screen = None
        if request is not None:
            for _ in range(times - 1):
                self.send(request)
            self._go(request)

    def back(self) -> None:
        """Goes back in the browser's history and loads that address again, as pages that must not be kept do."""
        if len(self._history) < 2:
            raise NotOffered("ブラウザの履歴（前のページがない）")
        self._history.pop()
        self._go(Request(method="GET", url=self._history.pop()))

    def reload(self) -> None:
        """Sends once more what led to the screen shown; if that was a form, the customer agrees to send it again."""
        self._shown()
        self._go(self._last)

    def _shown(self) -> Page:
        if self._page is None:
            raise NotOffered("開いている画面")
        return self._page

    def _go(self, request: Request) -> None:
        for _ in range(_REDIRECTS):
            answer = self.send(request)
            if not answer.location:
                break
            request = Request(method="GET", url=joined(request.url, answer.location))
        else:
            answer = Answer(status=508, body=f"<h1>リダイレクトが{_REDIRECTS}回続いた</h1>")
        self._page = Page(url=request.url, status=answer.status, body=answer.body)
        self._last = request
        self._screen = None
        if not self._history or self._history[-1] != request.url:
            self._history.append(request.url)
