"""Sections 5-1 and 5-2 by card: 3-D Secure after delivery, and everything that can go wrong with either."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from freezegun import freeze_time

from tests.reference.delivered import (
    EXTRAS,
    link,
    open_services,
    register_user,
    to_g_link_form,
    to_service_card,
    to_service_method,
)
from tests.reference.ways import CARD, challenged, pay_by_card

if TYPE_CHECKING:
    from tests.reference.conftest import Dealer, Outside, Phone

PAID = {"service": "G-Link", "plan": "基本サービス・追加サービス", "payment": "クレジットカード"}
CHARGING = {"service": "EV・PHV充電サポート", "plan": "普通充電プラン", "payment": "クレジットカード"}


def _submit(phone: Phone) -> Phone:
    assert phone.heading == "お申込み内容の確認"
    return phone.press("この内容で申し込む").press("申し込む")


def test_card(dealer: Dealer, outside: Outside) -> None:
    """5-1/5-A to 11-A: the card is authenticated, registered once, and pays for 5-2 too."""
    phone = to_service_card(open_services(dealer, outside))
    assert phone.heading == "クレジットカード情報の入力"
    assert phone.press("確認", **CARD).heading == "登録内容の確認"
    phone.press("登録")
    assert phone.outside and dealer.contract["payment_registered"] is False
    phone.open(outside.cards.settle(phone.outside, "verified"))
    assert phone.heading == "クレジットカードの登録完了"
    assert phone.buttons == ["進む"]
    assert dealer.contract["payment_registered"] is True and dealer.contract["applications"] == []
    phone.press("進む")
    assert phone.values["お支払い方法"] == "クレジットカード"
    _submit(phone).press("利用申込みをする").press("つぎへ", terms="on").press(
        "つぎへ", plan="普通充電プラン"
    )
    assert _submit(phone).heading == "お手続きの完了"
    assert dealer.contract["applications"] == [PAID, CHARGING]
    assert len(outside.cards.customers) == 1 and outside.cards.finished == ["tok_1"]
    assert outside.cards.tokens["tok_1"]["card"]["name"] == "TARO TOYOTA"


def test_card_at_charging(dealer: Dealer, outside: Outside) -> None:
    """5-2/4-A to 11-A: who paid nothing at G-Link registers the card here, authenticated or not."""
    outside.cards.status = None
    phone = to_service_method(open_services(dealer, outside)).press("つぎへ", method="クレジットカード")
    phone.press("確認", **CARD).press("登録")
    assert phone.outside == "" and phone.heading == "クレジットカードの登録完了"
    assert _submit(phone.press("進む")).heading == "お手続きの完了"
    assert dealer.contract["applications"] == [CHARGING]
    assert len(outside.cards.customers) == 1


@pytest.mark.parametrize(
    ("code", "field"), [("card_declined", "number"), ("expired_card", "expiry"), ("invalid_cvc", "cvc")]
)
def test_card_is_refused(dealer: Dealer, outside: Outside, code: str, field: str) -> None:
    """A refused card is said at its field, nothing is registered, and another card is taken."""
    outside.cards.refusals["POST /tokens"] = 402, code
    phone = to_service_card(open_services(dealer, outside)).press("確認", **CARD)
    assert phone.heading == "クレジットカード情報の入力" and phone.error(field)
    assert phone.input("number").get("value") is None and phone.input("expiry").get("value") == "12/99"
    assert dealer.contract["payment_registered"] is False
    outside.cards.refusals.clear()
    _submit(pay_by_card(phone, outside).press("進む"))
    assert dealer.contract["applications"] == [PAID]


def test_card_has_run_out(dealer: Dealer, outside: Outside) -> None:
    """A card whose time is over is refused before anybody is asked about it."""
    with freeze_time("2035-04-01T01:00:00+00:00"):
        phone = to_service_card(open_services(dealer, outside)).press("確認", **{**CARD, "expiry": "03/35"})
        assert phone.error("expiry") and outside.cards.tokens == {}
        assert phone.press("確認", **{**CARD, "expiry": "04/35"}).heading == "登録内容の確認"


@pytest.mark.parametrize("status", ["failed", "error"])
def test_authentication_fails(dealer: Dealer, outside: Outside, status: str) -> None:
    """After a failed authentication nothing is registered, and the card is entered again, or another one."""
    phone = pay_by_card(to_service_card(open_services(dealer, outside)), outside, status)
    assert phone.heading == "クレジットカード情報の入力" and "別のクレジットカード" in phone.text
    assert outside.cards.customers == {} and dealer.contract["payment_registered"] is False
    _submit(pay_by_card(phone, outside).press("進む"))
    assert dealer.contract["applications"] == [PAID] and len(outside.cards.customers) == 1


def test_authentication_abandoned(dealer: Dealer, outside: Outside) -> None:
    """Who leaves the card company's page has lost nothing: 登録 can be pressed again, or the mail opened anew."""
    phone = challenged(to_service_card(open_services(dealer, outside)))
    phone.open(outside.cards.settle(phone.outside, "unverified"))
    assert phone.heading == "登録内容の確認" and "本人認証が完了していない" in phone.text
    assert outside.cards.customers == {} and dealer.contract["payment_registered"] is False
    again = to_service_card(dealer.new_phone().open(link(dealer)))
    _submit(pay_by_card(again, outside).press("進む"))
    assert dealer.contract["applications"] == [PAID]
    phone.press("登録")
    assert phone.heading == "お申込み内容の確認" and "すでに登録されています" in phone.text
    assert "すでにお申込みを受け付けている" in _submit(phone).text
    assert dealer.contract["applications"] == [PAID] and len(outside.cards.customers) == 1


