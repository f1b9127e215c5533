"""The mails about the registration after delivery: M-02 to M-05, as plain text and as HTML."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from harness.reference.policy.review import PATIENCE

__all__ = ["Letter", "accepted", "completed", "invitation", "refused"]

_DESK = "レクサスインフォメーションデスク (0800-500-5577)"
_SIGNATURE = "このメールは送信専用です。お心当たりがない場合は、お手数ですが破棄してください。"


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """One mail: what it is called, what it says, and where it leads."""

    subject: str
    paragraphs: tuple[str, ...]
    label: str = ""
    """What the link is called; empty where there is none."""
    address: str = ""

    @property
    def text(self) -> str:
        """The letter as plain text: a link's name stands on the line before its address."""
        link = (f"{self.label}\n{self.address}",) if self.label else ()
        return "\n\n".join((*self.paragraphs, *link, _SIGNATURE)) + "\n"

    @property
    def html(self) -> str:
        """The letter as HTML: the link is called by its name."""
        body = "\n".join(f"<p>{escape(one)}</p>" for one in self.paragraphs)
        link = f'\n<p><a href="{escape(self.address)}">{escape(self.label)}</a></p>' if self.label else ""
        return (
            '<!doctype html>\n<html lang="ja"><head><meta charset="utf-8">'
            f"<title>{escape(self.subject)}</title></head>\n<body>\n{body}{link}\n<p>{_SIGNATURE}</p>\n"
            "</body></html>\n"
        )


def invitation(name: str, *, address: str) -> Letter:
    """M-02: the buyer hears that the user can be registered now, and may pass the address on (A-78)."""
    return Letter(
        subject="【TOYOTAアカウント】使用者情報の登録のご案内",
        paragraphs=(
            f"{name} 様",
            "ご契約いただいたクルマの車両登録が完了しました。納車後に、使用者情報の登録をお願いします。",
            "登録は、使用者にあたるお客さまのスマートフォンで行います。買主と使用者が異なる場合は、"
            "使用者にあたるお客さまにこのメールを転送してください。",
            "お手続きの際は、自動車検査証(車検証)をご用意ください。",
        ),
        label="使用者情報の登録へ",
        address=address,
    )


def accepted(name: str) -> Letter:
    """M-04: an application has come in, and how long its review may take (A-86)."""
    return Letter(
        subject="【TOYOTAアカウント】使用者情報の登録 受付のお知らせ",
        paragraphs=(
            f"{name} 様",
            "使用者情報の登録のお申込みを受け付けました。",
            "審査には数日いただく場合があります。審査完了メールが届くまで、しばらくお待ちください。",
            f"{PATIENCE}日以上たってもメールが届かない場合は、お手数ですが{_DESK}までお電話ください。",
            "ドメイン指定受信や受信拒否設定をしている場合は、[id.toyota][support.id.toyota]からのメールを"
            "受信できるように設定してください。",
        ),
    )


def completed(name: str, *, address: str) -> Letter:
    """M-03: the user is registered; the link leads on to the services (5-1)."""
    return Letter(
        subject="【TOYOTAアカウント】使用者情報の登録完了のお知らせ",
        paragraphs=(
            f"{name} 様",
            "審査が終わり、使用者情報の登録が完了しました。",
            "続けて、My LEXUSサービスのお申込みができます。つぎのURLから引き続きお手続きください。",
        ),
        label="次の手続きに進む",
        address=address,
    )


def refused(name: str, *, address: str) -> Letter:
    """M-05: the user could not be registered and may begin again; what differs is not told by mail."""
    return Letter(
        subject="【TOYOTAアカウント】使用者情報の登録エラーのお知らせ",
        paragraphs=(
            f"{name} 様",
            "「TOYOTAアカウント」の登録情報と、自動車検査証(車検証)に記載されている使用者情報が一致することを"
            "確認できなかったため、使用者情報を登録できませんでした。",
            "車検証に記載されている使用者の種別、氏名または法人名、住所をご確認のうえ、もう一度、最初から登録を"
            "行ってください。",
        ),
        label="もう一度、最初から登録する",
        address=address,
    )
