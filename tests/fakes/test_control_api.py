"""The control API in front of every fake: the same for all, in process and over HTTP."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
import requests

from fakes import houjin_bangou, mail, payment, toyota_account
from fakes.calling import Answer, directly
from fakes.control.api import ROUTES
from fakes.faults import ClientTimesOut, ConnectionDropped, Fault, FaultKind
from fakes.journal import Call
from fakes.serving.catalogue import CATALOGUE
from tests.fakes.conftest import Reached, Start
from tests.fakes.openapi import check_answer, operations

NUM = "/4/num?id=FAKEAPPID0001&number=1180301018771&type=12"
KEY = {"Authorization": f"Bearer {toyota_account.DEFAULT_KEY}"}


def document(reached: Reached) -> Any:
    """The OpenAPI document of the control API."""
    return reached.get("/_fake/openapi.json").json()


def delete(reached: Reached, path: str) -> requests.Response:
    """The answer to ``DELETE`` of ``path``."""
    return reached.session.delete(reached.base_url + path, timeout=10)


def as_documented(reached: Reached, method: str, path: str, response: requests.Response) -> Any:
    """The answer's JSON, which is of the documented shape."""
    headers = {name.lower(): value for name, value in response.headers.items()}
    answer = Answer(status=response.status_code, headers=headers, body=response.content)
    check_answer(document(reached), method, path, answer)
    return response.json()


@pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: entry.name)
def test_every_fake_says_who_it_is(over: Start, entry: Any) -> None:
    """Health names the fake and its seed, and counts calls and faults."""
    reached = over(entry.make(7))
    found = as_documented(reached, "GET", "/_fake/health", reached.get("/_fake/health"))
    assert found == {"fake": entry.name, "status": "ok", "seed": 7, "calls": 0, "faults": 0}


def test_faults_are_planned_shown_and_removed(over: Start) -> None:
    """A fault that was posted strikes, is counted, and is gone once the plan is emptied."""
    reached = over(houjin_bangou.Fake())
    entry = {"kind": "status", "status": 500, "path": "/4/num", "nth": 1}
    posted = reached.post("/_fake/faults", json=entry)
    assert posted.status_code == 201
    planned = as_documented(reached, "POST", "/_fake/faults", posted)
    assert planned.items() >= entry.items() and planned["seen"] == 0
    assert [reached.get(NUM).status_code for _ in range(2)] == [500, 200]
    shown = as_documented(reached, "GET", "/_fake/faults", reached.get("/_fake/faults"))
    assert shown == {"faults": [{**planned, "seen": 2}]}
    gone = delete(reached, "/_fake/faults")
    assert as_documented(reached, "DELETE", "/_fake/faults", gone) == {"removed": 1}
    assert reached.get("/_fake/faults").json() == {"faults": []}


@pytest.mark.parametrize("kind", list(FaultKind))
def test_every_kind_of_fault_can_be_planned(over: Start, kind: FaultKind) -> None:
    """A fault of each kind is taken as it is posted and shown as it was planned."""
    fake = houjin_bangou.Fake()
    reached = over(fake)
    entry = {"kind": kind.value, "method": "GET", "path": "/4", "share": 0.5, "done": True}
    if kind is FaultKind.SLOW:
        entry["seconds"] = 2
    assert reached.post("/_fake/faults", json=entry).status_code == 201
    seconds = 2.0 if kind is FaultKind.SLOW else 0.0
    assert fake.faults.exists(
        Fault(kind=kind, method="GET", path="/4", share=0.5, done=True, seconds=seconds)
    )


@pytest.mark.parametrize(
    ("entry", "fields"),
    [
        ({"kind": "sulk"}, {"kind"}),
        ({}, {"kind"}),
        ({"kind": "reset", "nth": 0, "share": 30}, {"nth", "share"}),
        ({"kind": "reset", "path": "no slash", "method": "get"}, {"path", "method"}),
        ({"kind": "slow"}, {"seconds"}),
        ({"kind": "reset", "seconds": 3, "status": 500}, {"seconds", "status"}),
        ({"kind": "status", "status": 99}, {"status"}),
        ({"kind": "reset", "colour": "red"}, {"colour"}),
        ({"kind": "reset", "nth": True}, {"nth"}),
        ([], {""}),
    ],
    ids=lambda value: json.dumps(value) if isinstance(value, (dict, list)) else "",
)
def test_a_fault_that_makes_no_sense_is_refused(over: Start, entry: Any, fields: set[str]) -> None:
    """What is wrong is told field by field with status 422, and nothing is planned."""
    reached = over(houjin_bangou.Fake())
    answer = as_documented(reached, "POST", "/_fake/faults", reached.post("/_fake/faults", json=entry))
    assert answer["error"]["code"] == "invalid"
    assert set(answer["error"]["fields"]) == fields
    assert reached.get("/_fake/faults").json() == {"faults": []}


def test_a_body_that_is_no_fault_is_refused(over: Start) -> None:
    """No JSON is answered with 400, and more than 64 KiB with 413."""
    reached = over(houjin_bangou.Fake())
    no_json = reached.post("/_fake/faults", data=b"\xff{")
    assert as_documented(reached, "POST", "/_fake/faults", no_json)["error"]["code"] == "malformed"
    large = reached.post("/_fake/faults", data=b" " * (64 * 1024 + 1))
    assert (large.status_code, large.json()["error"]["code"]) == (413, "too_large")


