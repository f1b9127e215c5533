"""3-2/4-A to 3-2/8-A: a card, 3-D Secure, and everything that can go wrong with either."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from freezegun import freeze_time

from tests.reference.ways import (
    CARD,
    apply_for_g_link,
    become_same_user,
    challenged,
    company,
    log_in,
    pay_by_card,
    to_card,
)

if TYPE_CHECKING:
    from tests.reference.conftest import Dealer, Outside

EXTRAS = "追加のサービスを選択する"
CHARGING = {"service": "EV・PHV充電サポート", "plan": "普通充電プラン", "payment": "クレジットカード"}


def test_card(dealer: Dealer, outside: Outside) -> None:
    """3-2 by card: 6-A, 7-A, the card company's page, 8-A, and two presses; the card is registered once."""
    phone = to_card(become_same_user(dealer, outside))
    assert phone.heading == "クレジットカード情報の入力"
    assert phone.press("確認", **CARD).heading == "登録内容の確認"
    assert phone.values == {
        "クレジットカード番号": "**** **** **** 4242",
        "カードブランド": "Visa",
        "有効期限": "12/99",
    }
    assert "4242424242424242" not in phone.text and "987" not in phone.text
    phone.press("登録")
    assert dealer.contract["payment_registered"] is False
    phone.open(outside.cards.settle(phone.outside, "verified"))
    assert phone.heading == "クレジットカードの登録完了"
    assert dealer.contract["payment_registered"] is True
    assert phone.buttons == ["進む"]
    assert phone.press("進む").heading == "お申込み内容の確認"
    assert phone.press("この内容で申し込む").heading == "お申込み受付"
    assert phone.press("申し込む").heading == "お手続きの完了"
    assert dealer.contract["applications"] == [CHARGING]
    assert [one["card"] for one in outside.cards.customers.values()] == ["tok_1"]
    assert outside.cards.finished == ["tok_1"]
    assert outside.cards.tokens["tok_1"]["card"]["name"] == "TARO TOYOTA"


def test_card_at_g_link(dealer: Dealer, outside: Outside) -> None:
    """A card registered with G-Link's further services pays for charging too, without being asked again."""
    phone = apply_for_g_link(become_same_user(dealer, outside), extras=EXTRAS)
    pay_by_card(phone.press("つぎへ", method="クレジットカード"), outside).press("進む")
    assert phone.values["サービス"] == "G-Link"
    phone.press("この内容で申し込む").press("申し込む").press("利用申込みをする").press("つぎへ", terms="on")
    assert phone.press("つぎへ", plan="普通充電プラン").heading == "お申込み内容の確認"
    assert phone.values["お支払い方法"] == "クレジットカード"
    phone.press("この内容で申し込む").press("申し込む")
    assert [one["payment"] for one in dealer.contract["applications"]] == ["クレジットカード"] * 2
    assert len(outside.cards.customers) == 1


def test_card_without_authentication(dealer: Dealer, outside: Outside) -> None:
    """A card that the gateway does not want authenticated is registered at once."""
    outside.cards.status = None
    phone = to_card(become_same_user(dealer, outside)).press("確認", **CARD).press("登録")
    assert phone.heading == "クレジットカードの登録完了"
    assert phone.outside == "" and outside.cards.finished == []
    assert len(outside.cards.customers) == 1


def test_attempted_is_enough(dealer: Dealer, outside: Outside) -> None:
    """An authentication that was attempted counts as one."""
    phone = pay_by_card(to_card(become_same_user(dealer, outside)), outside, "attempted")
    assert phone.heading == "クレジットカードの登録完了"


@pytest.mark.parametrize("status", ["failed", "error", "unheard-of"])
def test_authentication_fails(dealer: Dealer, outside: Outside, status: str) -> None:
    """After a failed authentication nothing is registered, and the card is entered again, or another one."""
    phone = pay_by_card(to_card(become_same_user(dealer, outside)), outside, status)
    assert phone.heading == "クレジットカード情報の入力"
    assert "別のクレジットカード" in phone.text
    assert phone.input("number").get("value") is None
    assert outside.cards.customers == {} and dealer.contract["payment_registered"] is False
    assert pay_by_card(phone, outside).heading == "クレジットカードの登録完了"


def test_authentication_abandoned(dealer: Dealer, outside: Outside) -> None:
    """Who comes back without an answer is told so, registers nothing, and can press 登録 again."""
    phone = challenged(to_card(become_same_user(dealer, outside)))
    first = phone.outside
    phone.open(outside.cards.settle(phone.outside, "unverified"))
    assert phone.heading == "登録内容の確認"
    assert "本人認証が完了していない" in phone.text
    assert outside.cards.customers == {}
    phone.press("登録")
    assert phone.outside.split("?")[0] == first.split("?")[0]
    assert phone.open(outside.cards.settle(phone.outside, "verified")).heading == "クレジットカードの登録完了"


