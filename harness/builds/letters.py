"""A person's newest mail as a screen: the subject is its heading, its links are what can be pressed."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

from harness.builds.page import Page
from harness.builds.port import Message, NotOffered, Phone
from harness.builds.screen import Screen

__all__ = ["Inbox", "as_page"]

_LINK = re.compile(r"https?://[!-;=?-~]+")
_TRAILING = ".,;:!?)]}>'\""
_EMPTY = Screen(url="", status=0, title="", heading="")


class Inbox:
    """Implements :class:`harness.builds.port.Phone` for a mailbox; links open on the phone of its owner."""

    def __init__(
        self, *, owner: str, newest: Callable[[], Message | None], phone: Callable[[], Phone]
    ) -> None:
        self.owner = owner
        self._newest = newest
        self._phone = phone

    def _page(self) -> Page | None:
        message = self._newest()
        return as_page(message) if message else None

    def screen(self) -> Screen:
        """Gives the newest mail; an empty screen where none came."""
        page = self._page()
        return page.screen() if page else _EMPTY

    def press(self, label: str, *, times: int = 1) -> None:
        """Follows a link of the newest mail on the owner's phone. Raises NotOffered."""
        page = self._page()
        request = page.press(label) if page else None
        if request is None:
            raise NotOffered(f"メールのリンク「{label}」")
        for _ in range(times):
            self._phone().open(request.url)

    def open(self, url: str) -> None:
        """Opens an address on the owner's phone."""
        self._phone().open(url)

    def fill(self, label: str, value: str) -> None:
        """Raises NotOffered: nothing is typed into a mail."""
        raise NotOffered(f"入力欄「{label}」")

    def choose(self, label: str, option: str) -> None:
        """Raises NotOffered: nothing is chosen in a mail."""
        raise NotOffered(f"選択肢「{option}」")

    def tick(self, label: str, *, on: bool = True) -> None:
        """Raises NotOffered: nothing is ticked in a mail."""
        raise NotOffered(f"チェック「{label}」")

    def photograph(self, picture: bytes) -> None:
        """Raises NotOffered: a mail asks for no picture."""
        raise NotOffered("カメラ")

    def allow_camera(self, *, allow: bool) -> None:
        """Raises NotOffered: a mail asks for no camera."""
        raise NotOffered("カメラ")

    def back(self) -> None:
        """Raises NotOffered: a mailbox has no history."""
        raise NotOffered("ブラウザの履歴")

    def reload(self) -> None:
        """Changes nothing: the newest mail is looked up each time."""


def as_page(message: Message) -> Page:
    """Gives a mail as a page; in plain text the words before an address, or the line above it, name its link."""
    body = message.html or _linked(message.text)
    head = f"<h1>{escape(message.subject)}</h1><dl><dt>差出人</dt><dd>{escape(message.sender)}</dd></dl>"
    return Page(url=f"mailto:{message.recipient}", status=200, body=f"<main>{head}{_inner(body)}</main>")


def _inner(html: str) -> str:
    """What a whole document of a mail holds between its body tags."""
    found = re.search(r"<body[^>]*>(.*?)(?:</body>|$)", html, re.DOTALL | re.IGNORECASE)
    inner = found.group(1) if found else html
    return re.sub(r"</?main[^>]*>", "", inner, flags=re.IGNORECASE)


def _linked(text: str) -> str:
    lines: list[str] = []
    above = ""
    for line in text.splitlines():
        shown = line.strip()
        address = _LINK.search(shown)
        if address is None:
            lines.append(f"<p>{escape(shown)}</p>" if shown else "")
            above = shown or above
            continue
        url = address.group().rstrip(_TRAILING)
        label = shown[: address.start()].rstrip(" :：") or above or url
        lines.append(f'<p><a href="{escape(url)}">{escape(label.rstrip(":： "))}</a></p>')
    return "\n".join(lines)
