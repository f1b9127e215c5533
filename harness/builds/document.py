"""An HTML document as a person sees it: fields, choices, buttons, words; what was typed since counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest

from lxml import etree
from lxml import html as lxml_html
from lxml.html import HtmlElement

from harness.builds import markup, names
from harness.builds.beside import text_beside
from harness.builds.parts import GROUPS, Parts, Sight
from harness.builds.qr import read_qr
from harness.builds.screen import Button, Choice, Control, Qr, Screen
from harness.builds.wording import fold

__all__ = ["Document", "Upload"]

_TYPED = {"text", "email", "password", "tel", "number", "search", "url", "date", "file", "", "month"}
_PARSER = lxml_html.HTMLParser(encoding="utf-8")
_PARSER.set_element_class_lookup(
    # One class for every element: what lxml.html knows of forms is not asked for here.
    etree.ElementDefaultClassLookup(
        element=HtmlElement,
        comment=lxml_html.HtmlComment,
        pi=lxml_html.HtmlProcessingInstruction,
        entity=lxml_html.HtmlEntity,
    )
)
_NATIVE = "ブラウザが入力を求めている"
_LOOKED_FOR = (
    "_is_shown",
    "_controls",
    "_fields",
    "_groups",
    "_fields_and_lists",
    "_radios",
    "_buttons",
    "_said",
)
"""What depends on what is shown."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Upload:
    """A file held ready for a file field."""

    filename: str
    content: bytes
    content_type: str


@dataclass(frozen=True, kw_only=True, slots=True)
class _Said:
    """What a document says whatever is entered."""

    title: str
    headings: tuple[str, ...]
    buttons: tuple[Button, ...]
    values: dict[str, str]
    alerts: tuple[str, ...]
    text: str
    qr: Qr | None


