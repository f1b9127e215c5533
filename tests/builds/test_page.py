"""What a page shows, and what pressing sends."""

from __future__ import annotations

import pytest

from harness.builds.page import Page, Upload
from harness.builds.port import NotOffered

FORM = """
<html><head><title>登録</title></head><body><header><h1>LEXUS</h1></header><main>
<h2>お客さま情報の入力</h2>
<div role="alert">入力内容を確認してください。</div>
<form action="/next" method="post" novalidate enctype="multipart/form-data">
 <input type="hidden" name="csrf" value="t0">
 <fieldset><legend>名前 <span>必須</span></legend>
  <label for="f">姓</label><input id="f" name="family"><label for="g">名</label><input id="g" name="given"></fieldset>
 <fieldset><legend>性別</legend>
  <label><input type="radio" name="sex" value="m">男性</label><label><input type="radio" name="sex" value="f">女性</label>
 </fieldset>
 <p><label for="z">郵便番号 <span>必須</span></label><input id="z" name="zip" value="112-870" aria-invalid="true"
    aria-describedby="e"><span id="e">7桁で入力してください。</span></p>
 <p><label>生まれた年 <select name="year"><option value="">選択</option><option value="1960">1960年</option></select></label></p>
 <p><label for="k">住所</label><input id="k" name="address" value="東京都" readonly></p>
 <p><label><input type="checkbox" name="agree" value="yes"> 利用規約に同意する</label></p>
 <p><label>オモテ面 <input type="file" name="photo"></label></p>
 <input type="hidden" name="x" value="1"><p hidden><label>見えない <input name="ghost"></label></p>
 <button name="action" value="next">次へ</button> <button name="action" value="back">前の画面にもどる</button>
 <button disabled>押せない</button>
</form>
<dl><dt>買主名</dt><dd>豊田 太郎</dd></dl><a href="help?x=1">QRコードが読み取れないお客様はこちら</a>
</main></body></html>
"""


@pytest.fixture
def page() -> Page:
    """A page with one of everything."""
    return Page(url="https://b.test/form", status=200, body=FORM)


def test_heading_is_taken_from_the_main_content(page: Page) -> None:
    """The heading of a screen is the first one of its main content, not the site's name."""
    screen = page.screen()

    assert screen.heading == "お客さま情報の入力"
    assert screen.alerts == ("入力内容を確認してください。",)


def test_fields_carry_label_mark_error_and_lock(page: Page) -> None:
    """A field is known by its label without the mark, and says whether it is required, wrong or locked."""
    fields = {control.label: control for control in page.screen().fields}

    assert fields["名前"].kind == "group" and fields["名前"].required
    assert fields["郵便番号"].required and fields["郵便番号"].error == "7桁で入力してください。"
    assert fields["住所"].locked and fields["住所"].value == "東京都"
    assert "見えない" not in fields


def test_fields_carry_examples() -> None:
    """What stands in empty inputs is an example, one for each part of a group, whatever they hold now."""
    body = """<main><h1>x</h1><form><label>法人番号 <input name="n" value="7" placeholder="例) 1234567890123"></label>
    <fieldset><legend>電話番号</legend><input name="a" placeholder="例) 03"><input name="b">
    </fieldset></form></main>"""
    fields = {one.label: one.examples for one in Page(url="u", status=200, body=body).screen().fields}

    assert fields["法人番号"] == ("例) 1234567890123",) and fields["電話番号"] == ("例) 03", "")


def test_choices_checks_values_and_buttons_are_seen(page: Page) -> None:
    """Radio buttons, lists, tick boxes, values and buttons are told apart."""
    screen = page.screen()

    assert {choice.label: choice.options for choice in screen.choices} == {
        "性別": ("男性", "女性"),
        "生まれた年": ("1960年",),
    }
    assert screen.checks == {"利用規約に同意する": False}
    assert screen.values == {"買主名": "豊田 太郎"}
    assert [(button.label, button.enabled) for button in screen.buttons] == [
        ("次へ", True),
        ("前の画面にもどる", True),
        ("押せない", False),
        ("QRコードが読み取れないお客様はこちら", True),
    ]


def test_pressing_sends_the_successful_controls(page: Page) -> None:
    """Pressing sends what was typed, chosen and ticked, the hidden fields, and the pressed button alone."""
    page.fill("名前", "豊田 太郎")
    page.choose("性別", "男性")
    page.choose("", "1960年")
    page.tick("利用規約に同意する")
    page.photograph(Upload(filename="p.png", content=b"PNG", content_type="image/png"))

    request = page.press("次へ")

    assert request is not None
    assert (request.method, request.url, request.multipart) == ("POST", "https://b.test/next", True)
    sent = dict(request.fields)
    assert isinstance(sent.pop("photo"), Upload)
    assert sent == {
        "csrf": "t0", "family": "豊田", "given": "太郎", "sex": "m", "zip": "112-870", "year": "1960",
        "address": "東京都", "agree": "yes", "x": "1", "ghost": "", "action": "next",
    }  # fmt: skip


def test_a_link_is_followed_from_where_the_page_stands(page: Page) -> None:
    """A link is a GET of the address it gives, relative to the page's own."""
    request = page.press("QRコードが読み取れないお客様はこちら")

    assert request is not None
    assert (request.method, request.url) == ("GET", "https://b.test/help?x=1")


@pytest.mark.parametrize(
    "act",
    [
        lambda page: page.press("登録"),
        lambda page: page.press("押せない"),
        lambda page: page.fill("電話番号", "1"),
        lambda page: page.fill("住所", "大阪府"),
        lambda page: page.choose("性別", "その他"),
        lambda page: page.tick("メールマガジン"),
    ],
)
def test_what_is_not_offered_cannot_be_acted_on(page: Page, act: object) -> None:
    """Acting on what is missing, disabled or locked says what was wanted."""
    assert callable(act)
    with pytest.raises(NotOffered):
        act(page)


def test_an_empty_required_field_is_stopped_by_the_browser_itself() -> None:
    """A form without novalidate is not sent while a required field is empty, and the field shows it."""
    page = Page(
        url="https://b.test/",
        status=200,
        body="<form method=post><label>氏名<input name=n required></label><button>次へ</button></form>",
    )

    assert page.press("次へ") is None
    assert page.screen().fields[0].error
    page.fill("氏名", "豊田")
    assert page.press("次へ") is not None


@pytest.mark.parametrize(
    "markup",
    [
        '<label for="a">氏名</label><input id="a">',
        "<label>氏名 <input></label>",
        '<span id="l">氏名</span><input aria-labelledby="l">',
        '<input aria-label="氏名">',
        '<input title="氏名">',
        '<input placeholder="氏名">',
        '<label for="a"><b>必須</b> 氏名</label><input id="a">',
        '<label for="a">氏名（必須）</label><input id="a">',
    ],
)
def test_accessible_names_come_from_any_ordinary_markup(markup: str) -> None:
    """A field is found by its accessible name, wherever the markup puts it."""
    page = Page(url="https://b.test/", status=200, body=f"<main>{markup}</main>")

    assert [control.label for control in page.screen().fields] == ["氏名"]


@pytest.mark.parametrize(
    "body",
    [
        "",
        " ",
        "not html",
        "<p",
        "<html></html>",
        "<!-- -->",
        "\x00",
        "<?xml version='1.0' encoding='utf-8'?>",
    ],
)
def test_any_body_is_a_screen(body: str) -> None:
    """An answer that is hardly HTML is still a screen, without a heading."""
    assert Page(url="https://b.test/", status=500, body=body).screen().heading == ""
