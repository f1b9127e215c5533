"""Sections 5-1 and 5-2 without the card: walked in process, from the link of the mail on."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from freezegun import freeze_time

from harness.reference.policy import services_token
from harness.reference.services_link import services_path
from tests.reference.delivered import (
    EXTRAS,
    TICKS,
    apply_in_services,
    desk_of,
    link,
    open_services,
    register_user,
    to_g_link_form,
    to_service_method,
    to_service_plan,
)
from tests.reference.ways import become_same_user

if TYPE_CHECKING:
    from tests.reference.conftest import Dealer, Outside, Phone

BASIC = {"service": "G-Link", "plan": "基本サービス", "payment": None}
CHARGING = {"service": "EV・PHV充電サポート", "plan": "普通充電プラン", "payment": "請求書払い"}
STANDING = ("ご契約車両", "G-Linkサービスご契約情報", "充電サポートサービスご契約情報")


def _to_end(phone: Phone) -> None:
    assert phone.heading == "お手続きの完了"
    assert "以上でお手続きは完了です" in phone.text
    assert "スタッフ" not in phone.text
    assert phone.buttons == ["とじる"]
    assert phone.press("とじる").heading == "お手続きの終了"
    assert phone.buttons == [] and "スタッフ" not in phone.text


def test_g_link(dealer: Dealer, outside: Outside) -> None:
    """5-1 for a car without charging: two presses apply without any payment, and とじる is the end."""
    dealer.open(charging=False, fast_charging=False)
    phone = open_services(dealer, outside)
    assert (phone.status, phone.heading) == (200, "G-Linkの利用申込み")
    assert phone.buttons == ["利用申込みをする", "利用申込みをしない"]
    assert "2/2 サービス利用手続き" in phone.text
    assert phone.press("利用申込みをする").heading == "G-Link利用規約等の同意"
    assert phone.press("つぎへ", **TICKS).heading == "G-Linkお申込み内容"
    assert "g-book.info@g-book.com" in phone.text and "迷惑メール" in phone.text
    assert phone.form()["extras"] == "追加のサービスを選択しない"
    assert phone.input("notice_email").get("value") == "user@mail.toyota.example"
    assert phone.press("つぎへ").heading == "お申込み内容の確認"
    assert phone.values["使用者名"] == "豊田 太郎"
    assert "お支払い方法" not in phone.values
    assert phone.press("この内容で申し込む").heading == "お申込み受付"
    assert dealer.contract["applications"] == []
    phone.press("申し込む")
    assert dealer.contract["applications"] == [BASIC]
    assert dealer.contract["payment_registered"] is False
    assert dealer.contract["questionnaire"] is None
    assert "G-Link利用規約等の同意" in dealer.contract["consents"]
    assert "お申込みを受け付けました" in phone.text
    assert "後日あらためてお手続きいただけます" in phone.text
    assert phone.values == dict(zip(STANDING, ("RX450h+", "基本サービス", "利用なし"), strict=True))
    _to_end(phone)
    assert phone.open("/services/g-link").heading == "お手続きの終了"


@pytest.mark.parametrize(
    "ticks", [{}, {"terms": "on"}, {"explained": "on"}, {"terms": "1", "explained": "on"}]
)
def test_both_ticks(dealer: Dealer, outside: Outside, ticks: dict[str, str]) -> None:
    """5-1/3-A demands both ticks, and says at each box that is empty that it is."""
    phone = open_services(dealer, outside).press("利用申込みをする").press("つぎへ", **ticks)
    assert phone.heading == "G-Link利用規約等の同意"
    for name in ("terms", "explained"):
        assert bool(phone.error(name)) == (ticks.get(name) != "on")
    assert dealer.contract["consents"] == []


def test_g_link_declined(dealer: Dealer, outside: Outside) -> None:
    """5-1/3-B: who declines presses OK and is done, without a questionnaire and without an application."""
    dealer.open(charging=False, fast_charging=False)
    phone = open_services(dealer, outside)
    assert phone.press("利用申込みをしない").heading == "納車後手続きの案内"
    assert phone.buttons == ["OK", "前の画面にもどる"]
    phone.press("OK")
    assert "お申込みを受け付けました" not in phone.text
    assert phone.values["G-Linkサービスご契約情報"] == "利用なし"
    _to_end(phone)
    assert dealer.contract["applications"] == [] and dealer.contract["questionnaire"] is None


@pytest.mark.parametrize("declined", [False, True])
def test_cars_that_charge_go_on(dealer: Dealer, outside: Outside, declined: bool) -> None:
    """After G-Link, applied for or not, a car that can be charged leads to 5-2 and not to the end (A-09)."""
    phone = open_services(dealer, outside)
    if declined:
        phone.press("利用申込みをしない").press("OK")
    else:
        apply_in_services(phone)
    assert phone.heading == "お申込みの開始"
    assert "EV・PHV充電サポート" in phone.text
    assert phone.buttons[:2] == ["利用申込みをする", "利用申込みをしない"]
    assert ("前の画面にもどる" in phone.buttons) == declined


def test_charging(dealer: Dealer, outside: Outside) -> None:
    """5-2 by invoice: terms, plan and way of payment, then two presses, and とじる is the end."""
    phone = open_services(dealer, outside, "法人").press("利用申込みをしない").press("OK")
    assert phone.press("利用申込みをする").heading == "充電サポート利用規約の同意"
    assert phone.press("つぎへ").error("terms")
    assert phone.press("つぎへ", terms="on").heading == "お申込み内容の入力"
    assert phone.press("つぎへ").error("plan")
    assert phone.press("つぎへ", plan="普通充電プラン").heading == "お支払い方法の登録"
    assert phone.press("つぎへ", method="請求書払い").heading == "お申込み内容の確認"
    assert phone.values["お支払い方法"] == "請求書払い"
    assert phone.press("この内容で申し込む").heading == "お申込み受付"
    assert dealer.contract["payment_registered"] is False
    phone.press("申し込む")
    assert dealer.contract["applications"] == [CHARGING]
    assert dealer.contract["payment_registered"] is True
    assert "充電サポート利用規約の同意" in dealer.contract["consents"]
    assert outside.cards.tokens == {}
    assert phone.values == dict(zip(STANDING, ("RX450h+", "利用なし", "普通充電プラン"), strict=True))
    _to_end(phone)


def test_charging_declined(dealer: Dealer, outside: Outside) -> None:
    """5-2/2-B and 3-B: who declines is told where to apply later, and is done."""
    phone = apply_in_services(open_services(dealer, outside)).press("利用申込みをしない")
    assert phone.heading == "後日手続きの案内"
    assert "https://juden-support.jp/Registration" in phone.text
    phone.press("OK")
    _to_end(phone)
    assert dealer.contract["applications"] == [BASIC]


@pytest.mark.parametrize("fast", [False, True])
def test_plans(dealer: Dealer, outside: Outside, fast: bool) -> None:
    """A car without fast charging is offered exactly 普通充電プラン, another one two plans or more."""
    dealer.open(charging=True, fast_charging=fast)
    phone = to_service_plan(open_services(dealer, outside))
    offered = phone.options("plan")
    assert len(offered) >= 2 if fast else offered == ["普通充電プラン"]
    forged = phone.press("つぎへ", plan="普通充電プラン")
    assert forged.heading == ("お申込み内容の入力" if fast else "お支払い方法の登録")


@pytest.mark.parametrize("kind", ["個人", "法人"])
@pytest.mark.parametrize("section", ["5-1", "5-2"])
def test_ways_of_payment(dealer: Dealer, outside: Outside, kind: str, section: str) -> None:
    """口座引落し is offered to nobody after delivery, 請求書払い to corporations only, even to a forged form."""
    phone = open_services(dealer, outside, kind)
    if section == "5-1":
        to_g_link_form(phone).press("つぎへ", extras=EXTRAS)
    else:
        to_service_method(phone)
    assert phone.options("method") == ["クレジットカード", *(["請求書払い"] if kind == "法人" else [])]
    assert phone.press("つぎへ", method="口座引落し").error("method")
    phone.press("つぎへ", method="請求書払い")
    assert phone.heading == ("お申込み内容の確認" if kind == "法人" else "お支払い方法の登録")


def test_payment_at_g_link_is_not_asked_again(dealer: Dealer, outside: Outside) -> None:
    """Who registered a way of payment with G-Link's further services skips 5-2/4-A."""
    phone = to_g_link_form(open_services(dealer, outside, "法人")).press("つぎへ", extras=EXTRAS)
    phone.press("つぎへ", method="請求書払い").press("この内容で申し込む").press("申し込む")
    phone.press("利用申込みをする").press("つぎへ", terms="on")
    assert phone.press("つぎへ", plan="普通充電プラン").heading == "お申込み内容の確認"
    phone.press("この内容で申し込む").press("申し込む")
    extras = {"service": "G-Link", "plan": "基本サービス・追加サービス", "payment": "請求書払い"}
    assert dealer.contract["applications"] == [extras, CHARGING]