def test_authentication_too_late(dealer: Dealer, outside: Outside) -> None:
    """After half an hour without an answer the card has to be entered again."""
    with freeze_time("2035-04-01T01:00:00+00:00") as clock:
        phone = challenged(to_service_card(open_services(dealer, outside)))
        clock.tick(30 * 60)
        phone.open("/services/card-review").press("登録")
        assert phone.heading == "クレジットカード情報の入力" and "有効時間が過ぎた" in phone.text


def test_coming_back_twice(dealer: Dealer, outside: Outside) -> None:
    """Coming back again from the card company, or without having been sent, registers nothing more."""
    phone = to_service_card(open_services(dealer, outside)).press("確認", **CARD)
    assert phone.open("/services/card-review/return").heading == "登録内容の確認"
    assert outside.cards.customers == {}
    back = outside.cards.settle(phone.press("登録").outside, "verified")
    assert phone.open(back).heading == phone.open(back).heading == "クレジットカードの登録完了"
    assert len(outside.cards.customers) == 1
    stranger = dealer.new_phone().open("/services/card-review/return")
    assert stranger.status == 403 and "登録完了メール" in stranger.heading


@pytest.mark.parametrize("lost", ["POST /tokens/tok_1/tds_finish", "POST /customers"])
def test_lost_answer(dealer: Dealer, outside: Outside, lost: str) -> None:
    """A card whose registration went through unheard is found again, not registered twice."""
    phone = challenged(to_service_card(open_services(dealer, outside)))
    outside.cards.lost.add(lost)
    phone.open(outside.cards.settle(phone.outside, "verified"))
    assert phone.heading == "登録内容の確認" and "つながりません" in phone.text
    outside.cards.lost.clear()
    assert phone.press("登録").heading == "クレジットカードの登録完了"
    assert len(outside.cards.customers) == 1 and outside.cards.finished == ["tok_1"]


