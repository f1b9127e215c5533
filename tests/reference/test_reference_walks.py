"""The three tracks of section 1-1, walked in process."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from freezegun import freeze_time

if TYPE_CHECKING:
    from tests.reference.conftest import Dealer, Outside, Phone

NEW = "hanako@mail.toyota.example"
LOGIN = {
    "password": "Passw0rd",
    "password_again": "Passw0rd",
    "verification_phone_1": "090",
    "verification_phone_2": "1122",
    "verification_phone_3": "3344",
}
PHONES = {
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
    "postal_code": "1128701",
    "address": "東京都文京区後楽1-4-18",
    **PHONES,
}
COMPANY = {
    **LOGIN,
    "name": "株式会社豊田商店",
    "name_kana": "トヨタショウテン",
    "postal_code": "112-8701",
    "address": "東京都文京区後楽1-4-18",
    **PHONES,
}


def to_login(phone: Phone) -> Phone:
    """A phone goes on to the log-in."""
    phone.press("お申込みを開始する").press("買主情報の登録へ").press("つぎへ")
    return phone.press("同意する")


def log_in(phone: Phone, email: str) -> Phone:
    """A phone logs in."""
    return to_login(phone).press("ログイン", email=email, password="Passw0rd")


def to_code(phone: Phone, email: str = NEW) -> Phone:
    """A phone asks for a code."""
    to_login(phone).press("新規登録(無料)").press("次へ", terms="on")
    return phone.press("認証コードを送信", email=email)


def to_kind(phone: Phone, outside: Outside) -> Phone:
    """A phone proves a new address."""
    return to_code(phone).press("次へ", code=outside.code).press("次へ")


def to_company(phone: Phone, outside: Outside) -> Phone:
    """A phone goes on to the corporation's form."""
    return to_kind(phone, outside).press("次へ", kind="法人")


def to_person(phone: Phone, outside: Outside) -> Phone:
    """A phone goes on to the individual's form."""
    return to_kind(phone, outside).press("次へ", kind="個人").press("直接入力する")


def test_track_a_individual(dealer: Dealer, outside: Outside) -> None:
    """An individual with an account becomes the buyer after the staff's check."""
    email = outside.add_account(kind="個人", profile=_person())
    phone = dealer.phone()
    assert phone.heading == "お申込みの開始"
    assert phone.press("お申込みを開始する").heading == "買主情報の登録開始"
    assert phone.press("買主情報の登録へ").values == {"ご契約車両": "RX450h+", "購入販売店": "レクサス文京"}
    assert phone.heading == "ご契約車両の確認"
    assert phone.press("つぎへ").heading == "情報提供の同意"
    assert phone.press("同意する").heading == "ログイン"
    assert phone.press("ログイン", email=email, password="Passw0rd").heading == "登録情報の確認と変更"
    assert phone.input("family_name").get("value") == "豊田"
    assert phone.press("確認", address="東京都文京区後楽1-4-19").heading == "販売店スタッフによる目視確認"
    assert outside.changes == [{"address": "東京都文京区後楽1-4-19"}]
    assert phone.press("次へ").heading == "販売店スタッフによる目視確認"
    assert phone.error("staff") == "「販売店スタッフによる確認」にチェックを入れてください。"
    assert phone.press("次へ", staff="on").heading == "登録情報の確認完了"
    assert dealer.contract["buyer"] is None
    assert phone.press("次へ").heading == "買主情報の登録完了"
    assert phone.values == {"買主名": "豊田 太郎"}
    assert dealer.contract["buyer"] == {"name": "豊田 太郎", "kind": "個人", "email": email}
    assert dealer.contract["staff_checked"] is True
    assert dealer.contract["consents"] == ["情報提供の同意"]
    assert dealer.contract["user"] is None
    assert phone.press("使用者情報の登録へ").heading == "名義の選択"


def test_track_a_corporation(dealer: Dealer, outside: Outside) -> None:
    """A corporation with an account sees no staff check."""
    email = outside.add_account(kind="法人", profile=_company())
    phone = log_in(dealer.phone(), email).press("確認")
    assert phone.heading == "お客さま情報の登録"
    assert "スタッフ" not in phone.text
    assert phone.press("次へ").press("次へ").values == {"買主名": "トヨタ自動車株式会社"}
    assert dealer.contract["staff_checked"] is False
    assert outside.changes == []


