"""The register of motor vehicles."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.calling import Answer, Caller, Way, directly
from fakes.vehicle_registry import DEFAULT_KEY, Certificate, Fake, Plate, RegistryUser
from tests.fakes.reaching import WAYS

TARO = RegistryUser(kind="個人", name="豊田 太郎", address="東京都文京区後楽1-4-18")
PLATE = Plate(region="名古屋", class_number="3AC", kana="か", serial="1234")
CAR = Certificate(chassis_number="ABC123-1234567", plate=PLATE, user=TARO)
ASKED = {
    "chassis_number": "ABC123-1234567",
    "region": "名古屋",
    "class_number": "3AC",
    "kana": "か",
    "serial": "1234",
}


def with_car() -> Fake:
    """A register that holds one car."""
    fake = Fake()
    fake.state.store_certificate(CAR)
    return fake


def ask(call: Caller, key: str = DEFAULT_KEY, **changed: str) -> Answer:
    """Asks for the car, or for one that differs."""
    query = urlencode({name: value for name, value in {**ASKED, **changed}.items() if value})
    return call("GET", f"/v1/certificates?{query}", headers={"Authorization": f"Bearer {key}"})


@pytest.mark.parametrize("way", WAYS)
def test_a_car_is_found_by_both_numbers(way: Way) -> None:
    """Who knows 車台番号 and 自動車登録番号 gets the kind of the car and its user."""
    with way(with_car()) as call:
        answer = ask(call)
    assert (answer.status, answer.headers["content-type"]) == (200, "application/json")
    assert answer.json() == {
        "chassis_number": "ABC123-1234567",
        "plate": {"region": "名古屋", "class_number": "3AC", "kana": "か", "serial": "1234"},
        "vehicle_kind": "普通自動車",
        "user": {"kind": "個人", "name": "豊田 太郎", "address": "東京都文京区後楽1-4-18"},
    }


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "changed",
    [
        {"chassis_number": "ABC123-1234568"},
        {"region": "豊田"},
        {"class_number": "300"},
        {"kana": "さ"},
        {"serial": "1"},
    ],
)
def test_a_wrong_number_is_not_found(way: Way, changed: dict[str, str]) -> None:
    """If either number is another car's or nobody's, the answer is 404 and does not say which."""
    fake = with_car()
    fake.state.add_certificate(
        chassis_number="ABC123-1234568", plate=replace(PLATE, serial="1"), user=TARO, vehicle_kind="軽自動車"
    )
    with way(fake) as call:
        answer = ask(call, **changed)
    assert (answer.status, answer.json()) == (404, {"error": {"code": "not_found"}})


@pytest.mark.parametrize("way", WAYS)
def test_the_key_is_needed_everywhere(way: Way) -> None:
    """Without the right key every call is answered with 401 unauthorized."""
    with way(with_car()) as call:
        for answer in (ask(call, key="wrong"), call("GET", "/v1/certificates"), call("GET", "/nowhere")):
            assert (answer.status, answer.json()) == (401, {"error": {"code": "unauthorized"}})
    with way(Fake(key="another")) as call:
        assert ask(call, key="another").status == 404


@pytest.mark.parametrize("way", WAYS)
def test_what_is_asked_wrongly_is_told(way: Way) -> None:
    """All parameters that are missing or of the wrong form are named at once."""
    with way(with_car()) as call:
        answer = ask(call, chassis_number="ABC123", region="", class_number="A33", kana="かな", serial="0")
    wrong = {"region": "required"} | dict.fromkeys(
        ("chassis_number", "class_number", "kana", "serial"), "format"
    )
    assert (answer.status, answer.json()) == (422, {"error": {"code": "invalid", "fields": wrong}})


@pytest.mark.parametrize("way", WAYS)
def test_unknown_paths_are_told(way: Way) -> None:
    """An unknown path is 404 not_found, another method 405."""
    headers = {"Authorization": f"Bearer {DEFAULT_KEY}"}
    with way(Fake()) as call:
        assert call("GET", "/v2", headers=headers).json() == {"error": {"code": "not_found"}}
        assert call("POST", "/v1/certificates", headers=headers).status == 405


def test_a_record_is_replaced_and_removed() -> None:
    """A car has one record at a time, which may change its plate and its user, and may go."""
    fake = with_car()
    moved = replace(CAR, plate=replace(PLATE, region="品川"), user=replace(TARO, name="豊田 花子"))
    assert fake.state.store_certificate(moved) is moved
    assert fake.state.certificates() == (moved,)
    assert fake.state.get_certificate_by_plate(PLATE) is None
    with directly(fake) as call:
        assert ask(call).status == 404
        assert ask(call, region="品川").json()["user"]["name"] == "豊田 花子"
    fake.state.remove_certificate(CAR.chassis_number)
    fake.state.remove_certificate(CAR.chassis_number)
    assert fake.state.get_certificate(CAR.chassis_number) is None


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({}, "has a record already"),
        ({"chassis_number": "XYZ99-7654321"}, "the plate is on ABC123-1234567"),
        ({"chassis_number": "XYZ99-7654321", "vehicle_kind": "船"}, "普通自動車 or 軽自動車"),
        ({"chassis_number": "XYZ99-7654321", "user": replace(TARO, kind="団体")}, "個人 or 法人"),
    ],
)
def test_records_that_cannot_be(changed: dict[str, Any], message: str) -> None:
    """A second record of a car, a plate on two cars, and unknown kinds are refused, saying what is expected."""
    fake = with_car()
    record = {"chassis_number": CAR.chassis_number, "plate": PLATE, "user": TARO, **changed}
    with pytest.raises(ValueError, match=message):
        fake.state.add_certificate(**record)
    assert fake.state.certificates() == (CAR,)


def test_reset_forgets_the_cars() -> None:
    """After a reset no car is known."""
    fake = with_car()
    fake.reset()
    assert fake.state.certificates() == ()


def test_the_key_is_not_in_the_journal() -> None:
    """The journal shows what was asked, and not the key."""
    fake = with_car()
    with directly(fake) as call:
        ask(call)
    (call_made,) = fake.journal.calls("GET", "/v1/certificates")
    assert call_made.status == 200 and "serial=1234" in call_made.query
    assert DEFAULT_KEY not in repr(call_made)


@given(
    code=st.from_regex(r"[A-Z][0-9A-Z]{1,7}", fullmatch=True),
    number=st.from_regex(r"[0-9]{4,8}", fullmatch=True),
    serial=st.integers(1, 9999),
    kei=st.booleans(),
)
def test_any_car_is_found_again(code: str, number: str, serial: int, kei: bool) -> None:
    """Whatever its numbers are, a car is found by them, and by no other serial number."""
    fake = Fake()
    plate = replace(PLATE, serial=str(serial))
    kind = "軽自動車" if kei else "普通自動車"
    fake.state.add_certificate(chassis_number=f"{code}-{number}", plate=plate, user=TARO, vehicle_kind=kind)
    with directly(fake) as call:
        found = ask(call, chassis_number=f"{code}-{number}", serial=str(serial))
        assert found.json()["vehicle_kind"] == kind
        assert ask(call, chassis_number=f"{code}-{number}", serial=str(serial % 9999 + 1)).status == 404
