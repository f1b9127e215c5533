"""An outside system refuses, fails or talks nonsense, and the build says so and does nothing twice."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import requests
from flask import Flask

from harness.reference import Settings, create_app

if TYPE_CHECKING:
    from tests.reference.conftest import Answer, Dealer, Outside, Phone

PROFILE = {
    "family_name": "豊田",
    "given_name": "太郎",
    "family_name_kana": "トヨタ",
    "given_name_kana": "タロウ",
    "sex": "男性",
    "birthdate": "1960-01-01",
    "postal_code": "112-8701",
    "address": "東京都文京区後楽1-4-18",
    "contact_phone": "03-1234-5678",
    "mobile_phone": "090-1122-3344",
}
NONSENSE: list[Answer | Exception] = [
    (500, {}, "broken"),
    (200, {}, "<html>"),
    (200, {}, "[]"),
    (200, {}, '{"account_id": 1}'),
    (200, {}, '{"account_id": "\\ud800", "email": "\\ud800", "kind": "個人", "profile": {}}'),
    (200, {}, '{"account_id": "a", "email": "a@b.jp", "kind": "団体", "profile": {}}'),
    (302, {"Location": "https://elsewhere.test/"}, ""),
    requests.ConnectionError("reset"),
    requests.ReadTimeout("slow"),
]


def _reply(status: int, body: object) -> Answer:
    return status, {"Content-Type": "application/json"}, json.dumps(body)


def _at_login(dealer: Dealer) -> Phone:
    phone = dealer.phone().press("お申込みを開始する").press("買主情報の登録へ")
    return phone.press("つぎへ").press("同意する")


def _at_profile(dealer: Dealer, outside: Outside) -> Phone:
    email = outside.add_account(kind="個人", profile=PROFILE)
    return _at_login(dealer).press("ログイン", email=email, password="Passw0rd")


def _at_photo(dealer: Dealer, outside: Outside) -> Phone:
    phone = _at_login(dealer).press("新規登録(無料)").press("次へ", terms="on")
    phone.press("認証コードを送信", email="new@mail.toyota.example").press("次へ", code=outside.code)
    phone.press("次へ").press("次へ", kind="個人").press("身分証明書をカメラで撮影する")
    return phone.press("はじめる").press("運転免許証").press("撮影画面へ")


@pytest.mark.parametrize("nonsense", NONSENSE)
def test_nonsense_about_an_account(dealer: Dealer, outside: Outside, nonsense: Answer | Exception) -> None:
    """Whatever TOYOTAアカウント answers, the customer stays at the log-in with what was typed."""
    outside.add_account(kind="個人", profile=PROFILE)
    outside.replies["GET", "/v1/accounts/"] = nonsense
    phone = _at_login(dealer).press("ログイン", email="taro@mail.toyota.example", password="Passw0rd")
    assert (phone.status, phone.heading) == (200, "ログイン")
    assert "つながりません" in phone.text
    assert phone.input("email").get("value") == "taro@mail.toyota.example"
    outside.replies.clear()
    assert phone.press("ログイン").heading == "登録情報の確認と変更"


@pytest.mark.parametrize(
    "nonsense", [*NONSENSE, (200, {}, '{"status": "read"}'), (200, {}, '{"status": "maybe"}')]
)
def test_nonsense_about_a_licence(
    dealer: Dealer, outside: Outside, picture: tuple[BytesIO, str], nonsense: Answer | Exception
) -> None:
    """Whatever the licence reader answers, the customer can photograph again or type."""
    outside.replies["POST", "/v1/read"] = nonsense
    phone = _at_photo(dealer, outside).press("撮影する", photo=picture)
    assert (phone.status, phone.heading) == (200, "オモテ面の撮影")
    assert "つながりません" in phone.text


@pytest.mark.parametrize("status", [400, 413, 415, 422])
def test_picture_that_is_not_taken(
    dealer: Dealer, outside: Outside, picture: tuple[BytesIO, str], status: int
) -> None:
    """A picture that the reader does not take counts as unreadable."""
    outside.replies["POST", "/v1/read"] = _reply(status, {})
    assert "読み取れません" in _at_photo(dealer, outside).press("撮影する", photo=picture).error("photo")


def test_locked_account(dealer: Dealer, outside: Outside) -> None:
    """An account that is locked says so."""
    outside.replies["POST", "/v1/sessions"] = _reply(423, {})
    phone = _at_login(dealer).press("ログイン", email="a@mail.toyota.example", password="Passw0rd")
    assert "ロックされています" in phone.error("password")


def test_change_that_a_service_forbids(dealer: Dealer, outside: Outside) -> None:
    """A change that TOYOTAアカウント refuses for a linked service stands at its field."""
    phone = _at_profile(dealer, outside)
    outside.replies["PATCH", "/v1/accounts/"] = _reply(
        409, {"error": {"code": "locked_by_service", "fields": ["birthdate"]}}
    )
    assert "変更できません" in phone.press("確認", birth_year="1961").error("birth_year")
    assert phone.heading == "登録情報の確認と変更"


@pytest.mark.parametrize(
    "reply", [_reply(422, {}), _reply(409, {"error": {"code": "other"}}), _reply(500, {})]
)
def test_change_that_fails(dealer: Dealer, outside: Outside, reply: Answer) -> None:
    """A change that fails keeps the customer and the input at 7-A."""
    phone = _at_profile(dealer, outside)
    outside.replies["PATCH", "/v1/accounts/"] = reply
    phone.press("確認", address="東京都文京区後楽1-4-19")
    assert (phone.status, phone.heading) == (200, "登録情報の確認と変更")
    assert phone.page.xpath("//*[@role='alert']")
    assert phone.input("address").get("value") == "東京都文京区後楽1-4-19"
    assert outside.changes == []


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<corporations>",
        "<corporations><count>x</count></corporations>",
        "<corporations><count>1</count></corporations>",
        '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><corporations><count>&b;</count></corporations>',
        "<html/>",
    ],
)
@pytest.mark.parametrize("status", [200, 400, 403, 404])
def test_nonsense_about_a_corporation(dealer: Dealer, outside: Outside, status: int, body: str) -> None:
    """Whatever 国税庁 answers, the field says that it cannot be looked up and the input stays."""
    phone = _at_login(dealer).press("新規登録(無料)").press("次へ", terms="on")
    phone.press("認証コードを送信", email="new@mail.toyota.example").press("次へ", code=outside.code)
    phone.press("次へ").press("次へ", kind="法人")
    outside.replies["GET", "/num"] = status, {}, body
    phone.press("自動入力", corporate_number="1180301018771")
    assert "取得できません" in phone.error("corporate_number")
    assert phone.input("corporate_number").get("value") == "1180301018771"


def test_pressed_by_two_fingers(dealer: Dealer, outside: Outside, app: Flask) -> None:
    """A button pressed at the same time from two connections changes the account once."""
    phone = _at_profile(dealer, outside)
    cookie = phone.client.get_cookie("mylexus_phone")
    assert cookie
    sent: dict[str, Any] = {**phone.form(), "address": "東京都文京区後楽1-4-19", "action": "confirm"}

    def press(_: int) -> int:
        client = app.test_client()
        client.set_cookie("mylexus_phone", cookie.value)
        return client.post("/buyer/profile", data=sent).status_code

    with ThreadPoolExecutor(4) as fingers:
        assert set(fingers.map(press, range(8))) == {303}
    assert outside.changes == [{"address": "東京都文京区後楽1-4-19"}]
    assert phone.open("/buyer/check").heading == "販売店スタッフによる目視確認"


def test_procedures_outlive_the_build(tmp_path: Path) -> None:
    """With a database in a file, contracts and procedures go on after a restart with the same secret."""
    url = f"sqlite:///{tmp_path}/build.db"
    same = Settings(database_url=url, secret_key="one", control_token="t")
    headers = {"Authorization": "Bearer t"}
    before = create_app(same).test_client()
    opened = before.post("/_control/contracts", json={"dealer": "d", "car": {"name": "RZ"}}, headers=headers)
    before.get(opened.get_json()["entry_path"])
    cookie = before.get_cookie("mylexus_phone")
    assert cookie
    after = create_app(same).test_client()
    after.set_cookie("mylexus_phone", cookie.value)
    assert after.get("/buyer/start").status_code == 200
    stranger = create_app(Settings(database_url=url, secret_key="two", control_token="t")).test_client()
    stranger.set_cookie("mylexus_phone", cookie.value)
    assert stranger.get("/buyer/start").status_code == 403
    assert stranger.get(opened.get_json()["entry_path"]).status_code == 400