def test_way_back_keeps_input(dealer: Dealer, outside: Outside) -> None:
    """「前の画面にもどる」 keeps what was typed on every form of the services."""
    phone = to_g_link_form(open_services(dealer, outside, "法人"))
    phone.press("つぎへ", extras=EXTRAS, notice_email="news@mail.toyota.example")
    phone.press("前の画面にもどる", method="請求書払い")
    assert phone.form()["extras"] == EXTRAS
    assert phone.form()["notice_email"] == "news@mail.toyota.example"
    assert phone.press("前の画面にもどる").form()["terms"] == "on"
    phone.press("つぎへ").press("つぎへ")
    assert phone.form()["method"] == "請求書払い"
    phone.press("つぎへ").press("この内容で申し込む").press("前の画面にもどる")
    assert phone.heading == "お申込み内容の確認"


def test_way_back_of_who_declines(dealer: Dealer, outside: Outside) -> None:
    """Declining can be taken back as long as the procedure is not over, for both services."""
    phone = open_services(dealer, outside).press("利用申込みをしない").press("OK").press("利用申込みをしない")
    for heading in ("お申込みの開始", "納車後手続きの案内", "G-Linkの利用申込み"):
        assert phone.press("前の画面にもどる").heading == heading
    apply_in_services(phone)
    assert dealer.contract["applications"] == [BASIC]


