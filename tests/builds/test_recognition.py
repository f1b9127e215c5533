"""Accessible markup that says by roles what elements say elsewhere is read alike."""

from __future__ import annotations

from harness.builds.page import Page
from harness.builds.screen import Screen
from harness.guide import load
from harness.walking.verify import has_error_at
from tests.builds.everything import EVERYTHING


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


def test_everything_on_one_page_is_told_apart() -> None:
    """Names, groups, choices, ticks, values, buttons and headings are found whatever the markup; the hidden is not."""
    page = Page(url="https://b.test/", status=200, body=EVERYTHING)
    screen = page.screen()
    fields = {field.label: field for field in screen.fields}
    choices = {choice.label: choice for choice in screen.choices}
    assert screen.headings == ("お客さま情報の確認", "ご契約車両")
    assert fields["買主の 氏名"].required and fields["買主の 氏名"].value == "豊田 太郎"
    assert fields["メールアドレス"].locked and "Eメール" not in fields
    assert (fields["電話番号"].kind, fields["電話番号"].value) == ("group", "090-1122-3344")
    assert fields["電話番号"].required and fields["認証コード"].error == "コードが違います。"
    assert fields["法人番号"].locked and fields["備考"].value == "なし" and "隠れた欄" not in fields
    assert (choices["性別"].chosen, choices["性別"].error) == ("女性", "お選びください。")
    assert (choices["都道府県"].chosen, choices["都道府県"].options) == ("愛知県", ("東京都", "愛知県"))
    assert screen.checks == {"利用規約に同意する": True}
    assert screen.values == {
        "購入販売店": "レクサス名古屋",
        "車名": "RX",
        "買主名": "豊田 花子",
        "合計": "550円",
    }
    offered = {button.label: button.enabled for button in screen.buttons}
    assert [label for label, enabled in offered.items() if not enabled] == ["押せない", "まだ押せない"]
    assert set(offered) == {
        "検索", "つぎへ", "戻る", "地図", "計算する", "押せない", "まだ押せない", "ヘルプ", "開く", "閉じる", "照会する",
        "よくあるご質問",
    }  # fmt: skip
    assert "隠れた" not in screen.text


def test_each_form_sends_its_own_fields() -> None:
    """Of several forms on a page a button sends the one that it belongs to, under its printed name or a reading's."""
    page = Page(url="https://b.test/", status=200, body=EVERYTHING)
    page.fill("会員番号", "7")
    sent = page.press("照会する")
    assert sent is not None and (sent.url, sent.fields) == ("https://b.test/other", (("member", "7"),))
    main = page.press("次へ")
    assert main is not None and main.url == "https://b.test/sent" and "member" not in dict(main.fields)


def test_what_is_closed_is_shown_once_it_is_opened() -> None:
    """A summary is pressed like a button; what was typed elsewhere stays."""
    page = Page(url="https://b.test/", status=200, body=EVERYTHING)
    page.fill("会員番号", "7")
    assert page.press("よくあるご質問") is None
    screen = page.screen()
    fields = {field.label: field.value for field in screen.fields}
    assert "隠れた欄" in fields and fields["会員番号"] == "7" and "隠れた答え" in screen.text
