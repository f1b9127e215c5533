"""Changes one thing in an HTML page, found as a person finds it: by heading, label or words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from lxml import html as lxml_html
from lxml.html import HtmlElement

from harness.builds import markup, names
from harness.builds.document import Document
from harness.builds.wording import compare, fold, normalised, strip_mark
from harness.guide import Step
from harness.mutants.model import Kind, Mutant

__all__ = ["change", "is_screen_of", "pressed_label", "refill", "stranger"]

_HEADINGS = ("h1", "h2", "h3")
_TYPED = ("input", "select", "textarea")


def is_screen_of(page: Document, step: Step) -> bool:
    """Whether one of the step's headings is the page's."""
    return any(
        compare(wanted, names.text_of(one)) for one in page.root.iter(*_HEADINGS) for wanted in step.headings
    )


def pressed_label(page: Document, posted: dict[str, str]) -> str:
    """Label of the button of a page that sent a form; empty where none did."""
    return next(
        (
            names.name_of(one)
            for one in page.root.iter("button", "input")
            if one.get("name") and posted.get(str(one.get("name"))) == one.get("value") and _is_button(one)
        ),
        "",
    )


def change(page: Document, step: Step, mutant: Mutant) -> bytes | None:
    """Gives the page with the mutant's change, or ``None`` where there is nothing to change on it."""
    changed = _CHANGES[mutant.kind](page.root, step, mutant)
    return _as_bytes(page) if changed else None


def stranger(heading: str) -> bytes:
    """A page of another step, with nothing but its heading."""
    page = f'<!doctype html><html lang="ja"><meta charset="utf-8"><main><h1>{heading}</h1></main></html>'
    return page.encode()


def refill(page: Document, entered: Mapping[str, str]) -> bytes | None:
    """Gives the page with what was typed there before, or ``None`` where nothing was."""
    done = False
    for one in page.root.iter("input", "select"):
        value = entered.get(str(one.get("name")), "")
        if not value or one.get("type") in ("hidden", "checkbox", "password") or _is_button(one):
            continue
        if one.tag == "select" or one.get("type") == "radio":
            for option in one.iter("option") if one.tag == "select" else (one,):
                if option.get("value") == value:
                    option.set("selected" if one.tag == "select" else "checked", "")
                    done = True
        elif one.get("value") != value:
            one.set("value", value)
            done = True
    return _as_bytes(page) if done else None


def _as_bytes(page: Document) -> bytes:
    made: bytes = lxml_html.tostring(page.root, encoding="utf-8", doctype="<!doctype html>")
    return made


def _is_button(one: HtmlElement) -> bool:
    return one.tag == "button" or one.get("type") in ("submit", "button", "image")


def _drop(element: HtmlElement) -> bool:
    if element.getparent() is not None:  # it may have gone with another that was dropped
        element.drop_tree()
    return True


def _buttons(root: HtmlElement, label: str) -> list[HtmlElement]:
    return [
        one
        for one in root.iter("button", "input", "a")
        if (one.tag == "a" or _is_button(one)) and compare(label, names.name_of(one))
    ]


def _heading(root: HtmlElement, step: Step, mutant: Mutant) -> bool:
    done = False
    for one in list(root.iter(*_HEADINGS)):
        if any(compare(wanted, names.text_of(one)) for wanted in step.headings):
            _say(one, mutant.other)
            done = True
    return done


def _say(element: HtmlElement, text: str) -> None:
    for child in list(element):
        child.drop_tree()
    element.text = text


def _wordings(step: Step, label: str) -> tuple[str, ...]:
    aliases = next((one.aliases for one in step.fields if one.label == label), ())
    return (label, *step.label_aliases.get(label, ()), *aliases)


def _label(root: HtmlElement, step: Step, mutant: Mutant) -> bool:
    found = [one for label in _wordings(step, mutant.target) for one in _buttons(root, label)]
    for one in found:
        if one.tag == "input":
            one.set("value", "実行する")
        else:
            _say(one, "実行する")
    return bool(found)


def _button_missing(root: HtmlElement, step: Step, mutant: Mutant) -> bool:
    found = [one for label in _wordings(step, mutant.target) for one in _buttons(root, label)]
    return bool([_drop(one) for one in found])


def _controls(root: HtmlElement, step: Step, label: str, *types: str) -> list[HtmlElement]:
    """Controls of this name, or all parts of the group under a legend of this name."""
    wordings = _wordings(step, label)
    found = [
        one
        for one in root.iter(*_TYPED)
        if one.get("type") != "hidden"
        and (not types or one.get("type") in types)
        and any(compare(wording, strip_mark(names.name_of(one))[0]) for wording in wordings)
    ]
    if not types:
        found += [
            one
            for one in root.iter("fieldset")
            if any(compare(wording, names.legend_of(one)[0]) for wording in wordings)
        ]
    return found


def _holder(one: HtmlElement) -> HtmlElement:
    """What goes with a control: its group, else its row as far as it holds no other control, else its label."""
    if one.tag == "fieldset":
        return one
    held = one
    for ancestor in one.iterancestors():
        if ancestor.tag in ("form", "main", "body") or len(list(ancestor.iter(*_TYPED))) > 1:
            break
        held = ancestor
    return held