def test_authentication_too_late(dealer: Dealer, outside: Outside) -> None:
    """After half an hour without an answer the card has to be entered again."""
    with freeze_time("2035-04-01T01:00:00+00:00") as clock:
        phone = challenged(to_card(become_same_user(dealer, outside)))
        clock.tick(30 * 60)
        phone.open("/buyer/card-review").press("登録")
        assert phone.heading == "クレジットカード情報の入力"
        assert "有効時間が過ぎた" in phone.text


def test_coming_back_twice(dealer: Dealer, outside: Outside) -> None:
    """Coming back again, or without having been sent, changes nothing."""
    phone = to_card(become_same_user(dealer, outside)).press("確認", **CARD)
    assert phone.open("/buyer/card-review/return").heading == "登録内容の確認"
    assert outside.cards.customers == {}
    back = outside.cards.settle(phone.press("登録").outside, "verified")
    assert phone.open(back).heading == "クレジットカードの登録完了"
    assert phone.open(back).heading == "クレジットカードの登録完了"
    assert len(outside.cards.customers) == 1
    assert dealer.new_phone().open("/buyer/card-review/return").status == 403


@pytest.mark.parametrize(
    ("code", "field"),
    [
        ("card_declined", "number"),
        ("unacceptable_brand", "number"),
        ("incorrect_card_data", "number"),
        ("invalid_number", "number"),
        ("expired_card", "expiry"),
        ("invalid_expiry_year", "expiry"),
        ("invalid_cvc", "cvc"),
        ("processing_error", ""),
        ("a_new_code", "number"),
    ],
)
def test_card_is_refused(dealer: Dealer, outside: Outside, code: str, field: str) -> None:
    """Each refusal is said in Japanese with what to do, the number and code are gone, nothing is registered."""
    outside.cards.refusals["POST /tokens"] = 402, code
    phone = to_card(become_same_user(dealer, outside)).press("確認", **CARD)
    assert phone.heading == "クレジットカード情報の入力"
    assert (phone.error(field) if field else phone.page.xpath("string(//*[@role='alert'])")).strip()
    assert phone.input("number").get("value") is None
    assert phone.input("cvc").get("value") is None
    assert phone.input("expiry").get("value") == "12/99"
    outside.cards.refusals.clear()
    assert phone.press("確認", **CARD).heading == "登録内容の確認"


def test_security_code_does_not_check(dealer: Dealer, outside: Outside) -> None:
    """A card whose security code the card company finds wrong is not taken."""
    outside.cards.cvc_check = "failed"
    phone = to_card(become_same_user(dealer, outside)).press("確認", **CARD)
    assert phone.error("cvc")


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("POST /tokens/*/tds_finish", 400, "three_d_secure_expired"),
        ("POST /tokens/*/tds_finish", 400, "three_d_secure_failed"),
        ("GET /tokens/*", 404, "invalid_id"),
        ("POST /customers", 402, "card_declined"),
        ("POST /customers", 400, "unverified_token"),
    ],
)
def test_card_is_refused_later(dealer: Dealer, outside: Outside, path: str, status: int, code: str) -> None:
    """A card that is refused after its authentication has to be entered again; nothing is registered."""
    phone = challenged(to_card(become_same_user(dealer, outside)))
    outside.cards.refusals[path] = status, code
    phone.open(outside.cards.settle(phone.outside, "verified"))
    assert phone.heading == "クレジットカード情報の入力"
    assert phone.page.xpath("//*[@role='alert']")
    assert dealer.contract["payment_registered"] is False


@pytest.mark.parametrize("lost", ["POST /tokens/tok_1/tds_finish", "POST /customers"])
def test_lost_answer(dealer: Dealer, outside: Outside, lost: str) -> None:
    """A card whose registration went through unheard is found again, not registered twice."""
    phone = challenged(to_card(become_same_user(dealer, outside)))
    outside.cards.lost.add(lost)
    phone.open(outside.cards.settle(phone.outside, "verified"))
    assert phone.heading == "登録内容の確認"
    assert "つながりません" in phone.text
    outside.cards.lost.clear()
    assert phone.press("登録").heading == "クレジットカードの登録完了"
    assert len(outside.cards.customers) == 1 and outside.cards.finished == ["tok_1"]


