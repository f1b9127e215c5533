"""Sections 2-1, 2-2 and 2-3, walked in process."""

from __future__ import annotations

import base64
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
import zxingcpp
from freezegun import freeze_time
from PIL import Image

from tests.reference.ways import (
    COMPANY,
    PERSON,
    apply_for_g_link,
    become_buyer,
    become_same_user,
    company,
    log_in,
    person,
    to_kind,
    to_login,
    to_user_login,
    user_phone,
)

if TYPE_CHECKING:
    from tests.reference.conftest import Dealer, Outside, Phone

NEW = "hanako@mail.toyota.example"
SPOUSE = "spouse@mail.toyota.example"


def _spouse(outside: Outside) -> str:
    return outside.add_account(kind="個人", profile=person("花子"), email=SPOUSE)


def _registered(dealer: Dealer, outside: Outside) -> Phone:
    """A user with an account of their own is registered; their phone stands at 3-1/1."""
    phone = to_user_login(user_phone(dealer, become_buyer(dealer, outside)))
    phone.press("ログイン", email=_spouse(outside), password="Passw0rd").press("確認")
    return phone.press("次へ", staff="on").press("次へ").press("次へ", terms="on")


@pytest.mark.parametrize(("kind", "name"), [("個人", "豊田 太郎"), ("法人", "トヨタ自動車株式会社")])
def test_same_name(dealer: Dealer, outside: Outside, kind: str, name: str) -> None:
    """The buyer is registered as the user after agreeing to the terms, on the same phone."""
    phone = become_buyer(dealer, outside, kind)
    assert phone.buttons == ["使用者情報の登録へ"]
    assert phone.press("使用者情報の登録へ").heading == "名義の選択"
    assert phone.buttons == [
        "買主と同じ名義で登録する",
        "買主とは異なる名義で登録する",
        "前の画面にもどる",
    ]
    assert phone.press("買主と同じ名義で登録する").heading == "使用者登録規約の同意"
    assert phone.press("次へ").error("terms") == "「利用規約に同意する」にチェックを入れてください。"
    assert dealer.contract["user"] is None
    assert phone.press("次へ", terms="on").heading == "使用者情報の登録完了"
    assert phone.values == {"買主名": name, "使用者名": name}
    assert phone.buttons == ["My LEXUSサービス利用手続きへ"]
    contract = dealer.contract
    assert contract["user"] == contract["buyer"]
    assert contract["user"]["name"] == name
    assert contract["user_staff_checked"] is (kind == "個人")
    assert "使用者登録規約の同意" in contract["consents"]


def test_qr_of_the_user(dealer: Dealer, outside: Outside) -> None:
    """The buyer's phone shows a QR code and, for who cannot read it, its address as text; both are one."""
    phone = become_buyer(dealer, outside).press("使用者情報の登録へ")
    assert phone.press("買主とは異なる名義で登録する").heading == "使用者の同席確認"
    assert phone.buttons == ["同席している", "同席していない", "前の画面にもどる"]
    assert phone.press("同席している").heading == "QRコードの表示"
    (picture,) = phone.page.iter("img")
    png = base64.b64decode(picture.get("src").removeprefix("data:image/png;base64,"))
    (code,) = zxingcpp.read_barcodes(Image.open(BytesIO(png)))
    phone.press("QRコードが読み取れない場合はこちら (URLをコピーする)")
    assert phone.values == {"登録サイトのURL": code.text}
    assert code.text.startswith("https://dealer.test/user-entry?t=")
    assert phone.press("前の画面にもどる").press("前の画面にもどる").heading == "使用者の同席確認"


