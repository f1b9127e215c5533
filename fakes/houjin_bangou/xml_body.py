"""Type 12: XML in UTF-8 on one line, an empty field as ``<x/>``."""

from __future__ import annotations

from xml.sax.saxutils import escape

from fakes.houjin_bangou.corporation import columns
from fakes.houjin_bangou.paging import HEAD, Page

__all__ = ["xml_body"]


def xml_body(page: Page) -> bytes:
    """The document of a page, byte for byte as in the official samples of version 4."""
    parts = ['<?xml version="1.0" encoding="UTF-8"?><corporations>']
    parts += [_element(name, value) for name, value in zip(HEAD, page.head, strict=True)]
    for number, record in enumerate(page.records, 1):
        parts.append("<corporation>")
        parts += [_element(*column) for column in columns(record, number=number, version=page.version)]
        parts.append("</corporation>")
    parts.append("</corporations>")
    return "".join(parts).encode()


def _element(name: str, value: str) -> str:
    return f"<{name}>{escape(value)}</{name}>" if value else f"<{name}/>"