def test_the_control_api_is_neither_kept_nor_struck(over: Start) -> None:
    """While every call is reset the control API answers, and the journal holds none of its calls."""
    fake = houjin_bangou.Fake()
    fake.faults.add(Fault(kind=FaultKind.RESET))
    reached = over(fake)
    with pytest.raises(requests.ConnectionError):
        reached.get(NUM)
    for method, path, _ in ROUTES:
        if path != "/_fake/reset" and method == "GET":
            assert reached.get(path).status_code == 200
    assert [call.path for call in fake.journal.calls()] == ["/4/num"]
    assert fake.faults.planned()[0][1] == 1


def test_the_journal_is_read_searched_and_emptied(over: Start) -> None:
    """Calls come with what was asked and answered and no secret, by method, path and number."""
    reached = over(toyota_account.Fake())
    reached.get("/v1/emails", address="豊田@example.test")
    reached.post("/v1/sessions", json={"email": "a@b.test", "password": "correct horse"}, headers=KEY)
    kept = as_documented(reached, "GET", "/_fake/journal", reached.get("/_fake/journal"))
    assert [(call["number"], call["path"], call["status"]) for call in kept["calls"]] == [
        (1, "/v1/emails", 401),
        (2, "/v1/sessions", 401),
    ]
    assert "correct horse" not in json.dumps(kept)
    assert toyota_account.DEFAULT_KEY not in json.dumps(kept)
    for query in ("method=POST", "path=/v1/ses", "after=1"):
        found = reached.get(f"/_fake/journal?{query}").json()["calls"]
        assert [call["number"] for call in found] == [2]
    refused = reached.get("/_fake/journal", after="-1")
    assert as_documented(reached, "GET", "/_fake/journal", refused)["error"]["fields"].keys() == {"after"}
    gone = delete(reached, "/_fake/journal")
    assert as_documented(reached, "DELETE", "/_fake/journal", gone) == {"removed": 2}
    assert reached.get("/_fake/health").json()["calls"] == 0


def test_a_browser_gets_the_journal_as_a_page(over: Start) -> None:
    """Who prefers HTML gets Japanese HTML, in which nothing that was asked is taken for HTML."""
    reached = over(houjin_bangou.Fake())
    reached.get("/4/<script>")
    reached.session.headers["Accept"] = "text/html,application/xhtml+xml,*/*;q=0.8"
    page = reached.get("/_fake/journal")
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "1件のうち" in page.text and "/4/&lt;script&gt;" in page.text
    assert "<script>" not in page.text
    assert '<meta name="viewport"' in page.text


def test_a_reset_puts_a_fake_back_to_its_beginning(over: Start) -> None:
    """After a reset there is no call, no added fault and no object, and the ids are drawn anew."""
    fake = payment.Fake(5)
    fake.faults.begin_with([Fault(kind=FaultKind.RESET, path="/never")])
    reached = over(fake)
    drawn = []
    for _ in range(2):
        fake.faults.add(Fault(kind=FaultKind.RESET, path="/nor this"))
        made = reached.post("/v1/customers", auth=(payment.DEFAULT_SECRET_KEY, ""))
        drawn.append(made.json()["id"])
        answer = as_documented(reached, "POST", "/_fake/reset", reached.post("/_fake/reset"))
        assert answer == {"fake": "payment", "status": "ok", "seed": 5, "calls": 0, "faults": 1}
    assert drawn[0] == drawn[1]
    assert fake.state.customers() == ()


def test_the_document_names_every_call_and_no_other(over: Start) -> None:
    """The operations of the OpenAPI document are the routes of the control API."""
    reached = over(mail.Fake())
    assert operations(document(reached)) == {(method, path) for method, path, _ in ROUTES}


def test_unknown_paths_and_methods_are_told(over: Start) -> None:
    """Below /_fake an unknown path is 404 and a wrong method 405; what only begins alike is the fake's own."""
    fake = houjin_bangou.Fake()
    reached = over(fake)
    assert reached.get("/_fake/nothing").json()["error"]["code"] == "not_found"
    assert reached.get("/_fake").status_code == 404
    wrong = reached.post("/_fake/health")
    assert (wrong.status_code, wrong.json()["error"]["code"]) == (405, "method_not_allowed")
    assert len(fake.journal) == 0
    reached.get("/_fakery")
    assert [call.path for call in fake.journal.calls()] == ["/_fakery"]


def asked(seed: int, count: int) -> tuple[Call, ...]:
    """The journal of ``count`` calls, some of them spoiled in every way there is."""
    fake = toyota_account.Fake(seed)
    for kind in FaultKind:
        fake.faults.add(Fault(kind=kind, share=0.05, seconds=1.0 if kind is FaultKind.SLOW else 0.0))
    fake.faults.add(Fault(kind=FaultKind.STATUS, status=502, nth=count))
    with directly(fake) as call:
        for number in range(count):
            with suppress(ClientTimesOut, ConnectionDropped):
                call("GET", f"/v1/emails?address={number}@b.test" if number % 3 else "/v1/none", headers=KEY)
    return fake.journal.calls()


def test_a_seed_gives_the_same_ten_thousand_calls_twice() -> None:
    """Ten thousand calls with faults of every kind have the same journal whenever the seed is the same."""
    first, second = asked(11, 10_000), asked(11, 10_000)
    assert len(first) == 10_000
    assert {call.fault for call in first} == {"", *FaultKind}
    assert first == second


def test_another_seed_gives_other_faults() -> None:
    """The same calls are spoiled otherwise under another seed."""
    assert asked(11, 500) != asked(12, 500)