def test_user_with_an_account(dealer: Dealer, outside: Outside) -> None:
    """Track A of 2-2: the user goes the buyer's way on a phone of their own, and agrees to terms at the end."""
    phone = user_phone(dealer, become_buyer(dealer, outside))
    assert phone.heading == "お申込みの開始"
    assert "使用者として登録されるお客さま" in phone.text
    assert phone.press("お申込みを開始する").heading == "使用者情報の登録開始"
    assert phone.press("使用者情報の登録へ").heading == "ご契約車両の確認"
    assert phone.values == {"ご契約車両": "RX450h+", "購入販売店": "レクサス文京"}
    assert phone.press("つぎへ").heading == "情報提供の同意"
    assert phone.press("同意する").heading == "ログイン"
    assert "共通ID" in phone.text
    phone.press("ログイン", email=_spouse(outside), password="Passw0rd")
    assert phone.heading == "登録情報の確認と変更"
    assert phone.press("確認").heading == "販売店スタッフによる目視確認"
    assert phone.press("次へ").error("staff")
    assert phone.press("次へ", staff="on").heading == "登録情報の確認完了"
    assert phone.press("次へ").heading == "利用者登録規約の同意"
    assert dealer.contract["user"] is None
    assert phone.press("次へ", terms="on").heading == "使用者情報の登録完了"
    assert phone.values == {"買主名": "豊田 太郎", "使用者名": "豊田 花子"}
    assert dealer.contract["user"] == {"name": "豊田 花子", "kind": "個人", "email": SPOUSE}
    assert dealer.contract["buyer"]["name"] == "豊田 太郎"
    assert dealer.contract["user_staff_checked"] is True


def test_user_with_a_new_account(dealer: Dealer, outside: Outside, picture: tuple[BytesIO, str]) -> None:
    """Track B of 2-2: a licence is photographed, staff check, and the terms are those of the user."""
    phone = to_user_login(user_phone(dealer, become_buyer(dealer, outside)))
    to_kind(phone, outside, NEW).press("次へ", kind="個人").press("身分証明書をカメラで撮影する")
    phone.press("はじめる").press("運転免許証").press("撮影画面へ").press("撮影する", photo=picture)
    phone.press("次へ").press("確認", **PERSON)
    assert phone.press("登録").error("staff")
    assert phone.press("登録", staff="on").heading == "アカウントの登録完了"
    assert phone.press("次へ").heading == "使用者登録規約の同意"
    phone.press("次へ", terms="on")
    assert phone.values == {"買主名": "豊田 太郎", "使用者名": "豊田 花子"}
    assert dealer.contract["user"]["email"] == NEW


def test_corporate_user(dealer: Dealer, outside: Outside) -> None:
    """Track C of 2-2: a corporation is the user, without a staff check, under its name."""
    phone = to_user_login(user_phone(dealer, become_buyer(dealer, outside)))
    to_kind(phone, outside, NEW).press("次へ", kind="法人").press("確認", **COMPANY)
    assert "スタッフ" not in phone.text
    assert phone.press("登録").press("次へ").heading == "使用者登録規約の同意"
    assert phone.press("次へ", terms="on").values["使用者名"] == "株式会社豊田商店"
    assert dealer.contract["user"]["kind"] == "法人"
    assert dealer.contract["user_staff_checked"] is False
    assert dealer.contract["staff_checked"] is True


def test_corporate_user_with_an_account(dealer: Dealer, outside: Outside) -> None:
    """A corporation with an account goes track A of 2-2 without a staff check."""
    firm = outside.add_account(kind="法人", profile=company(), email="firm@mail.toyota.example")
    phone = to_user_login(user_phone(dealer, become_buyer(dealer, outside)))
    phone.press("ログイン", email=firm, password="Passw0rd").press("確認").press("次へ")
    assert phone.press("次へ").heading == "利用者登録規約の同意"
    assert phone.press("次へ", terms="on").values["使用者名"] == "トヨタ自動車株式会社"


