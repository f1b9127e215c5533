"""Small questions about HTML form controls."""

from __future__ import annotations

from lxml.html import HtmlElement

from harness.builds import names
from harness.builds.wording import fold

__all__ = ["form_of", "is_disabled", "is_locked", "option_value", "selected", "split_parts"]


def form_of(element: HtmlElement) -> HtmlElement | None:
    """Gives the form that a control belongs to (``form`` attribute first), or ``None``."""
    owner = element.get("form")
    if owner:
        found = element.getroottree().xpath("//form[@id=$id]", id=owner)
        return found[0] if found else None
    return next(element.iterancestors("form"), None)


def is_disabled(element: HtmlElement) -> bool:
    """Says whether a control is disabled, by itself or by its fieldset."""
    return element.get("disabled") is not None or any(
        ancestor.get("disabled") is not None for ancestor in element.iterancestors("fieldset")
    )


def is_locked(element: HtmlElement) -> bool:
    """Says whether what a control holds cannot be changed."""
    return is_disabled(element) or element.get("readonly") is not None


def option_value(option: HtmlElement) -> str:
    """Gives what an option sends."""
    value = option.get("value")
    return names.text_of(option) if value is None else str(value)


def selected(element: HtmlElement) -> str:
    """Gives the value that a list holds as the page came."""
    options = list(element.iter("option"))
    marked = next((option for option in options if option.get("selected") is not None), None)
    chosen = marked if marked is not None else (options[0] if options else None)
    return option_value(chosen) if chosen is not None else ""


def split_parts(value: str, count: int) -> list[str]:
    """Splits a value into the parts of a group; what cannot be split goes whole into the first part."""
    for separator in ("-", " ", "　", "/"):
        pieces = value.split(separator)
        if len(pieces) == count:
            return [fold(piece) if separator != "-" else piece for piece in pieces]
    return [value, *[""] * (count - 1)]
