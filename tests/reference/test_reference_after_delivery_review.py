"""Section 4-1 behind the screens: applications, the review and the mails."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from tests.reference.registering import (
    DAY,
    ENTRY,
    PLATE,
    TARO,
    VEHICLE,
    applied,
    link,
    links_of,
    parts_of,
    register_car,
    review,
    sign_up,
    subjects,
    to_review,
    to_vehicle,
)
from tests.reference.ways import COMPANY, PERSON, become_buyer, become_same_user, company, person

if TYPE_CHECKING:
    from tests.reference.conftest import Dealer, Outside

NEW = "hanako@mail.toyota.example"


def test_application_is_told(dealer: Dealer, outside: Outside, car: Any) -> None:
    """Who applied gets M-04 from id.toyota, as text and as HTML, without a link."""
    applied(dealer, outside)
    (mail,) = outside.mails
    assert (mail["To"], mail["From"]) == (TARO, "no-reply@id.toyota")
    assert subjects(outside) == ["使用者情報の登録 受付のお知らせ"]
    assert links_of(mail) == {}
    assert all("豊田 太郎 様" in part and "審査には数日" in part for part in parts_of(mail))


def test_completed(dealer: Dealer, outside: Outside, car: Any, clock: Any) -> None:
    """The next day the review finds the user on the 車検証: registered, and told with the way on to 5-1."""
    applied(dealer, outside)
    assert review(dealer) == []
    clock.tick(DAY)
    assert review(dealer) == [{"contract": dealer.opened["id"], "result": "completed"}]
    contract = dealer.contract
    assert contract["user"] == {"name": "豊田 太郎", "kind": "個人", "email": TARO}
    assert contract["user_registration"]["status"] == "completed"
    assert contract["user_staff_checked"] is False
    assert subjects(outside)[-1] == "使用者情報の登録完了のお知らせ"
    (label, address), *rest = links_of(outside.mails[-1]).items()
    assert (label, rest) == ("次の手続きに進む", []) and address.startswith("https://dealer.test/")
    assert address != f"https://dealer.test{ENTRY}"
    clock.tick(DAY)
    assert review(dealer) == [] and len(outside.mails) == 2


@pytest.mark.parametrize(
    "user",
    [
        {"name": "豊田 次郎"},
        {"address": "東京都文京区後楽1-4-19"},
        {"kind": "法人"},
        {"name": "髙田 太郎"},
    ],
)
def test_refused(dealer: Dealer, outside: Outside, car: Any, clock: Any, user: dict[str, str]) -> None:
    """A 車検証 with another name, address or kind refuses the application; M-05 leads back to the entry."""
    outside.register.user |= user
    applied(dealer, outside)
    clock.tick(DAY)
    assert review(dealer) == [{"contract": dealer.opened["id"], "result": "refused"}]
    assert dealer.contract["user"] is None
    assert dealer.contract["user_registration"]["status"] == "refused"
    assert subjects(outside)[-1] == "使用者情報の登録エラーのお知らせ"
    assert links_of(outside.mails[-1]) == {"もう一度、最初から登録する": f"https://dealer.test{ENTRY}"}
    on_the_certificate = [said for key, said in user.items() if key != "kind"]
    assert not any(said in part for part in parts_of(outside.mails[-1]) for said in on_the_certificate)


@pytest.mark.parametrize("gone", ["kei", "car"])
def test_refused_for_the_car(dealer: Dealer, outside: Outside, car: Any, clock: Any, gone: str) -> None:
    """A car that is not in the register any longer, or is a 軽自動車 there, is refused."""
    applied(dealer, outside)
    if gone == "kei":
        outside.register.kind = "軽自動車"
    else:
        outside.register.plate["serial"] = "9999"
    clock.tick(DAY)
    assert [one["result"] for one in review(dealer)] == ["refused"]


def test_written_otherwise(dealer: Dealer, outside: Outside, car: Any, clock: Any) -> None:
    """A 車検証 writes name and address in its own way, and means the same."""
    outside.register.user |= {"name": "豊田　太郎", "address": "東京都文京区後楽一丁目４番１８号"}
    applied(dealer, outside)
    clock.tick(DAY)
    assert [one["result"] for one in review(dealer)] == ["completed"]


def test_corporation_completed(dealer: Dealer, outside: Outside, car: Any, clock: Any) -> None:
    """A corporation with a new account is registered under its name; its mail magazine is remembered."""
    outside.register.user = {
        "kind": "法人",
        "name": "株式会社豊田商店",
        "address": "東京都文京区後楽1-4-18",
    }
    profile = {key: value for key, value in COMPANY.items() if "password" not in key}
    phone = link(sign_up(dealer.new_phone(), outside, NEW, "法人", profile), magazine=True)
    phone.press("確認", **VEHICLE).press("この内容で申し込む")
    clock.tick(DAY)
    assert [one["result"] for one in review(dealer)] == ["completed"]
    assert dealer.contract["user"]["name"] == "株式会社豊田商店"
    expected = {"status": "completed", "mail_magazine": True, "applied": 1}
    assert dealer.contract["user_registration"] == expected


def test_desk_has_not_got_to_it(dealer: Dealer, outside: Outside, car: Any, clock: Any) -> None:
    """Up to midnight in Japan an application waits, a second later it is reviewed."""
    applied(dealer, outside)
    clock.tick(14 * 60 * 60 - 1)
    assert review(dealer) == [] and dealer.contract["user_registration"]["status"] == "waiting"
    clock.tick(1)
    assert len(review(dealer)) == 1


def test_start_again_after_a_refusal(dealer: Dealer, outside: Outside, car: Any, clock: Any) -> None:
    """Who was refused begins again, corrects the account, and is registered; the second time counts."""
    outside.register.user["address"] = "愛知県豊田市トヨタ町1番地"
    applied(dealer, outside)
    clock.tick(DAY)
    review(dealer)
    phone = dealer.new_phone().open(links_of(outside.mails[-1])["もう一度、最初から登録する"])
    phone.press("ログイン", email=TARO, password="Passw0rd")
    phone.press("確認", address="愛知県豊田市トヨタ町1番地").press("次へ").press("次へ")
    phone.press("次へ", terms="on").press("確認", **VEHICLE).press("この内容で申し込む")
    expected = {"status": "waiting", "mail_magazine": False, "applied": 2}
    assert dealer.contract["user_registration"] == expected
    clock.tick(DAY)
    assert [one["result"] for one in review(dealer)] == ["completed"]
    assert subjects(outside)[1:] == [
        "使用者情報の登録エラーのお知らせ",
        "使用者情報の登録 受付のお知らせ",
        "使用者情報の登録完了のお知らせ",
    ]


def test_pressed_twice(dealer: Dealer, outside: Outside, car: Any) -> None:
    """「この内容で申し込む」 pressed twice is one application and one mail."""
    outside.add_account(kind="個人", profile=person())
    phone = to_review(dealer.new_phone(), TARO)
    sent = {**phone.form(), "action": "apply"}
    assert phone.post(phone.url, sent).heading == "受付完了"
    assert phone.post("/after-delivery/registration-review", sent).heading == "受付完了"
    assert dealer.contract["user_registration"]["applied"] == len(outside.mails) == 1


def test_many_phones_at_once(dealer: Dealer, outside: Outside, car: Any) -> None:
    """Of many phones that apply for one car in the same moment exactly one does, and there is one mail."""
    outside.add_account(kind="個人", profile=person())
    phones = [to_review(dealer.new_phone(), TARO) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        found = [phone.heading for phone in pool.map(lambda one: one.press("この内容で申し込む"), phones)]
    assert sorted(found) == ["受付完了", *["車両情報とお客さま情報の確認"] * 3]
    assert dealer.contract["user_registration"]["applied"] == len(outside.mails) == 1


@pytest.mark.parametrize("email", [TARO, NEW])
def test_one_application_waits_at_a_time(dealer: Dealer, outside: Outside, car: Any, email: str) -> None:
    """While one waits, neither the same account nor another one can apply for the car."""
    applied(dealer, outside)
    if email == NEW:
        outside.add_account(kind="個人", profile=person("花子"), email=NEW)
    phone = to_vehicle(dealer.new_phone(), email).press("確認", **VEHICLE)
    assert phone.heading == "車両情報の入力" and "すでに受け付けています" in phone.text
    assert dealer.contract["user_registration"]["applied"] == 1


def test_registered_user_does_not_apply_again(dealer: Dealer, outside: Outside, car: Any, clock: Any) -> None:
    """Who was registered after delivery is told so on the next try."""
    applied(dealer, outside)
    clock.tick(DAY)
    review(dealer)
    phone = to_vehicle(dealer.new_phone(), TARO).press("確認", **VEHICLE)
    assert "すでに登録されています" in phone.text


def test_user_of_the_certificate_takes_the_place(
    dealer: Dealer, outside: Outside, car: Any, clock: Any
) -> None:
    """A user from the dealer whom the 車検証 does not name gives way to the one whom it does."""
    firm = outside.add_account(kind="法人", profile=company(), email="firm@mail.toyota.example")
    become_same_user(dealer, outside, "法人", firm)
    applied(dealer, outside)
    assert dealer.contract["user"]["kind"] == "法人"
    clock.tick(DAY)
    review(dealer)
    assert dealer.contract["user"]["name"] == "豊田 太郎"
    assert dealer.contract["user_registration"]["status"] == "completed"


def test_another_buyer_begins_without_the_registration(
    dealer: Dealer, outside: Outside, car: Any, clock: Any
) -> None:
    """With another buyer the user of before is forgotten, and so is that there was a registration."""
    become_buyer(dealer, outside)
    applied(dealer, outside)
    clock.tick(DAY)
    review(dealer)
    firm = outside.add_account(kind="法人", profile=company(), email="firm@mail.toyota.example")
    become_buyer(dealer, outside, "法人", firm)
    assert dealer.contract["user"] is dealer.contract["user_registration"] is None


def test_buyer_is_invited(dealer: Dealer, outside: Outside) -> None:
    """When the car is registered the buyer gets M-02 with the entry, once for one car."""
    become_buyer(dealer, outside)
    assert register_car(dealer) == {"status": "registered"}
    register_car(dealer)
    (mail,) = outside.mails
    assert mail["To"] == TARO and subjects(outside) == ["使用者情報の登録のご案内"]
    assert links_of(mail) == {"使用者情報の登録へ": f"https://dealer.test{ENTRY}"}
    register_car(dealer, plate={**PLATE, "serial": "99"})
    assert len(outside.mails) == 2


def test_nobody_is_invited_without_a_buyer(dealer: Dealer, outside: Outside) -> None:
    """A contract without a buyer has nobody to write to, then or later."""
    register_car(dealer)
    become_buyer(dealer, outside)
    dealer.ask("POST", "/_control/reviews")
    assert outside.mails == []


def test_individual_with_a_new_account_completed(
    dealer: Dealer, outside: Outside, car: Any, clock: Any
) -> None:
    """The car of an individual who made an account is theirs when the 車検証 says so."""
    outside.register.user["name"] = "豊田 花子"
    profile = {key: value for key, value in PERSON.items() if "password" not in key}
    phone = link(sign_up(dealer.new_phone(), outside, NEW, "個人", profile))
    phone.press("確認", **VEHICLE).press("この内容で申し込む")
    clock.tick(DAY)
    assert [one["result"] for one in review(dealer)] == ["completed"]
    assert dealer.contract["user"] == {"name": "豊田 花子", "kind": "個人", "email": NEW}