def test_track_b_by_camera(dealer: Dealer, outside: Outside, picture: tuple[BytesIO, str]) -> None:
    """An individual without an account makes one from a photographed licence."""
    phone = to_login(dealer.phone())
    assert phone.press("新規登録(無料)").heading == "アカウント利用規約の同意"
    assert phone.press("次へ").error("terms") == "「利用規約に同意する」にチェックを入れてください。"
    assert phone.press("次へ", terms="on").heading == "メールアドレスの登録"
    assert phone.press("認証コードを送信", email=NEW).heading == "認証コードの入力"
    assert str(outside.mails[-1]["To"]) == NEW
    assert phone.press("次へ", code=outside.code).heading == "メールアドレスの登録完了"
    assert phone.press("次へ").heading == "お客さま種別の選択"
    assert phone.press("次へ", kind="個人").heading == "入力方法の選択"
    assert phone.press("身分証明書をカメラで撮影する").heading == "撮影方法の確認"
    assert phone.press("はじめる").heading == "身分証明書の選択"
    assert phone.press("運転免許証").heading == "撮影の開始"
    assert phone.press("撮影画面へ").heading == "オモテ面の撮影"
    assert phone.press("撮影する", photo=picture).heading == "撮影情報の確認"
    assert phone.values["生年月日 (西暦)"] == "1960年1月1日"
    assert phone.press("次へ").heading == "お客さま情報の入力"
    read = [phone.input(name).get("value") for name in ("family_name", "given_name", "birth_year", "address")]
    assert read == ["豊田", "太郎", "1960", "東京都文京区後楽1-4-18"]
    assert phone.press("確認", **PERSON).heading == "入力内容の確認"
    assert phone.press("登録").error("staff") == "「販売店スタッフによる確認」にチェックを入れてください。"
    assert outside.registrations == []
    assert phone.press("登録", staff="on").heading == "アカウントの登録完了"
    assert phone.values == {"メールアドレス": NEW}
    assert phone.press("次へ").values == {"買主名": "豊田 花子"}
    (made,) = outside.registrations
    assert made["verification_phone"] == "090-1122-3344"
    assert made["profile"]["birthdate"] == "1965-02-03"
    assert made["profile"]["postal_code"] == "112-8701"
    assert "password" not in made["profile"]
    assert dealer.contract["buyer"] == {"name": "豊田 花子", "kind": "個人", "email": NEW}
    assert dealer.contract["consents"] == ["情報提供の同意", "アカウント利用規約の同意"]


def test_unreadable_licence(dealer: Dealer, outside: Outside, picture: tuple[BytesIO, str]) -> None:
    """A licence that cannot be read keeps the customer at the camera, with direct input as a way out."""
    outside.licence = {"status": "unreadable"}
    phone = to_kind(dealer.phone(), outside).press("次へ", kind="個人")
    phone.press("身分証明書をカメラで撮影する").press("はじめる").press("運転免許証").press("撮影画面へ")
    assert "撮影してください" in phone.press("撮影する").error("photo")
    assert "読み取れません" in phone.press("撮影する", photo=picture).error("photo")
    assert phone.heading == "オモテ面の撮影"
    assert phone.press("直接入力する").heading == "お客さま情報の入力"


def test_track_c_by_number(dealer: Dealer, outside: Outside) -> None:
    """A corporation's number fills in the form, and no staff check is shown."""
    phone = to_company(dealer.phone(), outside)
    assert phone.heading == "TOYOTAアカウント 登録情報の入力"
    assert phone.form()["kind"] == "法人"
    assert phone.press("自動入力", **LOGIN).error("corporate_number") == "法人番号を入力してください。"
    assert "13桁" in phone.press("自動入力", corporate_number="118").error("corporate_number")
    assert "正しくありません" in phone.press("自動入力", corporate_number="1234567890123").error(
        "corporate_number"
    )
    assert "見つかりません" in phone.press("自動入力", corporate_number="7000012050002").error(
        "corporate_number"
    )
    assert phone.press("自動入力", corporate_number="１１８０３０１０１８７７１").heading == "法人情報の確認"
    assert phone.values["住所"] == "愛知県豊田市トヨタ町１番地"
    assert phone.press("次へ").heading == "TOYOTAアカウント 登録情報の入力"
    assert phone.input("postal_code").get("value") == "471-0826"
    assert phone.input("verification_phone_1").get("value") == "090"
    assert phone.press("確認", **PHONES, department="総務部").heading == "入力内容の確認"
    assert phone.values["部署"] == "総務部"
    assert "スタッフ" not in phone.text
    assert phone.press("登録").heading == "アカウントの登録完了"
    assert phone.press("次へ").values == {"買主名": "トヨタ自動車株式会社"}
    assert outside.registrations[0]["password"] == "Passw0rd"
    assert dealer.contract["buyer"]["kind"] == "法人"


