"""Accessible names, marks and messages of elements, in the order that assistive technology takes them.

Source: W3C Accessible Name and Description Computation 1.2, as far as forms need it.
"""

from __future__ import annotations

from functools import lru_cache

from lxml.html import HtmlElement

from harness.builds.wording import fold, strip_mark

__all__ = ["error_of", "is_required", "is_shown", "legend_of", "name_of", "text_of"]

_SILENT = {"script", "style", "template", "noscript", "head"}


def is_shown(element: HtmlElement) -> bool:
    """Says whether a person can see the element at all (hidden, aria-hidden, display: none, closed details)."""
    current: HtmlElement | None = element
    below: HtmlElement | None = None
    while current is not None:
        if current.tag in _SILENT or current.get("hidden") is not None:
            return False
        if current.get("aria-hidden") == "true" or current.get("type") == "hidden":
            return False
        style = (current.get("style") or "").replace(" ", "")
        if "display:none" in style or "visibility:hidden" in style:
            return False
        if below is not None and _closes(current) and below.tag != "summary":
            return False
        below, current = current, current.getparent()
    return True


def _closes(element: HtmlElement) -> bool:
    """Whether an element shows its summary only, until somebody opens it."""
    return element.tag == "details" and element.get("open") is None


def text_of(element: HtmlElement, *, without: tuple[str, ...] = ()) -> str:
    """Gives the visible text of an element, white space folded; tags in ``without`` are left out."""
    parts: list[str] = []

    def gather(node: HtmlElement) -> None:
        if not isinstance(node.tag, str) or node.tag in _SILENT or node.tag in without:
            return
        if node is not element and (node.get("hidden") is not None or node.get("aria-hidden") == "true"):
            return
        closed = _closes(node)
        parts.append("" if closed else node.text or "")
        for child in node:
            if closed and child.tag != "summary":
                continue
            gather(child)
            parts.append(" " if child.tag in ("br", "p", "div", "li", "dt", "dd", "td", "th", "span") else "")
            parts.append(child.tail or "")

    gather(element)
    return fold("".join(parts))


def _by_ids(element: HtmlElement, attribute: str) -> str:
    texts = [
        text_of(target)
        for wanted in (element.get(attribute) or "").split()
        for target in element.getroottree().xpath("//*[@id=$id]", id=wanted)
    ]
    return fold(" ".join(texts))


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
