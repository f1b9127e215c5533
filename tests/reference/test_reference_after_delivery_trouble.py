"""Section 4-1 when the mail server, the register or the dealer's system does not do its part."""

from __future__ import annotations

import json
import smtplib
from typing import TYPE_CHECKING, Any

import pytest
import requests

from tests.reference.registering import (
    CHASSIS,
    DAY,
    ENTRY,
    PLATE,
    TARO,
    VEHICLE,
    Register,
    applied,
    register_car,
    review,
    subjects,
    to_review,
    to_vehicle,
)
from tests.reference.ways import become_buyer, person

if TYPE_CHECKING:
    from flask import Flask

    from tests.reference.conftest import Answer, Dealer, Outside

NEW = "hanako@mail.toyota.example"


def test_mails_that_wait(dealer: Dealer, outside: Outside, clock: Any) -> None:
    """What could not be sent because the mail server was silent is sent with the next review, once."""
    become_buyer(dealer, outside)
    outside.down.add("mail")
    assert register_car(dealer) == {"status": "registered"}
    outside.down.clear()
    review(dealer)
    assert subjects(outside) == ["使用者情報の登録のご案内"]
    applied(dealer, outside)
    outside.down.add("mail")
    clock.tick(DAY)
    assert [one["result"] for one in review(dealer)] == ["completed"]
    assert len(outside.mails) == 2
    outside.down.clear()
    assert review(dealer) == []
    assert subjects(outside)[2:] == ["使用者情報の登録完了のお知らせ"]
    review(dealer)
    assert len(outside.mails) == 3


def test_no_application_without_mail(dealer: Dealer, outside: Outside, car: Any) -> None:
    """With the mail server silent the application is not made; the next press makes it."""
    outside.add_account(kind="個人", profile=person())
    phone = to_review(dealer.new_phone(), TARO)
    outside.down.add("mail")
    phone.press("この内容で申し込む")
    assert phone.heading == "車両情報とお客さま情報の確認" and "つながりません" in phone.text
    before = dealer.contract
    assert before["user_registration"] is None and before["consents"] == []
    outside.down.clear()
    assert phone.press("この内容で申し込む").heading == "受付完了"
    assert dealer.contract["user_registration"]["applied"] == 1


def test_refusal_stands_without_mail(dealer: Dealer, outside: Outside, car: Any, clock: Any) -> None:
    """A second application that could not be made leaves the first one's refusal as it was."""
    outside.register.user["name"] = "豊田 次郎"
    applied(dealer, outside)
    clock.tick(DAY)
    review(dealer)
    phone = to_review(dealer.new_phone(), TARO)
    outside.down.add("mail")
    phone.press("この内容で申し込む")
    expected = {"status": "refused", "mail_magazine": False, "applied": 1}
    assert dealer.contract["user_registration"] == expected