@pytest.mark.parametrize("kind", ["個人", "法人"])
def test_user_needs_an_account_of_their_own(dealer: Dealer, outside: Outside, kind: str) -> None:
    """Who logs in as the buyer in 2-2 is told that 2-1 is the way, and nobody becomes the user."""
    phone = to_user_login(user_phone(dealer, become_buyer(dealer, outside, kind)))
    phone.press("ログイン", email="taro@mail.toyota.example", password="Passw0rd")
    assert phone.heading == "ログイン"
    assert "「買主と同じ名義で登録する」" in phone.error("email")
    assert dealer.contract["user"] is None


def test_qr_belongs_to_the_first_phone(dealer: Dealer, outside: Outside) -> None:
    """The first phone may read the QR code again; a second one is told so and gets no cookie."""
    buyer = become_buyer(dealer, outside)
    first = user_phone(dealer, buyer)
    address = buyer.press("QRコードが読み取れない場合はこちら (URLをコピーする)").values["登録サイトのURL"]
    second = dealer.new_phone().open(address)
    assert (second.status, second.heading) == (403, "このQRコードは別のスマートフォンで読み取られています")
    assert second.client.get_cookie("mylexus_phone") is None
    first.press("お申込みを開始する")
    assert first.open(address).heading == "お申込みの開始"
    assert first.press("お申込みを開始する").heading == "使用者情報の登録開始"


def test_looking_is_not_reading(dealer: Dealer, outside: Outside) -> None:
    """A program that only asks whether the address answers does not use the QR code up."""
    buyer = become_buyer(dealer, outside).press("使用者情報の登録へ")
    buyer.press("買主とは異なる名義で登録する").press("同席している")
    buyer.press("QRコードが読み取れない場合はこちら (URLをコピーする)")
    address = buyer.values["登録サイトのURL"].removeprefix("https://dealer.test")
    assert dealer.app.test_client().head(address).status_code == 204
    assert dealer.new_phone().open(address).heading == "お申込みの開始"


def test_phones_race_for_the_qr(dealer: Dealer, outside: Outside) -> None:
    """Of many phones that read the QR code in the same moment exactly one has it."""
    buyer = become_buyer(dealer, outside).press("使用者情報の登録へ")
    buyer.press("買主とは異なる名義で登録する").press("同席している")
    buyer.press("QRコードが読み取れない場合はこちら (URLをコピーする)")
    address = buyer.values["登録サイトのURL"].removeprefix("https://dealer.test")
    with ThreadPoolExecutor(4) as phones:
        statuses = phones.map(lambda _: dealer.app.test_client().get(address).status_code, range(8))
        assert sorted(statuses) == [303, *[403] * 7]


def test_qr_expires(dealer: Dealer, outside: Outside) -> None:
    """After half an hour the QR code opens nothing, but a phone that read it in time goes on."""
    with freeze_time("2035-04-01T01:00:00+00:00") as clock:
        buyer = become_buyer(dealer, outside)
        in_time = user_phone(dealer, buyer)
        address = buyer.press("QRコードが読み取れない場合はこちら (URLをコピーする)").values[
            "登録サイトのURL"
        ]
        clock.tick(30 * 60)
        late = dealer.new_phone().open(address)
        assert (late.status, late.heading) == (403, "QRコードの有効期限が切れています")
        assert in_time.press("お申込みを開始する").heading == "使用者情報の登録開始"
        buyer.press("前の画面にもどる").press("前の画面にもどる").press("同席している")
        assert user_phone(dealer, buyer).heading == "お申込みの開始"


def test_new_qr_voids_the_old(dealer: Dealer, outside: Outside) -> None:
    """A new QR code voids the one before, and who read that one cannot become the user any more."""
    buyer = become_buyer(dealer, outside)
    old = to_user_login(user_phone(dealer, buyer))
    address = buyer.press("QRコードが読み取れない場合はこちら (URLをコピーする)").values["登録サイトのURL"]
    buyer.press("前の画面にもどる").press("前の画面にもどる").press("同席している")
    assert dealer.new_phone().open(address).heading == "このQRコードは無効になりました"
    old.press("ログイン", email=_spouse(outside), password="Passw0rd").press("確認")
    old.press("次へ", staff="on").press("次へ").press("次へ", terms="on")
    assert old.heading == "利用者登録規約の同意"
    assert "新しいQRコード" in old.text
    assert dealer.contract["user"] is None


