"""What one phone was shown through the middleware, and what was pressed on it."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urljoin, urlsplit

from lxml.html import HtmlElement
from werkzeug.formparser import parse_form_data

from harness.builds import names
from harness.builds.document import Document
from harness.builds.page import Page
from harness.mutants.changing import pressed_label

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

__all__ = ["BROWSER_BACK", "Visit", "page_of"]

BROWSER_BACK = "ブラウザの戻る"


def page_of(body: bytes) -> Page:
    """The document that a person sees."""
    return Page(url="", status=200, body=body.decode("utf-8", "replace"))


@dataclass(kw_only=True)
class Visit:
    """One phone's way through a build."""

    shown: bytes = b""
    history: list[str] = field(default_factory=list)
    kept: dict[str, bytes] = field(default_factory=dict)
    """Address -> what was last shown there."""
    pressed: str | None = None
    """Label that was pressed since the last screen, empty where it is not known; None for no press."""
    posted: dict[str, str] = field(default_factory=dict)
    opened: bool = False
    """Whether an address was opened, from a QR code or a mail, that no screen led to."""
    asked: str = ""
    under_way: bool = False
    """Whether the answer was a redirect, so that the next request is nobody's press."""
    to_go: int = 0
    """Presses within which a way that was begun must have led on."""
    origin: bytes = b""
    """The screen at which this way was begun."""
    entered: dict[str, str] = field(default_factory=dict)
    """Names and values that were typed at the mutant's step."""
    went_back: bool = False
    back_to: str = ""
    """Address that the browser's back button asked for."""

    def asks(self, environ: WSGIEnvironment) -> bool:
        """Notes a request; says whether it is a press, be it of the browser's own back button."""
        query = str(environ.get("QUERY_STRING", ""))
        self.asked = str(environ.get("PATH_INFO", "/")) + (f"?{query}" if query else "")
        if environ.get("REQUEST_METHOD") == "POST":
            self.posted = _form_of(environ)
            self.pressed = pressed_label(page_of(self.shown), self.posted) if self.shown else ""
            return True
        if not self.under_way and not self._is_linked():
            if len(self.history) > 1 and self.asked == self.history[-2]:
                self.pressed, self.back_to = BROWSER_BACK, self.asked
                del self.history[-2:]
                return True
            self.opened = self.asked not in self.history[-1:]
        return False

    def _is_linked(self) -> bool:
        """Whether a link of the screen leads there."""
        if not self.shown:
            return False
        here = urlsplit(self.asked).path
        links = page_of(self.shown).root.iter("a")
        return any(urlsplit(urljoin(self.history[-1], one.get("href") or "#")).path == here for one in links)

    def arrives(self, body: bytes) -> None:
        """Notes the screen that is shown in the end."""
        self.shown = self.kept[self.asked] = body
        if not self.history or self.history[-1] != self.asked:
            self.history.append(self.asked)

    def tick(self, environ: WSGIEnvironment, page: Document) -> None:
        """Sends the form as if every box of the page were ticked."""
        boxes: list[HtmlElement] = [
            one for one in page.root.iter("input") if one.get("type") == "checkbox" and names.is_shown(one)
        ]
        missing = {
            str(one.get("name")): str(one.get("value") or "on")
            for one in boxes
            if one.get("name") and one.get("name") not in self.posted
        }
        if missing and "urlencoded" in str(environ.get("CONTENT_TYPE", "")):
            data = environ["wsgi.input"].read() + b"&" + urlencode(missing).encode()
            environ["wsgi.input"], environ["CONTENT_LENGTH"] = io.BytesIO(data), str(len(data))


def _form_of(environ: WSGIEnvironment) -> dict[str, str]:
    """What a form sends; the application can read it again."""
    length = int(environ.get("CONTENT_LENGTH") or 0)
    data = environ["wsgi.input"].read(length)
    environ["wsgi.input"] = io.BytesIO(data)
    _, form, _ = parse_form_data({**environ, "wsgi.input": io.BytesIO(data)})
    return {name: form[name] for name in form}
