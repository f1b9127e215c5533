"""The journal keeps every call and no secret."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import houjin_bangou, licence_reader, toyota_account
from fakes.calling import WAYS, Way, directly
from fakes.faults import ConnectionDropped, Fault, FaultKind
from fakes.journal import MASK, Journal, mask_body, mask_text

KEY = {"Authorization": f"Bearer {toyota_account.DEFAULT_KEY}", "Content-Type": "application/json"}


@pytest.mark.parametrize("way", WAYS)
def test_call_and_answer_are_kept(way: Way) -> None:
    """An entry says what was asked and what was answered, readable, in order."""
    fake = houjin_bangou.Fake()
    with way(fake) as call:
        call("GET", "/4/num?id=FAKEAPPID0001&number=1180301018771&type=02")
        call("GET", "/4/num?id=wrong&number=1180301018771")
    first, second = fake.journal.calls()
    assert str(first) == "1 GET /4/num?id=***&number=1180301018771&type=02 -> 200"
    assert "トヨタ自動車株式会社" in first.answer
    assert (second.number, second.status) == (2, 404)


@pytest.mark.parametrize("way", WAYS)
def test_keys_and_passwords_are_blotted_out(way: Way) -> None:
    """Neither the bearer key nor a password is anywhere in the journal."""
    fake = toyota_account.Fake()
    with way(fake) as call:
        call(
            "POST",
            "/v1/sessions",
            body=json.dumps({"email": "taro@example.test", "password": "hunter2 hunter2"}).encode(),
            headers=KEY,
        )
    (kept,) = fake.journal.calls("POST", "/v1/sessions")
    assert kept.headers["Authorization"] == MASK
    assert json.loads(kept.body) == {"email": "taro@example.test", "password": MASK}
    assert "hunter2" not in repr(fake.journal.calls())
    assert toyota_account.DEFAULT_KEY not in repr(fake.journal.calls())


@given(
    number=st.from_regex(r"[1-9][0-9]{13,18}", fullmatch=True),
    before=st.sampled_from(["", "card ", "番号:"]),
)
def test_card_numbers_are_blotted_out(number: str, before: str) -> None:
    """A run of 14 to 19 digits never survives, bare, in JSON or in a form."""
    assert number not in mask_text(before + number)
    assert number not in mask_body(json.dumps({"memo": number}).encode(), "application/json")
    assert number not in mask_body(f"card%5Bnumber%5D={number}".encode(), "application/x-www-form-urlencoded")


@given(code=st.from_regex(r"[0-9]{6}", fullmatch=True))
def test_codes_are_blotted_out(code: str) -> None:
    """A six-digit code does not survive as the value of a code key nor after the word コード."""
    assert mask_text(f"認証コード: {code} です") == f"認証コード: {MASK} です"
    assert json.loads(mask_body(json.dumps({"code": code}).encode(), "application/json")) == {"code": MASK}


def test_error_codes_and_corporate_numbers_stay() -> None:
    """A word as code, and a corporate number of 13 digits, are no secrets."""
    body = {"error": {"code": "invalid_credentials"}, "corporate_number": "1180301018771"}
    assert json.loads(mask_body(json.dumps(body).encode(), "application/json")) == body


def test_secrets_in_lists_and_nested_values_are_found() -> None:
    """A password is blotted out however deep it lies, and whatever its type."""
    body = {"a": [{"password": 12345678}, {"b": {"card": {"cvc": "123"}}}]}
    masked = json.loads(mask_body(json.dumps(body).encode(), "application/json; charset=utf-8"))
    assert masked == {"a": [{"password": MASK}, {"b": {"card": {"cvc": MASK}}}]}


def test_pictures_are_kept_as_their_size() -> None:
    """The bytes of a picture do not enter the journal."""
    fake = licence_reader.Fake()
    picture = licence_reader.licence_picture(name="豊田 太郎", birthdate="1990-04-01", address="愛知県")
    with directly(fake) as call:
        call("POST", "/v1/read", body=picture, headers={"Content-Type": "image/png"})
    assert fake.journal.calls()[0].body == f"<image/png, {len(picture)} bytes>"


def test_a_spoiled_call_is_kept_with_its_fault() -> None:
    """A call whose connection was cut stands in the journal with status 0 and the kind of the fault."""
    fake = houjin_bangou.Fake()
    fake.faults.add(Fault(kind=FaultKind.RESET))
    with directly(fake) as call, pytest.raises(ConnectionDropped):
        call("GET", "/4/num")
    (kept,) = fake.journal.calls()
    assert (kept.status, kept.fault, str(kept)) == (0, "reset", "1 GET /4/num -> 0 [reset]")


def test_a_journal_can_be_searched_and_cleared() -> None:
    """Calls are found by method and by the beginning of the path; a cleared journal is empty."""
    journal = Journal()
    for method, path in (("GET", "/a/1"), ("POST", "/a/2"), ("GET", "/b")):
        journal.add(method=method, path=path, status=200)
    assert [call.path for call in journal.calls("GET")] == ["/a/1", "/b"]
    assert [call.path for call in journal.calls(path="/a")] == ["/a/1", "/a/2"]
    journal.clear()
    assert len(journal) == 0


def test_calls_since_a_number() -> None:
    """What came after a call is given, also where older calls were forgotten already."""
    journal = Journal(limit=3)
    for _ in range(5):
        journal.add(method="GET", path="/", status=200)
    assert [call.number for call in journal.since(3)] == [4, 5]
    assert [call.number for call in journal.since(0)] == [3, 4, 5]
    assert journal.since(5) == journal.since(9) == ()