def test_altered_user_qr(dealer: Dealer, outside: Outside) -> None:
    """Whichever character of the token is altered, it opens nothing; neither does the first QR code's."""
    buyer = become_buyer(dealer, outside).press("使用者情報の登録へ")
    buyer.press("買主とは異なる名義で登録する").press("同席している")
    buyer.press("QRコードが読み取れない場合はこちら (URLをコピーする)")
    path = buyer.values["登録サイトのURL"].removeprefix("https://dealer.test")
    client = dealer.app.test_client()
    for place in range(path.index("t=") + 2, len(path)):
        altered = path[:place] + ("A" if path[place] != "A" else "B") + path[place + 1 :]
        assert client.get(altered).status_code == 400, altered
    first_token = dealer.opened["entry_path"].partition("t=")[2]
    assert client.get(f"/user-entry?t={first_token}").status_code == 400
    assert client.get("/entry?t=" + path.partition("t=")[2]).status_code == 400
    assert client.get("/user-entry").status_code == 400


def test_one_phone_for_both(dealer: Dealer, outside: Outside) -> None:
    """The URL can be opened on the buyer's own phone, which is the user's from then on (A-90)."""
    buyer = become_buyer(dealer, outside, "法人").press("使用者情報の登録へ")
    buyer.press("買主とは異なる名義で登録する").press("同席している")
    buyer.press("QRコードが読み取れない場合はこちら (URLをコピーする)")
    phone = to_user_login(buyer.open(buyer.values["登録サイトのURL"]))
    phone.press("ログイン", email=_spouse(outside), password="Passw0rd").press("確認")
    phone.press("次へ", staff="on").press("次へ").press("次へ", terms="on")
    assert phone.values == {"買主名": "トヨタ自動車株式会社", "使用者名": "豊田 花子"}


def test_skipping(dealer: Dealer, outside: Outside) -> None:
    """2-3: without the user there, the customer is done at とじる, and staff end the procedure with OK."""
    phone = become_buyer(dealer, outside).press("使用者情報の登録へ").press("買主とは異なる名義で登録する")
    assert phone.press("同席していない").heading == "納車後手続きの案内"
    assert phone.press("OK").heading == "販売店での手続き終了"
    assert "以上でお手続きは完了です" in phone.text
    assert phone.press("とじる").heading == "販売店スタッフによる案内"
    assert "販売店スタッフまでお声がけください" in phone.text
    assert phone.press("OK").heading == "お手続きの終了"
    assert phone.buttons == []
    assert phone.open("/buyer/profile").heading == "お手続きの終了"
    assert dealer.contract["buyer"]["name"] == "豊田 太郎"
    assert dealer.contract["user"] is None and dealer.contract["applications"] == []


def test_unreadable_qr_leads_to_2_3(dealer: Dealer, outside: Outside) -> None:
    """From the QR code the way back leads to 「同席していない」, which voids the code."""
    buyer = become_buyer(dealer, outside)
    address = buyer.press("使用者情報の登録へ").press("買主とは異なる名義で登録する").press("同席している")
    url = address.press("QRコードが読み取れない場合はこちら (URLをコピーする)").values["登録サイトのURL"]
    buyer.press("前の画面にもどる").press("前の画面にもどる")
    assert buyer.press("同席していない").heading == "納車後手続きの案内"
    assert dealer.new_phone().open(url).heading == "このQRコードは無効になりました"


