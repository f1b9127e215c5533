"""What a screen shows."""

from __future__ import annotations

import re

from pytest_bdd import parsers, then

from harness.builds.wording import best, normalised
from harness.errors import FeatureError
from harness.walking.expecting import expect
from harness.walking.verify import errors_of, has_error_at
from harness.walking.walker import Walker

__all__: list[str] = []

_JAPANESE = re.compile(r"[\u3041-\u3096][^。]*[\u3041-\u3096]")
_ADVICE = re.compile(r"ください|できます|いただけます|お願い|お問い合わせ")


@then(parsers.re(r"画面に「(?P<label>[^」]+)」として「(?P<value>[^」]*)」が表示される"))
def value_shown(walker: Walker, label: str, value: str) -> None:
    """The screen shows a value under its label, whatever else stands beside it."""
    found = walker.shown_value(label)
    expect(walker, f"表示「{label}」", expected=value, found=found, holds=value in found)


@then(parsers.re(r"画面に車検証の「(?P<label>車台番号|自動車登録番号)」が表示される"))
def certificate_shown(walker: Walker, label: str) -> None:
    """The screen shows a number of the customer's own 車検証, with or without signs between its parts."""
    certificate = walker.world.certificate
    if certificate is None:
        raise FeatureError("no car is registered yet, so that there is no 車検証 to show")
    plate = certificate.plate
    parts = (plate.region, plate.class_number, plate.kana, plate.serial)
    wanted = (certificate.chassis_number,) if label == "車台番号" else parts
    found = walker.shown_value(label)
    plain = found if label == "車台番号" else found.replace("-", "")
    expect(
        walker,
        f"表示「{label}」",
        expected=" ".join(wanted),
        found=found,
        holds=all(part in plain for part in wanted),
    )


@then(parsers.re(r"「(?P<label>[^」]+)」の欄は「(?P<value>[^」]*)」(?:のままである|になる)"))
def field_holds(walker: Walker, label: str, value: str) -> None:
    """A field holds exactly this value."""
    found = walker.field_value(label)
    expect(walker, f"入力欄「{label}」の内容", expected=value or "空", found=found, holds=found == value)


@then(parsers.re(r"「(?P<label>[^」]+)」の欄に、例として「(?P<example>[^」]+)」が示される"))
def example_shown(walker: Walker, label: str, example: str) -> None:
    """An example that the guide prints stands in the field or beside it, part by part in the printed order."""
    found = walker.field_example(label, example)
    holds = normalised(found) == normalised(example)
    expect(walker, f"入力欄「{label}」の例", expected=example, found=found or "ない", holds=holds)


@then(parsers.re(r"「(?P<label>[^」]+)」の欄は変更できない"))
def field_locked(walker: Walker, label: str) -> None:
    """A field is shown but cannot be changed."""
    state = walker.field_state(label)
    expect(walker, f"入力欄「{label}」", expected="変更できない", found=state, holds=state == "変更できない")


@then(parsers.re(r"「(?P<label>[^」]+)」の欄に誤りが表示される"))
def field_error(walker: Walker, label: str) -> None:
    """A message stands at the field."""
    shown = has_error_at(walker.screen(), label, step=walker.at)
    expect(walker, f"入力欄「{label}」の誤り", expected="表示される", found="表示されない", holds=shown)


@then(parsers.re(r"「(?P<label>[^」]+)」の欄に誤りが表示されるか、先へ進む"))
def told_or_gone_on(walker: Walker, label: str) -> None:
    """Where the guide does not say whether a value is taken, nobody who types it is stopped without a message."""
    screen = walker.screen()
    stopped = bool(best(walker.at.headings, screen.headings)[0])
    told = has_error_at(screen, label, step=walker.at) and _JAPANESE.search(" ".join(errors_of(screen)))
    holds = not stopped or bool(told)
    expected, found = "誤りが表示されるか、先へ進む", "誤りの表示がないまま、先へ進まない"
    expect(walker, f"入力欄「{label}」", expected=expected, found=found, holds=holds)


@then(parsers.re(r"画面に、何が起きて何ができるかが日本語で表示される"))
def trouble_told(walker: Walker) -> None:
    """The screen says in Japanese what went wrong and what the customer can do; no wording is printed."""
    found = " ".join(errors_of(walker.screen()))
    holds = bool(_JAPANESE.search(found) and _ADVICE.search(found))
    expected = "日本語の知らせと、お客さまへの案内（…ください、…できます）"
    expect(walker, "うまくいかなかったことの知らせ", expected=expected, found=found or "ない", holds=holds)


@then("画面はシステムの障害にならない")
def no_crash(walker: Walker) -> None:
    """Whatever the screen is, it is one that the build meant to show."""
    status = walker.screen().status
    expect(walker, "画面", expected="障害ではない", found=f"HTTP {status}", holds=status < 500)


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


@then(parsers.re(r"選択肢は(?P<count>\d+)つ以上になる"))
def several_options(walker: Walker, count: str) -> None:
    """The screen offers at least so many options."""
    options = [option for choice in walker.screen().choices for option in choice.options]
    found = "、".join(options) or "ない"
    expect(walker, "選択肢", expected=f"{int(count)}つ以上", found=found, holds=len(options) >= int(count))


@then(parsers.re(r"選択肢「(?P<option>[^」]+)」は選ばれた状態のままである"))
def option_chosen(walker: Walker, option: str) -> None:
    """An option of the screen is still chosen."""
    chosen = [choice.chosen for choice in walker.screen().choices if choice.chosen]
    found = "、".join(chosen) or "何も選ばれていない"
    holds = bool(best((option,), chosen)[0])
    expect(walker, f"選択肢「{option}」", expected="選ばれている", found=found, holds=holds)
