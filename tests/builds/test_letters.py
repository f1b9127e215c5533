"""Mails read as screens."""

from __future__ import annotations

import pytest

from harness.builds.letters import Inbox, as_page
from harness.builds.port import Message, NotOffered


def _message(text: str = "", html: str = "") -> Message:
    return Message(
        sender="no-reply@id.toyota", recipient="hanako@example.com", subject="登録完了", text=text, html=html
    )


class _Phone:
    def __init__(self) -> None:
        self.opened: list[str] = []

    def open(self, url: str) -> None:
        self.opened.append(url)


@pytest.mark.parametrize(
    "text",
    [
        "次の手続きに進む\nhttps://sign-up.test/next/1",
        "次の手続きに進む: https://sign-up.test/next/1",
        "お待たせしました。\n\n次の手続きに進む：\n  https://sign-up.test/next/1.\n",
    ],
)
def test_link_in_plain_text(text: str) -> None:
    """The words before an address, or the line above it, name the link of a plain mail."""
    request = as_page(_message(text)).press("次の手続きに進む")
    assert request is not None
    assert request.url == "https://sign-up.test/next/1"


def test_mail_in_html() -> None:
    """A mail in HTML is read with its own links, under its subject as the heading."""
    page = as_page(
        _message(html='<html><body><p>どうぞ</p><a href="https://a.test/x">進む</a></body></html>')
    )
    screen = page.screen()
    assert screen.heading == "登録完了"
    assert [button.label for button in screen.buttons] == ["進む"]
    assert screen.values["差出人"] == "no-reply@id.toyota"


def test_markup_in_plain_text() -> None:
    """What looks like markup in a plain mail is shown, not obeyed."""
    screen = as_page(_message("<h1>別の見出し</h1>")).screen()
    assert screen.headings == ("登録完了",)
    assert "<h1>別の見出し</h1>" in screen.text


def test_link_opens_on_the_phone() -> None:
    """Following a link of the newest mail opens it on the phone of the mailbox's owner."""
    phone = _Phone()
    inbox = Inbox(
        owner="使用者の受信メール",
        newest=lambda: _message("進む\nhttps://a.test/x"),
        phone=lambda: phone,  # type: ignore[arg-type,return-value]
    )
    inbox.press("進む")
    assert phone.opened == ["https://a.test/x"]
    with pytest.raises(NotOffered):
        inbox.press("ほかのリンク")


def test_empty_mailbox() -> None:
    """A mailbox without mail shows nothing and offers nothing."""
    inbox = Inbox(owner="使用者の受信メール", newest=lambda: None, phone=_Phone)  # type: ignore[arg-type]
    assert inbox.screen().heading == ""
    with pytest.raises(NotOffered):
        inbox.press("次の手続きに進む")
    with pytest.raises(NotOffered):
        inbox.fill("名前", "豊田 花子")
