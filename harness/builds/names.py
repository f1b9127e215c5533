"""Accessible names, marks and messages of elements, in the order that assistive technology takes them.

Source: W3C Accessible Name and Description Computation 1.2, as far as forms need it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from lxml import etree
from lxml.html import HtmlElement

from harness.builds.wording import fold, strip_mark

__all__ = [
    "error_of",
    "hides",
    "hides_below",
    "is_required",
    "is_shown",
    "legend_of",
    "name_of",
    "referred",
    "text_of",
]

_SILENT = frozenset({"script", "style", "template", "noscript", "head"})
_APART = frozenset({"br", "p", "div", "li", "dt", "dd", "td", "th", "span"})
"""Elements after which words begin anew."""
_OF_ID: Any = etree.XPath("//*[@id=$id]")


def is_shown(element: HtmlElement) -> bool:
    """Says whether a person can see the element at all (hidden, aria-hidden, display: none, closed details)."""
    current: HtmlElement | None = element
    below: HtmlElement | None = None
    while current is not None:
        if hides(current) or (below is not None and hides_below(current, below)):
            return False
        below, current = current, current.getparent()
    return True


def hides(element: HtmlElement) -> bool:
    """Says whether an element hides itself, and with it what it holds."""
    if element.tag in _SILENT:
        return True
    if not element.attrib:
        return False
    if (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or element.get("type") == "hidden"
    ):
        return True
    style = element.get("style")
    if not style:
        return False
    style = style.replace(" ", "")
    return "display:none" in style or "visibility:hidden" in style


def hides_below(element: HtmlElement, below: HtmlElement) -> bool:
    """Says whether an element hides the one just below it: it shows its summary only, until somebody opens it."""
    return element.tag == "details" and below.tag != "summary" and _closes(element)


def _closes(element: HtmlElement) -> bool:
    """Whether an element shows its summary only, until somebody opens it."""
    return element.tag == "details" and element.get("open") is None


def text_of(element: HtmlElement, *, without: tuple[str, ...] = ()) -> str:
    """Gives the visible text of an element, white space folded; tags in ``without`` are left out."""
    tag = element.tag
    if not isinstance(tag, str) or tag in _SILENT or tag in without:
        return ""
    if not len(element):
        return "" if _closes(element) else fold(element.text or "")
    parts: list[str] = []
    _gather(element, tag, parts, without)
    return fold("".join(parts))


def _gather(node: HtmlElement, tag: str, parts: list[str], without: tuple[str, ...]) -> None:
    """Adds the text between an element's tags."""
    closed = tag == "details" and _closes(node)
    if not closed and (text := node.text):
        parts.append(text)
    for child in node:
        tag = child.tag
        if closed and tag != "summary":
            continue
        if (
            isinstance(tag, str)
            and tag not in _SILENT
            and tag not in without
            and child.get("hidden") is None
            and child.get("aria-hidden") != "true"
        ):
            _gather(child, tag, parts, without)
        if tag in _APART:
            parts.append(" ")
        if text := child.tail:
            parts.append(text)


def referred(element: HtmlElement, attribute: str) -> list[HtmlElement]:
    """Gives the elements whose ids stand in an attribute, as in ``aria-labelledby``, in that order."""
    wanted = element.get(attribute)
    return [target for one in wanted.split() for target in _OF_ID(element, id=one)] if wanted else []


def _by_ids(element: HtmlElement, attribute: str) -> str:
    return fold(" ".join(map(text_of, referred(element, attribute))))


@lru_cache(maxsize=4)
def _labels_by_id(root: HtmlElement) -> dict[str, list[str]]:
    """The labels of a document by the field they are for: one pass for all fields of a screen."""
    labels: dict[str, list[str]] = {}
    for label in root.iter("label"):
        if label.get("for"):
            labels.setdefault(label.get("for"), []).append(text_of(label))
    return labels


def _label_texts(element: HtmlElement) -> list[str]:
    texts: list[str] = []
    if element.get("id"):
        texts = _labels_by_id(element.getroottree().getroot()).get(element.get("id"), [])
    wrapping = next(element.iterancestors("label"), None)
    if wrapping is not None and not wrapping.get("for"):
        texts = [*texts, text_of(wrapping, without=("select", "textarea", "button"))]
    return [text for text in texts if text]


@lru_cache(maxsize=512)
def _raw_name(element: HtmlElement) -> str:
    name = _by_ids(element, "aria-labelledby") or fold(element.get("aria-label") or "")
    if name:
        return name
    if element.tag in ("button", "a", "summary") or element.get("role") == "button":
        pictures = " ".join(image.get("alt") or "" for image in element.iter("img"))
        return fold(f"{text_of(element)} {pictures}") or fold(element.get("title") or "")
    if element.tag == "input" and element.get("type") in ("submit", "button", "reset"):
        return fold(element.get("value") or "送信")
    if element.tag == "input" and element.get("type") == "image":
        return fold(element.get("alt") or "")
    labels = _label_texts(element)
    if labels:
        return labels[0]
    return fold(element.get("title") or element.get("placeholder") or "")


def name_of(element: HtmlElement) -> str:
    """Gives the accessible name, without a mark such as 必須."""
    return strip_mark(_raw_name(element))[0]


def legend_of(group: HtmlElement) -> tuple[str, str]:
    """Gives the name of a fieldset or of a group, and its mark."""
    name = _by_ids(group, "aria-labelledby") or fold(group.get("aria-label") or "")
    if not name:
        legend = next(group.iterchildren("legend"), None)
        name = text_of(legend) if legend is not None else ""
    return strip_mark(name)


def is_required(element: HtmlElement) -> bool:
    """Says whether a field shows the mark 必須 to a person; an attribute alone does not show it."""
    return strip_mark(_raw_name(element))[1] == "必須"


def error_of(element: HtmlElement) -> str:
    """Gives the message that belongs to an invalid field, or an empty string."""
    if element.get("aria-invalid") != "true":
        return ""
    return (
        _by_ids(element, "aria-errormessage") or _by_ids(element, "aria-describedby") or "（説明のない誤り）"
    )
