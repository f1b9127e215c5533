"""Sections 3-1 and 3-2 without the card: walked in process."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from flask import Flask

from tests.reference.ways import (
    apply_for_g_link,
    become_buyer,
    become_same_user,
    decline_g_link,
    person,
    to_charging_payment,
    to_user_login,
    user_phone,
)

if TYPE_CHECKING:
    from tests.reference.conftest import Dealer, Outside, Phone

EXTRAS = "追加のサービスを選択する"
G_LINK = {"service": "G-Link", "plan": "基本サービス", "payment": None}


def _to_end(phone: Phone, staff: str) -> None:
    assert phone.heading == "お手続きの完了"
    assert "以上でお手続きは完了です" in phone.text
    assert phone.press("とじる").heading == staff
    assert "販売店スタッフまでお声がけください" in phone.text
    assert phone.press("OK").heading == "お手続きの終了"


def test_g_link(dealer: Dealer, outside: Outside) -> None:
    """3-1 for a car without charging: two presses apply, then とじる and the staff's OK end the procedure."""
    dealer.open(charging=False, fast_charging=False)
    phone = become_same_user(dealer, outside)
    assert phone.press("My LEXUSサービス利用手続きへ").heading == "G-Link利用申込み"
    assert phone.buttons == ["利用申込みをする", "利用申込みをしない", "前の画面にもどる"]
    assert phone.press("利用申込みをする").heading == "G-Link利用規約等の同意"
    assert phone.press("つぎへ", terms="on").error("explained")
    assert phone.press("つぎへ", explained="on").heading == "お申込み内容の入力"
    assert phone.form()["extras"] == "追加のサービスを選択しない"
    assert phone.input("notice_email").get("value") == "taro@mail.toyota.example"
    assert phone.press("つぎへ").heading == "お申込み内容の確認"
    assert phone.values["ご契約プラン"] == "基本サービス"
    assert phone.values["使用者名"] == "豊田 太郎"
    assert phone.press("この内容で申し込む").heading == "お申込み受付"
    assert dealer.contract["applications"] == []
    phone.press("申し込む")
    assert dealer.contract["applications"] == [G_LINK]
    assert dealer.contract["payment_registered"] is False
    assert "G-Link利用規約等の同意" in dealer.contract["consents"]
    assert phone.values["G-Linkのお申込み"] == "基本サービス"
    _to_end(phone, "販売店スタッフにお声がけ")
    assert phone.open("/buyer/g-link").heading == "お手続きの終了"


@pytest.mark.parametrize(
    "ticks", [{}, {"terms": "on"}, {"explained": "on"}, {"terms": "1", "explained": "on"}]
)
def test_both_ticks(dealer: Dealer, outside: Outside, ticks: dict[str, str]) -> None:
    """3-1/3-A demands both ticks, and says at each box that is empty that it is."""
    phone = become_same_user(dealer, outside).press("My LEXUSサービス利用手続きへ").press("利用申込みをする")
    phone.press("つぎへ", **ticks)
    assert phone.heading == "G-Link利用規約等の同意"
    for name in ("terms", "explained"):
        assert bool(phone.error(name)) == (ticks.get(name) != "on")
    assert "G-Link利用規約等の同意" not in dealer.contract["consents"]


def test_g_link_declined(dealer: Dealer, outside: Outside) -> None:
    """3-1/3-B: who declines answers one question and is done; nothing was applied for."""
    dealer.open(charging=False, fast_charging=False)
    phone = become_same_user(dealer, outside).press("My LEXUSサービス利用手続きへ")
    assert phone.press("利用申込みをしない").heading == "納車後手続きの案内"
    assert phone.press("OK").heading == "アンケートの入力"
    assert phone.press("つぎへ").heading == "アンケートの入力"
    assert "を選択してください" in phone.text
    assert len(phone.options("answer")) > 1
    phone.press("つぎへ", answer="その他")
    assert dealer.contract["questionnaire"] == "その他"
    assert dealer.contract["applications"] == []
    assert phone.values["G-Linkのお申込み"] == "利用なし"
    _to_end(phone, "販売店スタッフにお声がけ")


@pytest.mark.parametrize("declined", [False, True])
def test_cars_that_charge_go_on(dealer: Dealer, outside: Outside, declined: bool) -> None:
    """After G-Link, applied for or not, a car that can be charged leads to 3-2 and not to the end."""
    phone = become_same_user(dealer, outside)
    phone = decline_g_link(phone) if declined else apply_for_g_link(phone).press("申し込む")
    assert phone.heading == "お申込みの開始"
    assert "EV・PHV充電サポート" in phone.text
    assert phone.buttons == ["利用申込みをする", "利用申込みをしない"]


def test_charging_declined(dealer: Dealer, outside: Outside) -> None:
    """3-2/2-B to 4-B: who declines is told where to apply later, and is done."""
    phone = decline_g_link(become_same_user(dealer, outside))
    assert phone.press("利用申込みをしない").heading == "納車後手続きの案内"
    assert "https://juden-support.jp/Registration" in phone.text
    phone.press("OK")
    _to_end(phone, "販売店スタッフにお声かけ")
    assert dealer.contract["applications"] == []


