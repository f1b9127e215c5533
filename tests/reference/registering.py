"""A register of motor vehicles as small as it can be, and the ways that lead through 4-1."""

from __future__ import annotations

import json
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from lxml import html

from tests.reference.ways import LOGIN, person

if TYPE_CHECKING:
    from requests import PreparedRequest

    from tests.reference.conftest import Dealer, Outside, Phone

__all__ = [
    "CHASSIS",
    "DAY",
    "ENTRY",
    "PLATE",
    "REGISTRY",
    "TARO",
    "VEHICLE",
    "Register",
    "applied",
    "link",
    "links_of",
    "parts_of",
    "register_car",
    "review",
    "sign_up",
    "subjects",
    "to_review",
    "to_vehicle",
]

REGISTRY = "https://vehicle-registry.test"
ENTRY = "/contract/user"
TARO = "taro@mail.toyota.example"
DAY = 24 * 60 * 60
"""Seconds."""
CHASSIS = "ABC123-1234567"
PLATE = {"region": "名古屋", "class_number": "3AC", "kana": "か", "serial": "1234"}
VEHICLE = {"chassis_code": "ABC123", "chassis_serial": "1234567", **PLATE}
"""What is typed for that car."""


class Register:
    """One car's 車検証."""

    def __init__(self) -> None:
        self.kind = "普通自動車"
        self.user = {"kind": "個人", "name": "豊田 太郎", "address": "東京都文京区後楽1-4-18"}
        self.chassis_number = CHASSIS
        self.plate = dict(PLATE)

    def answer(self, request: PreparedRequest) -> tuple[int, dict[str, str], str]:
        """The car is there for who knows both of its numbers."""
        assert request.headers["Authorization"] == "Bearer registry-key"
        asked = {key: values[0] for key, values in parse_qs(urlsplit(str(request.url)).query).items()}
        if asked != {"chassis_number": self.chassis_number, **self.plate}:
            return 404, {}, json.dumps({"error": {"code": "not_found"}})
        said: dict[str, Any] = {"chassis_number": self.chassis_number, "plate": self.plate}
        return 200, {}, json.dumps({**said, "vehicle_kind": self.kind, "user": self.user})


def register_car(dealer: Dealer, **changed: Any) -> Any:
    """The dealer's system tells that the contract's car is registered."""
    told = {"chassis_number": CHASSIS, "plate": PLATE, **changed}
    return dealer.ask("POST", f"/_control/contracts/{dealer.opened['id']}/vehicle-registration", json=told)


def to_vehicle(phone: Phone, email: str) -> Phone:
    """A phone enters, logs in, and stands at 4-1/7-A."""
    phone.open(ENTRY).press("ログイン", email=email, password="Passw0rd").press("確認")
    return phone.press("次へ").press("次へ").press("次へ", terms="on")


def to_review(phone: Phone, email: str) -> Phone:
    """A phone stands at 4-1/8-A."""
    return to_vehicle(phone, email).press("確認", **VEHICLE)


def sign_up(phone: Phone, outside: Outside, email: str, kind: str, profile: dict[str, str]) -> Phone:
    """A phone makes an account and stands at 4-1/11-B or 4-1/13-C."""
    phone.open(ENTRY).press("新規登録（無料）").press("次へ", terms="on")
    phone.press("認証コードを送信", email=email).press("次へ", code=outside.code).press("次へ")
    return phone.press("確認", **LOGIN, kind=kind).press("確認", **profile).press("登録")


def link(phone: Phone, *, magazine: bool = False) -> Phone:
    """A new account is linked to My LEXUS (WEB); the phone stands at the car."""
    phone.press("次へ").press("次へ", terms="on").press("連携する")
    return phone.press("次へ", **({"mail_magazine": "on"} if magazine else {})).press("次へ", terms="on")


def applied(dealer: Dealer, outside: Outside) -> Phone:
    """豊田 太郎 has applied."""
    if TARO not in outside.accounts:
        outside.add_account(kind="個人", profile=person())
    return to_review(dealer.new_phone(), TARO).press("この内容で申し込む")


def review(dealer: Dealer) -> list[dict[str, str]]:
    """The review desk decides what it has got to."""
    found: list[dict[str, str]] = dealer.ask("POST", "/_control/reviews")["reviewed"]
    return found


def parts_of(mail: EmailMessage) -> tuple[str, str]:
    """A mail as plain text and as HTML."""
    plain, rich = mail.get_body(("plain",)), mail.get_body(("html",))
    assert isinstance(plain, EmailMessage) and isinstance(rich, EmailMessage)
    text, page = (part.get_content().replace("\r\n", "\n") for part in (plain, rich))
    return text, page


def links_of(mail: EmailMessage) -> dict[str, str]:
    """Label and address of each link; the plain text says the same."""
    text, rich = parts_of(mail)
    links = {str(one.text): str(one.get("href")) for one in html.fromstring(rich).iter("a")}
    for label, address in links.items():
        assert f"{label}\n{address}\n" in text
    return links


def subjects(outside: Outside) -> list[str]:
    """What the mails are called, without the sender's name."""
    return [str(mail["Subject"]).partition("】")[2] for mail in outside.mails]
