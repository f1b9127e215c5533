"""The markup of this build: every accessible way of naming a thing, deliberately not one way for all."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

__all__ = ["alert", "back", "check", "field", "link", "listing", "options", "submit", "table", "terms"]


def _fault(key: str, error: str) -> tuple[str, str]:
    if not error:
        return "", ""
    return f' aria-invalid="true" aria-errormessage="e-{key}"', f'<p id="e-{key}">{escape(error)}</p>'


def field(
    key: str,
    label: str,
    *,
    value: str = "",
    error: str = "",
    kind: str = "text",
    mark: str = "",
    way: int = 0,
    more: str = "",
    example: str = "",
) -> str:
    """A field named by a wrapping label, by aria-labelledby, by aria-label, or by a label that points at it.

    Its example stands in it, after it, in a box of its own that describes it, or before it.
    """
    invalid, message = _fault(key, error)
    shown = escape(value, quote=True)
    box = f'<input name="{key}" id="f-{key}" type="{kind}" value="{shown}" autocomplete="off"{invalid}{more}'
    words, badge = escape(label), f" <em>{mark}</em>" if mark else ""
    hint = escape(example)
    if way % 4 == 0:
        inside = f' placeholder="{hint}"' if hint else ""
        return f"<div><label>{words}{badge} {box}{inside}></label>{message}</div>"
    if way % 4 == 1:
        badge = f'<em id="m-{key}">{mark}</em>'
        names = f"l-{key} m-{key}" if mark else f"l-{key}"
        return f'<div><span id="l-{key}">{words}</span>{badge} {box} aria-labelledby="{names}">{hint}{message}</div>'
    if way % 4 == 2:
        name = f"{words} {mark}".strip()
        described = f' aria-describedby="x-{key}"' if hint and not error else ""
        return (
            f'<div><span aria-hidden="true">{words}</span> {box} aria-label="{name}"{described}>{message}</div>'
            + (f'<div><small id="x-{key}">{hint}</small></div>' if hint else "")
        )
    return f'<div><label for="f-{key}">{badge}{words}</label> <small>{hint}</small> {box}>{message}</div>'


def options(key: str, label: str, values: Iterable[str], *, chosen: str, error: str = "") -> str:
    """One of several: radio buttons under a legend; an error belongs to the whole group."""
    invalid, message = _fault(key, error)
    radios = "".join(
        f'<label><input type="radio" name="{key}" value="{escape(value)}"{" checked" if value == chosen else ""}>'
        f"<span>{escape(value)}</span></label>"
        for value in values
    )
    return (
        f'<fieldset role="radiogroup"{invalid}><legend>{escape(label)}</legend>{radios}{message}</fieldset>'
    )


def check(key: str, label: str, *, error: str = "") -> str:
    """A tick box inside its label."""
    invalid, message = _fault(key, error)
    return f'<p><label><input type="checkbox" name="{key}" value="yes"{invalid}> {escape(label)}</label></p>{message}'


def submit(label: str, *, move: str = "next", form: str = "") -> str:
    """An input that sends; what is pressed stands in its name."""
    owner = f' form="{form}"' if form else ""
    return f'<input type="submit" name="move:{move}" value="{escape(label)}"{owner}>'


def back(form: str) -> str:
    """The way back takes along what was typed in a form, and asks for nothing."""
    return (
        f'<button name="move:back" value="1" form="{form}" formnovalidate>'
        '<svg aria-hidden="true" width="9" height="9"><path d="M9 0 0 4 9 9"/></svg> 前の画面に戻る</button>'
    )


def link(label: str, href: str) -> str:
    """A link that looks and is named like a button."""
    return f'<a role="button" href="{href}">{escape(label)}</a>'


def alert(text: str) -> str:
    """News that a customer must not miss."""
    return f'<div role="alert"><p>{escape(text)}</p></div>' if text else ""


def listing(pairs: Iterable[tuple[str, str]]) -> str:
    """Values in a definition list whose pairs are wrapped."""
    return (
        "<dl>"
        + "".join(f"<div><dt>{escape(a)}</dt><dd>{escape(b)}</dd></div>" for a, b in pairs if b)
        + "</dl>"
    )


def table(pairs: Iterable[tuple[str, str]]) -> str:
    """Values in a table of two columns."""
    rows = "".join(f'<tr><th scope="row">{escape(a)}</th><td>{escape(b)}</td></tr>' for a, b in pairs if b)
    return f"<table><tbody>{rows}</tbody></table>"


def terms(pairs: Iterable[tuple[str, str]]) -> str:
    """Values as ARIA terms and as outputs with their labels, in turn."""
    rows = []
    for number, (name, value) in enumerate(pair for pair in pairs if pair[1]):
        if number % 2:
            rows.append(
                f'<p><label for="o-{number}">{escape(name)}</label> <output id="o-{number}">{escape(value)}</output></p>'
            )
        else:
            rows.append(
                f'<p><span role="term">{escape(name)}</span> <span role="definition">{escape(value)}</span></p>'
            )
    return "".join(rows)
