"""Finds a browser on this machine and starts it once for a run."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from harness.builds.camera import Camera
from harness.builds.profile import HttpProfile
from harness.builds.served import HttpBuild
from harness.errors import BuildError

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserType

    from harness.builds.browser import BrowserPhone

__all__ = ["ARGUMENTS", "SYSTEM_BROWSERS", "WATCHED", "BrowserBuild", "find_browser", "launched"]

SYSTEM_BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""Commands that are tried, the fastest first."""
WATCHED = "MYLEXUS_WATCHED"
"""Environment variable: 1 shows the browser's window where there is a display."""
_HOW = (
    "install one (Debian: apt-get install chromium fonts-noto-cjk; elsewhere: playwright install chromium), "
    "or judge with --driver http"
)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    # Nobody watches: an act that waits for two frames need not wait for a screen's 60 of them a second.
    "--disable-frame-rate-limit",
    "--disable-gpu-vsync",
]


def launched(chromium: BrowserType, arguments: Sequence[str]) -> Browser:
    """Starts the system's Chromium, else Playwright's own. Raises BuildError with one line that says how to get one."""
    from playwright.sync_api import Error

    try:
        return chromium.launch(
            executable_path=find_browser() or None, args=[*ARGUMENTS, *arguments], headless=not _is_watched()
        )
    except Error as error:
        raise BuildError(f"no browser starts here ({error.message.splitlines()[0]}); {_HOW}") from None


def find_browser() -> str:
    """Gives the path of the system's Chromium, or an empty string if there is none."""
    names = SYSTEM_BROWSERS[1:] if _is_watched() else SYSTEM_BROWSERS  # the first cannot be seen
    return next((found for name in names if (found := shutil.which(name))), "")


def _is_watched() -> bool:
    """Whether somebody wants to see the browser, and there is a display to see it on."""
    displays = any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
    return os.environ.get(WATCHED) == "1" and displays


class BrowserBuild(HttpBuild):
    """A served build on whose pages a real browser acts; all else is as for driver ``http``."""

    driver = "browser"

    def __init__(self, profile: HttpProfile, browser: Browser | None = None) -> None:
        """Nothing is started before the first phone; a ``browser`` that runs already stays open. Raises BuildError."""
        super().__init__(profile)
        self._given = browser
        self._browser = browser
        self._camera: Camera | None = None
        self._stop: Callable[[], Any] | None = None

    def phone(self, owner: str) -> BrowserPhone:  # type: ignore[override]
        """Gives somebody a phone with a fresh browser context."""
        from harness.builds.browser import BrowserPhone

        limits = self._profile.time_limits
        browser = self._started()
        phone = BrowserPhone(
            owner=owner,
            browser=browser,
            base_url=self._base_url,
            headers=self._headers,
            seconds=limits.read,
            patience=limits.settle,
            spent=self.spent,
            camera=self._camera,
            traced=self._profile.browser.trace,
        )
        self._phones.append(phone)  # type: ignore[arg-type]
        return phone

    def keep_evidence(self, folder: Path) -> None:
        """Writes the traces of the phones in use, if the profile wants them: ``<number> <owner>.zip``."""
        from harness.builds.browser import BrowserPhone

        for number, phone in enumerate(self._phones, start=1):
            if isinstance(phone, BrowserPhone):
                phone.keep_trace(folder / f"{number} {phone.owner}.zip")

    def _started(self) -> Browser:
        if self._browser is None:
            try:
                from playwright.sync_api import sync_playwright
            except ImportError:
                raise BuildError(
                    "--driver browser needs the package playwright: pip install 'mylexus[browser]', "
                    "or judge with --driver http"
                ) from None
            playwright = sync_playwright().start()
            self._stop = playwright.stop
            self._camera = Camera()
            self._browser = launched(playwright.chromium, self._camera.arguments)
        return self._browser

    def close(self) -> None:
        """Closes the browser too."""
        super().close()
        if self._browser is not None and self._browser is not self._given:
            self._browser.close()
        if self._stop is not None:
            self._stop()
        if self._camera is not None:
            self._camera.close()
        self._browser, self._stop = self._given, None