def test_charging_by_debit(dealer: Dealer, outside: Outside) -> None:
    """3-2 by 口座引落し: terms, plan and way of payment, then two presses; no card is asked for."""
    phone = decline_g_link(become_same_user(dealer, outside))
    assert phone.press("利用申込みをする").heading == "充電サポート利用規約の同意"
    assert phone.press("つぎへ").error("terms")
    assert phone.press("つぎへ", terms="on").heading == "お申込み内容の入力"
    assert phone.press("つぎへ").heading == "お申込み内容の入力"
    assert phone.press("つぎへ", plan="普通充電プラン").heading == "お支払い方法の登録"
    assert phone.options("method") == ["クレジットカード", "口座引落し"]
    assert phone.press("つぎへ", method="口座引落し").heading == "お申込み内容の確認"
    assert phone.values["お支払い方法"] == "口座引落し"
    assert phone.press("この内容で申し込む").heading == "お申込み受付"
    assert dealer.contract["payment_registered"] is False
    phone.press("申し込む")
    (application,) = dealer.contract["applications"]
    wanted = {"service": "EV・PHV充電サポート", "plan": "普通充電プラン", "payment": "口座引落し"}
    assert application == wanted
    assert dealer.contract["payment_registered"] is True
    assert "充電サポート利用規約の同意" in dealer.contract["consents"]
    assert outside.cards.tokens == {}
    _to_end(phone, "販売店スタッフにお声がけ")


@pytest.mark.parametrize("fast", [False, True])
def test_plans(dealer: Dealer, outside: Outside, fast: bool) -> None:
    """A car without fast charging is offered exactly 普通充電プラン, another one two plans or more."""
    dealer.open(charging=True, fast_charging=fast)
    phone = decline_g_link(become_same_user(dealer, outside)).press("利用申込みをする")
    phone.press("つぎへ", terms="on")
    offered = phone.options("plan")
    assert len(offered) >= 2 if fast else offered == ["普通充電プラン"]
    forged = phone.press("つぎへ", plan="普通充電プラン")
    assert forged.heading == ("お申込み内容の入力" if fast else "お支払い方法の登録")


@pytest.mark.parametrize("kind", ["個人", "法人"])
def test_invoices_are_for_corporations(dealer: Dealer, outside: Outside, kind: str) -> None:
    """請求書払い is offered to corporations only, and nobody else can choose it by a forged form."""
    phone = to_charging_payment(become_same_user(dealer, outside, kind))
    assert ("請求書払い" in phone.options("method")) == (kind == "法人")
    phone.press("つぎへ", method="請求書払い")
    assert phone.heading == ("お申込み内容の確認" if kind == "法人" else "お支払い方法の登録")


def test_payment_at_g_link_is_not_asked_again(dealer: Dealer, outside: Outside) -> None:
    """Who registered a way of payment with G-Link's further services skips 3-2/4-A."""
    phone = apply_for_g_link(become_same_user(dealer, outside, "法人"), extras=EXTRAS)
    assert phone.heading == "お支払い方法の登録"
    assert phone.options("method") == ["クレジットカード", "請求書払い"]
    phone.press("つぎへ", method="請求書払い").press("この内容で申し込む").press("申し込む")
    assert dealer.contract["payment_registered"] is True
    phone.press("利用申込みをする").press("つぎへ", terms="on")
    assert phone.press("つぎへ", plan="普通充電プラン").heading == "お申込み内容の確認"
    assert phone.values["お支払い方法"] == "請求書払い"
    phone.press("この内容で申し込む").press("申し込む")
    told = [(one["service"], one["payment"]) for one in dealer.contract["applications"]]
    assert told == [("G-Link", "請求書払い"), ("EV・PHV充電サポート", "請求書払い")]


def test_individuals_pay_g_link_by_card(dealer: Dealer, outside: Outside) -> None:
    """At G-Link an individual is offered a card and nothing else: 口座引落し belongs to 3-2 (A-39)."""
    phone = apply_for_g_link(become_same_user(dealer, outside), extras=EXTRAS)
    assert phone.options("method") == ["クレジットカード"]


def test_on_the_users_own_phone(dealer: Dealer, outside: Outside) -> None:
    """After 2-2 the services are applied for on the user's phone, in the user's name."""
    phone = to_user_login(user_phone(dealer, become_buyer(dealer, outside)))
    spouse = outside.add_account(kind="個人", profile=person("花子"), email="spouse@mail.toyota.example")
    phone.press("ログイン", email=spouse, password="Passw0rd").press("確認").press("次へ", staff="on")
    apply_for_g_link(phone.press("次へ").press("次へ", terms="on"))
    assert phone.values["使用者名"] == "豊田 花子"
    assert phone.url.startswith("/user/")
    phone.press("申し込む").press("利用申込みをしない").press("OK")
    _to_end(phone, "販売店スタッフにお声かけ")
    assert dealer.contract["applications"] == [G_LINK]