def test_browser_back(dealer: Dealer, outside: Outside) -> None:
    """The browser's back leads to 5-1/2 with nothing typed any longer."""
    phone = to_g_link_form(open_services(dealer, outside)).press("つぎへ", extras=EXTRAS)
    assert phone.open("/services/g-link-form").heading == "G-Linkの利用申込み"
    assert "最初の画面に戻りました" in phone.text
    assert phone.press("利用申込みをする").form().get("terms") is None
    assert phone.press("つぎへ", **TICKS).form()["extras"] == "追加のサービスを選択しない"


def test_browser_back_after_g_link(dealer: Dealer, outside: Outside) -> None:
    """The browser's back from 5-2 leads to 5-1/2, which says that G-Link is applied for, and on to 5-2 again."""
    phone = to_service_plan_after_g_link(open_services(dealer, outside))
    phone.open("/services/charging")
    assert phone.heading == "G-Linkの利用申込み"
    assert "お申込みを受け付けています" in phone.text
    assert phone.values["G-Linkサービスご契約情報"] == "基本サービス"
    assert phone.buttons == ["つぎへ"]
    assert phone.press("つぎへ").heading == "お申込みの開始"
    assert dealer.contract["applications"] == [BASIC]


def to_service_plan_after_g_link(phone: Phone) -> Phone:
    """A phone at 5-1/2 applies for G-Link and goes on to 5-2/3-A."""
    return apply_in_services(phone).press("利用申込みをする").press("つぎへ", terms="on")


def test_mail_opened_twice(dealer: Dealer, outside: Outside) -> None:
    """The link opens again and again; what was applied for is shown, and is not applied for again."""
    phone = open_services(dealer, outside, "法人")
    assert phone.open(link(dealer)).heading == "G-Linkの利用申込み"
    apply_in_services(phone).press("利用申込みをする").press("つぎへ", terms="on")
    phone.press("つぎへ", plan="普通充電プラン").press("つぎへ", method="請求書払い")
    phone.press("この内容で申し込む").press("申し込む")
    both = dealer.contract
    again = dealer.new_phone().open(link(dealer))
    assert again.values == dict(zip(STANDING, ("RX450h+", "基本サービス", "普通充電プラン"), strict=True))
    assert again.buttons == ["とじる"]
    forged = {**again.form(), "action": "apply"}
    assert "すでにお申込みを受け付けている" in again.post("/services/g-link", forged).text
    forged = {**again.form(), "action": "next"}
    assert again.post("/services/g-link", forged).buttons == ["とじる"]
    assert again.press("とじる").heading == "お手続きの終了"
    assert dealer.contract == both


def test_who_declined_may_apply_later(dealer: Dealer, outside: Outside) -> None:
    """The mail leads to what is still open: a service that was declined, and not one that was applied for."""
    phone = to_service_method(open_services(dealer, outside, "法人")).press("つぎへ", method="請求書払い")
    phone.press("この内容で申し込む").press("申し込む").press("とじる")
    again = dealer.new_phone().open(link(dealer))
    assert again.buttons == ["利用申込みをする", "利用申込みをしない"]
    apply_in_services(again)
    assert again.heading == "お申込みの開始"
    assert again.buttons == ["とじる"]
    forged = {**again.form(), "action": "apply"}
    assert again.post("/services/charging", forged).heading == "お申込みの開始"
    again.press("とじる")
    assert dealer.contract["applications"] == [BASIC, CHARGING]


