"""Accessible markup that says by roles what elements say elsewhere is read alike."""

from __future__ import annotations

from harness.builds.page import Page
from harness.builds.screen import Screen
from harness.guide import load
from harness.walking.verify import has_error_at


def _screen(body: str) -> Screen:
    return Page(url="https://b.test/", status=200, body=f"<body>{body}</body>").screen()


def test_a_role_makes_a_heading() -> None:
    """What has the role heading is a heading, in its place among the others."""
    screen = _screen('<p role="heading" aria-level="2">ご契約車両の確認</p><h3>購入販売店</h3>')
    assert screen.headings == ("ご契約車両の確認", "購入販売店")


def test_values_may_be_terms_and_outputs() -> None:
    """A value is shown by term and definition roles, and by an output with its label."""
    screen = _screen(
        '<span role="term">買主名</span> <span role="definition">豊田 太郎</span>'
        '<label for="o">メールアドレス</label> <output id="o">taro@example.com</output>'
    )
    assert screen.values == {"買主名": "豊田 太郎", "メールアドレス": "taro@example.com"}


def test_a_group_says_of_itself_that_it_is_wrong() -> None:
    """An error that belongs to a group of radio buttons is the choice's error."""
    screen = _screen(
        '<fieldset role="radiogroup" aria-invalid="true" aria-errormessage="e"><legend>お客さま種別</legend>'
        '<label><input type="radio" name="k">個人</label></fieldset><p id="e">お選びください。</p>'
    )
    assert screen.choices[0].error == "お選びください。"


def test_an_error_counts_under_any_label_of_the_field() -> None:
    """A wrong field that stands under another label of its own is found by the printed one at its step only."""
    screen = _screen(
        '<label>連絡先電話番号 <input aria-invalid="true" aria-errormessage="e"></label><p id="e">違います。</p>'
    )
    assert has_error_at(screen, "連絡用電話番号", step=load().steps["1-1/7-A"])
    assert not has_error_at(screen, "連絡用電話番号")