@pytest.mark.parametrize(
    "reply",
    [
        (500, {}, "broken"),
        (401, {}, '{"error": {"code": "invalid_api_key"}}'),
        (400, {}, '{"error": {"code": "missing_param"}}'),
        (402, {}, "[]"),
        (402, {}, "{}"),
        (200, {}, "<html>"),
        (200, {}, '{"id": "tok_1"}'),
        (200, {}, '{"id": "", "card": {"brand": "Visa", "last4": "4242", "exp_month": 1, "exp_year": 2099}}'),
        (
            200,
            {},
            '{"id": "t", "card": {"brand": "Visa", "last4": "4242424242424242", "exp_month": 1, "exp_year": 99}}',
        ),
        ConnectionResetError(),
    ],
)
def test_gateway_is_down(
    dealer: Dealer, outside: Outside, reply: tuple[int, dict[str, str], str] | Exception
) -> None:
    """Whatever the gateway answers, the customer is told to try later and nothing is registered."""
    phone = to_card(become_same_user(dealer, outside))
    outside.replies["POST", "/v1/tokens"] = reply
    phone.press("確認", **CARD)
    assert (phone.status, phone.heading) == (200, "クレジットカード情報の入力")
    assert "しばらくたってから" in phone.text
    outside.replies.clear()
    assert phone.press("確認", **CARD).heading == "登録内容の確認"


def test_user_changes_during_the_authentication(dealer: Dealer, outside: Outside) -> None:
    """If the buyer is changed while the card is authenticated, the card is not registered."""
    phone = challenged(to_card(become_same_user(dealer, outside)))
    other = outside.add_account(kind="法人", profile=company(), email="firm@mail.toyota.example")
    log_in(dealer.phone(), other).press("確認").press("次へ").press("次へ")
    phone.open(outside.cards.settle(phone.outside, "verified"))
    assert "使用者情報が変更された" in phone.text
    assert outside.cards.customers == {}


def test_session_lost_after_the_card(dealer: Dealer, outside: Outside) -> None:
    """Who starts again from the first QR code does not register the card a second time."""
    pay_by_card(to_card(become_same_user(dealer, outside)), outside)
    phone = become_same_user(dealer, outside, email="taro@mail.toyota.example")
    phone.press("My LEXUSサービス利用手続きへ").press("利用申込みをしない").press("OK")
    phone.press("つぎへ", answer="その他").press("利用申込みをする").press("つぎへ", terms="on")
    assert phone.press("つぎへ", plan="普通充電プラン").heading == "お申込み内容の確認"
    phone.press("この内容で申し込む").press("申し込む")
    assert dealer.contract["applications"] == [CHARGING]
    assert len(outside.cards.customers) == 1


def test_way_back_forgets_the_card(dealer: Dealer, outside: Outside) -> None:
    """Going back keeps the expiry but never the number and the security code."""
    phone = to_card(become_same_user(dealer, outside)).press("確認", **CARD).press("前の画面にもどる")
    assert phone.heading == "クレジットカード情報の入力"
    typed = {name: phone.input(name).get("value") or "" for name in CARD}
    assert typed == {"number": "", "expiry": "12/99", "cvc": ""}
    assert phone.press("確認").error("number") and phone.error("cvc")
    phone.press("前の画面にもどる")
    assert phone.form()["method"] == "クレジットカード"


def test_card_is_nowhere(
    dealer: Dealer, outside: Outside, app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    """Number and security code are in no table, sealed or not, in no log and in no error message."""
    caplog.set_level(logging.DEBUG)
    desk = app.extensions["mylexus"]
    stored: list[str] = []
    seal, keep = desk._seal, desk.store.keep_phone

    def keep_phone(key: str, sealed: bytes) -> None:
        stored.append(seal.decrypt(sealed[:12], sealed[12:], key.encode()).decode())
        keep(key, sealed)

    desk.store.keep_phone = keep_phone
    phone = to_card(become_same_user(dealer, outside))
    phone.press("確認", **{**CARD, "expiry": "13/99"})
    outside.down.add("/v1/tokens")
    phone.press("確認", **CARD)
    outside.down.clear()
    pay_by_card(phone, outside)
    with desk.store._db.connect() as connection:
        stored.extend(connection.connection.driver_connection.iterdump())
    text = "\n".join([*stored, caplog.text])
    assert '"expiry":"12/99"' in text and '"last4":"4242"' in text
    assert "424242424242" not in text and '987"' not in text and "cvc=" not in text


def test_browsers_may_be_sent_to_the_card_company(app: Flask) -> None:
    """The content policy lets a form's redirect go to the gateway, and nowhere else outside."""
    policy = app.test_client().get("/entry").headers["Content-Security-Policy"]
    assert "form-action 'self' https://pay.test;" in policy
