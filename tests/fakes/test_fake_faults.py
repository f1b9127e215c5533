"""The fault plan, in process and behind ``requests``."""

from __future__ import annotations

import json

import pytest
import requests
from werkzeug.test import Client

from fakes import houjin_bangou, toyota_account
from fakes.calling import BASE_URL, WAYS, Way
from fakes.faults import ClientTimesOut, ConnectionDropped, Fault, FaultKind, FaultPlan
from fakes.gate import Gate
from fakes.mounting import mounted

PATH = "/4/num?id=FAKEAPPID0001&number=1180301018771&type=12"
KEY = {"Authorization": f"Bearer {toyota_account.DEFAULT_KEY}"}


def struck(plan: FaultPlan, calls: int) -> list[int]:
    """Numbers of the calls that the plan spoils."""
    return [number for number in range(1, calls + 1) if plan.strike("GET", "/4/num")]


def test_a_fault_strikes_always_unless_it_is_limited() -> None:
    """A fault without further word strikes every call."""
    plan = FaultPlan()
    plan.add(Fault(kind=FaultKind.STATUS))
    assert struck(plan, 3) == [1, 2, 3]


def test_a_fault_can_strike_the_nth_call_only() -> None:
    """With nth=2 only the second call after the fault was added is struck."""
    plan = FaultPlan()
    assert plan.strike("GET", "/4/num") is None
    plan.add(Fault(kind=FaultKind.STATUS, nth=2))
    assert struck(plan, 4) == [2]


def test_a_share_of_calls_is_drawn_from_the_seed() -> None:
    """A share strikes about that many calls: the same for one seed, others for another."""
    drawn = []
    for seed in (1, 1, 2):
        plan = FaultPlan(seed)
        plan.add(Fault(kind=FaultKind.RESET, share=0.3))
        drawn.append(struck(plan, 200))
    assert drawn[0] == drawn[1] != drawn[2]
    assert 40 <= len(drawn[0]) <= 80


def test_a_fault_can_be_limited_to_a_method_and_a_path() -> None:
    """Calls of another method or below another path are neither struck nor counted."""
    plan = FaultPlan()
    fault = plan.add(Fault(kind=FaultKind.STATUS, method="POST", path="/v1/sessions", nth=1))
    assert plan.strike("GET", "/v1/sessions") is None
    assert plan.strike("POST", "/v1/accounts") is None
    assert plan.strike("POST", "/v1/sessions") is fault


def test_a_removed_fault_strikes_no_more() -> None:
    """What is taken out of the plan, or cleared with it, is gone."""
    plan = FaultPlan()
    fault = plan.add(Fault(kind=FaultKind.STATUS))
    plan.remove(fault)
    assert not plan.exists(fault)
    plan.add(fault)
    plan.clear()
    assert struck(plan, 2) == []


@pytest.mark.parametrize(("wrong", "field"), [({"nth": 0}, "nth"), ({"share": 30}, "share")])
def test_a_fault_that_makes_no_sense_is_refused(wrong: dict[str, int], field: str) -> None:
    """A call number below 1 and a share above 1 raise an error that names the field and the value."""
    with pytest.raises(ValueError, match=rf"Fault\.{field}: found \d+, expected"):
        Fault(kind=FaultKind.STATUS, **wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("way", WAYS)
def test_a_status_comes_instead_of_the_answer(way: Way) -> None:
    """A STATUS fault answers with that status, an empty body, and the work not done."""
    fake = toyota_account.Fake()
    fake.faults.add(Fault(kind=FaultKind.STATUS, status=502, nth=1))
    with way(fake) as call:
        spoiled = call("GET", "/v1/emails?address=a@b.test", headers=KEY)
        sound = call("GET", "/v1/emails?address=a@b.test", headers=KEY)
    assert (spoiled.status, spoiled.body, sound.status) == (502, b"", 200)


@pytest.mark.parametrize("way", WAYS)
def test_garbage_has_the_right_status_and_no_sense(way: Way) -> None:
    """A GARBAGE fault keeps status and type, and its body is no text."""
    fake = houjin_bangou.Fake()
    fake.faults.add(Fault(kind=FaultKind.GARBAGE))
    with way(fake) as call:
        answer = call("GET", PATH)
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/xml;charset=UTF-8"
    with pytest.raises(UnicodeDecodeError):
        answer.body.decode()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("kind", "declared"), [("12", "utf-8"), ("02", "utf-8"), ("01", "cp932")])
def test_a_wrong_encoding_belies_the_type(way: Way, kind: str, declared: str) -> None:
    """A WRONG_ENCODING fault sends a body that its declared encoding does not give back."""
    fake = houjin_bangou.Fake()
    with way(fake) as call:
        path = PATH.replace("type=12", f"type={kind}")
        right = call("GET", path).body.decode(declared)
        fake.faults.add(Fault(kind=FaultKind.WRONG_ENCODING))
        wrong = call("GET", path)
    assert wrong.status == 200
    assert wrong.body.decode(declared, errors="replace") != right


