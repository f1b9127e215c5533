"""Keeps one screen for each step of the guide: the first that was verified in a run, with its stylesheets."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from urllib.parse import quote, unquote, urljoin

from harness.builds.screen import Screen
from harness.coverage.masking import mask_html

__all__ = ["Gallery"]

_LINK = re.compile(r"<link\b[^>]*>", re.IGNORECASE)
_HREF = re.compile(r"\bhref\s*=\s*[\"']([^\"']+)[\"']", re.IGNORECASE)
Fetch = Callable[[str], str]


class Gallery:
    """The folder ``steps`` of a run: ``1-1%2F7-B.html`` for each step, and ``styles`` with what they link to.

    Pictures, where a browser took them, are in the folder ``screens`` beside it: ``1-1%2F7-B.jpg`` as it was
    verified, ``acted/1-1%2F7-B.jpg`` as it was filled in, and one of a scenario that failed by the scenario's key.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pictures = folder.parent / "screens"
        self._kept: set[str] = set()
        self._wanted: dict[str, str] = {}

    def keep(self, step_id: str, screen: Screen) -> None:
        """Keeps a screen, masked, unless the step already has one."""
        if step_id in self._kept or not screen.html:
            return
        self._kept.add(step_id)
        path = self._folder / f"{quote(step_id, safe='')}.html"
        if path.exists():
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        path.write_text(mask_html(screen.html), encoding="utf-8")
        self.keep_picture(step_id, screen)
        if screen.picture_before_acting is not None:
            screen.picture_before_acting(self._pictures / "acted" / f"{path.stem}.jpg")
        for address in stylesheets(screen.html):
            if not self._style(address).exists():
                self._wanted[address] = urljoin(screen.url, address)

    def keep_picture(self, name: str, screen: Screen) -> None:
        """Keeps a picture of the screen for a step, or for the scenario that failed there."""
        picture = screen.picture() if screen.picture is not None else b""
        if picture:
            self._pictures.mkdir(parents=True, exist_ok=True)
            (self._pictures / f"{quote(name, safe='')}.jpg").write_bytes(picture)

    def fetch_styles(self, fetch: Fetch) -> None:
        """Keeps the stylesheets that the screens kept so far link to; ``fetch`` gives the text at a URL."""
        wanted, self._wanted = self._wanted, {}
        for address, url in wanted.items():
            path = self._style(address)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(fetch(url), encoding="utf-8")

    @property
    def wants_styles(self) -> bool:
        """Whether a stylesheet is still to be fetched."""
        return bool(self._wanted)

    def screens(self) -> dict[str, str]:
        """Gives the HTML kept for each step."""
        return {unquote(path.stem): path.read_text(encoding="utf-8") for path in self._folder.glob("*.html")}

    def styles(self) -> dict[str, str]:
        """Gives each stylesheet that was kept, by the address that screens link to."""
        return {
            unquote(path.name): path.read_text(encoding="utf-8")
            for path in (self._folder / "styles").glob("*")
        }

    def _style(self, address: str) -> Path:
        return self._folder / "styles" / quote(address, safe="")


def stylesheets(html: str) -> list[str]:
    """Lists the addresses of the stylesheets that a page links to, in their order."""
    tags = [tag for tag in _LINK.findall(html) if "stylesheet" in tag.lower()]
    return [unescape(found[1]) for found in map(_HREF.search, tags) if found]
