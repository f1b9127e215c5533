"""Shows a kept screen without letting it do anything: no scripts, no other files, its stylesheet inside."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree, html

__all__ = ["still"]

_GONE = ("script", "noscript", "iframe", "object", "embed", "base", "audio", "video", "template")
_URL = re.compile(r"url\(\s*(?![\"']?data:)[^)]*\)|@import[^;]+;", re.IGNORECASE)
_ADDRESSES = ("src", "srcset", "poster", "background", "action", "formaction", "ping")


def still(page: str, styles: Mapping[str, str]) -> str:
    """Gives a page that stands still: for ``srcdoc`` of a sandboxed frame, with no request to anybody."""
    if not page.strip():
        return ""
    try:
        tree = html.document_fromstring(page)
    except (etree.ParserError, ValueError):
        return ""
    for element in list(tree.iter()):
        if not isinstance(element, html.HtmlElement):
            continue  # a comment
        if element.tag in _GONE or (element.tag == "meta" and element.get("http-equiv")):
            element.drop_tree()
        elif element.tag == "link":
            _inline(element, styles)
        else:
            _tame(element)
    for element in tree.iter("style"):
        element.text = _URL.sub("none", element.text or "")
    head = tree.find("head")
    if head is None:
        head = etree.Element("head")
        tree.insert(0, head)
    head.insert(0, etree.Element("meta", {"charset": "utf-8"}))
    return f"<!doctype html>{html.tostring(tree, encoding='unicode')}"


def _inline(element: html.HtmlElement, styles: Mapping[str, str]) -> None:
    text = styles.get(element.get("href", "")) if "stylesheet" in element.get("rel", "") else None
    if text is None:
        element.drop_tree()
        return
    for name in ("href", "rel", "integrity", "crossorigin"):
        element.attrib.pop(name, None)
    element.tag, element.text = "style", text


def _tame(element: html.HtmlElement) -> None:
    for name in list(element.attrib):
        value = str(element.attrib[name])
        outside = name in _ADDRESSES and not value.startswith("data:")
        if outside or name.startswith("on") or name == "autofocus":
            del element.attrib[name]
        elif name == "href":
            element.attrib[name] = "#"
        elif name == "style":
            element.attrib[name] = _URL.sub("none", value)
