"""The pages that a customer sees: log-in, 認証コード, what went wrong, and the mailbox of the test bench.

Plain Japanese HTML without scripts: every field has a label, every message stands at its field and in an alert.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from werkzeug.wrappers import Response

from fakes.answers import html_answer, page
from fakes.toyota_account.codes import Message

__all__ = ["code_page", "error_page", "login_page", "mailbox_page", "page_answer"]

_NOTICE = "<p>これは試験用の画面です。ふだん使っているパスワードを入力しないでください。</p>"


def page_answer(text: str, status: int = 200) -> Response:
    """A page that is neither stored, nor framed, nor tells where it was, and loads nothing."""
    answer = html_answer(text)
    answer.status_code = status
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"
    )
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def login_page(*, request: str, client: str, email: str = "", message: str = "") -> str:
    """The log-in page of the request with that id; ``client`` says on whose behalf."""
    fields = (
        f'<p><label for="email">メールアドレス</label><br>{_email_field(email, message)}</p>\n'
        '<p><label for="password">パスワード</label><br>'
        '<input id="password" name="password" type="password" autocomplete="current-password" required'
        f"{_described(message)}></p>\n"
        f"{_button('login', 'ログイン')}"
    )
    return _page(
        "TOYOTAアカウント ログイン",
        message,
        f"<p>{escape(client)}にログインします。</p>\n{_NOTICE}\n"
        f"{_form(request, 'login', fields)}\n"
        "<h2>パスワードを使わない場合</h2>\n"
        f"{_form(request, 'send-code', _code_request(email, message))}\n"
        f"{_form(request, 'login', _button('cancel', 'キャンセル'))}",
    )


def code_page(*, request: str, email: str, minutes: int, message: str = "") -> str:
    """The page on which the code is typed that was sent to ``email``, if an account has that address."""
    fields = (
        f'<p id="sent">{escape(email)} に認証コードを送信しました。{minutes}分以内に入力してください。</p>\n'
        '<p><label for="code">認証コード(数字6桁)</label><br>'
        '<input id="code" name="code" type="text" inputmode="numeric" autocomplete="one-time-code" required'
        f"{_described(message, 'sent')}></p>\n"
        f"{_button('check', '次へ')}"
    )
    again = (
        f'<input type="hidden" name="email" value="{escape(email)}">\n{_button("send", "認証コードを再送信")}'
    )
    return _page(
        "認証コードの入力",
        message,
        f"{_form(request, 'code', fields)}\n{_form(request, 'send-code', again)}\n"
        f'<p><a href="login?request={escape(request)}">ログイン画面に戻る</a></p>\n'
        '<p><a href="../_fake/messages" target="_blank" rel="noopener">届いたメールを見る（試験用）</a></p>',
    )


def error_page(message: str) -> str:
    """What went wrong, where the customer cannot be sent back to whoever asked."""
    return page(
        "ログインできません",
        f'<p role="alert">{escape(message)}</p>\n<p>もとの画面からやり直してください。</p>',
    )


def mailbox_page(messages: Iterable[Message]) -> str:
    """The mails that the service has sent, the newest first: a fake sends none to the outside."""
    shown = [
        f"<h2>{escape(message.to)}</h2>\n<p>{escape(message.subject)}</p>\n<pre>{escape(message.text)}</pre>"
        for message in messages
    ]
    return page("届いたメール（試験用）", "\n".join(shown) or "<p>メールはありません。</p>")


def _page(title: str, message: str, body: str) -> str:
    if not message:
        return page(title, body)
    # The title is what a screen reader says first.
    return page(f"エラー: {title}", f'<p role="alert" id="message">{escape(message)}</p>\n{body}')


def _form(request: str, action: str, fields: str) -> str:
    return (
        f'<form method="post" action="{action}">\n'
        f'<input type="hidden" name="request" value="{escape(request)}">\n{fields}\n</form>'
    )


def _code_request(email: str, message: str) -> str:
    return (
        '<p><label for="code-email">認証コードを受け取るメールアドレス</label><br>'
        f"{_email_field(email, message, name='code-email')}</p>\n"
        f"{_button('send', '認証コードを送信')}"
    )


def _email_field(email: str, message: str, *, name: str = "email") -> str:
    return (
        f'<input id="{name}" name="email" type="email" autocomplete="username" required '
        f'value="{escape(email)}"{_described(message)}>'
    )


def _button(action: str, label: str) -> str:
    return f'<p><button type="submit" name="action" value="{action}">{label}</button></p>'


def _described(message: str, *others: str) -> str:
    names = " ".join([*(["message"] if message else []), *others])
    invalid = ' aria-invalid="true"' if message else ""
    return f'{invalid} aria-describedby="{names}"' if names else ""
