"""Reads a mail as its receiver does: subject and text decoded, links and the six-digit code found."""

from __future__ import annotations

import html
import re
import unicodedata
from email import message_from_bytes
from email.headerregistry import HeaderRegistry
from email.message import EmailMessage, MIMEPart
from email.policy import default
from functools import lru_cache
from typing import Any

__all__ = ["find_code", "find_links", "html_of", "parse", "text_of"]

_LINK = re.compile(r"https?://[!-;=?-~]+")
_TRAILING = ".,;:!?)]}>'\""
_CODE = re.compile(r"(?<![0-9-])[0-9]{6}(?![0-9-])")
_NAMED_CODE = re.compile(r"(?:コード|code)[^0-9]{0,40}?(?<![0-9-])([0-9]{6})(?![0-9-])", re.IGNORECASE)
_HREF = re.compile(r"""href\s*=\s*["']([^"']+)["']""", re.IGNORECASE)
_BREAK = re.compile(r"<(?:br|/p|/div|/tr|/li|/h[1-6])\b[^>]*>", re.IGNORECASE)
_INVISIBLE = re.compile(r"<(style|script|head)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)

_REPEATED = ("content-", "mime-")
"""Beginnings of the names of headers that say the same in most mails."""


class _Headers(HeaderRegistry):
    """Headers of mails; those that say how a part is written are asked for at every turn, and are taken apart once."""

    def __init__(self) -> None:
        super().__init__()
        self._known = {name: super(_Headers, self).__getitem__(name) for name in self.registry}
        self._again = lru_cache(maxsize=64)(super().__call__)

    def __getitem__(self, name: str) -> type:
        """The class of a header's value; the standard library makes it anew for each header."""
        return self._known.get(name.lower()) or super().__getitem__(name)

    def __call__(self, name: str, value: str) -> Any:
        """The value of a header, which is not to be changed."""
        return (
            self._again(name, value) if name.lower().startswith(_REPEATED) else super().__call__(name, value)
        )


_POLICY = default.clone(header_factory=_Headers())


@lru_cache(maxsize=4)
def parse(raw: bytes) -> EmailMessage:
    """The mail with its headers decoded (RFC 2047, RFC 2231), whatever its character set; it is not to be changed."""
    return message_from_bytes(raw, policy=_POLICY)


def text_of(message: EmailMessage) -> tuple[str, tuple[str, ...]]:
    """The text that is read, and the links that only HTML holds; plain text is preferred to HTML."""
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None:
        return "", ()
    content = _content(part).replace("\r\n", "\n")
    if part.get_content_type() != "text/html":
        return content, ()
    links = tuple(html.unescape(link) for link in _HREF.findall(content))
    visible = re.sub(r"<[^>]+>", "", _BREAK.sub("\n", _INVISIBLE.sub("", content)))
    return html.unescape(visible).strip(), links


def html_of(message: EmailMessage) -> str:
    """The part in HTML; empty where there is none."""
    part = message.get_body(preferencelist=("html",))
    return _content(part) if part is not None else ""


def find_links(text: str) -> tuple[str, ...]:
    """Every web address in ``text``, once, in order, without the sign that ends the sentence."""
    return tuple(dict.fromkeys(link.rstrip(_TRAILING) for link in _LINK.findall(text)))


def find_code(text: str) -> str | None:
    """The six-digit code with its leading zeros, in half-width digits; ``None`` where there is none.

    Digits inside links and inside longer numbers do not count; a code named as コード or code is preferred.
    """
    plain = unicodedata.normalize("NFKC", _LINK.sub(" ", text))
    named = _NAMED_CODE.search(plain)
    if named:
        return named.group(1)
    found = _CODE.search(plain)
    return found.group() if found else None


def _content(part: MIMEPart) -> str:
    try:
        return str(part.get_content())
    except (LookupError, UnicodeDecodeError):
        payload = part.get_payload(decode=True)
        return payload.decode("utf-8", errors="replace") if isinstance(payload, bytes) else ""
