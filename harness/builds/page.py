"""An HTML page as a person without JavaScript uses it: what is typed, chosen and ticked, and what pressing sends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urljoin

from lxml.html import HtmlElement

from harness.builds import markup, names
from harness.builds.document import Document, Upload
from harness.builds.parts import PRESSED
from harness.builds.port import NotOffered
from harness.builds.wording import Match, compare

__all__ = ["Page", "Request", "Upload", "joined"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """What a browser would send next."""

    method: str
    url: str
    fields: tuple[tuple[str, str | Upload], ...] = ()
    multipart: bool = False


joined = lru_cache(maxsize=4096)(urljoin)
"""An address and a link on it -> where the link leads; customers go the same ways."""


class Page(Document):
    """One loaded document, on which a person acts."""

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
        pieces = markup.split_parts(value, len(parts))
        if any(markup.is_locked(part) for part in parts):
            raise NotOffered(f"入力できる欄「{label}」（変更できない）")
        for part, piece in zip(parts, pieces, strict=True):
            if part.tag == "select":
                self._select(part, piece)
            else:
                self._type(part, piece)

    def _type(self, element: HtmlElement, value: str) -> None:
        if markup.is_locked(element):
            raise NotOffered(f"入力できる欄「{names.name_of(element)}」（変更できない）")
        limit = element.get("maxlength")
        self._typed[element] = value[: int(limit)] if limit and limit.isdigit() else value

    def _select(self, element: HtmlElement, option: str) -> None:
        for candidate in element.iter("option"):
            if option.lstrip("0") in {
                names.text_of(candidate).rstrip("年月日"),
                markup.option_value(candidate).lstrip("0"),
            } or (compare(option, names.text_of(candidate))):
                self._typed[element] = markup.option_value(candidate)
                return
        raise NotOffered(f"選択肢「{option}」", offered=[names.text_of(o) for o in element.iter("option")])

    def choose(self, label: str, option: str) -> None:
        """Chooses one of several options; an empty label looks through every choice of the page."""
        for radios in self._radios.values():
            if label and not compare(label, self._radio_choice(radios).label):
                continue
            for radio in radios:
                if compare(option, names.name_of(radio)) and not markup.is_locked(radio):
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
            if compare(label, names.name_of(box)) and not markup.is_locked(box):
                self._checked[box] = on
                return
        raise NotOffered(
            f"チェック「{label}」", offered=[names.name_of(box) for box in self._of_type("checkbox")]
        )

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
        if button.tag == "summary":
            self._open_or_close(button.getparent())
            return None
        if button.tag == "a":
            return Request(method="GET", url=joined(self.url, button.get("href")))
        form = markup.form_of(button)
        if form is None or button.get("type") == "button":
            return None
        if not self._passes_native_validation(form, button):
            return None
        return self._submission(form, button)

    def _open_or_close(self, details: HtmlElement) -> None:
        if details.attrib.pop("open", None) is None:
            details.set("open", "")
        self._look_again()

    def _find_button(self, label: str) -> HtmlElement:
        nearest = None
        for button in self._buttons:
            match = compare(label, names.name_of(button))
            if match and (markup.is_locked(button) or button.get("aria-disabled") == "true"):
                raise NotOffered(f"押せるボタン「{label}」（無効になっている）")
            if match is Match.EXACT:
                return button
            nearest = button if match and nearest is None else nearest
        if nearest is None:
            raise NotOffered(
                f"ボタン「{label}」", offered=[names.name_of(button) for button in self._buttons]
            )
        return nearest

    def _passes_native_validation(self, form: HtmlElement, button: HtmlElement) -> bool:
        self._blocked.clear()
        if form.get("novalidate") is not None or button.get("formnovalidate") is not None:
            return True
        for element in self._controls:
            if (
                markup.form_of(element) is not form
                or element.get("required") is None
                or markup.is_locked(element)
            ):
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
        url = joined(self.url, button.get("formaction") or form.get("action") or self.url)
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
            if not name or markup.form_of(element) is not form or markup.is_disabled(element):
                continue
            if element.tag == "button" or (element.tag == "input" and kind in PRESSED):
                if element is button:
                    yield name, element.get("value") or ""
            elif kind in ("checkbox", "radio"):
                if self.ticked(element):
                    yield name, element.get("value") or "on"
            elif kind == "file":
                yield (
                    name,
                    self._uploads.get(
                        element, Upload(filename="", content=b"", content_type="application/octet-stream")
                    ),
                )
            else:
                yield name, self.value(element)
