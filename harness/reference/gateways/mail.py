"""The mails that the build sends itself, over SMTP."""

from __future__ import annotations

import smtplib
from datetime import UTC
from email.errors import MessageError
from email.headerregistry import HeaderRegistry
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from functools import lru_cache
from typing import Any

from harness.reference import clock
from harness.reference.gateways.trouble import GatewayTrouble
from harness.reference.letters import Letter
from harness.reference.policy.email_code import LIFE

__all__ = ["AddressRefused", "MailGateway", "MailUnsure"]

SERVICE = "メールの送信サービス"

_CODE = """\
TOYOTAアカウントの登録をお申込みいただき、ありがとうございます。

認証コード: {code}

お手続きの画面に戻り、この認証コードを入力してください。
有効期限は発行から{minutes}分です。

このメールにお心当たりがない場合は、お手数ですが破棄してください。
"""

_TAKEN = """\
このメールアドレスでTOYOTAアカウントの新規登録のお申込みがありましたが、
このメールアドレスはすでに登録されています。

お手続きの画面に戻り、ご登録のメールアドレスとパスワードでログインしてください。

このメールにお心当たりがない場合は、お手数ですが破棄してください。
"""


_REPEATED = ("content-", "mime-")
"""Beginnings of the names of headers that say the same in most mails."""


class _Headers(HeaderRegistry):
    """Headers of mails; those that say how a part is written are looked up at every turn, and are taken apart once."""

    def __init__(self) -> None:
        super().__init__()
        self._known = {name: super(_Headers, self).__getitem__(name) for name in self.registry}
        self._again = lru_cache(maxsize=64)(super().__call__)

    def __getitem__(self, name: str) -> type:
        """The class of a header's value; the standard library makes it anew for each header."""
        return self._known.get(name.lower()) or super().__getitem__(name)

    def __call__(self, name: str, value: str) -> Any:
        """The value of a header, which is not to be changed."""
        return (
            self._again(name, value) if name.lower().startswith(_REPEATED) else super().__call__(name, value)
        )


_POLICY = SMTP.clone(header_factory=_Headers())


class AddressRefused(Exception):
    """The mail server does not take mail for this address."""


class MailUnsure(GatewayTrouble):
    """The mail server took the mail and was not heard of again: the mail may have gone, or not."""


class MailGateway:
    """Hands UTF-8 mails to one SMTP server; trouble with it is GatewayTrouble, MailUnsure where the mail may be gone."""

    def __init__(self, *, host: str, port: int, sender: str, timeout: float) -> None:
        self._host = host
        self._port = port
        self._sender = sender
        self._timeout = timeout

    def send_code(self, address: str, code: str) -> None:
        """The mail of 1-1/9-B holds the code and how long it is good for."""
        body = _CODE.format(code=code, minutes=LIFE // 60)
        self._send(address, "【TOYOTAアカウント】認証コードのお知らせ", body)

    def send_taken(self, address: str) -> None:
        """An address that has an account gets a mail without a code."""
        self._send(address, "【TOYOTAアカウント】ご登録済みのメールアドレスについて", _TAKEN)

    def send_letter(self, address: str, letter: Letter) -> None:
        """A letter goes as plain text with HTML as its alternative; raises AddressRefused."""
        self._send(address, letter.subject, letter.text, letter.html)

    def _send(self, address: str, subject: str, body: str, html: str = "") -> None:
        message = EmailMessage(policy=_POLICY)
        message["From"] = self._sender
        message["To"] = address
        message["Subject"] = subject
        message["Date"] = format_datetime(clock.now(UTC))
        message["Message-ID"] = make_msgid(domain=self._sender.rpartition("@")[2])
        message.set_content(body, charset="utf-8", cte="base64")
        if html:
            message.add_alternative(html, subtype="html", charset="utf-8", cte="base64")
        self._hand_over(message, address)

    def _hand_over(self, message: EmailMessage, address: str) -> None:
        begun = ended = False
        try:
            with smtplib.SMTP(self._host, self._port, timeout=self._timeout) as server:
                begun = True
                server.send_message(message)
                ended = True
        except smtplib.SMTPRecipientsRefused as error:
            raise AddressRefused(address) from error
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            if not ended:  # what goes wrong with the good-bye is no trouble
                trouble = MailUnsure if begun else GatewayTrouble
                raise trouble(SERVICE, type(error).__name__) from error
        except (smtplib.SMTPException, MessageError) as error:
            if not ended:
                raise GatewayTrouble(SERVICE, type(error).__name__) from error