def test_track_c_directly(dealer: Dealer, outside: Outside) -> None:
    """A corporation that does not know its number types everything else and skips 14-C."""
    phone = to_company(dealer.phone(), outside)
    assert phone.press("確認", **COMPANY).heading == "入力内容の確認"
    assert "法人番号" not in phone.values
    assert phone.press("登録").press("次へ").values == {"買主名": "株式会社豊田商店"}


def test_wrong_login(dealer: Dealer, outside: Outside) -> None:
    """A wrong password stays at the log-in, keeps the address and does not show the password."""
    email = outside.add_account(kind="個人", profile=_person())
    phone = to_login(dealer.phone()).press("ログイン", email=email, password="Wrong000")
    assert phone.heading == "ログイン"
    assert (
        phone.error("email")
        == phone.error("password")
        == "メールアドレスまたはパスワードが正しくありません。"
    )
    assert phone.input("email").get("value") == email
    assert phone.input("password").get("value") is None


def test_linked_account(dealer: Dealer, outside: Outside) -> None:
    """With G-Link linked, name and date of birth are read-only, and a tampered form changes nothing."""
    email = outside.add_account(kind="個人", profile=_person(), linked=("G-Link",))
    phone = log_in(dealer.phone(), email)
    for name in ("family_name", "given_name", "birth_year"):
        assert phone.input(name).get("readonly") is not None
    assert phone.input("address").get("readonly") is None
    assert "変更できません" in phone.press("確認", family_name="別人").error("family_name")
    assert phone.input("family_name").get("value") == "豊田"
    assert outside.changes == []
    assert phone.press("確認", building="豊田マンション808").heading == "販売店スタッフによる目視確認"
    assert outside.changes == [{"building": "豊田マンション808"}]


def test_way_back_keeps_input(dealer: Dealer, outside: Outside) -> None:
    """「前の画面に戻る」 goes one screen back, and both screens keep what was typed, passwords unseen."""
    phone = to_person(dealer.phone(), outside).press("確認", **PERSON)
    assert phone.press("前の画面に戻る").heading == "お客さま情報の入力"
    assert phone.input("family_name").get("value") == "豊田"
    assert phone.input("password").get("value") is None
    assert "入力済みです" in phone.text
    phone.press("前の画面に戻る", family_name="豊畑")
    assert phone.heading == "入力方法の選択"
    phone.press("直接入力する")
    assert phone.input("family_name").get("value") == "豊畑"
    assert phone.press("確認").heading == "入力内容の確認"
    phone.press("登録", staff="on")
    assert outside.registrations[0]["password"] == "Passw0rd"


def test_staff_tick_is_not_kept(dealer: Dealer, outside: Outside) -> None:
    """A staff check does not outlive going back to the form."""
    phone = to_person(dealer.phone(), outside).press("確認", **PERSON)
    phone.press("前の画面に戻る", staff="on").press("確認")
    assert phone.input("staff").get("checked") is None
    assert phone.press("登録").error("staff")


def test_service_screens_go_back(dealer: Dealer) -> None:
    """The service's own screens write 「前の画面にもどる」, and the first screen has none."""
    phone = dealer.phone()
    assert "前の画面にもどる" not in phone.buttons
    phone.press("お申込みを開始する").press("買主情報の登録へ")
    assert phone.press("前の画面にもどる").heading == "買主情報の登録開始"
    assert phone.press("前の画面にもどる").heading == "お申込みの開始"


