"""What a test rig arranges in a fake over HTTP: it holds at once, and no fault strikes it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from fakes import clock, mail, payment, toyota_account, vehicle_registry
from fakes.faults import Fault, FaultKind
from fakes.payment.state import CardDetails
from tests.fakes.conftest import Start

PLATE = {"region": "名古屋", "class_number": "3AC", "kana": "か", "serial": "1234"}
CERTIFICATE = {
    "chassis_number": "ABC123-1234567",
    "plate": PLATE,
    "vehicle_kind": "軽自動車",
    "user": {"kind": "個人", "name": "豊田 太郎", "address": "東京都文京区後楽1-4-18"},
}
ACCOUNT = {
    "email": "a@example.com",
    "password": "p",
    "kind": "個人",
    "profile": {"family_name": "豊田"},
    "linked_services": ["G-Link"],
}


def test_a_certificate_is_put_and_then_found(over: Start) -> None:
    """A 車検証 that was put is what the register shows, in place of the car's earlier one."""
    reached = over(vehicle_registry.Fake())
    for name in ("豊田 花子", "豊田 太郎"):
        entry = {**CERTIFICATE, "user": {**CERTIFICATE["user"], "name": name}}  # type: ignore[dict-item]
        put = reached.session.put(f"{reached.base_url}/_fake/certificates", json=entry, timeout=10)
        assert put.status_code == 200, put.text
    reached.session.headers["Authorization"] = f"Bearer {vehicle_registry.DEFAULT_KEY}"
    found = reached.get("/v1/certificates", chassis_number="ABC123-1234567", **PLATE)
    assert found.json() == CERTIFICATE


def test_an_account_is_put_in_place_of_the_one_before(over: Start) -> None:
    """An account that was put is there just so, once, while a fault strikes every call of the service."""
    fake = toyota_account.Fake()
    fake.faults.add(Fault(kind=FaultKind.STATUS, status=500))
    reached = over(fake)
    for services in (["T-Connect"], ["G-Link"]):
        entry = {**ACCOUNT, "linked_services": services}
        put = reached.session.put(f"{reached.base_url}/_fake/accounts", json=entry, timeout=10)
        assert put.status_code == 200, put.text
    (account,) = reached.get("/_fake/accounts").json()["accounts"]
    assert (account["email"], account["linked_services"]) == ("a@example.com", ["G-Link"])
    assert account["profile"]["family_name"] == "豊田"
    assert len(fake.journal) == 0


def test_a_filter_of_a_mailbox_is_put(over: Start) -> None:
    """A mailbox refuses by the filter that was put, and the mails of both folders are listed."""
    fake = mail.Fake()
    reached = over(fake)
    entry = {"address": "a@example.com", "domains": ["id.toyota"], "refuse": True}
    assert reached.session.put(f"{reached.base_url}/_fake/filters", json=entry, timeout=10).json() == entry
    found = fake.state.get_filter("a@example.com")
    assert found is not None and found.refuse and not found.passes("x@mail.invalid")
    assert reached.get("/_fake/messages", to="a@example.com").json() == {"messages": []}


@pytest.mark.parametrize(
    ("make", "path", "entry", "field"),
    [
        (toyota_account.Fake, "accounts", {**ACCOUNT, "kind": "団体"}, ""),
        (toyota_account.Fake, "accounts", {**ACCOUNT, "colour": "red"}, "colour"),
        (vehicle_registry.Fake, "certificates", {**CERTIFICATE, "vehicle_kind": "船"}, ""),
        (vehicle_registry.Fake, "certificates", {**CERTIFICATE, "plate": {}}, "plate.region"),
        (mail.Fake, "filters", {"address": "a@example.com"}, "domains"),
    ],
    ids=["kind", "unknown key", "vehicle kind", "empty plate", "no domains"],
)
def test_what_makes_no_sense_is_refused(over: Start, make: Any, path: str, entry: Any, field: str) -> None:
    """A wrong entry is told by its key with status 422."""
    reached = over(make())
    answer = reached.session.put(f"{reached.base_url}/_fake/{path}", json=entry, timeout=10)
    assert answer.status_code == 422
    assert field in answer.json()["error"]["fields"]


def test_the_clock_is_set_moved_on_and_let_go(over: Start) -> None:
    """A stopped clock moves only when it is told to, and one that is let go moves again."""
    reached = over(mail.Fake())
    try:
        stopped = {"now": "2026-04-01T10:00:00+09:00", "stands": True}
        assert reached.post("/_fake/clock", json=stopped).json()["stands"]
        assert reached.post("/_fake/clock", json={"advance_seconds": 90}).status_code == 200
        assert clock.now() == datetime(2026, 4, 1, 1, 1, 30, tzinfo=UTC)
        assert not reached.post("/_fake/clock", json={"stands": False}).json()["stands"]
        assert clock.now() > datetime(2026, 4, 1, 1, 1, 30, tzinfo=UTC)
    finally:
        clock.CLOCK.release()


@pytest.mark.parametrize(
    "entry", [{"now": "2026-04-01T10:00:00"}, {"advance_seconds": -1}, {"then": 1}, {"stands": "yes"}]
)
def test_a_time_that_makes_no_sense_is_refused(over: Start, entry: dict[str, Any]) -> None:
    """A moment without a zone, a step back and an unknown key are told with status 422, and nothing moves."""
    reached = over(mail.Fake())
    assert reached.post("/_fake/clock", json=entry).status_code == 422
    assert not clock.CLOCK.stands


def test_the_cards_of_every_customer_are_listed(over: Start) -> None:
    """A test rig sees each customer's cards, and none that is still in a token, whatever strikes the gateway."""
    fake = payment.Fake()
    details = CardDetails(
        brand="Visa", last4="4242", exp_month=12, exp_year=2030, fingerprint="f" * 32, name="TARO"
    )
    kept, _ = fake.state.add_token(details), fake.state.add_token(details)
    customer = fake.state.add_customer()
    card = fake.state.add_card(customer.customer_id, kept.token_id)
    fake.faults.add(Fault(kind=FaultKind.STATUS, status=500))

    (found,) = over(fake).get("/_fake/cards").json()["cards"]

    assert (found["id"], found["customer"]) == (card.card_id, customer.customer_id)
