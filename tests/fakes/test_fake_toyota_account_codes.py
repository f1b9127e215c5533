"""認証コード over the JSON API of the account service."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import requests
from freezegun import freeze_time
from hypothesis import given, settings
from hypothesis import strategies as st

from fakes.toyota_account import DEFAULT_KEY, Fake
from fakes.toyota_account.codes import Codes
from fakes.toyota_account.drawing import Series
from tests.fakes.conftest import Reached, Start, in_process
from tests.fakes.signing_in import EMAIL, with_account

SEEDED = settings(derandomize=True, deadline=None)
KEY = {"Authorization": f"Bearer {DEFAULT_KEY}"}
NOW = "2026-04-01T10:00:00+09:00"


def send(reached: Reached, email: str = EMAIL) -> requests.Response:
    """Asks for a code."""
    return reached.post("/v1/codes", json={"email": email}, headers=KEY)


def check(reached: Reached, challenge: str, code: str, email: str = EMAIL) -> tuple[int, Any]:
    """Types a code."""
    answer = reached.post(f"/v1/codes/{challenge}", json={"email": email, "code": code}, headers=KEY)
    return answer.status_code, answer.json()


def newest(fake: Fake, email: str = EMAIL) -> str:
    """The code in the newest mail."""
    return fake.state.codes.messages_to(email)[-1].code


def refusal(code: str) -> tuple[int, Any]:
    """The refusal of a code."""
    return 401, {"error": {"code": code}}


def test_a_code_proves_an_address_once(over: Start) -> None:
    """The mailed code confirms the address, in whatever case it is given, and is then used up."""
    fake = Fake()
    reached = over(fake)
    sent = send(reached, "Taro@example.test")
    challenge = sent.json()["challenge_id"]
    assert sent.status_code == 201
    assert sent.json() == {"challenge_id": challenge, "expires_in": 600, "resend_in": 60}
    (message,) = fake.state.codes.messages
    assert message.to == "Taro@example.test"
    assert message.code in message.text
    assert check(reached, challenge, message.code) == (200, {"email": EMAIL, "confirmed": True})
    assert check(reached, challenge, message.code) == refusal("invalid_code")


def test_known_and_unknown_addresses_are_sent_a_code_alike(over: Start) -> None:
    """An address is proved before it has an account, so both get the same answer and the same mail."""
    fake, _ = with_account()
    reached = over(fake)
    answers = [send(reached, email).json() | {"challenge_id": ""} for email in (EMAIL, "jiro@example.test")]
    texts = [message.text.replace(message.code, "CODE") for message in fake.state.codes.messages]
    assert answers[0] == answers[1]
    assert texts[0] == texts[1]


def test_a_code_is_sent_again_after_sixty_seconds(over: Start) -> None:
    """Within 60 seconds the answer is 429 with the seconds that are left, and the first code stays good."""
    fake = Fake()
    with freeze_time(NOW) as clock:
        reached = over(fake)
        challenge = send(reached).json()["challenge_id"]
        first = newest(fake)
        clock.tick(timedelta(seconds=59, milliseconds=500))
        soon = send(reached)
        assert (soon.status_code, soon.headers["Retry-After"]) == (429, "1")
        assert soon.json() == {"error": {"code": "too_soon", "retry_after": 1}}
        assert send(reached, "jiro@example.test").status_code == 201
        clock.tick(timedelta(milliseconds=500))
        again = send(reached).json()["challenge_id"]
        assert check(reached, challenge, first) == refusal("invalid_code")
        assert check(reached, again, newest(fake))[0] == 200


@pytest.mark.parametrize(("wrong", "seconds", "status"), [(4, 599, 200), (5, 0, 401), (0, 600, 401)])
def test_a_code_lives_ten_minutes_and_five_guesses(wrong: int, seconds: int, status: int) -> None:
    """The right code is taken after four wrong ones and up to ten minutes, not after five, nor later."""
    fake = Fake()
    with freeze_time(NOW) as clock, in_process(fake) as reached:
        challenge = send(reached).json()["challenge_id"]
        for _ in range(wrong):
            assert check(reached, challenge, "none") == refusal("invalid_code")
        clock.tick(timedelta(seconds=seconds))
        assert check(reached, challenge, newest(fake))[0] == status


def test_a_code_counts_for_its_own_challenge_and_address(over: Start) -> None:
    """Neither another challenge nor another address is proved by a code, nor one that was never sent."""
    fake = Fake()
    reached = over(fake)
    challenge = send(reached).json()["challenge_id"]
    other = send(reached, "jiro@example.test").json()["challenge_id"]
    assert check(reached, other, newest(fake)) == refusal("invalid_code")
    assert check(reached, challenge, newest(fake), "jiro@example.test") == refusal("invalid_code")
    assert check(reached, "x", "000000", "saburo@example.test") == refusal("invalid_code")
    assert check(reached, challenge, newest(fake))[0] == 200


def test_guesses_at_another_challenge_leave_a_code_good(over: Start) -> None:
    """Whoever guesses for a challenge of another's making does not use up the five guesses of the code."""
    fake = Fake()
    reached = over(fake)
    challenge = send(reached).json()["challenge_id"]
    for _ in range(6):
        assert check(reached, "x", "000000") == refusal("invalid_code")
    assert check(reached, challenge, newest(fake))[0] == 200


