"""What a customer is told when a card is refused: at which field, and what to do."""

from __future__ import annotations

__all__ = ["CHALLENGE_EXPIRED", "CHALLENGE_FAILED", "CHALLENGE_OPEN", "GONE", "KNOWN", "NOT_USABLE", "told"]

NOT_USABLE = "このクレジットカードはご利用いただけません。別のクレジットカードをご利用いただくか、カード会社にお問い合わせください。"
CHALLENGE_FAILED = (
    "カード会社による本人認証ができなかったため、このクレジットカードは登録されていません。"
    "もう一度入力するか、別のクレジットカードをご利用ください。"
)
CHALLENGE_EXPIRED = (
    "本人認証の有効時間が過ぎたため、クレジットカードは登録されていません。もう一度入力してください。"
)
CHALLENGE_OPEN = (
    "本人認証が完了していないため、クレジットカードは登録されていません。もう一度「登録」を押すか、"
    "前の画面にもどって別のクレジットカードをご利用ください。"
)

GONE = "not_found"
"""Our word for a token that the gateway does not know any longer."""

_NUMBER = ("number", "クレジットカード番号が正しくありません。もう一度ご確認ください。")
_EXPIRY = ("expiry", "有効期限が正しくありません。もう一度ご確認ください。")
_TOLD = {
    "invalid_number": _NUMBER,
    "invalid_expiry_month": _EXPIRY,
    "invalid_expiry_year": _EXPIRY,
    "expired_card": (
        "expiry",
        "クレジットカードの有効期限が切れています。別のクレジットカードをご利用ください。",
    ),
    "invalid_cvc": ("cvc", "セキュリティコードが正しくありません。もう一度ご確認ください。"),
    "incorrect_card_data": (
        "number",
        "クレジットカードの情報が正しくありません。番号・有効期限・セキュリティコードをご確認ください。",
    ),
    "unacceptable_brand": (
        "number",
        "このブランドのクレジットカードはご利用いただけません。別のクレジットカードをご利用ください。",
    ),
    "processing_error": (
        "",
        "カード会社との通信でエラーが発生しました。しばらくたってから、もう一度お試しください。",
    ),
    "three_d_secure_failed": ("", CHALLENGE_FAILED),
    "three_d_secure_incompleted": ("", CHALLENGE_FAILED),
    "unverified_token": ("", CHALLENGE_FAILED),
    "three_d_secure_expired": ("", CHALLENGE_EXPIRED),
    "not_in_three_d_secure_flow": ("", CHALLENGE_EXPIRED),
    GONE: ("", CHALLENGE_EXPIRED),
}
KNOWN = frozenset(_TOLD)
"""Codes that a customer can do something about."""


def told(code: str) -> tuple[str, str]:
    """The gateway's code gives a field, empty for none, and a message; an unknown one is a plain refusal."""
    return _TOLD.get(code, ("number", NOT_USABLE))
