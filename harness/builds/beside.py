"""The words that stand at a field for a person: in the box that is the field's alone, and up to its neighbours."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from lxml import etree
from lxml.html import HtmlElement

from harness.builds.names import is_shown, referred, text_of
from harness.builds.wording import fold

__all__ = ["text_beside"]

_LABELS_FOR: Any = etree.XPath("//label[@for=$id]")
_Test = Callable[[HtmlElement], bool]


def text_beside(parts: Sequence[HtmlElement], fields: Iterable[HtmlElement]) -> str:
    """Gives the text at a field, white space folded; its label is among it.

    ``parts`` are the field's inputs, ``fields`` all inputs and lists of the document that somebody can see. A text
    is at the field if it describes it (``aria-describedby``), if it stands in the largest element that holds no
    other field, or just before or after that one, up to a neighbour or the neighbour's label.
    """
    others = [field for field in fields if field not in parts]
    is_of_another = _holding({*others, *(label for one in others for label in _labels(one))})
    has_another = _holding(set(others))
    own_labels = {label for one in parts for label in _labels(one)}
    box = parts[0]
    while (around := box.getparent()) is not None and not has_another(around):
        box = around
    # What stands before a box that begins with its own label is at the end of another.
    is_closed = box not in parts and any(_names(one, parts, own_labels) for one in box.iter(etree.Element))
    before = [] if is_closed else _before(box, is_of_another, _holding(own_labels))
    described = [text_of(one) for part in parts for one in referred(part, "aria-describedby")]
    return fold(" ".join([*before, _shown(box), *_after(box, is_of_another), *described]))


def _holding(wanted: set[HtmlElement]) -> _Test:
    """Gives a test for elements that are, or hold, one of these."""
    return lambda element: any(one in wanted for one in element.iter(etree.Element))


def _labels(field: HtmlElement) -> list[HtmlElement]:
    """The elements that name a field from outside of it."""
    pointing = _LABELS_FOR(field, id=field.get("id")) if field.get("id") else []
    return [*pointing, *referred(field, "aria-labelledby")]


def _names(element: HtmlElement, parts: Sequence[HtmlElement], labels: set[HtmlElement]) -> bool:
    """Whether an element names a field or its group."""
    is_around = element.tag == "label" and any(one in parts for one in element.iter("input", "textarea"))
    return is_around or element in labels or element.tag == "legend" or bool(element.get("aria-label"))


def _shown(element: HtmlElement) -> str:
    return text_of(element) if isinstance(element.tag, str) and is_shown(element) else ""


def _after(box: HtmlElement, is_of_another: _Test) -> Iterator[str]:
    yield box.tail or ""
    for sibling in box.itersiblings():
        if is_of_another(sibling):
            return
        yield _shown(sibling)
        yield sibling.tail or ""


def _before(box: HtmlElement, is_of_another: _Test, is_own_label: _Test) -> list[str]:
    """What stands before the box; where its own label stands there, nothing before that is about it."""
    words: list[str] = []
    for sibling in box.itersiblings(preceding=True):
        words.append(sibling.tail or "")
        if is_of_another(sibling):
            break
        words.append(_shown(sibling))
        if is_own_label(sibling):
            break
    else:
        around = box.getparent()
        words.append("" if around is None else around.text or "")
    return words[::-1]