def _field_missing(root: HtmlElement, step: Step, mutant: Mutant) -> bool:
    return bool([_drop(_holder(one)) for one in _controls(root, step, mutant.target)])


def _check_missing(root: HtmlElement, step: Step, mutant: Mutant) -> bool:
    return bool([_drop(_holder(one)) for one in _controls(root, step, mutant.target, "checkbox")])


def _option_missing(root: HtmlElement, step: Step, mutant: Mutant) -> bool:
    radios = [_drop(_holder(one)) for one in _controls(root, step, mutant.target, "radio")]
    listed = [_drop(one) for one in list(root.iter("option")) if compare(mutant.target, names.text_of(one))]
    return any(radios) or any(listed) or _button_missing(root, step, mutant)


def _mark_missing(root: HtmlElement, step: Step, mutant: Mutant) -> bool:
    found = _controls(root, step, mutant.target)
    for one in found:
        for element in _holder(one).iter():
            for name in ("required", "aria-required"):
                element.attrib.pop(name, None)
            if isinstance(element.tag, str) and fold(element.text or "") in ("必須", "※"):
                element.text = ""
    return bool(found)


def _notice_missing(root: HtmlElement, _step: Step, mutant: Mutant) -> bool:
    wanted = normalised(mutant.target)
    holders = [
        one
        for one in root.iter()
        if isinstance(one.tag, str)
        and wanted in normalised(names.text_of(one))
        and not any(isinstance(c.tag, str) and wanted in normalised(names.text_of(c)) for c in one)
        and one.tag not in ("html", "body", "main", "form", "title", "head")
    ]
    for one in holders:
        _say(one, normalised(names.text_of(one)).replace(wanted, ""))
    return bool(holders)


def _value_missing(root: HtmlElement, _step: Step, mutant: Mutant) -> bool:
    found = [one for one in root.iter("dt", "th") if compare(mutant.target, names.text_of(one))]
    for one in found:
        following = one.getnext()
        if following is not None:
            _drop(following)
        _drop(one)
    return bool(found)


def _qr_missing(root: HtmlElement, _step: Step, _mutant: Mutant) -> bool:
    pictures = [one for one in root.iter("img") if (one.get("src") or "").startswith("data:image/")]
    return bool([_drop(one) for one in pictures])


def _forbidden(root: HtmlElement, step: Step, mutant: Mutant) -> bool:
    wordings = _wordings(step, mutant.target)
    if any(_buttons(root, label) for label in wordings) or _controls(root, step, mutant.target):
        return False
    place = next(iter(root.iter("form")), None)
    place = next(iter(root.iter("main")), root) if place is None else place
    for piece in lxml_html.fragments_fromstring(
        f'<button type="submit" name="x" value="x">{mutant.target}</button>'
        f'<label><input type="checkbox" name="y"> {mutant.target}</label>'
    ):
        place.append(piece)
    return True


def _no_error(root: HtmlElement, _step: Step, _mutant: Mutant) -> bool:
    found = [*root.xpath("//*[@role='alert']"), *root.xpath("//*[starts-with(@id, 'error-')]")]
    for one in root.iter():
        if isinstance(one.tag, str):
            for name in ("aria-invalid", "aria-errormessage"):
                one.attrib.pop(name, None)
    return bool([_drop(one) for one in found])


def _idle_alert(root: HtmlElement, step: Step, mutant: Mutant) -> bool:
    """An alert that is always there, in place of what says what is wrong."""
    _no_error(root, step, mutant)
    place = next(iter(root.iter("main", "body")), root)
    place.insert(0, lxml_html.fragment_fromstring('<p role="alert">画面の案内をよくお読みください。</p>'))
    return True


def _input_lost(root: HtmlElement, _step: Step, _mutant: Mutant) -> bool:
    done = False
    for one in root.iter("input"):
        if one.get("type") != "hidden" and not _is_button(one) and not markup.is_locked(one):
            typed = one.get("type") not in ("radio", "checkbox") and bool(one.get("value"))
            done = done or typed or one.get("checked") is not None
            if typed:
                one.set("value", "")
            one.attrib.pop("checked", None)
    return done


_CHANGES: dict[Kind, Callable[[HtmlElement, Step, Mutant], bool]] = {
    Kind.HEADING: _heading,
    Kind.LABEL_CHANGED: _label,
    Kind.BUTTON_MISSING: _button_missing,
    Kind.CHECK_MISSING: _check_missing,
    Kind.OPTION_MISSING: _option_missing,
    Kind.NOT_OFFERED: _option_missing,
    Kind.FIELD_MISSING: _field_missing,
    Kind.MARK_MISSING: _mark_missing,
    Kind.NOTICE_MISSING: _notice_missing,
    Kind.VALUE_MISSING: _value_missing,
    Kind.QR_MISSING: _qr_missing,
    Kind.FORBIDDEN: _forbidden,
    Kind.NO_ERROR: _no_error,
    Kind.IDLE_ALERT: _idle_alert,
    Kind.INPUT_LOST: _input_lost,
}