class Document:
    """One loaded document, with what a person has entered since."""

    def __init__(self, *, url: str, status: int, body: str) -> None:
        self.url = url
        self.status = status
        self.body = body
        self._typed: dict[HtmlElement, str] = {}
        self._checked: dict[HtmlElement, bool] = {}
        self._uploads: dict[HtmlElement, Upload] = {}
        self._blocked: set[HtmlElement] = set()

    @cached_property
    def root(self) -> HtmlElement:
        """The parsed document; what is no document at all is an empty one."""
        try:
            # Bytes, since a str with an XML declaration is refused.
            return lxml_html.document_fromstring(self.body.encode("utf-8", "replace"), parser=_PARSER)
        except (etree.ParserError, ValueError):
            return lxml_html.document_fromstring("<html><body></body></html>")

    @cached_property
    def _parts(self) -> Parts:
        return Parts.of(self.root)

    @cached_property
    def _is_shown(self) -> Sight:
        return Sight()

    @cached_property
    def _controls(self) -> tuple[HtmlElement, ...]:
        return tuple(
            element
            for element in self._parts.controls
            if element.get("type") != "hidden" and self._is_shown(element)
        )

    def _of_type(self, *types: str) -> Iterator[HtmlElement]:
        return (
            element for element in self._controls if element.tag == "input" and element.get("type") in types
        )

    @cached_property
    def _fields(self) -> tuple[HtmlElement, ...]:
        return tuple(
            element
            for element in self._controls
            if element.tag == "textarea"
            or (element.tag == "input" and (element.get("type") or "").lower() in _TYPED)
        )

    @cached_property
    def _groups(self) -> tuple[tuple[str, bool, tuple[HtmlElement, ...]], ...]:
        """Groups of fields under one legend, innermost only: (legend, required, parts)."""
        found = []
        groups = self._parts.groups
        for group, following in zip_longest(groups, groups[1:]):
            # A group that holds another is followed by it.
            if not self._is_shown(group) or (following is not None and group in following.iterancestors()):
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
            groups.setdefault((markup.form_of(radio), radio.get("name") or ""), []).append(radio)
        return groups

    @cached_property
    def _buttons(self) -> tuple[HtmlElement, ...]:
        return tuple(element for element in self._parts.buttons if self._is_shown(element))

    def _look_again(self) -> None:
        """Looks again for what is shown; what was typed stays."""
        for name in _LOOKED_FOR:
            self.__dict__.pop(name, None)

    def value(self, element: HtmlElement) -> str:
        """Gives what a field holds now: typed since, or as the page came."""
        if element in self._typed:
            return self._typed[element]
        if element.tag == "textarea":
            return element.text or ""
        if element.tag == "select":
            return markup.selected(element)
        return element.get("value") or ""

    def ticked(self, element: HtmlElement) -> bool:
        """Says whether a tick box or a radio button is on now."""
        return self._checked.get(element, element.get("checked") is not None)

    def _error(self, element: HtmlElement) -> str:
        return names.error_of(element) or (_NATIVE if element in self._blocked else "")

    def _group_error(self, group: HtmlElement | None, parts: Sequence[HtmlElement]) -> str:
        """The message of the first wrong part, or of the group that says of itself that it is wrong."""
        own = names.error_of(group) if group is not None else ""
        return next((self._error(part) for part in parts if self._error(part)), own)

    def _list(self, element: HtmlElement) -> Choice:
        chosen = self.value(element)
        options = tuple(
            option for option in element.iter("option") if option.get("value", names.text_of(option))
        )
        return Choice(
            label=names.name_of(element),
            options=tuple(names.text_of(option) for option in options),
            chosen=next((names.text_of(o) for o in options if markup.option_value(o) == chosen), ""),
            required=names.is_required(element),
            error=self._error(element),
            locked=markup.is_locked(element),
        )

    def _radio_choice(self, radios: list[HtmlElement]) -> Choice:
        group = next(
            (a for a in radios[0].iterancestors() if a.tag == "fieldset" or a.get("role") in GROUPS),
            None,
        )
        legend, mark = names.legend_of(group) if group is not None else ("", "")
        return Choice(
            label=legend,
            options=tuple(names.name_of(radio) for radio in radios),
            chosen=next((names.name_of(radio) for radio in radios if self.ticked(radio)), ""),
            required=mark == "必須" or any(map(names.is_required, radios)),
            error=self._group_error(group, radios),
            locked=all(markup.is_locked(radio) for radio in radios),
        )

    def _group_control(self, legend: str, required: bool, parts: tuple[HtmlElement, ...]) -> Control:
        values = [self.value(part) for part in parts]
        separator = "-" if all(value.isascii() for value in values) else " "
        return Control(
            label=legend,
            kind="group",
            required=required,
            value=separator.join(values) if any(values) else "",
            error=next((self._error(part) for part in parts if self._error(part)), ""),
            locked=all(markup.is_locked(part) for part in parts),
            examples=tuple(part.get("placeholder") or "" for part in parts),
            beside=lambda: text_beside(parts, self._fields_and_lists),
        )

    def _single_control(self, element: HtmlElement) -> Control:
        return Control(
            label=names.name_of(element),
            kind="textarea" if element.tag == "textarea" else (element.get("type") or "text").lower(),
            required=names.is_required(element),
            value=self.value(element),
            error=self._error(element),
            locked=markup.is_locked(element),
            examples=(element.get("placeholder") or "",),
            beside=lambda: text_beside((element,), self._fields_and_lists),
        )

    @cached_property
    def _said(self) -> _Said:
        parts = self._parts
        inside = parts.main if parts.main is not None else self._whole
        return _Said(
            title=fold(parts.title_text),
            headings=tuple(
                names.text_of(element)
                for element in parts.headings
                if self._is_shown(element) and (element is inside or inside in element.iterancestors())
            ),
            buttons=tuple(
                Button(
                    label=names.name_of(element),
                    enabled=not markup.is_locked(element) and element.get("aria-disabled") != "true",
                    link=element.tag == "a",
                )
                for element in self._buttons
            ),
            values=self._values(),
            alerts=tuple(
                text
                for element in parts.alerts
                if self._is_shown(element) and (text := names.text_of(element))
            ),
            text=names.text_of(self._whole),
            qr=self._qr(),
        )

    @property
    def _whole(self) -> HtmlElement:
        return self._parts.body if self._parts.body is not None else self.root

    def screen(self) -> Screen:
        """Reduces the page to what a person can see and do."""
        said = self._said
        boxes = [(names.name_of(box), box) for box in self._of_type("checkbox")]
        lists = [self._list(element) for element in self._controls if element.tag == "select"]
        return Screen(
            url=self.url,
            status=self.status,
            title=said.title,
            heading=said.headings[0] if said.headings else "",
            headings=said.headings,
            fields=(
                *(self._group_control(*group) for group in self._groups),
                *(self._single_control(element) for element in self._fields),
            ),
            choices=(*(self._radio_choice(radios) for radios in self._radios.values()), *lists),
            checks={label: self.ticked(box) for label, box in boxes},
            check_errors={label: error for label, box in boxes if (error := self._error(box))},
            buttons=said.buttons,
            values=dict(said.values),
            alerts=said.alerts,
            text=said.text,
            qr=said.qr,
            html=self.body,
        )

    def _values(self) -> dict[str, str]:
        values: dict[str, str] = {}
        for term in self._parts.pairs:
            following = term.getnext()
            if following is not None and following.tag in ("dd", "td") and self._is_shown(term):
                values.setdefault(names.text_of(term), names.text_of(following))
        for term in self._parts.terms:
            following = term.getnext()
            if following is not None and following.get("role") == "definition" and self._is_shown(term):
                values.setdefault(names.name_of(term) or names.text_of(term), names.text_of(following))
        for output in self._parts.outputs:
            if self._is_shown(output) and names.name_of(output):
                values.setdefault(names.name_of(output), names.text_of(output))
        return values

    def _qr(self) -> Qr | None:
        pictures = [
            image.get("src") or ""
            for image in self._parts.pictures
            if self._is_shown(image) and (image.get("src") or "").startswith("data:image/")
        ]
        if not pictures:
            return None
        return Qr(read=lambda: next((text for text in map(read_qr, pictures) if text), ""))