def test_mailbox_that_refuses(
    dealer: Dealer, outside: Outside, car: Any, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mailbox that refuses our domain loses no application, is told of on the screen, and is tried once."""
    tried = []

    def refuse(*sent: object) -> None:
        tried.append(sent)
        raise smtplib.SMTPRecipientsRefused({TARO: (550, b"no")})

    monkeypatch.setattr(smtplib.SMTP, "send_message", refuse)
    phone = applied(dealer, outside)
    assert phone.heading == "受付完了" and "受付完了メールをお送りできませんでした" in phone.text
    clock.tick(DAY)
    assert [one["result"] for one in review(dealer)] == ["completed"]
    review(dealer)
    assert len(tried) == 2


NONSENSE: list[Answer | Exception] = [
    (500, {}, "broken"),
    (401, {}, '{"error": {"code": "unauthorized"}}'),
    (404, {}, "<html>"),
    (404, {}, '{"error": {"code": "no_such_path"}}'),
    (200, {}, "[]"),
    (200, {}, "{}"),
    (200, {}, f'{{"chassis_number": "{CHASSIS}", "plate": null, "vehicle_kind": "普通自動車"}}'),
    requests.ReadTimeout("slow"),
]


@pytest.mark.parametrize("nonsense", NONSENSE)
def test_nonsense_about_a_car(
    dealer: Dealer, outside: Outside, car: Any, nonsense: Answer | Exception
) -> None:
    """Whatever the register answers, the customer stays at the car with what was typed."""
    outside.add_account(kind="個人", profile=person())
    phone = to_vehicle(dealer.new_phone(), TARO)
    outside.replies["GET", "/v1/certificates"] = nonsense
    phone.press("確認", **VEHICLE)
    assert (phone.status, phone.heading) == (200, "車両情報の入力")
    assert "車検証情報のサービスにつながりません" in phone.text
    assert {name: phone.input(name).get("value") for name in VEHICLE} == VEHICLE
    outside.replies.clear()
    assert phone.press("確認").heading == "車両情報とお客さま情報の確認"


def test_certificate_that_is_none(dealer: Dealer, outside: Outside, car: Any) -> None:
    """A 車検証 of an unknown kind of car, of nobody, or of another car is no answer."""
    outside.add_account(kind="個人", profile=person())
    phone = to_vehicle(dealer.new_phone(), TARO)
    for spoilt in ({"kind": "船"}, {"user": {"kind": "個人", "name": "", "address": "x"}}):
        vars(outside.register).update(spoilt)
        assert "つながりません" in phone.press("確認", **VEHICLE).text
        outside.register = Register()
    assert phone.press("確認").heading == "車両情報とお客さま情報の確認"


def test_certificate_of_another_car(dealer: Dealer, outside: Outside, car: Any, clock: Any) -> None:
    """A 車検証 that is another car's is no answer: nobody gets on with it, and no application is decided."""
    applied(dealer, outside)
    other = {"chassis_number": "XYZ99-7654321", "plate": PLATE, "vehicle_kind": "普通自動車"}
    body = json.dumps({**other, "user": outside.register.user})
    outside.replies["GET", "/v1/certificates"] = (200, {}, body)
    clock.tick(DAY)
    assert review(dealer) == []
    phone = to_vehicle(dealer.new_phone(), TARO).press("確認", **VEHICLE)
    assert phone.heading == "車両情報の入力" and "つながりません" in phone.text


def test_register_that_is_silent(dealer: Dealer, outside: Outside, car: Any, clock: Any) -> None:
    """An application about which the register says nothing waits for the next review."""
    applied(dealer, outside)
    clock.tick(DAY)
    outside.down.add("vehicle-registry")
    assert review(dealer) == []
    assert dealer.contract["user_registration"]["status"] == "waiting"
    outside.down.clear()
    assert [one["result"] for one in review(dealer)] == ["completed"]


@pytest.mark.parametrize(
    "told",
    [
        None,
        {},
        {"chassis_number": CHASSIS},
        {"chassis_number": "", "plate": PLATE},
        {"chassis_number": CHASSIS, "plate": {**PLATE, "colour": "white"}},
        {"chassis_number": CHASSIS, "plate": {**PLATE, "serial": 1234}},
    ],
)
def test_malformed_registration_of_a_car(dealer: Dealer, app: Flask, told: Any) -> None:
    """What the dealer's system tells must be whole and of the right types."""
    path = f"/_control/contracts/{dealer.opened['id']}/vehicle-registration"
    answer = app.test_client().post(path, json=told, headers={"Authorization": "Bearer control-token"})
    assert answer.status_code == 422
    assert answer.get_json()["error"]["code"] == "invalid"


def test_control_after_delivery(dealer: Dealer, app: Flask) -> None:
    """The entry is told, an unknown contract is 404, and nothing answers without the token."""
    assert dealer.ask("GET", "/_control/entry") == {"user_registration_path": ENTRY}
    told = {"chassis_number": CHASSIS, "plate": PLATE}
    path = "/_control/contracts/nobody/vehicle-registration"
    assert dealer.ask("POST", path, json=told)["error"]["code"] == "not_found"
    for method, at in (("GET", "/_control/entry"), ("POST", "/_control/reviews"), ("POST", path)):
        assert app.test_client().open(at, method=method).status_code == 401


def test_reset_forgets_all(dealer: Dealer, outside: Outside, car: Any, clock: Any) -> None:
    """After a reset no application is left to review."""
    applied(dealer, outside)
    dealer.ask("POST", "/_control/reset")
    clock.tick(DAY)
    assert review(dealer) == []
    dealer.open(charging=True, fast_charging=False)
    assert dealer.contract["user_registration"] is None
