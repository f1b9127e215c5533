"""The parts of a document that a person can use or read, found in one pass, and whether each of them can be seen."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree
from lxml.html import HtmlElement

from harness.builds.names import hides, hides_below

__all__ = ["GROUPS", "PRESSED", "Parts", "Sight"]

PRESSED = {"submit", "button", "image", "reset"}
"""Input types that are buttons."""
GROUPS = ("group", "radiogroup")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_GROUPING = frozenset({"fieldset", "div", "section", "span"})
_PRESSED_AS = ("button", "link")
_STRING = etree.XPath("string()")


@dataclass(slots=True)
class Parts:
    """Elements by what they are for, hidden ones too, each list in the order of the document."""

    every: list[HtmlElement] = field(default_factory=list)
    """All elements: as long as they are held, none is made again for its next reader."""
    main: HtmlElement | None = None
    body: HtmlElement | None = None
    title: HtmlElement | None = None
    controls: list[HtmlElement] = field(default_factory=list)
    """Inputs, lists and areas of text."""
    groups: list[HtmlElement] = field(default_factory=list)
    buttons: list[HtmlElement] = field(default_factory=list)
    """What can be pressed, links and summaries included."""
    headings: list[HtmlElement] = field(default_factory=list)
    alerts: list[HtmlElement] = field(default_factory=list)
    pairs: list[HtmlElement] = field(default_factory=list)
    """Terms of definition lists, and heads of table rows."""
    terms: list[HtmlElement] = field(default_factory=list)
    """Elements with role ``term``."""
    outputs: list[HtmlElement] = field(default_factory=list)
    pictures: list[HtmlElement] = field(default_factory=list)

    @classmethod
    def of(cls, root: HtmlElement) -> Parts:
        """Goes once through a document."""
        parts = cls(every=list(root.iter(etree.Element)), body=root.find("body"))
        for element in parts.every:
            tag = element.tag
            role = element.get("role")
            if tag in _TAGS:
                parts._by_tag(element, tag, role)
            if role is not None:
                parts._by_role(element, tag, role)
        return parts

    def _by_tag(self, element: HtmlElement, tag: str, role: str | None) -> None:
        if tag in ("input", "select", "textarea"):
            self.controls.append(element)
            if tag == "input" and element.get("type") in PRESSED:
                self.buttons.append(element)
        elif tag in ("button", "summary") or (tag == "a" and element.get("href")):
            self.buttons.append(element)
        elif tag in _HEADINGS:
            self.headings.append(element)
        elif tag in _GROUPING:
            if tag == "fieldset" or role in GROUPS:
                self.groups.append(element)
            if tag in ("div", "span") and role in _PRESSED_AS:
                self.buttons.append(element)
        elif tag in ("dt", "th"):
            self.pairs.append(element)
        elif tag == "output":
            self.outputs.append(element)
        elif tag == "img":
            self.pictures.append(element)
        elif tag == "main":
            self.main = element if self.main is None else self.main
        elif tag == "title":
            self.title = element if self.title is None else self.title

    def _by_role(self, element: HtmlElement, tag: str, role: str) -> None:
        if role == "heading" and tag not in _HEADINGS:
            self.headings.append(element)
        elif role == "alert":
            self.alerts.append(element)
        elif role == "term":
            self.terms.append(element)
        elif role == "main":
            self.main = element if self.main is None else self.main

    @property
    def title_text(self) -> str:
        """What stands in the first title, as it came."""
        if self.title is None:
            return ""
        return str(_STRING(self.title)) if len(self.title) else self.title.text or ""


_TAGS = frozenset(
    {
        *(
            "input",
            "select",
            "textarea",
            "button",
            "summary",
            "a",
            "dt",
            "th",
            "output",
            "img",
            "main",
            "title",
        ),
        *_HEADINGS,
        *_GROUPING,
    }
)


class Sight:
    """Says of one document's elements whether a person can see them, looking at each of them once."""

    def __init__(self) -> None:
        self._shown: dict[HtmlElement, bool] = {}

    def __call__(self, element: HtmlElement) -> bool:
        """Says the same as :func:`harness.builds.names.is_shown`."""
        known = self._shown.get(element)
        if known is None:
            parent = element.getparent()
            known = self._shown[element] = not hides(element) and (
                parent is None or (self(parent) and not hides_below(parent, element))
            )
        return known
