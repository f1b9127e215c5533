"""The challenge in the browser: its address, the issuer's question, and what is shown when it cannot be asked.

Japanese pages without scripts; the form is sent to the address of the page itself.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping
from html import escape

from fakes.payment import jws
from fakes.payment.errors import BadParameter, PaymentRefusal, Unauthorized
from fakes.payment.state import Card
from fakes.payment.three_d_secure import OUTCOMES

__all__ = ["challenge_page", "read_back_url", "refusal_page"]


def read_back_url(query: Mapping[str, str], *, secret_key: str, public_key: str) -> str:
    """Where the page goes back to: the claim ``url`` of ``back_url``, believed only with its signature."""
    if not hmac.compare_digest(query.get("publickey", "").encode(), public_key.encode()):
        raise Unauthorized("invalid_api_key", "The public key is wrong.", "publickey")
    signed = query.get("back_url", "")
    if not signed:
        raise BadParameter("missing_param", "back_url is missing.", "back_url")
    try:
        url = jws.verify(signed, secret_key).get("url")
    except jws.BadSignature as error:
        raise BadParameter("invalid_back_url", str(error), "back_url") from error
    if not (isinstance(url, str) and re.fullmatch(r"https?://[!-~]+", url)):
        raise BadParameter("invalid_back_url", "The claim url is no web address.", "back_url")
    return url


def challenge_page(card: Card, query: str) -> str:
    """The question for ``card``; ``query`` is that of the page, to be sent again with the answer."""
    buttons = "\n".join(
        f'<p><button type="submit" name="result" value="{outcome}">{label}</button></p>'
        for outcome, label in OUTCOMES.items()
    )
    return _page(
        "本人認証（3Dセキュア）",
        f"<p>{card.details.brand}（下4桁 {card.details.last4}）のご本人かどうかを確認します。</p>\n"
        "<p>これはテスト用の画面です。認証の結果を選んでください。</p>\n"
        f'<form method="post" action="?{escape(query)}">\n{buttons}\n</form>',
    )


def refusal_page(refusal: PaymentRefusal) -> str:
    """Why there is no question, with the code of the refusal."""
    return _page(
        "本人認証を開始できません",
        f"<p>エラーコード: <code>{refusal.code}</code></p>\n<p>もとの画面からやり直してください。</p>",
    )


def _page(title: str, content: str) -> str:
    return (
        '<!doctype html>\n<html lang="ja"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title></head>\n<body><main><h1>{title}</h1>\n{content}\n</main></body></html>\n"
    )