def test_browser_back(dealer: Dealer, outside: Outside) -> None:
    """The browser's own back leads to the first screen, and the input is lost."""
    phone = to_person(dealer.phone(), outside).press("確認", **PERSON)
    assert phone.open("/buyer/form").heading == "お申込みの開始"
    assert phone.url == "/buyer/start"
    assert phone.open("/buyer/review").heading == "お申込みの開始"
    assert to_login(phone).input("email").get("value") == ""


def test_reload(dealer: Dealer) -> None:
    """Asking for the current screen again shows it."""
    phone = dealer.phone().press("お申込みを開始する")
    assert phone.open("/buyer/outline").heading == "買主情報の登録開始"


def test_pressed_twice(dealer: Dealer, outside: Outside) -> None:
    """A button pressed twice is carried out once."""
    phone = to_person(dealer.phone(), outside).press("確認", **PERSON)
    sent = {**phone.form(), "staff": "on", "action": "register"}
    assert phone.post("/buyer/review", sent).heading == "アカウントの登録完了"
    assert phone.post("/buyer/review", sent).heading == "アカウントの登録完了"
    assert len(outside.registrations) == 1


def test_lost_registration(dealer: Dealer, outside: Outside) -> None:
    """A registration whose answer was lost is found again instead of being made twice."""
    phone = to_person(dealer.phone(), outside).press("確認", **PERSON)
    outside.lose_answers = True
    assert "つながりません" in phone.press("登録", staff="on").text
    assert phone.heading == "入力内容の確認"
    outside.lose_answers = False
    assert phone.press("登録", staff="on").heading == "アカウントの登録完了"
    assert len(outside.registrations) == 1
    assert phone.press("次へ").values == {"買主名": "豊田 花子"}


