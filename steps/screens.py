"""What a screen shows."""

from __future__ import annotations

from pytest_bdd import parsers, then

from harness.walking.expecting import expect
from harness.walking.verify import has_error_at
from harness.walking.walker import Walker

__all__: list[str] = []


@then(parsers.re(r"画面に「(?P<label>[^」]+)」として「(?P<value>[^」]*)」が表示される"))
def value_shown(walker: Walker, label: str, value: str) -> None:
    """The screen shows a value under its label, whatever else stands beside it."""
    found = walker.shown_value(label)
    expect(walker, f"表示「{label}」", expected=value, found=found, holds=value in found)


@then(parsers.re(r"「(?P<label>[^」]+)」の欄は「(?P<value>[^」]*)」(?:のままである|になる)"))
def field_holds(walker: Walker, label: str, value: str) -> None:
    """A field holds exactly this value."""
    found = walker.field_value(label)
    expect(walker, f"入力欄「{label}」の内容", expected=value or "空", found=found, holds=found == value)


@then(parsers.re(r"「(?P<label>[^」]+)」の欄は変更できない"))
def field_locked(walker: Walker, label: str) -> None:
    """A field is shown but cannot be changed."""
    state = walker.field_state(label)
    expect(walker, f"入力欄「{label}」", expected="変更できない", found=state, holds=state == "変更できない")


@then(parsers.re(r"「(?P<label>[^」]+)」の欄に誤りが表示される"))
def field_error(walker: Walker, label: str) -> None:
    """A message stands at the field."""
    shown = has_error_at(walker.screen(), label)
    expect(walker, f"入力欄「{label}」の誤り", expected="表示される", found="表示されない", holds=shown)


@then(parsers.re(r"画面に「(?P<text>[^」]+)」は表示されない"))
def text_absent(walker: Walker, text: str) -> None:
    """Nothing on the screen says this, in text, label or button."""
    shown = walker.shows(text)
    expect(walker, f"「{text}」", expected="表示されない", found="表示されている", holds=not shown)


@then(parsers.re(r"画面に「(?P<text>[^」]+)」が表示される"))
def text_shown(walker: Walker, text: str) -> None:
    """The screen says this, in text, label or button."""
    shown = walker.shows(text)
    expect(walker, f"「{text}」", expected="表示される", found="表示されない", holds=shown)


@then(parsers.re(r"選択肢は「(?P<only>[^」]+)」だけになる"))
def only_option(walker: Walker, only: str) -> None:
    """The screen offers this option and no other."""
    options = [option for choice in walker.screen().choices for option in choice.options]
    expect(walker, "選択肢", expected=only, found="、".join(options) or "ない")
