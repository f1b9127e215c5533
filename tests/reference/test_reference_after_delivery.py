"""Section 4-1, walked in process: the three tracks, the car, the application."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from freezegun import freeze_time

from tests.reference.registering import (
    ENTRY,
    PLATE,
    VEHICLE,
    link,
    register_car,
    to_review,
    to_vehicle,
)
from tests.reference.ways import COMPANY, LOGIN, PERSON, become_buyer, become_same_user, company, person

if TYPE_CHECKING:
    from tests.reference.conftest import Dealer, Outside, Phone

NEW = "hanako@mail.toyota.example"


def _account(outside: Outside) -> str:
    return outside.add_account(kind="個人", profile=person())


def _filled(profile: dict[str, str]) -> dict[str, str]:
    """What is typed into the fields that open once the kind was chosen."""
    return {key: value for key, value in profile.items() if "password" not in key}


def _at_form(dealer: Dealer, outside: Outside) -> Phone:
    """A phone that has proved a new address stands at the form of 7-B to 9-B."""
    phone = dealer.new_phone().open(ENTRY).press("新規登録（無料）").press("次へ", terms="on")
    return phone.press("認証コードを送信", email=NEW).press("次へ", code=outside.code).press("次へ")


def test_track_a(dealer: Dealer, outside: Outside, car: Any) -> None:
    """Who has an account checks it, agrees, enters the car, and applies; no staff and no camera are met."""
    phone = dealer.new_phone().open(ENTRY)
    assert phone.heading == "ログイン"
    assert phone.buttons == ["ログイン", "新規登録（無料）"]
    phone.press("ログイン", email=_account(outside), password="Passw0rd")
    assert phone.heading == "登録情報の確認と変更"
    assert phone.press("確認").heading == "お客さま情報の登録"
    assert phone.buttons == ["次へ", "前の画面に戻る"]
    assert phone.values["名前 (カナ)"] == "トヨタ タロウ"
    assert "スタッフ" not in phone.text
    assert phone.press("次へ").heading == "登録情報の確認完了"
    assert phone.press("次へ").heading == "使用者登録規約の同意"
    assert "軽自動車の登録はできません。" in phone.text
    assert phone.press("次へ").error("terms") == "「利用規約に同意する」にチェックを入れてください。"
    assert phone.press("次へ", terms="on").heading == "車両情報の入力"
    assert phone.press("確認", **VEHICLE).heading == "車両情報とお客さま情報の確認"
    assert list(phone.values.items())[:3] == [
        ("車台番号", "ABC123-1234567"),
        ("自動車登録番号", "名古屋 3AC か 1234"),
        ("車名", "RX450h+"),
    ]
    assert phone.values["名前"] == "豊田 太郎" and phone.values["名前 (カナ)"] == "トヨタ タロウ"
    assert dealer.contract["user_registration"] is None
    assert phone.press("この内容で申し込む").heading == "受付完了"
    assert "お申込みを受け付けました。" in phone.text
    assert phone.buttons == ["閉じる"]
    assert phone.press("閉じる").buttons == []
    contract = dealer.contract
    assert contract["user_registration"] == {"status": "waiting", "mail_magazine": False, "applied": 1}
    assert contract["user"] is None
    assert contract["consents"] == ["使用者登録規約の同意"]


@pytest.mark.parametrize("magazine", [True, False])
def test_track_b(dealer: Dealer, outside: Outside, car: Any, magazine: bool) -> None:
    """An individual makes an account by hand, links it to My LEXUS (WEB), and may take the mail magazine."""
    phone = dealer.new_phone().open(ENTRY).press("新規登録（無料）")
    assert phone.heading == "アカウント利用規約の同意"
    phone.press("次へ", terms="on").press("認証コードを送信", email=NEW)
    assert phone.press("次へ", code=outside.code).heading == "本人確認の完了"
    assert phone.press("次へ").heading == "TOYOTAアカウント 登録情報の入力"
    assert phone.options("kind") == ["個人", "法人"]
    phone.press("確認", **LOGIN, kind="個人")
    assert phone.heading == "TOYOTAアカウント 登録情報の入力" and "お客さま情報の入力" in phone.text
    assert phone.press("確認", **_filled(PERSON)).heading == "入力内容の確認"
    assert phone.buttons == ["登録", "前の画面に戻る"]
    assert phone.press("登録").heading == "アカウントの登録完了"
    assert phone.press("次へ").heading == "My LEXUS (WEB) 利用規約の同意"
    assert phone.press("次へ").error("terms")
    assert phone.press("次へ", terms="on").heading == "My LEXUS (WEB) への情報連携"
    assert phone.press("連携する").heading == "メールマガジンの登録"
    phone.press("次へ", **({"mail_magazine": "on"} if magazine else {}))
    assert phone.heading == "使用者登録規約の同意"
    assert phone.press("次へ", terms="on").press("確認", **VEHICLE).heading == "登録内容の確認"
    assert phone.press("この内容で申し込む").heading == "受付完了"
    assert "登録のお申込み完了" in phone.text
    assert dealer.contract["user_registration"]["mail_magazine"] is magazine
    assert dealer.contract["consents"] == [
        "アカウント利用規約の同意",
        "My LEXUS (WEB) 利用規約の同意",
        "My LEXUS (WEB) への情報連携",
        "使用者登録規約の同意",
    ]


@pytest.mark.parametrize("automatic", [True, False])
def test_track_c(dealer: Dealer, outside: Outside, car: Any, automatic: bool) -> None:
    """A corporation is filled in by 国税庁 or by hand, and is called ユーザー where the guide does so."""
    phone = _at_form(dealer, outside)
    assert "自動入力" not in phone.press("確認", **LOGIN).buttons
    assert phone.error("kind") == "お客さま種別を選択してください。"
    phone.press("確認", kind="法人")
    assert phone.buttons == ["自動入力", "確認", "前の画面に戻る"]
    typed = dict(COMPANY)
    if automatic:
        assert phone.press("自動入力", corporate_number="1180301018771").heading == "法人情報の確認"
        assert phone.values["法人名"] == "トヨタ自動車株式会社"
        assert phone.press("次へ").heading == "TOYOTAアカウント 登録情報の入力"
        assert phone.input("address").get("value") == "愛知県豊田市トヨタ町１番地"
        for taken in ("name", "name_kana", "postal_code", "address"):
            del typed[taken]
    assert phone.press("確認", **typed).heading == "入力内容の確認"
    assert phone.values["法人名"] == ("トヨタ自動車株式会社" if automatic else "株式会社豊田商店")
    assert phone.press("登録").heading == "アカウントの登録完了"
    phone.press("次へ").press("次へ", terms="on").press("連携する").press("次へ")
    assert phone.heading == "ユーザー登録規約の同意"
    assert phone.press("次へ", terms="on").press("確認", **VEHICLE).heading == "登録内容の確認"
    assert phone.press("この内容で申し込む").heading == "受付完了"
    assert dealer.contract["user_registration"]["status"] == "waiting"
    assert outside.registrations[-1]["kind"] == "法人"


def test_unknown_corporate_number(dealer: Dealer, outside: Outside) -> None:
    """A number that 国税庁 does not know, or a silent 国税庁, leaves the direct input."""
    phone = _at_form(dealer, outside).press("確認", kind="法人", **LOGIN)
    assert "見つかりません" in phone.press("自動入力", corporate_number="7000012050002").error(
        "corporate_number"
    )
    assert "13桁" in phone.press("自動入力", corporate_number="123").error("corporate_number")
    outside.down.add("nta.test")
    phone.press("自動入力", corporate_number="1180301018771")
    assert "直接入力" in phone.error("corporate_number")
    assert phone.press("確認", **{**COMPANY, "corporate_number": ""}).heading == "入力内容の確認"


def test_kind_that_is_changed(dealer: Dealer, outside: Outside) -> None:
    """Another kind opens its own fields, and what both have in common stays."""
    phone = _at_form(dealer, outside).press("確認", kind="法人", **LOGIN)
    phone.press("確認", kind="個人", address="東京都文京区後楽1-4-18", name="株式会社豊田商店")
    assert "自動入力" not in phone.buttons
    assert phone.input("address").get("value") == "東京都文京区後楽1-4-18"
    assert not phone.page.xpath("//*[@aria-invalid='true']")
    assert phone.press("確認").error("family_name") == "名前を入力してください。"
    assert phone.press("確認", **_filled(PERSON)).heading == "入力内容の確認"
    assert phone.values["お客さま種別"] == "個人"


def test_faults_before_the_kind_is_opened(dealer: Dealer, outside: Outside) -> None:
    """The first 「確認」 says what is wrong above, opens the fields all the same, and asks nothing below yet."""
    phone = _at_form(dealer, outside)
    phone.press("確認", **{**LOGIN, "password_again": "Passw0rd!"}, kind="個人")
    assert phone.error("password_again") == "パスワードが一致しません。もう一度入力してください。"
    assert phone.error("family_name") == ""
    phone.press("確認", **_filled(PERSON), password_again="Passw0rd")
    assert phone.heading == "入力内容の確認"


def test_log_in_and_then_sign_up(dealer: Dealer, outside: Outside, car: Any) -> None:
    """Who logs in, goes back and signs up makes an account of another kind."""
    firm = outside.add_account(kind="法人", profile=company())
    phone = dealer.new_phone().open(ENTRY).press("ログイン", email=firm, password="Passw0rd")
    phone.press("前の画面に戻る").press("新規登録（無料）").press("次へ", terms="on")
    phone.press("認証コードを送信", email=NEW).press("次へ", code=outside.code).press("次へ")
    assert phone.buttons == ["確認", "前の画面に戻る"]
    phone.press("確認", **LOGIN, kind="個人").press("確認", **_filled(PERSON)).press("登録")
    assert link(phone).press("確認", **VEHICLE).values["名前"] == "豊田 花子"


def test_corrected_account(dealer: Dealer, outside: Outside, car: Any) -> None:
    """What is corrected at 3-A is corrected in the account and stands in the application."""
    phone = dealer.new_phone().open(ENTRY)
    phone.press("ログイン", email=_account(outside), password="Passw0rd")
    phone.press("確認", address="愛知県豊田市トヨタ町1番地")
    assert outside.changes == [{"address": "愛知県豊田市トヨタ町1番地"}]
    phone.press("次へ").press("次へ").press("次へ", terms="on").press("確認", **VEHICLE)
    assert phone.values["住所"] == "愛知県豊田市トヨタ町1番地"


def test_name_is_locked_by_g_link(dealer: Dealer, outside: Outside) -> None:
    """While G-Link is linked the name cannot be changed here either (A-70)."""
    outside.add_account(kind="個人", profile=person(), linked=("G-Link",))
    phone = dealer.new_phone().open(ENTRY)
    phone.press("ログイン", email="taro@mail.toyota.example", password="Passw0rd")
    phone.press("確認", family_name="名古屋")
    assert phone.heading == "登録情報の確認と変更" and "変更できません" in phone.error("family_name")


@pytest.mark.parametrize("kind", ["個人", "法人"])
def test_buyer_may_be_the_user(dealer: Dealer, outside: Outside, kind: str) -> None:
    """A buyer who did not register as the user at the dealer does so after delivery with the same account."""
    become_buyer(dealer, outside, kind)
    register_car(dealer)
    phone = to_review(dealer.new_phone(), "taro@mail.toyota.example").press("この内容で申し込む")
    assert phone.heading == "受付完了"


@pytest.mark.parametrize(
    ("changed", "field", "message"),
    [
        ({"chassis_code": "", "chassis_serial": ""}, "chassis_code", "車台番号を入力してください。"),
        ({"chassis_serial": ""}, "chassis_code", "ハイフンの前と後"),
        ({"chassis_code": "車台"}, "chassis_code", "正しく入力"),
        ({"chassis_serial": "123"}, "chassis_code", "正しく入力"),
        (dict.fromkeys(PLATE, ""), "region", "自動車登録番号を入力してください。"),
        ({"region": "東京"}, "region", "地域名"),
        ({"class_number": "33B"}, "region", "分類番号"),
        ({"class_number": "A33"}, "region", "分類番号"),
        ({"kana": "お"}, "region", "かな文字"),
        ({"serial": "0"}, "region", "一連指定番号"),
        ({"serial": "12345"}, "region", "一連指定番号"),
        ({"serial": ""}, "region", "一連指定番号"),
    ],
)
def test_malformed_car(
    dealer: Dealer, outside: Outside, car: Any, changed: dict[str, str], field: str, message: str
) -> None:
    """A number of the wrong form is told at its field, what was typed stays, and the register is not asked."""
    phone = to_vehicle(dealer.new_phone(), _account(outside))
    outside.down.add("vehicle-registry")
    phone.press("確認", **{**VEHICLE, **changed})
    assert phone.heading == "車両情報の入力"
    assert message in phone.error(field)
    assert {name: phone.input(name).get("value") for name in VEHICLE} == {**VEHICLE, **changed}


@pytest.mark.parametrize("changed", [{"chassis_serial": "1234568"}, {"serial": "1235"}, {"region": "品川"}])
def test_unknown_car(dealer: Dealer, outside: Outside, car: Any, changed: dict[str, str]) -> None:
    """Numbers that do not go together are refused at both fields, and which is wrong is not told."""
    phone = to_vehicle(dealer.new_phone(), _account(outside)).press("確認", **{**VEHICLE, **changed})
    assert phone.heading == "車両情報の入力"
    assert phone.error("chassis_code") == phone.error("region") != ""
    assert phone.press("確認", **VEHICLE).heading == "車両情報とお客さま情報の確認"


def test_kei_car(dealer: Dealer, outside: Outside, car: Any) -> None:
    """A 軽自動車 is refused where its numbers are entered."""
    outside.register.kind = "軽自動車"
    phone = to_vehicle(dealer.new_phone(), _account(outside)).press("確認", **VEHICLE)
    assert phone.heading == "車両情報の入力" and "軽自動車の登録はできません。" in phone.text
    assert dealer.contract["user_registration"] is None


def test_car_without_a_contract(dealer: Dealer, outside: Outside) -> None:
    """A car that the register knows and no contract has is refused; once the dealer tells of it, it is taken."""
    phone = to_vehicle(dealer.new_phone(), _account(outside)).press("確認", **VEHICLE)
    assert phone.heading == "車両情報の入力" and "ご契約が見つかりません" in phone.text
    register_car(dealer)
    assert phone.press("確認").heading == "車両情報とお客さま情報の確認"


def test_letters_in_any_width(dealer: Dealer, outside: Outside, car: Any) -> None:
    """Numbers may be typed in full width and small letters, and the chassis number in one part."""
    phone = to_vehicle(dealer.new_phone(), _account(outside))
    wide = {"class_number": "３ａｃ", "serial": "１２-３４", "chassis_code": "ａｂｃ１２３－１２３４５６７"}
    phone.press("確認", **{**VEHICLE, **wide, "chassis_serial": ""})
    assert phone.values["車台番号"] == "ABC123-1234567"
    assert phone.values["自動車登録番号"] == "名古屋 3AC か 1234"


def test_help(dealer: Dealer, outside: Outside, car: Any) -> None:
    """[?] explains where the numbers stand, and the way back leads to what was typed."""
    phone = to_vehicle(dealer.new_phone(), _account(outside)).press("[?]", **VEHICLE)
    assert phone.heading == "車台番号と自動車登録番号の確認方法"
    assert "エンジンルーム" in phone.text and phone.buttons == ["前の画面に戻る"]
    phone.press("前の画面に戻る")
    assert {name: phone.input(name).get("value") for name in VEHICLE} == VEHICLE


def test_sold_again(dealer: Dealer, outside: Outside, car: Any) -> None:
    """A car that is sold a second time belongs to the later contract."""
    with freeze_time("2036-04-01T01:00:00+00:00"):
        first = dealer.contract["id"]
        dealer.open(charging=False, fast_charging=False)
        register_car(dealer)
        to_review(dealer.new_phone(), _account(outside)).press("この内容で申し込む")
    assert dealer.contract["user_registration"]["status"] == "waiting"
    assert dealer.ask("GET", f"/_control/contracts/{first}")["user_registration"] is None


def test_way_back(dealer: Dealer, outside: Outside, car: Any) -> None:
    """「前の画面に戻る」 leads back screen by screen, and nothing that was typed is lost."""
    phone = to_review(dealer.new_phone(), _account(outside)).press("前の画面に戻る")
    assert phone.heading == "車両情報の入力" and phone.input("serial").get("value") == "1234"
    assert phone.press("前の画面に戻る").heading == "使用者登録規約の同意"
    assert phone.press("前の画面に戻る").heading == "登録情報の確認完了"
    assert phone.buttons == ["次へ"]


def test_browser_back(dealer: Dealer, outside: Outside, car: Any) -> None:
    """The browser's back leads to the log-in, and what was entered is gone."""
    phone = to_review(dealer.new_phone(), _account(outside))
    phone.open("/after-delivery/vehicle")
    assert phone.heading == "ログイン" and "最初の画面に戻りました" in phone.text
    assert dealer.contract["user_registration"] is None


