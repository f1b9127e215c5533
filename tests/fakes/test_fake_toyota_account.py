"""The TOYOTAアカウント service."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from freezegun import freeze_time

from fakes.calling import Answer, Caller, Way, directly
from fakes.toyota_account import DEFAULT_KEY, Account, Fake
from tests.fakes.reaching import WAYS

PERSON = {
    "family_name": "豊田",
    "given_name": "太郎",
    "family_name_kana": "トヨダ",
    "given_name_kana": "タロウ",
    "sex": "回答しない",
    "birthdate": "1990-04-01",
    "postal_code": "471-0826",
    "address": "愛知県豊田市トヨタ町1番地",
    "building": "豊田マンション808",
    "contact_phone": "03-1234-5678",
    "mobile_phone": "090-1122-3344",
}
FIRM = {
    "corporate_number": "1180301018771",
    "name": "トヨタ自動車株式会社",
    "name_kana": "トヨタジドウシャカブシキカイシャ",
    "postal_code": "471-0826",
    "address": "愛知県豊田市トヨタ町1番地",
    "building": "",
    "department": "総務部",
    "contact_phone": "03-1234-5678",
    "mobile_phone": "090-1122-3344",
}
NEW = {
    "email": "taro@example.test",
    "password": "correct horse",
    "kind": "個人",
    "profile": PERSON,
    "verification_phone": "090-1122-3344",
}


def send(call: Caller, method: str, path: str, value: Any = None, key: str = DEFAULT_KEY) -> Answer:
    """Sends JSON with the key."""
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    return call(method, path, body=b"" if value is None else json.dumps(value).encode(), headers=headers)


def with_taro(*, linked_services: tuple[str, ...] = (), seed: int = 0) -> tuple[Fake, Account]:
    """A service in which 豊田 太郎 has an account."""
    fake = Fake(seed)
    account = fake.state.add_account(
        email="Taro@example.test",
        password="correct horse",
        kind="個人",
        profile=PERSON,
        linked_services=linked_services,
    )
    return fake, account


def log_in(call: Caller, password: str, email: str = "taro@example.test") -> Answer:
    """Tries one password."""
    return send(call, "POST", "/v1/sessions", {"email": email, "password": password})


@pytest.mark.parametrize("way", WAYS)
def test_the_key_is_needed_everywhere(way: Way) -> None:
    """Without the right bearer key every call is answered with 401 unauthorized."""
    with way(Fake(key="another key")) as call:
        for method, path in (("GET", "/v1/emails"), ("POST", "/v1/sessions"), ("GET", "/nowhere")):
            refused = send(call, method, path)
            assert (refused.status, refused.json()) == (401, {"error": {"code": "unauthorized"}})
        assert send(call, "GET", "/v1/emails?address=a@b.test", key="another key").status == 200


@pytest.mark.parametrize("way", WAYS)
def test_a_right_password_opens_the_account(way: Way) -> None:
    """The pair of address, in whatever case, and password gives the account id."""
    fake, account = with_taro()
    with way(fake) as call:
        answer = log_in(call, "correct horse", "TARO@EXAMPLE.TEST")
    assert (answer.status, answer.json()) == (200, {"account_id": account.account_id})


@pytest.mark.parametrize("way", WAYS)
def test_a_refused_log_in_does_not_tell_whether_the_address_is_known(way: Way) -> None:
    """Known and unknown addresses get the same answers, up to the lock and through it."""
    fake, _ = with_taro()
    with way(fake) as call:
        known = [(log_in(call, "wrong").status, log_in(call, "wrong").body) for _ in range(6)]
        unknown = [
            (log_in(call, "wrong", "jiro@x.test").status, log_in(call, "wrong", "jiro@x.test").body)
            for _ in range(6)
        ]
    assert known == unknown
    assert [status for status, _ in known] == [401] * 5 + [423]


@pytest.mark.parametrize("way", WAYS)
def test_ten_wrong_passwords_lock_the_address_for_thirty_minutes(way: Way) -> None:
    """After the tenth wrong password even the right one is answered with 423 for thirty minutes."""
    fake, _ = with_taro()
    with freeze_time("2026-04-01T10:00:00+09:00") as clock, way(fake) as call:
        assert [log_in(call, "wrong").status for _ in range(10)] == [401] * 10
        locked = log_in(call, "correct horse")
        assert (locked.status, locked.json()) == (423, {"error": {"code": "locked"}})
        clock.tick(timedelta(minutes=29, seconds=59))
        assert log_in(call, "correct horse").status == 423
        clock.tick(timedelta(seconds=1))
        assert log_in(call, "correct horse").status == 200


def test_a_right_password_starts_the_count_anew() -> None:
    """Nine wrong passwords, a right one and nine wrong ones lock nothing."""
    fake, _ = with_taro()
    with directly(fake) as call:
        for _ in range(2):
            assert {log_in(call, "wrong").status for _ in range(9)} == {401}
            assert log_in(call, "correct horse").status == 200


@pytest.mark.parametrize("way", WAYS)
def test_an_account_is_shown_without_its_secrets(way: Way) -> None:
    """An account shows id, address, kind, profile and linked services, and nothing else."""
    fake, account = with_taro(linked_services=("G-Link",))
    with way(fake) as call:
        shown = send(call, "GET", f"/v1/accounts/{account.account_id}").json()
        missing = send(call, "GET", "/v1/accounts/acc_0")
    assert shown == {
        "account_id": account.account_id,
        "email": "Taro@example.test",
        "kind": "個人",
        "profile": PERSON,
        "linked_services": ["G-Link"],
    }
    assert (missing.status, missing.json()) == (404, {"error": {"code": "not_found"}})


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("kind", "profile"), [("個人", PERSON), ("法人", FIRM)])
def test_a_new_account_can_log_in(way: Way, kind: str, profile: dict[str, str]) -> None:
    """A registration is answered with 201 and the account, whose password then opens it."""
    with way(Fake()) as call:
        made = send(call, "POST", "/v1/accounts", NEW | {"kind": kind, "profile": profile})
        assert made.status == 201
        assert (made.json()["kind"], made.json()["profile"]) == (kind, profile)
        assert made.json()["linked_services"] == []
        assert log_in(call, "correct horse").json() == {"account_id": made.json()["account_id"]}


@pytest.mark.parametrize("way", WAYS)
def test_an_address_is_taken_once(way: Way) -> None:
    """A second registration of an address, in another case, is answered with 409 email_taken."""
    fake, _ = with_taro()
    with way(fake) as call:
        answer = send(call, "POST", "/v1/accounts", NEW | {"email": "TARO@example.TEST"})
    assert (answer.status, answer.json()) == (409, {"error": {"code": "email_taken"}})
    assert len(fake.state.accounts()) == 1


@pytest.mark.parametrize("way", WAYS)
def test_all_faulty_fields_are_told_at_once(way: Way) -> None:
    """A registration with several faults is answered with 422 and one word for each field."""
    profile = PERSON | {"family_name": " ", "birthdate": "2026-02-30", "postal_code": "4710826", "shoe": "27"}
    with way(Fake()) as call:
        answer = send(
            call,
            "POST",
            "/v1/accounts",
            {"email": "taro", "password": "short", "kind": "個人", "profile": profile},
        )
    assert answer.status == 422
    assert answer.json()["error"] == {
        "code": "invalid",
        "fields": {
            "email": "format",
            "password": "format",
            "verification_phone": "required",
            "shoe": "unknown",
            "family_name": "required",
            "birthdate": "format",
            "postal_code": "format",
        },
    }


@pytest.mark.parametrize(
    ("kind", "key", "value"),
    [
        ("個人", "sex", "男"),
        ("個人", "family_name_kana", "とよだ"),
        ("個人", "birthdate", "1990/04/01"),
        ("個人", "birthdate", "2999-01-01"),
        ("個人", "mobile_phone", "0901122334"[:-1]),
        ("法人", "corporate_number", "1234567890123"),
        ("法人", "contact_phone", "12-34"),
    ],
)
def test_values_of_the_wrong_form_are_refused(kind: str, key: str, value: str) -> None:
    """A value that cannot be is told as format, and only that one."""
    profile = (PERSON if kind == "個人" else FIRM) | {key: value}
    with directly(Fake()) as call:
        answer = send(call, "POST", "/v1/accounts", NEW | {"kind": kind, "profile": profile})
    assert (answer.status, answer.json()["error"]["fields"]) == (422, {key: "format"})


@pytest.mark.parametrize("way", WAYS)
def test_a_profile_is_changed_in_part(way: Way) -> None:
    """A change replaces the given keys and leaves the others."""
    fake, account = with_taro()
    with way(fake) as call:
        path = f"/v1/accounts/{account.account_id}"
        changed = send(call, "PATCH", path, {"profile": {"family_name": "豊由", "building": ""}})
        shown = send(call, "GET", path)
    assert changed.status == 200
    assert shown.json() == changed.json()
    assert changed.json()["profile"] == PERSON | {"family_name": "豊由", "building": ""}


@pytest.mark.parametrize("way", WAYS)
def test_names_and_birthdate_cannot_change_while_g_link_is_linked(way: Way) -> None:
    """With G-Link a changed name or date of birth is 409 with the fields; the address can still change."""
    fake, account = with_taro(linked_services=("G-Link",))
    change = PERSON | {"given_name": "次郎", "birthdate": "1991-04-01", "address": "東京都文京区後楽1-4-18"}
    with way(fake) as call:
        path = f"/v1/accounts/{account.account_id}"
        refused = send(call, "PATCH", path, {"profile": change})
        taken = send(call, "PATCH", path, {"profile": PERSON | {"address": "東京都文京区後楽1-4-18"}})
    assert refused.status == 409
    assert refused.json()["error"] == {"code": "locked_by_service", "fields": ["given_name", "birthdate"]}
    assert taken.status == 200
    assert taken.json()["profile"]["given_name"] == "太郎"


def test_a_refused_change_changes_nothing() -> None:
    """After a change with a fault the profile is the old one."""
    fake, account = with_taro()
    with directly(fake) as call:
        path = f"/v1/accounts/{account.account_id}"
        assert send(call, "PATCH", path, {"profile": {"sex": "?", "building": "x"}}).status == 422
        assert send(call, "PATCH", path, {"profile": "x"}).status == 422
        assert send(call, "PATCH", path, {}).status == 422
    kept = fake.state.get_account(account.account_id)
    assert kept is not None
    assert kept.profile == PERSON


@pytest.mark.parametrize("way", WAYS)
def test_an_address_can_be_looked_up(way: Way) -> None:
    """The service tells whether an address has an account, in whatever case it is given."""
    fake, _ = with_taro()
    with way(fake) as call:
        answers = [
            send(call, "GET", f"/v1/emails?address={address}").json()
            for address in ("taro@example.test", "TARO@EXAMPLE.TEST", "jiro@example.test")
        ]
        assert send(call, "GET", "/v1/emails").status == 422
    assert answers == [{"registered": True}, {"registered": True}, {"registered": False}]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff"])
def test_a_body_that_is_no_object_is_malformed(way: Way, body: bytes) -> None:
    """What is not a JSON object is answered with 400 malformed."""
    with way(Fake()) as call:
        answer = call("POST", "/v1/accounts", body=body, headers={"Authorization": f"Bearer {DEFAULT_KEY}"})
    assert (answer.status, answer.json()) == (400, {"error": {"code": "malformed"}})


@pytest.mark.parametrize("way", WAYS)
def test_unknown_paths_and_methods_are_told(way: Way) -> None:
    """An unknown path is 404 not_found, a method that a path does not have 405."""
    with way(Fake()) as call:
        assert send(call, "GET", "/v1/nothing").json() == {"error": {"code": "not_found"}}
        assert send(call, "DELETE", "/v1/emails").status == 405


def test_the_state_is_prepared_and_looked_at_in_python() -> None:
    """Accounts are found by id and address, can be linked to a service, and removed."""
    fake, account = with_taro()
    state = fake.state
    assert state.get_account_by_email("TARO@example.test") == account
    assert state.accounts() == (account,)
    assert state.store_linked_service(account.account_id, "G-Link").linked_services == ("G-Link",)
    assert state.store_linked_service(account.account_id, "G-Link").linked_services == ("G-Link",)
    state.remove_account(account.account_id)
    assert not state.account_exists("taro@example.test")
    assert state.get_account(account.account_id) is None


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"kind": "団体"}, "expected 個人 or 法人"),
        ({"profile": {"name": "x"}}, "has no name; expected only family_name"),
        ({"email": "TARO@example.test"}, "has an account already"),
    ],
)
def test_an_account_that_cannot_be_is_not_prepared(wrong: dict[str, Any], message: str) -> None:
    """Preparing an account of an unknown kind, with an unknown key or a taken address raises an error."""
    fake, _ = with_taro()
    account: dict[str, Any] = {"email": "j@x.test", "password": "p", "kind": "個人", "profile": {}}
    with pytest.raises(ValueError, match=message):
        fake.state.add_account(**(account | wrong))


def test_passwords_are_not_kept() -> None:
    """Neither the state nor the shown form of an account holds the password."""
    fake, account = with_taro()
    assert "correct horse" not in repr(vars(fake.state))
    assert "correct horse" not in account.password_hash


def test_ids_come_from_the_seed_and_again_after_reset() -> None:
    """One seed gives one series of ids, before and after a reset; another seed another."""
    fake, account = with_taro(seed=1)
    _, other = with_taro(seed=2)
    fake.reset()
    assert fake.state.accounts() == ()
    again = fake.state.add_account(email="t@x.test", password="p", kind="個人", profile={})
    assert account.account_id == again.account_id != other.account_id