def test_a_wrong_encoding_spoils_ascii_too() -> None:
    """An answer that holds only ASCII is spoiled as well."""
    fake = toyota_account.Fake()
    fake.faults.add(Fault(kind=FaultKind.WRONG_ENCODING))
    with mounted({BASE_URL: fake}):
        answer = requests.get(f"{BASE_URL}/v1/emails?address=a@b.test", headers=KEY, timeout=5)
    with pytest.raises(UnicodeDecodeError):
        answer.content.decode()


def test_a_truncated_body_breaks_the_transfer() -> None:
    """Half a body under the length of the whole is a transfer error for requests."""
    fake = houjin_bangou.Fake()
    fake.faults.add(Fault(kind=FaultKind.TRUNCATED))
    with mounted({BASE_URL: fake}), pytest.raises(requests.exceptions.ChunkedEncodingError):
        requests.get(BASE_URL + PATH, timeout=5)


def test_a_missing_answer_is_a_read_time_out() -> None:
    """A TIME_OUT fault raises ReadTimeout in requests, and ClientTimesOut to who calls the application."""
    fake = houjin_bangou.Fake()
    fake.faults.add(Fault(kind=FaultKind.TIME_OUT))
    with mounted({BASE_URL: fake}), pytest.raises(requests.exceptions.ReadTimeout):
        requests.get(BASE_URL + PATH, timeout=5)
    with pytest.raises(ClientTimesOut):
        Client(fake.wsgi).get(PATH)


def test_a_reset_is_a_connection_error() -> None:
    """A RESET fault raises ConnectionError in requests, ConnectionDropped to who calls the application."""
    fake = houjin_bangou.Fake()
    fake.faults.add(Fault(kind=FaultKind.RESET))
    with mounted({BASE_URL: fake}), pytest.raises(requests.exceptions.ConnectionError) as raised:
        requests.get(BASE_URL + PATH, timeout=5)
    assert not isinstance(raised.value, requests.exceptions.Timeout)
    with pytest.raises(ConnectionDropped):
        Client(fake.wsgi).get(PATH)


@pytest.mark.parametrize(
    ("timeout", "times_out"), [(3, True), ((1, 3), True), (30, False), ((1, 30), False), (None, False)]
)
def test_a_slow_answer_outlasts_only_a_short_patience(
    timeout: float | tuple[float, float] | None, times_out: bool
) -> None:
    """A SLOW fault of ten seconds raises ReadTimeout only in a client that waits no longer than that."""
    fake = houjin_bangou.Fake()
    fake.faults.add(Fault(kind=FaultKind.SLOW, seconds=10))
    with mounted({BASE_URL: fake}):
        if times_out:
            with pytest.raises(requests.exceptions.ReadTimeout):
                requests.get(BASE_URL + PATH, timeout=timeout)
        else:
            assert requests.get(BASE_URL + PATH, timeout=timeout).status_code == 200


@pytest.mark.parametrize("done", [True, False])
def test_lost_work_is_done_only_when_the_fault_says_so(done: bool) -> None:
    """After a lost answer the account exists if and only if the fault was planned with done."""
    fake = toyota_account.Fake()
    fake.faults.add(Fault(kind=FaultKind.TIME_OUT, done=done))
    body = {
        "email": "taro@example.test",
        "password": "correct horse",
        "kind": "法人",
        "profile": {"name": "株式会社見本", "postal_code": "471-0826", "address": "愛知県豊田市トヨタ町1"},
        "verification_phone": "090-1122-3344",
    }
    with mounted({BASE_URL: fake}), pytest.raises(requests.exceptions.ReadTimeout):
        requests.post(f"{BASE_URL}/v1/accounts", data=json.dumps(body), headers=KEY, timeout=5)
    assert fake.state.account_exists("taro@example.test") is done


def test_behind_a_server_slowness_is_real() -> None:
    """With SERVER_SOFTWARE in the environment the gate sleeps instead of raising at once."""
    fake = houjin_bangou.Fake()
    slept: list[float] = []
    gate = Gate(fake.wsgi, faults=fake.faults, journal=fake.journal, sleep=slept.append, patience=20)
    fake.faults.add(Fault(kind=FaultKind.SLOW, seconds=4, path="/4/num", nth=1))
    fake.faults.add(Fault(kind=FaultKind.TIME_OUT, path="/never"))
    client = Client(gate)
    served = {"SERVER_SOFTWARE": "Werkzeug/3"}
    assert client.get(PATH, environ_overrides=served).status_code == 200
    with pytest.raises(ClientTimesOut):
        client.get("/never", environ_overrides=served)
    assert slept == [4, 20]


def test_garbage_comes_from_the_seed() -> None:
    """Two fakes of one seed send the same garbage, a third of another seed sends other."""
    sent = []
    for seed in (3, 3, 4):
        fake = houjin_bangou.Fake(seed)
        fake.faults.add(Fault(kind=FaultKind.GARBAGE))
        sent.append(Client(fake.wsgi).get(PATH).get_data())
    assert sent[0] == sent[1] != sent[2]