def test_two_phones(dealer: Dealer, outside: Outside) -> None:
    """Of two phones from one mail the first to apply has applied; the second is told so and changes nothing."""
    first, second = open_services(dealer, outside, "法人"), dealer.new_phone().open(link(dealer))
    to_g_link_form(second).press("つぎへ", extras=EXTRAS).press("つぎへ", method="請求書払い")
    second.press("この内容で申し込む")
    apply_in_services(first)
    second.press("申し込む")
    assert second.heading == "お申込みの開始"
    assert "すでにお申込みを受け付けている" in second.text
    assert dealer.contract["applications"] == [BASIC]
    assert dealer.contract["payment_registered"] is False


def test_declining_withdraws_nothing(dealer: Dealer, outside: Outside) -> None:
    """Who declines on one phone does not withdraw what was applied for on another."""
    first, second = open_services(dealer, outside), dealer.new_phone().open(link(dealer))
    second.press("利用申込みをしない")
    apply_in_services(first)
    second.press("OK").press("利用申込みをしない").press("OK")
    assert second.values["G-Linkサービスご契約情報"] == "基本サービス"
    assert dealer.contract["applications"] == [BASIC]


def test_submitted_twice(dealer: Dealer, outside: Outside) -> None:
    """The last button pressed twice, and its form sent again later, make one application."""
    phone = to_g_link_form(open_services(dealer, outside)).press("つぎへ").press("この内容で申し込む")
    sent = {**phone.form(), "action": "submit"}
    assert phone.post("/services/g-link-submit", sent).url == "/services/charging"
    assert phone.post("/services/g-link-submit", sent).url == "/services/charging"
    phone.press("利用申込みをする")
    assert phone.post("/services/g-link-submit", sent).heading == "G-Linkの利用申込み"
    assert dealer.contract["applications"] == [BASIC]


def test_submitted_by_many_phones(dealer: Dealer, outside: Outside) -> None:
    """The last button pressed at the same time on several phones makes one application."""
    register_user(dealer, outside)
    phones = [dealer.new_phone().open(link(dealer)) for _ in range(4)]
    for phone in phones:
        to_g_link_form(phone).press("つぎへ").press("この内容で申し込む")
    sent = [(phone.client, {**phone.form(), "action": "submit"}) for phone in phones]
    with ThreadPoolExecutor(4) as fingers:
        answers = fingers.map(lambda one: one[0].post("/services/g-link-submit", data=one[1]).location, sent)
        assert set(answers) == {"/services/charging"}
    assert dealer.contract["applications"] == [BASIC]


def test_altered_link(dealer: Dealer, outside: Outside) -> None:
    """A link that is altered anywhere, or made up, opens nothing and begins nothing."""
    register_user(dealer, outside)
    path = link(dealer)
    start = path.index("t=") + 2
    for at in range(start, len(path)):
        other = "A" if path[at] != "A" else "B"
        phone = dealer.new_phone().open(path[:at] + other + path[at + 1 :])
        assert (phone.status, phone.heading) == (400, "お手続きを開始できません"), at
        assert phone.client.get_cookie("mylexus_phone") is None
    for made_up in ("", "x", dealer.opened["id"], dealer.opened["entry_path"].partition("t=")[2]):
        assert dealer.new_phone().open(path[:start] + made_up).status == 400
    assert dealer.new_phone().open("/contract/services").status == 400


def test_link_is_the_same_and_shows_no_account(dealer: Dealer, outside: Outside) -> None:
    """A user's link is the same each time, and neither address nor account can be read from it."""
    register_user(dealer, outside)
    assert link(dealer) == link(dealer)
    account_id = outside.accounts["user@mail.toyota.example"]["account_id"]
    token = services_token.token_for("test", dealer.opened["id"], account_id)
    assert link(dealer) == f"/contract/services?t={token}"
    assert account_id not in token and "user@" not in link(dealer)


def test_link_of_nobody(dealer: Dealer, outside: Outside) -> None:
    """Without a registered user there is no link."""
    for contract_id in (dealer.opened["id"], "unknown"):
        with dealer.app.test_request_context(), pytest.raises(ValueError, match="expected one"):
            services_path(desk_of(dealer), contract_id)