def test_entry_begins_anew(dealer: Dealer, outside: Outside, car: Any) -> None:
    """Whoever opens the entry begins at the log-in, also after an application, and gets a cookie of their own."""
    phone = to_review(dealer.new_phone(), _account(outside)).press("この内容で申し込む").press("閉じる")
    assert phone.open("/after-delivery/vehicle").heading == "審査をお待ちください"
    cookie = phone.client.get_cookie("mylexus_phone")
    assert phone.open(ENTRY).heading == "ログイン"
    assert phone.client.get_cookie("mylexus_phone") != cookie


def test_lost_procedure(dealer: Dealer, outside: Outside) -> None:
    """Without a procedure, or after two hours, the way to the entry is shown, not the dealer's QR code."""
    phone = dealer.new_phone().open("/after-delivery/vehicle")
    assert (phone.status, phone.heading) == (403, "もう一度、最初からお手続きください")
    assert [one.get("href") for one in phone.page.iter("a")] == [ENTRY]
    with freeze_time("2035-04-01T01:00:00+00:00") as clock:
        phone.open(ENTRY)
        clock.tick(2 * 60 * 60 + 1)
        assert phone.press("ログイン").status == 403


def test_screens_of_the_dealer_are_not_here(dealer: Dealer, outside: Outside) -> None:
    """The procedure after delivery has no camera, and no phone of the dealer's is in it."""
    assert dealer.new_phone().open(ENTRY).open("/after-delivery/front").status == 404
    assert dealer.phone().open("/after-delivery/login").status == 403


def test_codes_of_strangers_do_not_count(dealer: Dealer, outside: Outside) -> None:
    """An address gets ten codes an hour, from however many phones; another address gets its own ten."""
    for n in range(11):
        phone = dealer.new_phone().open(ENTRY).press("新規登録（無料）").press("次へ", terms="on")
        phone.press("認証コードを送信", email=NEW)
        assert phone.heading == ("認証コードの入力" if n < 10 else "メールアドレスの登録")
    phone.press("認証コードを送信", email="other@mail.toyota.example")
    assert phone.heading == "認証コードの入力"


def test_registered_user_need_not_apply(dealer: Dealer, outside: Outside) -> None:
    """Who was registered as the user at the dealer is told so."""
    become_same_user(dealer, outside)
    register_car(dealer)
    phone = to_vehicle(dealer.new_phone(), "taro@mail.toyota.example").press("確認", **VEHICLE)
    assert phone.heading == "車両情報の入力" and "すでに登録されています" in phone.text
    assert dealer.contract["user_registration"] is None
