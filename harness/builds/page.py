"""An HTML page as a person without JavaScript has it: what it shows, what was typed, what pressing sends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urljoin

from lxml import html as lxml_html
from lxml.html import HtmlElement

from harness.builds import names
from harness.builds.port import NotOffered
from harness.builds.screen import Button, Choice, Control, Qr, Screen
from harness.builds.wording import Match, compare, fold
from harness.builds.qr import read_qr

__all__ = ["Page", "Request", "Upload"]

_TYPED = {"text", "email", "password", "tel", "number", "search", "url", "date", "file", "", "month"}
_PRESSED = {"submit", "button", "image", "reset"}
_NATIVE = "ブラウザが入力を求めている"


@dataclass(frozen=True, kw_only=True, slots=True)
class Upload:
    """A file held ready for a file field."""

    filename: str
    content: bytes
    content_type: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """What a browser would send next."""

    method: str
    url: str
    fields: tuple[tuple[str, str | Upload], ...] = ()
    multipart: bool = False


class Page:
    """One loaded document, with what a person has entered since."""

    def __init__(self, *, url: str, status: int, body: str) -> None:
        self.url = url
        self.status = status
        self.body = body
        self._typed: dict[HtmlElement, str] = {}
        self._checked: dict[HtmlElement, bool] = {}
        self._uploads: dict[HtmlElement, Upload] = {}
        self._blocked: set[HtmlElement] = set()

    # -- reading -----------------------------------------------------------------------------------

    @cached_property
    def root(self) -> HtmlElement:
        """The parsed document; an empty body is an empty document."""
        return lxml_html.document_fromstring(self.body if self.body.strip() else "<html><body></body></html>")

    @cached_property
    def _main(self) -> HtmlElement:
        found = self.root.xpath("//main | //*[@role='main']")
        return found[0] if found else (self.root.find("body") if self.root.find("body") is not None else self.root)

    @cached_property
    def _controls(self) -> tuple[HtmlElement, ...]:
        return tuple(
            element
            for element in self.root.iter("input", "select", "textarea")
            if element.get("type") != "hidden" and names.is_shown(element)
        )

    def _of_type(self, *types: str) -> Iterator[HtmlElement]:
        return (element for element in self._controls if element.tag == "input" and element.get("type") in types)

    @cached_property
    def _fields(self) -> tuple[HtmlElement, ...]:
        return tuple(
            element
            for element in self._controls
            if element.tag == "textarea" or (element.tag == "input" and (element.get("type") or "").lower() in _TYPED)
        )

    @cached_property
    def _groups(self) -> tuple[tuple[str, bool, tuple[HtmlElement, ...]], ...]:
        """Groups of fields under one legend, innermost only: (legend, required, parts)."""
        found = []
        for group in self.root.iter("fieldset", "div", "section", "span"):
            if group.tag != "fieldset" and group.get("role") not in ("group", "radiogroup"):
                continue
            if not names.is_shown(group) or any(
                inner.tag == "fieldset" or inner.get("role") in ("group", "radiogroup")
                for inner in group.iterdescendants("fieldset", "div", "section", "span")
            ):
                continue
            parts = tuple(
                element
                for element in group.iter("input", "select", "textarea")
                if element in self._fields_and_lists
            )
            legend, mark = names.legend_of(group)
            if len(parts) > 1 and legend:
                found.append((legend, mark == "必須" or all(map(names.is_required, parts)), parts))
        return tuple(found)

    @cached_property
    def _fields_and_lists(self) -> frozenset[HtmlElement]:
        return frozenset((*self._fields, *(element for element in self._controls if element.tag == "select")))

    @cached_property
    def _radios(self) -> dict[tuple[HtmlElement | None, str], list[HtmlElement]]:
        groups: dict[tuple[HtmlElement | None, str], list[HtmlElement]] = {}
        for radio in self._of_type("radio"):
            groups.setdefault((_form_of(radio), radio.get("name") or ""), []).append(radio)
        return groups

    @cached_property
    def _buttons(self) -> tuple[HtmlElement, ...]:
        found = []
        for element in self.root.iter("button", "input", "a", "summary", "div", "span"):
            if element.tag == "input" and element.get("type") not in _PRESSED:
                continue
            if element.tag == "a" and not element.get("href"):
                continue
            if element.tag in ("div", "span") and element.get("role") not in ("button", "link"):
                continue
            if names.is_shown(element):
                found.append(element)
        return tuple(found)

    def value(self, element: HtmlElement) -> str:
        """Gives what a field holds now: typed since, or as the page came."""
        if element in self._typed:
            return self._typed[element]
        if element.tag == "textarea":
            return element.text or ""
        if element.tag == "select":
            return _selected(element)
        return element.get("value") or ""

    def ticked(self, element: HtmlElement) -> bool:
        """Says whether a tick box or a radio button is on now."""
        return self._checked.get(element, element.get("checked") is not None)

    def _error(self, element: HtmlElement) -> str:
        return names.error_of(element) or (_NATIVE if element in self._blocked else "")

    def _list(self, element: HtmlElement) -> Choice:
        chosen = self.value(element)
        options = tuple(option for option in element.iter("option") if option.get("value", names.text_of(option)))
        return Choice(
            label=names.name_of(element),
            options=tuple(names.text_of(option) for option in options),
            chosen=next((names.text_of(o) for o in options if _option_value(o) == chosen), ""),
            required=names.is_required(element),
            error=self._error(element),
            locked=_is_locked(element),
        )

    def _radio_choice(self, radios: list[HtmlElement]) -> Choice:
        group = next(
            (a for a in radios[0].iterancestors() if a.tag == "fieldset" or a.get("role") in ("radiogroup", "group")),
            None,
        )
        legend, mark = names.legend_of(group) if group is not None else ("", "")
        return Choice(
            label=legend,
            options=tuple(names.name_of(radio) for radio in radios),
            chosen=next((names.name_of(radio) for radio in radios if self.ticked(radio)), ""),
            required=mark == "必須" or any(map(names.is_required, radios)),
            error=next((self._error(radio) for radio in radios if self._error(radio)), ""),
            locked=all(_is_locked(radio) for radio in radios),
        )

    def _group_control(self, legend: str, required: bool, parts: tuple[HtmlElement, ...]) -> Control:
        values = [self.value(part) for part in parts]
        separator = "-" if any(value.isdigit() for value in values) else " "
        return Control(
            label=legend,
            kind="group",
            required=required,
            value=separator.join(values) if any(values) else "",
            error=next((self._error(part) for part in parts if self._error(part)), ""),
            locked=all(_is_locked(part) for part in parts),
        )

    def _single_control(self, element: HtmlElement) -> Control:
        return Control(
            label=names.name_of(element),
            kind="textarea" if element.tag == "textarea" else (element.get("type") or "text").lower(),
            required=names.is_required(element),
            value=self.value(element),
            error=self._error(element),
            locked=_is_locked(element),
        )

    def screen(self) -> Screen:
        """Reduces the page to what a person can see and do."""
        headings = tuple(
            names.text_of(element)
            for element in self._main.iter("h1", "h2", "h3", "h4", "h5", "h6")
            if names.is_shown(element)
        )
        lists = [self._list(element) for element in self._controls if element.tag == "select"]
        return Screen(
            url=self.url,
            status=self.status,
            title=fold("".join(self.root.xpath("string(//title)"))),
            heading=headings[0] if headings else "",
            headings=headings,
            fields=(
                *(self._group_control(*group) for group in self._groups),
                *(self._single_control(element) for element in self._fields),
            ),
            choices=(*(self._radio_choice(radios) for radios in self._radios.values()), *lists),
            checks={names.name_of(box): self.ticked(box) for box in self._of_type("checkbox")},
            check_errors={
                names.name_of(box): self._error(box) for box in self._of_type("checkbox") if self._error(box)
            },
            buttons=tuple(
                Button(
                    label=names.name_of(element),
                    enabled=not _is_locked(element) and element.get("aria-disabled") != "true",
                    link=element.tag == "a",
                )
                for element in self._buttons
            ),
            values=self._values(),
            alerts=tuple(
                text
                for element in self.root.xpath("//*[@role='alert' or @role='status']")
                if names.is_shown(element) and (text := names.text_of(element))
            ),
            text=names.text_of(self.root.find("body") if self.root.find("body") is not None else self.root),
            qr=self._qr(),
            html=self.body,
        )

    def _values(self) -> dict[str, str]:
        values: dict[str, str] = {}
        for term in self.root.iter("dt", "th"):
            following = term.getnext()
            if following is not None and following.tag in ("dd", "td") and names.is_shown(term):
                values.setdefault(names.text_of(term), names.text_of(following))
        return values

    def _qr(self) -> Qr | None:
        pictures = [
            image.get("src") or ""
            for image in self.root.iter("img")
            if names.is_shown(image) and (image.get("src") or "").startswith("data:image/")
        ]
        if not pictures:
            return None
        return Qr(read=lambda: next((text for text in map(read_qr, pictures) if text), ""))

    # -- entering ----------------------------------------------------------------------------------

    def fill(self, label: str, value: str) -> None:
        """Types over a field; the parts of a group take the parts of the value (``090-1122-3344``)."""
        for legend, _, parts in self._groups:
            if compare(label, legend):
                self._fill_group(label, parts, value)
                return
        for element in self._fields:
            if compare(label, names.name_of(element)):
                self._type(element, value)
                return
        raise NotOffered(f"入力欄「{label}」", offered=[names.name_of(element) for element in self._fields])

    def _fill_group(self, label: str, parts: tuple[HtmlElement, ...], value: str) -> None:
        pieces = _split(value, len(parts))
        if any(_is_locked(part) for part in parts):
            raise NotOffered(f"入力できる欄「{label}」（変更できない）")
        for part, piece in zip(parts, pieces, strict=True):
            if part.tag == "select":
                self._select(part, piece)
            else:
                self._type(part, piece)

    def _type(self, element: HtmlElement, value: str) -> None:
        if _is_locked(element):
            raise NotOffered(f"入力できる欄「{names.name_of(element)}」（変更できない）")
        limit = element.get("maxlength")
        self._typed[element] = value[: int(limit)] if limit and limit.isdigit() else value

    def _select(self, element: HtmlElement, option: str) -> None:
        for candidate in element.iter("option"):
            if option.lstrip("0") in {names.text_of(candidate).rstrip("年月日"), _option_value(candidate).lstrip("0")} or (
                compare(option, names.text_of(candidate))
            ):
                self._typed[element] = _option_value(candidate)
                return
        raise NotOffered(f"選択肢「{option}」", offered=[names.text_of(o) for o in element.iter("option")])

    def choose(self, label: str, option: str) -> None:
        """Chooses one of several options; an empty label looks through every choice of the page."""
        for radios in self._radios.values():
            if label and not compare(label, self._radio_choice(radios).label):
                continue
            for radio in radios:
                if compare(option, names.name_of(radio)) and not _is_locked(radio):
                    self._checked.update({other: other is radio for other in radios})
                    return
        for element in self._controls:
            if element.tag == "select" and (not label or compare(label, names.name_of(element))):
                self._select(element, option)
                return
        raise NotOffered(
            f"選択肢「{option}」",
            offered=[names.name_of(radio) for radios in self._radios.values() for radio in radios],
        )

    def tick(self, label: str, *, on: bool = True) -> None:
        """Sets a tick box."""
        for box in self._of_type("checkbox"):
            if compare(label, names.name_of(box)) and not _is_locked(box):
                self._checked[box] = on
                return
        raise NotOffered(f"チェック「{label}」", offered=[names.name_of(box) for box in self._of_type("checkbox")])

    def photograph(self, upload: Upload) -> None:
        """Holds a picture ready in the page's file field."""
        for element in self._of_type("file"):
            self._uploads[element] = upload
            return
        raise NotOffered("カメラ、または画像を選ぶ欄")

    # -- sending -----------------------------------------------------------------------------------

    def press(self, label: str) -> Request | None:
        """Says what pressing sends; ``None`` if the browser itself refuses because a required field is empty."""
        button = self._find_button(label)
        if button.tag == "a":
            return Request(method="GET", url=urljoin(self.url, button.get("href")))
        form = _form_of(button)
        if form is None or button.get("type") == "button":
            return None
        if not self._passes_native_validation(form, button):
            return None
        return self._submission(form, button)

    def _find_button(self, label: str) -> HtmlElement:
        nearest = None
        for button in self._buttons:
            match = compare(label, names.name_of(button))
            if match and (_is_locked(button) or button.get("aria-disabled") == "true"):
                raise NotOffered(f"押せるボタン「{label}」（無効になっている）")
            if match is Match.EXACT:
                return button
            nearest = button if match and nearest is None else nearest
        if nearest is None:
            raise NotOffered(f"ボタン「{label}」", offered=[names.name_of(button) for button in self._buttons])
        return nearest

    def _passes_native_validation(self, form: HtmlElement, button: HtmlElement) -> bool:
        self._blocked.clear()
        if form.get("novalidate") is not None or button.get("formnovalidate") is not None:
            return True
        for element in self._controls:
            if _form_of(element) is not form or element.get("required") is None or _is_locked(element):
                continue
            kind = element.get("type")
            if kind == "radio":
                filled = any(map(self.ticked, self._radios[(form, element.get("name") or "")]))
            elif kind == "checkbox":
                filled = self.ticked(element)
            else:
                filled = element in self._uploads if kind == "file" else bool(self.value(element))
            if not filled:
                self._blocked.add(element)
        return not self._blocked

    def _submission(self, form: HtmlElement, button: HtmlElement) -> Request:
        method = (button.get("formmethod") or form.get("method") or "get").upper()
        url = urljoin(self.url, button.get("formaction") or form.get("action") or self.url)
        fields = tuple(self._successful(form, button))
        if method == "GET":
            return Request(method="GET", url=url.split("?")[0], fields=fields)
        return Request(
            method="POST", url=url, fields=fields, multipart=form.get("enctype") == "multipart/form-data"
        )

    def _successful(self, form: HtmlElement, button: HtmlElement) -> Iterator[tuple[str, str | Upload]]:
        """Yields name and value of each successful control (HTML, form submission algorithm)."""
        for element in self.root.iter("input", "select", "textarea", "button"):
            name, kind = element.get("name"), (element.get("type") or "").lower()
            if not name or _form_of(element) is not form or _is_disabled(element):
                continue
            if element.tag == "button" or (element.tag == "input" and kind in _PRESSED):
                if element is button:
                    yield name, element.get("value") or ""
            elif kind in ("checkbox", "radio"):
                if self.ticked(element):
                    yield name, element.get("value") or "on"
            elif kind == "file":
                yield name, self._uploads.get(
                    element, Upload(filename="", content=b"", content_type="application/octet-stream")
                )
            else:
                yield name, self.value(element)