def test_link_of_another_user(dealer: Dealer, outside: Outside) -> None:
    """Once somebody else is the user, the earlier link opens nothing, and an open phone can apply no more."""
    standing = open_services(dealer, outside)
    phone = to_g_link_form(dealer.new_phone().open(link(dealer)))
    phone.press("つぎへ").press("この内容で申し込む")
    earlier = link(dealer)
    register_user(dealer, outside, email="other@mail.toyota.example")
    assert link(dealer) != earlier
    refused = dealer.new_phone().open(earlier)
    assert (refused.status, refused.heading) == (403, "お手続きを開始できません")
    assert "使用者情報が変更された" in refused.text
    assert "使用者情報が変更された" in phone.press("申し込む").text
    assert "使用者情報が変更された" in standing.press("利用申込みをする").text
    assert "登録完了メール" in standing.text and "QRコード" not in standing.text
    assert dealer.contract["applications"] == []


def test_another_users_applications_are_not_shown(dealer: Dealer, outside: Outside) -> None:
    """A phone that was opened by an earlier user does not show what the present one applied for."""
    earlier = open_services(dealer, outside)
    register_user(dealer, outside, email="other@mail.toyota.example")
    apply_in_services(dealer.new_phone().open(link(dealer)))
    assert dealer.contract["applications"] == [BASIC]
    assert earlier.open("/services/g-link").buttons == ["利用申込みをする", "利用申込みをしない"]
    earlier.press("利用申込みをしない").press("OK").press("利用申込みをしない").press("OK")
    assert earlier.values["G-Linkサービスご契約情報"] == "利用なし"


def test_nobody_looks_in(dealer: Dealer, outside: Outside) -> None:
    """Without the link no screen opens, and what only asks whether the link answers begins nothing."""
    register_user(dealer, outside)
    stranger = dealer.new_phone().open("/services/g-link")
    assert (stranger.status, stranger.heading) == (403, "登録完了メールからもう一度お手続きください")
    scanner = dealer.app.test_client()
    answer = scanner.head(link(dealer))
    assert answer.status_code == 204 and scanner.get_cookie("mylexus_phone") is None
    at_the_dealer = become_same_user(dealer, outside)
    assert at_the_dealer.open("/services/g-link").status == 403


def test_procedure_waited_too_long(dealer: Dealer, outside: Outside) -> None:
    """After two hours the mail has to be opened again; what was applied for before stands."""
    with freeze_time("2035-04-01T01:00:00+00:00") as clock:
        phone = apply_in_services(open_services(dealer, outside))
        clock.tick(2 * 60 * 60 + 1)
        phone.press("利用申込みをする")
        assert (phone.status, phone.heading) == (403, "登録完了メールからもう一度お手続きください")
        assert phone.open(link(dealer)).values["G-Linkサービスご契約情報"] == "基本サービス"
    assert dealer.contract["applications"] == [BASIC]


def test_mail_opened_in_a_second_tab(dealer: Dealer, outside: Outside) -> None:
    """The first tab's form is refused once the mail was opened again beside it, and nothing is applied for."""
    phone = to_g_link_form(open_services(dealer, outside)).press("つぎへ").press("この内容で申し込む")
    sent = {**phone.form(), "action": "submit"}
    phone.open(link(dealer))
    assert phone.post("/services/g-link-submit", sent).status == 400
    assert dealer.contract["applications"] == []
    assert phone.open("/services/g-link").heading == "G-Linkの利用申込み"


def test_account_service_is_down(dealer: Dealer, outside: Outside) -> None:
    """While TOYOTAアカウント is down the customer is told so and stays; afterwards the procedure goes on."""
    phone = open_services(dealer, outside)
    outside.down.add("/v1/accounts")
    phone.press("利用申込みをする")
    assert (phone.status, phone.heading) == (200, "G-Linkの利用申込み")
    assert "しばらくたってから" in phone.text
    phone.press("利用申込みをしない").press("OK").press("利用申込みをする")
    assert phone.heading == "お申込みの開始" and "しばらくたってから" in phone.text
    outside.down.clear()
    assert phone.press("利用申込みをする").heading == "充電サポート利用規約の同意"


def test_only_cars_that_charge(dealer: Dealer, outside: Outside) -> None:
    """A forged form does not lead a car that cannot be charged to 5-2."""
    dealer.open(charging=False, fast_charging=False)
    phone = open_services(dealer, outside)
    assert phone.post("/services/g-link", {**phone.form(), "action": "next"}).heading == "G-Linkの利用申込み"
    apply_in_services(phone)
    again = dealer.new_phone().open(link(dealer))
    assert again.buttons == ["とじる"]
    assert again.post("/services/g-link", {**again.form(), "action": "next"}).buttons == ["とじる"]