def test_browser_back_of_both_phones(dealer: Dealer, outside: Outside) -> None:
    """The browser's back leads each phone to the first screen of its own procedure; who is registered stays."""
    buyer = become_buyer(dealer, outside)
    user = to_user_login(user_phone(dealer, buyer))
    assert user.open("/user/outline").heading == "お申込みの開始"
    assert user.url == "/user/start"
    assert user.press("お申込みを開始する").heading == "使用者情報の登録開始"
    assert buyer.open("/buyer/registrant").url == "/buyer/start"
    assert dealer.contract["buyer"]["name"] == "豊田 太郎"


def test_same_buyer_keeps_the_user(dealer: Dealer, outside: Outside) -> None:
    """A phone that lost its procedure starts from the first QR code; what was confirmed is still there."""
    user = _registered(dealer, outside)
    apply_for_g_link(user).press("申し込む")
    before = dealer.contract
    assert before["user"]["name"] == "豊田 花子" and len(before["applications"]) == 1
    become_buyer(dealer, outside, email="taro@mail.toyota.example")
    after = dealer.contract
    assert (after["user"], after["applications"]) == (before["user"], before["applications"])


def test_another_buyer_begins_without_a_user(dealer: Dealer, outside: Outside) -> None:
    """Another buyer's contract has no user and no application yet, and the old user's phone is told so."""
    user = apply_for_g_link(_registered(dealer, outside))
    other = outside.add_account(kind="法人", profile=company(), email="firm@mail.toyota.example")
    log_in(dealer.phone(), other).press("確認").press("次へ").press("次へ")
    assert dealer.contract["user"] is None
    user.press("申し込む")
    assert user.heading == "お申込み受付"
    assert "使用者情報が変更された" in user.text
    assert dealer.contract["applications"] == []


def test_user_is_changed_from_the_first_qr(dealer: Dealer, outside: Outside) -> None:
    """The buyer registers again and names another user; what the first one applied for is gone."""
    apply_for_g_link(_registered(dealer, outside)).press("申し込む")
    phone = become_same_user(dealer, outside, email="taro@mail.toyota.example")
    assert phone.values["使用者名"] == "豊田 太郎"
    assert dealer.contract["user"]["name"] == "豊田 太郎"
    assert dealer.contract["applications"] == []


def test_two_buyers_at_once(dealer: Dealer, outside: Outside) -> None:
    """Of two phones on one contract the later buyer stands, and the earlier cannot become the user."""
    first = become_buyer(dealer, outside).press("使用者情報の登録へ").press("買主と同じ名義で登録する")
    other = outside.add_account(kind="法人", profile=company(), email="firm@mail.toyota.example")
    log_in(dealer.phone(), other).press("確認").press("次へ").press("次へ")
    first.press("次へ", terms="on")
    assert first.heading == "使用者登録規約の同意"
    assert "買主情報が変更された" in first.text
    assert dealer.contract["user"] is None


def test_terms_pressed_twice(dealer: Dealer, outside: Outside) -> None:
    """The terms' button pressed twice registers one user and stays at the completion."""
    phone = become_buyer(dealer, outside).press("使用者情報の登録へ").press("買主と同じ名義で登録する")
    sent = {**phone.form(), "terms": "on", "action": "next"}
    assert phone.post("/buyer/user-terms", sent).heading == "使用者情報の登録完了"
    assert phone.post("/buyer/user-terms", sent).heading == "使用者情報の登録完了"
    assert dealer.contract["consents"].count("使用者登録規約の同意") == 1


def test_buyer_screens_are_not_the_users(dealer: Dealer, outside: Outside) -> None:
    """A user's phone reaches no screen of the buyer's, and the other way round."""
    buyer = become_buyer(dealer, outside)
    user = user_phone(dealer, buyer)
    assert user.open("/buyer/user-qr").status == 403
    assert user.open("/user/user-qr").status == 404
    assert buyer.open("/user/start").status == 403
    assert to_login(buyer.open("/buyer/start")).heading == "ログイン"
