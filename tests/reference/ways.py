"""What customers type, and the ways that many tests go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.reference.conftest import Dealer, Outside, Phone

__all__ = [
    "CARD",
    "COMPANY",
    "LOGIN",
    "PERSON",
    "apply_for_g_link",
    "become_buyer",
    "become_same_user",
    "challenged",
    "company",
    "decline_g_link",
    "log_in",
    "pay_by_card",
    "person",
    "to_card",
    "to_charging_payment",
    "to_kind",
    "to_login",
    "to_user_login",
    "user_phone",
]

LOGIN = {
    "password": "Passw0rd",
    "password_again": "Passw0rd",
    "verification_phone_1": "090",
    "verification_phone_2": "1122",
    "verification_phone_3": "3344",
}
_WHERE = {
    "postal_code": "112-8701",
    "address": "東京都文京区後楽1-4-18",
    "contact_phone_1": "03",
    "contact_phone_2": "1234",
    "contact_phone_3": "5678",
    "mobile_phone_1": "090",
    "mobile_phone_2": "1122",
    "mobile_phone_3": "3344",
}
PERSON = {
    **LOGIN,
    "family_name": "豊田",
    "given_name": "花子",
    "family_name_kana": "トヨタ",
    "given_name_kana": "ハナコ",
    "sex": "女性",
    "birth_year": "1965",
    "birth_month": "2",
    "birth_day": "3",
    **_WHERE,
}
COMPANY = {**LOGIN, "name": "株式会社豊田商店", "name_kana": "トヨタショウテン", **_WHERE}
CARD = {"number": "4242424242424242", "expiry": "12/99", "cvc": "987"}


def _whereabouts() -> dict[str, str]:
    where = {"postal_code": "112-8701", "address": "東京都文京区後楽1-4-18", "building": ""}
    return {**where, "contact_phone": "03-1234-5678", "mobile_phone": "090-1122-3344"}


def person(given_name: str = "太郎") -> dict[str, str]:
    """The profile of an individual's account."""
    kana = {"family_name_kana": "トヨタ", "given_name_kana": "タロウ"}
    name = {"family_name": "豊田", "given_name": given_name, **kana, "sex": "男性", "birthdate": "1960-01-01"}
    return {**name, **_whereabouts()}


def company() -> dict[str, str]:
    """The profile of a corporation's account."""
    return {"name": "トヨタ自動車株式会社", "name_kana": "トヨタジドウシャ", **_whereabouts()}


def to_login(phone: Phone) -> Phone:
    """A buyer's phone goes on to the log-in."""
    phone.press("お申込みを開始する").press("買主情報の登録へ").press("つぎへ")
    return phone.press("同意する")


def log_in(phone: Phone, email: str) -> Phone:
    """A buyer's phone logs in."""
    return to_login(phone).press("ログイン", email=email, password="Passw0rd")


def become_buyer(dealer: Dealer, outside: Outside, kind: str = "個人", email: str = "") -> Phone:
    """The buyer, who has an account, is registered; the phone stands at 2-x/1."""
    profile = person() if kind == "個人" else company()
    email = email or outside.add_account(kind=kind, profile=profile)
    phone = log_in(dealer.phone(), email).press("確認")
    return phone.press("次へ", **({"staff": "on"} if kind == "個人" else {})).press("次へ")


def become_same_user(dealer: Dealer, outside: Outside, kind: str = "個人", email: str = "") -> Phone:
    """The buyer is the user too (2-1); the phone stands at 3-1/1."""
    phone = become_buyer(dealer, outside, kind, email).press("使用者情報の登録へ")
    return phone.press("買主と同じ名義で登録する").press("次へ", terms="on")


def user_phone(dealer: Dealer, buyer: Phone) -> Phone:
    """A second phone reads the QR code that the buyer's phone shows; the buyer's stands where it stood."""
    if buyer.heading == "買主情報の登録完了":
        buyer.press("使用者情報の登録へ").press("買主とは異なる名義で登録する").press("同席している")
    address = buyer.press("QRコードが読み取れない場合はこちら (URLをコピーする)").values["登録サイトのURL"]
    buyer.press("前の画面にもどる")
    return dealer.new_phone().open(address)


def to_user_login(phone: Phone) -> Phone:
    """A user's phone goes on to the log-in."""
    phone.press("お申込みを開始する").press("使用者情報の登録へ").press("つぎへ")
    return phone.press("同意する")


def to_kind(phone: Phone, outside: Outside, email: str) -> Phone:
    """A phone at the log-in proves a new address."""
    phone.press("新規登録(無料)").press("次へ", terms="on").press("認証コードを送信", email=email)
    return phone.press("次へ", code=outside.code).press("次へ")


def apply_for_g_link(phone: Phone, **typed: Any) -> Phone:
    """A phone at 3-1/1 goes on to the application and stands at the submission, or at the payment."""
    phone.press("My LEXUSサービス利用手続きへ").press("利用申込みをする")
    phone.press("つぎへ", terms="on", explained="on").press("つぎへ", **typed)
    if phone.heading == "お申込み内容の確認":
        phone.press("この内容で申し込む")
    return phone


def decline_g_link(phone: Phone) -> Phone:
    """A phone at 3-1/1 declines G-Link and goes on to what follows."""
    phone.press("My LEXUSサービス利用手続きへ").press("利用申込みをしない").press("OK")
    return phone.press("つぎへ", answer="その他")


def to_charging_payment(phone: Phone) -> Phone:
    """A phone at 3-1/1 declines G-Link and goes on to 3-2/4-A."""
    phone = decline_g_link(phone).press("利用申込みをする").press("つぎへ", terms="on")
    return phone.press("つぎへ", plan=phone.options("plan")[0])


def to_card(phone: Phone) -> Phone:
    """A phone at 3-1/1 goes on to 3-2/6-A."""
    return to_charging_payment(phone).press("つぎへ", method="クレジットカード")


def challenged(phone: Phone, **card: str) -> Phone:
    """A phone at 3-2/6-A enters a card and is sent to the card company."""
    phone.press("確認", **{**CARD, **card}).press("登録")
    assert phone.outside, phone.text
    return phone


def pay_by_card(phone: Phone, outside: Outside, status: str = "verified") -> Phone:
    """A phone at 3-2/6-A enters a card, and the card company answers."""
    challenged(phone)
    return phone.open(outside.cards.settle(phone.outside, status))