def test_ten_wrong_codes_lock_the_address(over: Start) -> None:
    """The tenth wrong code in a row locks the address for codes and passwords alike, for thirty minutes."""
    fake, _ = with_account()
    log_in = {"email": EMAIL, "password": "correct horse"}
    with freeze_time(NOW) as clock:
        reached = over(fake)
        challenge = send(reached).json()["challenge_id"]
        assert {check(reached, challenge, "none")[0] for _ in range(10)} == {401}
        assert check(reached, challenge, "none") == (423, {"error": {"code": "locked"}})
        assert reached.post("/v1/sessions", json=log_in, headers=KEY).status_code == 423
        clock.tick(timedelta(minutes=30))
        assert reached.post("/v1/sessions", json=log_in, headers=KEY).status_code == 200


def test_a_right_code_starts_the_count_anew(over: Start) -> None:
    """Nine wrong passwords and a right code leave nine more before the lock."""
    fake, _ = with_account()
    reached = over(fake)
    wrong = {"email": EMAIL, "password": "wrong"}
    challenge = send(reached).json()["challenge_id"]
    for _ in range(9):
        reached.post("/v1/sessions", json=wrong, headers=KEY)
    assert check(reached, challenge, newest(fake))[0] == 200
    statuses = [reached.post("/v1/sessions", json=wrong, headers=KEY).status_code for _ in range(11)]
    assert statuses == [401] * 10 + [423]


@pytest.mark.parametrize(
    ("path", "body", "fields"),
    [
        ("/v1/codes", {}, {"email": "required"}),
        ("/v1/codes", {"email": "taro"}, {"email": "format"}),
        ("/v1/codes", {"email": 1}, {"email": "format"}),
        ("/v1/codes/x", {"email": ""}, {"email": "required", "code": "required"}),
        ("/v1/codes/x", {"email": EMAIL, "code": 123456}, {"code": "format"}),
    ],
)
def test_faulty_fields_are_told(over: Start, path: str, body: dict[str, Any], fields: dict[str, str]) -> None:
    """A missing or malformed address or code is 422 with the fields."""
    answer = over(Fake()).post(path, json=body, headers=KEY)
    assert (answer.status_code, answer.json()["error"]) == (422, {"code": "invalid", "fields": fields})


def test_codes_need_the_key(over: Start) -> None:
    """Without the key no code is sent."""
    fake = Fake()
    assert over(fake).post("/v1/codes", json={"email": EMAIL}).status_code == 401
    assert fake.state.codes.messages == []


@pytest.mark.parametrize("body", [b'{"email": "\\ud800@example.test"}', b"[" * 100_000])
def test_json_that_is_no_text_is_malformed(over: Start, body: bytes) -> None:
    """Half a surrogate pair and endless nesting are 400 malformed."""
    answer = over(Fake()).post("/v1/codes", data=body, headers=KEY)
    assert (answer.status_code, answer.json()) == (400, {"error": {"code": "malformed"}})


@SEEDED
@given(label=st.text(st.characters(exclude_categories=["Cs"])), number=st.integers(1, 12))
def test_a_series_is_the_same_for_the_same_label(label: str, number: int) -> None:
    """Two series of one label draw the same values, none of them twice, digits in full length."""
    one, other = Series(label=label), Series(label=label)
    drawn = [one.secret() for _ in range(5)]
    assert drawn == [other.secret() for _ in range(5)]
    assert len(set(drawn)) == 5
    digits = one.digits(number)
    assert (len(digits), digits.isdecimal()) == (number, True)
    assert len(one.identifier()) == 16


def test_only_the_newest_mails_are_kept() -> None:
    """After a thousand mails the oldest goes."""
    codes = Codes(drawn=Series(label="x"))
    for number in range(1_001):
        assert codes.send(f"{number}@example.test", "x") == 0
    assert (len(codes.messages), codes.messages[0].to) == (1_000, "1@example.test")
