"""What a phone in a browser leaves for those who look into a run later: pictures and traces, without secrets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import Error

from harness.builds.spent import Spent
from harness.builds.tracing import scrub

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

__all__ = ["Evidence"]

_SECRETS = (
    "input[type=password], input[autocomplete^=cc-], input[autocomplete=one-time-code], img[src^='data:']"
)
"""Passwords, cards, codes, and QR codes, which are addresses with a token."""
_SECRET = re.compile("パスワード|カード番号|セキュリティ|認証コード|確認コード|暗証")
"""Labels of fields that hold secrets, whatever their HTML says."""
_QUALITY = 60


class Evidence:
    """Pictures of one tab with secrets covered, and its trace with secrets hidden."""

    def __init__(self, context: BrowserContext, tab: Page, spent: Spent, *, traced: bool) -> None:
        """A trace costs time and holds what is on the screens, so it is made only where it is wanted."""
        self._context = context
        self._tab = tab
        self._spent = spent
        self._traced = traced
        self._secrets: set[str] = set()
        self._places: set[int] = set()
        self._picture_at: Path | None = None
        self.entered = False
        """Whether anything was entered since a picture before acting was asked for."""
        if traced:
            context.tracing.start(snapshots=True)

    def note(self, label: str, value: str, *, places: Sequence[int]) -> None:
        """Learns what was typed where, to hide and cover it if it is a secret."""
        if _SECRET.search(label):
            self._secrets.add(value)
            self._places |= set(places)

    def leave(self) -> None:
        """Another page came: the places were those of the one before."""
        self._places.clear()

    def picture(self) -> bytes:
        """Takes a picture (JPEG), or nothing where the page is gone."""
        every = self._tab.locator(":root, :root *")
        masked = [self._tab.locator(_SECRETS), *(every.nth(place) for place in self._places)]
        with self._spent.on("pictures"), suppress(Error):
            return self._tab.screenshot(
                type="jpeg", quality=_QUALITY, full_page=True, mask=masked, mask_color="#777777"
            )
        return b""

    def picture_before_acting(self, path: Path) -> None:
        """Lets the next press leave a picture of what was entered until then."""
        self._picture_at, self.entered = path, False

    def give_up(self) -> None:
        """Nothing is pressed on the screen after all."""
        self._picture_at = None

    def acted(self) -> None:
        """Something is about to be pressed: leaves the picture that was asked for, if there is anything new on it."""
        path, self._picture_at = self._picture_at, None
        if path is not None and self.entered and (picture := self.picture()):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(picture)

    def keep_trace(self, path: Path) -> None:
        """Writes the trace so far; the phone is not traced any further."""
        if not self._traced:
            return
        self._traced = False
        path.parent.mkdir(parents=True, exist_ok=True)
        with suppress(Error):
            cookies = {cookie.get("value", "") for cookie in self._context.cookies()}
            self._context.tracing.stop(path=path)
            scrub(path, self._secrets | cookies)