def test_submitted_twice(dealer: Dealer, outside: Outside) -> None:
    """The last button pressed twice, and its form sent again later, make one application."""
    phone = apply_for_g_link(become_same_user(dealer, outside))
    sent = {**phone.form(), "action": "submit"}
    assert phone.post("/buyer/g-link-submit", sent).url == "/buyer/charging"
    assert phone.post("/buyer/g-link-submit", sent).url == "/buyer/charging"
    phone.press("利用申込みをする")
    assert phone.post("/buyer/g-link-submit", sent).heading == "お申込みの開始"
    assert dealer.contract["applications"] == [G_LINK]


def test_submitted_by_two_fingers(dealer: Dealer, outside: Outside, app: Flask) -> None:
    """The last button pressed at the same time from many connections makes one application."""
    phone = apply_for_g_link(become_same_user(dealer, outside))
    cookie = phone.client.get_cookie("mylexus_phone")
    assert cookie
    sent = {**phone.form(), "action": "submit"}

    def press(_: int) -> str | None:
        client = app.test_client()
        client.set_cookie("mylexus_phone", cookie.value)
        return client.post("/buyer/g-link-submit", data=sent).location

    with ThreadPoolExecutor(4) as fingers:
        assert set(fingers.map(press, range(8))) == {"/buyer/charging"}
    assert dealer.contract["applications"] == [G_LINK]


def test_changed_from_the_first_qr(dealer: Dealer, outside: Outside) -> None:
    """Applying anew replaces the application of before, and declining anew withdraws it."""
    apply_for_g_link(become_same_user(dealer, outside, "法人")).press("申し込む")
    again = become_same_user(dealer, outside, "法人", email="taro@mail.toyota.example")
    assert dealer.contract["applications"] == [G_LINK]
    apply_for_g_link(again, extras=EXTRAS).press("つぎへ", method="請求書払い")
    again.press("この内容で申し込む").press("申し込む")
    (application,) = dealer.contract["applications"]
    assert application["plan"] == "基本サービス・追加サービス"
    third = become_same_user(dealer, outside, "法人", email="taro@mail.toyota.example")
    decline_g_link(third)
    assert dealer.contract["applications"] == []


def test_browser_back_in_the_services(dealer: Dealer, outside: Outside) -> None:
    """The browser's back leads to the procedure's first screen; what was applied for stays."""
    phone = apply_for_g_link(become_same_user(dealer, outside)).press("申し込む")
    phone.press("利用申込みをする")
    assert phone.open("/buyer/g-link-form").heading == "お申込みの開始"
    assert phone.url == "/buyer/start"
    assert dealer.contract["applications"] == [G_LINK]
    assert dealer.contract["user"]["name"] == "豊田 太郎"


def test_way_back_keeps_input(dealer: Dealer, outside: Outside) -> None:
    """「前の画面にもどる」 keeps what was typed on every form of the services."""
    phone = apply_for_g_link(
        become_same_user(dealer, outside, "法人"), extras=EXTRAS, notice_email="news@mail.toyota.example"
    )
    phone.press("前の画面にもどる", method="請求書払い")
    assert phone.heading == "お申込み内容の入力"
    assert phone.form()["extras"] == EXTRAS
    assert phone.form()["notice_email"] == "news@mail.toyota.example"
    assert phone.press("前の画面にもどる").form()["terms"] == "on"
    phone.press("つぎへ").press("つぎへ")
    assert phone.form()["method"] == "請求書払い"
    phone.press("つぎへ").press("この内容で申し込む")
    assert phone.press("前の画面にもどる").heading == "お申込み内容の確認"
    assert phone.press("前の画面にもどる").heading == "お支払い方法の登録"


def test_way_back_of_who_declines(dealer: Dealer, outside: Outside) -> None:
    """Until the question is answered, declining G-Link can be taken back."""
    phone = become_same_user(dealer, outside).press("My LEXUSサービス利用手続きへ")
    phone.press("利用申込みをしない").press("OK").press("前の画面にもどる", answer="その他")
    assert phone.press("OK").form()["answer"] == "その他"
    phone.press("前の画面にもどる").press("前の画面にもどる")
    assert phone.heading == "G-Link利用申込み"


def test_services_need_a_user(dealer: Dealer, app: Flask) -> None:
    """No screen of the services opens by its address, neither without a procedure nor out of turn."""
    assert app.test_client().get("/buyer/g-link-submit").status_code == 403
    phone = dealer.phone()
    assert phone.open("/buyer/g-link-submit").url == "/buyer/start"
    sent = {**phone.form(), "action": "submit"}
    assert phone.post("/buyer/g-link-submit", sent).url == "/buyer/start"
    assert dealer.contract["applications"] == []