@pytest.mark.parametrize("wrong", ["000000", "12345", "abcdef"])
def test_wrong_code(dealer: Dealer, outside: Outside, wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong code is refused at its field."""
    monkeypatch.setattr("harness.reference.policy.email_code.draw", lambda: "012345")
    phone = to_code(dealer.phone()).press("次へ", code=wrong)
    assert phone.error("code") == "認証コードが正しくありません。"
    assert phone.press("次へ", code="０１２３４５").heading == "メールアドレスの登録完了"


def test_five_tries(dealer: Dealer, outside: Outside, monkeypatch: pytest.MonkeyPatch) -> None:
    """After five wrong tries even the right code is refused."""
    monkeypatch.setattr("harness.reference.policy.email_code.draw", lambda: "012345")
    phone = to_code(dealer.phone())
    for _ in range(5):
        phone.press("次へ", code="999999")
    assert "上限" in phone.press("次へ", code="012345").error("code")


def test_expired_code(dealer: Dealer, outside: Outside) -> None:
    """A code is good for ten minutes; a new one voids it."""
    with freeze_time("2035-04-01T01:00:00+00:00") as clock:
        phone = to_code(dealer.phone())
        old = outside.code
        assert "再送信は、あと60秒" in phone.press("認証コードを再送信").text
        clock.tick(601)
        assert "有効期限" in phone.press("次へ", code=old).error("code")
        assert "認証コードを送信しました。" in phone.press("認証コードを再送信").text
        assert len(outside.mails) == 2
        if old != outside.code:
            assert phone.press("次へ", code=old).error("code") == "認証コードが正しくありません。"
        assert phone.press("次へ", code=outside.code).heading == "メールアドレスの登録完了"


def test_used_address(dealer: Dealer, outside: Outside) -> None:
    """An address that has an account gets the same screen, but a mail without a code."""
    email = outside.add_account(kind="個人", profile=_person())
    phone = to_code(dealer.phone(), email)
    assert phone.heading == "認証コードの入力"
    body = outside.mails[-1].get_content()
    assert "すでに登録されています" in body
    assert not any(mark.isdigit() for mark in body)
    assert phone.press("次へ", code="123456").error("code") == "認証コードが正しくありません。"


@pytest.mark.parametrize(
    ("down", "heading"), [("/v1/emails", "メールアドレスの登録"), ("mail", "メールアドレスの登録")]
)
def test_trouble_keeps_input(dealer: Dealer, outside: Outside, down: str, heading: str) -> None:
    """Trouble outside is said in Japanese, and what was typed is kept."""
    outside.down.add(down)
    phone = to_code(dealer.phone())
    assert (phone.status, phone.heading) == (200, heading)
    assert "つながりません" in phone.text
    assert phone.input("email").get("value") == NEW
    outside.down.clear()
    assert phone.press("認証コードを送信").heading == "認証コードの入力"


def test_trouble_at_the_register(dealer: Dealer, outside: Outside) -> None:
    """When 国税庁 cannot be reached, the field says so and direct input goes on."""
    outside.down.add("nta.test")
    phone = to_company(dealer.phone(), outside).press("自動入力", corporate_number="1180301018771", **COMPANY)
    assert "直接入力" in phone.error("corporate_number")
    assert phone.press("確認").heading == "入力内容の確認"


def test_buyer_is_changed_by_reading_again(dealer: Dealer, outside: Outside) -> None:
    """The first QR code can be read again, by another phone too, and the later buyer stands."""
    email = outside.add_account(kind="個人", profile=_person())
    log_in(dealer.phone(), email).press("確認").press("次へ", staff="on").press("次へ")
    other = dealer.phone()
    assert dealer.contract["buyer"]["name"] == "豊田 太郎"
    to_company(other, outside).press("確認", **COMPANY).press("登録").press("次へ")
    assert dealer.contract["buyer"]["name"] == "株式会社豊田商店"
    assert dealer.contract["staff_checked"] is False


def test_form_of_another_phone(dealer: Dealer) -> None:
    """A form without this phone's own token is refused, and nothing moves."""
    phone = dealer.phone()
    stranger = dealer.phone().form()
    assert phone.post("/buyer/start", {**stranger, "action": "begin"}).status == 400
    assert phone.open("/buyer/start").heading == "お申込みの開始"


@pytest.mark.parametrize("value", ["𠮟" * 101, "a\x00b", "\u202eabc", "\ufffd", "\ue000"], ids=ascii)
def test_hostile_text(dealer: Dealer, outside: Outside, value: str) -> None:
    """Text that cannot be stored or shown is refused at its field, and never breaks a screen."""
    phone = to_person(dealer.phone(), outside).press("確認", **{**PERSON, "address": value})
    assert phone.status == 200
    assert phone.error("address")


def test_names_keep_their_characters(dealer: Dealer, outside: Outside) -> None:
    """髙 and 﨑 reach the account as they were typed."""
    phone = to_person(dealer.phone(), outside)
    phone.press("確認", **{**PERSON, "family_name": "髙﨑"}).press("登録", staff="on")
    assert outside.registrations[0]["profile"]["family_name"] == "髙﨑"


def test_faults_are_said_at_once(dealer: Dealer, outside: Outside) -> None:
    """All that is wrong is said together, above the form and at the fields."""
    wrong = {
        "password_again": "Passw0rdX",
        "family_name_kana": "ﾄﾖﾀ",
        "birth_month": "13",
        "mobile_phone_1": "03",
    }
    phone = to_person(dealer.phone(), outside).press("確認", **{**PERSON, **wrong, "postal_code": "1"})
    for name in (*wrong, "postal_code"):
        assert phone.error(name), name
    assert "パスワードが一致しません" in phone.page.xpath("//*[@role='alert']")[0].text_content()
    assert phone.input("postal_code").get("value") == "1"
    assert phone.input("password_again").get("value") is None


def _person() -> dict[str, Any]:
    kana = {"family_name_kana": "トヨタ", "given_name_kana": "タロウ"}
    name = {"family_name": "豊田", "given_name": "太郎", **kana, "sex": "男性", "birthdate": "1960-01-01"}
    return {**name, **_whereabouts()}


def _company() -> dict[str, Any]:
    name = {
        "corporate_number": "1180301018771",
        "name": "トヨタ自動車株式会社",
        "name_kana": "トヨタジドウシャ",
    }
    return {**name, "department": "総務部", **_whereabouts()}


def _whereabouts() -> dict[str, str]:
    where = {"postal_code": "112-8701", "address": "東京都文京区後楽1-4-18", "building": ""}
    return {**where, "contact_phone": "03-1234-5678", "mobile_phone": "090-1122-3344"}