@pytest.mark.parametrize("reply", [(500, {}, "broken"), (200, {}, "<html>"), ConnectionResetError()])
def test_gateway_is_down(
    dealer: Dealer, outside: Outside, reply: tuple[int, dict[str, str], str] | Exception
) -> None:
    """While the gateway is down the customer is told so, and goes on later where the procedure stands."""
    phone = to_service_card(open_services(dealer, outside))
    outside.replies["POST", "/v1/tokens"] = reply
    phone.press("確認", **CARD)
    assert (phone.status, phone.heading) == (200, "クレジットカード情報の入力")
    assert "しばらくたってから" in phone.text and dealer.contract["applications"] == []
    outside.replies.clear()
    _submit(pay_by_card(phone, outside).press("進む"))
    assert dealer.contract["applications"] == [PAID]


def test_mail_opened_after_the_card(dealer: Dealer, outside: Outside) -> None:
    """Who registered a card and did not apply is not asked for one again, for either service."""
    pay_by_card(to_service_card(open_services(dealer, outside)), outside)
    phone = to_g_link_form(dealer.new_phone().open(link(dealer))).press("つぎへ", extras=EXTRAS)
    assert phone.heading == "お申込み内容の確認" and phone.values["お支払い方法"] == "クレジットカード"
    phone.press("前の画面にもどる").press("前の画面にもどる").press("前の画面にもどる")
    to_service_method(phone)
    assert phone.heading == "お申込み内容の確認"
    _submit(phone)
    assert dealer.contract["applications"] == [CHARGING] and len(outside.cards.customers) == 1


def test_further_services_are_taken_back(dealer: Dealer, outside: Outside) -> None:
    """Who goes back and chooses no further service pays nothing, whatever way of payment was chosen before."""
    phone = to_g_link_form(open_services(dealer, outside, "法人")).press("つぎへ", extras=EXTRAS)
    phone.press("つぎへ", method="請求書払い").press("前の画面にもどる").press("前の画面にもどる")
    phone.press("つぎへ", extras="追加のサービスを選択しない")
    assert "お支払い方法" not in phone.values
    _submit(phone)
    (application,) = dealer.contract["applications"]
    assert application["payment"] is None and dealer.contract["payment_registered"] is False


def test_another_way_of_payment_meanwhile(dealer: Dealer, outside: Outside) -> None:
    """A way of payment that was registered on another phone is used, after the customer has seen it."""
    first = to_service_method(open_services(dealer, outside, "法人")).press("つぎへ", method="請求書払い")
    first.press("この内容で申し込む")
    late = to_service_method(dealer.new_phone().open(link(dealer)))
    pay_by_card(to_service_card(dealer.new_phone().open(link(dealer))), outside)
    first.press("申し込む")
    assert first.heading == "お申込み内容の確認" and "すでに登録されています" in first.text
    assert first.values["お支払い方法"] == "クレジットカード"
    assert dealer.contract["applications"] == []
    _submit(first)
    assert dealer.contract["applications"] == [CHARGING]
    late.press("つぎへ", method="請求書払い")
    assert late.values["お支払い方法"] == "クレジットカード"


def test_user_changes_during_the_authentication(dealer: Dealer, outside: Outside) -> None:
    """If somebody else becomes the user while the card is authenticated, the card is not registered."""
    phone = challenged(to_service_card(open_services(dealer, outside)))
    register_user(dealer, outside, email="other@mail.toyota.example")
    phone.open(outside.cards.settle(phone.outside, "verified"))
    assert "使用者情報が変更された" in phone.text and "登録完了メール" in phone.text
    assert outside.cards.customers == {} and dealer.contract["payment_registered"] is False


def test_card_that_was_forgotten(dealer: Dealer, outside: Outside) -> None:
    """A card that went with an earlier registration of the user has to be registered again, not just named."""
    phone = pay_by_card(to_service_card(open_services(dealer, outside)), outside).press("進む")
    phone.press("この内容で申し込む")
    register_user(dealer, outside, email="other@mail.toyota.example")
    register_user(dealer, outside)
    assert phone.press("申し込む").heading == "お支払い方法の登録"
    assert dealer.contract["applications"] == [] and dealer.contract["payment_registered"] is False
    pay_by_card(phone.press("つぎへ", method="クレジットカード"), outside)
    _submit(phone.press("進む"))
    assert dealer.contract["applications"] == [PAID]