def _form_of(element: HtmlElement) -> HtmlElement | None:
    owner = element.get("form")
    if owner:
        found = element.getroottree().xpath("//form[@id=$id]", id=owner)
        return found[0] if found else None
    return next(element.iterancestors("form"), None)


def _is_disabled(element: HtmlElement) -> bool:
    return element.get("disabled") is not None or any(
        ancestor.get("disabled") is not None for ancestor in element.iterancestors("fieldset")
    )


def _is_locked(element: HtmlElement) -> bool:
    return _is_disabled(element) or element.get("readonly") is not None


def _option_value(option: HtmlElement) -> str:
    value = option.get("value")
    return names.text_of(option) if value is None else str(value)


def _selected(element: HtmlElement) -> str:
    options = list(element.iter("option"))
    marked = next((option for option in options if option.get("selected") is not None), None)
    chosen = marked if marked is not None else (options[0] if options else None)
    return _option_value(chosen) if chosen is not None else ""


def _split(value: str, count: int) -> list[str]:
    """Splits a value into the parts of a group; what cannot be split goes whole into the first part."""
    for separator in ("-", " ", "　", "/"):
        pieces = value.split(separator)
        if len(pieces) == count:
            return [fold(piece) if separator != "-" else piece for piece in pieces]
    return [value, *[""] * (count - 1)]
