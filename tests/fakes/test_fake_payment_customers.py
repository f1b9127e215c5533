"""The payment gateway: customers, their cards, lists, and the parameters of their calls."""

from __future__ import annotations

import base64
from urllib.parse import urlencode

import pytest
from freezegun import freeze_time
from hypothesis import given
from hypothesis import strategies as st

from fakes.calling import Answer, Caller, Way, directly
from fakes.faults import Fault, FaultKind
from fakes.payment import DEFAULT_SECRET_KEY, Fake
from tests.fakes.reaching import WAYS

NUMBER = "4242424242424242"
CARD = {"number": NUMBER, "exp_month": "12", "exp_year": "2030", "cvc": "123", "name": "TARO TOYODA"}
NOW = "2026-04-01T10:00:00+09:00"


def send(
    call: Caller, method: str, path: str, form: dict[str, str] | None = None, key: str = DEFAULT_SECRET_KEY
) -> Answer:
    """Sends a form with a key as the user of HTTP Basic."""
    credentials = base64.b64encode(f"{key}:".encode()).decode()
    headers = {"Authorization": f"Basic {credentials}"}
    if form is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    return call(method, f"/v1{path}", body=urlencode(form or {}).encode(), headers=headers)


def make_token(call: Caller, **card: str) -> Answer:
    """Asks for a token of a good card with some fields changed; an empty value leaves a field out."""
    sent = {f"card[{name}]": value for name, value in (CARD | card).items() if value}
    return send(call, "POST", "/tokens", sent)


def token_id(call: Caller, **card: str) -> str:
    """The id of a new token."""
    return str(make_token(call, **card).json()["id"])


def error(answer: Answer) -> tuple[int, str, str]:
    """Status, type and code of a refusal, whose status is told twice."""
    told = answer.json()["error"]
    assert told["status"] == answer.status
    assert told["message"]
    return answer.status, told["type"], told["code"]


@pytest.mark.parametrize("way", WAYS)
def test_a_token_makes_a_customer_with_a_card(way: Way) -> None:
    """A customer made with a token has its card, under the same id, as the default one."""
    with freeze_time(NOW), way(Fake()) as call:
        token = make_token(call).json()
        form = {
            "card": token["id"],
            "email": "taro@example.test",
            "metadata[member]": "M-1",
            "description": "買主",
        }
        made = send(call, "POST", "/customers", form).json()
        assert send(call, "GET", f"/customers/{made['id']}").json() == made
        card = send(call, "GET", f"/customers/{made['id']}/cards/{token['card']['id']}").json()
        assert send(call, "GET", f"/tokens/{token['id']}").json()["used"] is True
    cards, subscriptions = made.pop("cards"), made.pop("subscriptions")
    assert made == {
        "id": made["id"],
        "object": "customer",
        "livemode": False,
        "created": 1775005200,
        "email": "taro@example.test",
        "description": "買主",
        "default_card": token["card"]["id"],
        "metadata": {"member": "M-1"},
    }
    assert made["id"].startswith("cus_")
    assert card == token["card"] | {"customer": made["id"]}
    assert cards == {
        "object": "list",
        "count": 1,
        "data": [card],
        "has_more": False,
        "url": f"/v1/customers/{made['id']}/cards",
    }
    assert (subscriptions["count"], subscriptions["data"]) == (0, [])


@pytest.mark.parametrize("way", WAYS)
def test_a_token_is_used_once(way: Way) -> None:
    """The second use of a token, for whomever, is token_already_used, and makes nothing."""
    fake = Fake()
    with freeze_time(NOW), way(fake) as call:
        token = token_id(call)
        customer = send(call, "POST", "/customers", {"card": token}).json()["id"]
        again = send(call, "POST", "/customers", {"card": token})
        also = send(call, "POST", f"/customers/{customer}/cards", {"card": token})
    assert error(again) == error(also) == (400, "client_error", "token_already_used")
    assert (len(fake.state.customers()), len(fake.state.cards())) == (1, 1)


@pytest.mark.parametrize("way", WAYS)
def test_cards_come_and_go(way: Way) -> None:
    """A further card becomes the default when asked to, and its deletion makes the one left the default."""
    with freeze_time(NOW), way(Fake()) as call:
        customer = send(call, "POST", "/customers", {"card": token_id(call)}).json()
        first, path = customer["default_card"], f"/customers/{customer['id']}"
        plain = send(
            call, "POST", f"{path}/cards", {"card": token_id(call, number="5555555555554444")}
        ).json()
        assert send(call, "GET", path).json()["default_card"] == first
        wanted = token_id(call, number="3530111333300000")
        third = send(call, "POST", f"{path}/cards", {"card": wanted, "default": "True"}).json()
        assert send(call, "GET", path).json()["default_card"] == third["id"]
        gone = send(call, "DELETE", f"{path}/cards/{third['id']}")
        assert gone.json() == {"id": third["id"], "deleted": True, "livemode": False}
        assert send(call, "GET", path).json()["default_card"] == plain["id"]
        listed = send(call, "GET", f"{path}/cards").json()
        assert [card["id"] for card in listed["data"]] == [plain["id"], first]
        assert error(send(call, "GET", f"{path}/cards/{third['id']}")) == (404, "client_error", "invalid_id")
        for card in (plain["id"], first):
            send(call, "DELETE", f"{path}/cards/{card}")
        assert send(call, "GET", path).json()["default_card"] is None


@pytest.mark.parametrize("way", WAYS)
def test_a_customer_has_a_card_once(way: Way) -> None:
    """The same number and expiry a second time is already_have_the_same_card, for that customer only."""
    with freeze_time(NOW), way(Fake()) as call:
        customer = send(call, "POST", "/customers", {"card": token_id(call)}).json()["id"]
        same = send(call, "POST", f"/customers/{customer}/cards", {"card": token_id(call)})
        by_change = send(call, "POST", f"/customers/{customer}", {"card": token_id(call)})
        renewed = send(
            call, "POST", f"/customers/{customer}/cards", {"card": token_id(call, exp_year="2031")}
        )
        other = send(call, "POST", "/customers", {"card": token_id(call)})
    assert error(same) == error(by_change) == (400, "client_error", "already_have_the_same_card")
    assert (renewed.status, other.status) == (200, 200)


@pytest.mark.parametrize("way", WAYS)
def test_a_customer_is_changed_in_part(way: Way) -> None:
    """A change replaces what is given, adds metadata and removes empty ones, and brings a new default card."""
    with freeze_time(NOW), way(Fake()) as call:
        form = {"email": "taro@example.test", "metadata[a]": "1", "metadata[b]": "2", "card": token_id(call)}
        made = send(call, "POST", "/customers", form).json()
        path = f"/customers/{made['id']}"
        change = {"description": "買主", "metadata[b]": "", "metadata[c]": "3"}
        changed = send(
            call, "POST", path, change | {"card": token_id(call, number="5555555555554444")}
        ).json()
        back = send(call, "POST", path, {"default_card": made["default_card"]}).json()
        unknown = send(call, "POST", path, {"default_card": "car_0", "email": "x@example.test"})
        assert send(call, "GET", path).json() == back
    assert (changed["email"], changed["description"]) == ("taro@example.test", "買主")
    assert changed["metadata"] == {"a": "1", "c": "3"}
    assert (changed["cards"]["count"], changed["default_card"]) == (2, changed["cards"]["data"][0]["id"])
    assert back["default_card"] == made["default_card"]
    assert error(unknown) == (404, "client_error", "invalid_id")


@pytest.mark.parametrize("way", WAYS)
def test_a_deleted_customer_is_gone_with_the_cards(way: Way) -> None:
    """A deletion is confirmed once; then customer and cards are 404 invalid_id."""
    fake = Fake()
    with freeze_time(NOW), way(fake) as call:
        made = send(call, "POST", "/customers", {"card": token_id(call)}).json()
        path = f"/customers/{made['id']}"
        deleted = send(call, "DELETE", path)
        missing = [send(call, "DELETE", path), send(call, "GET", path), send(call, "GET", f"{path}/cards")]
    assert deleted.json() == {"id": made["id"], "deleted": True, "livemode": False}
    assert {error(answer) for answer in missing} == {(404, "client_error", "invalid_id")}
    assert missing[1].json()["error"]["message"] == f"No such customer: {made['id']}"
    assert missing[1].json()["error"]["param"] == "id"
    assert fake.state.cards() == ()


@pytest.mark.parametrize("way", WAYS)
def test_unknown_ids_are_told(way: Way) -> None:
    """An object that does not exist is 404 invalid_id wherever it is named."""
    with freeze_time(NOW), way(Fake()) as call:
        one = send(call, "POST", "/customers", {"card": token_id(call)}).json()
        two = send(call, "POST", "/customers", {}).json()["id"]
        answers = [
            send(call, "GET", "/tokens/tok_0"),
            send(call, "POST", "/tokens/tok_0/tds_finish"),
            send(call, "GET", "/customers/cus_0"),
            send(call, "POST", "/customers", {"card": "tok_0"}),
            send(call, "POST", f"/customers/{two}/cards", {"card": "tok_0"}),
            send(call, "GET", f"/customers/{two}/cards/{one['default_card']}"),
            send(call, "DELETE", f"/customers/{two}/cards/{one['default_card']}"),
            send(call, "GET", "/three_d_secure_requests/tdsr_0"),
            send(call, "POST", "/three_d_secure_requests", {"resource_id": "car_0"}),
        ]
    assert {error(answer) for answer in answers} == {(404, "client_error", "invalid_id")}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("form", "code", "param"),
    [
        ({"colour": "red"}, "invalid_param_key", "colour"),
        ({"metadata": "x"}, "invalid_param_key", "metadata"),
        ({"email[to]": "x"}, "invalid_param_key", "email[to]"),
        ({"email": "taro"}, "invalid_email", "email"),
        ({"id": "買主"}, "invalid_flexible_id", "id"),
        ({"metadata[]": "x"}, "invalid_metadata_key", "metadata"),
        ({f"metadata[{'k' * 41}]": "x"}, "invalid_metadata_key", "metadata"),
        ({"metadata[k]": "x" * 501}, "invalid_metadata_value", "metadata[k]"),
        ({f"metadata[{n}]": "x" for n in range(21)}, "too_many_metadata_keys", "metadata"),
        ({"card[number]": NUMBER}, "unsafe_credit_card_param", "card[number]"),
        ({"description": f"card {NUMBER}"}, "unsafe_credit_card_param", "description"),
        ({"metadata[card]": "4242 4242 4242 4242"}, "unsafe_credit_card_param", "metadata[card]"),
    ],
)
def test_wrong_parameters_make_no_customer(way: Way, form: dict[str, str], code: str, param: str) -> None:
    """A parameter that a customer does not have, or of a wrong form, is 400 with its name."""
    fake = Fake()
    with way(fake) as call:
        answer = send(call, "POST", "/customers", form)
    assert error(answer) == (400, "client_error", code)
    assert answer.json()["error"]["param"] == param
    assert fake.state.customers() == ()


@pytest.mark.parametrize("way", WAYS)
def test_further_parameters_are_checked(way: Way) -> None:
    """Wrong booleans, unknown fields of a card, a missing token and a taken id are told."""
    with freeze_time(NOW), way(Fake()) as call:
        customer = send(call, "POST", "/customers", {"id": "M-1"}).json()["id"]
        assert customer == "M-1"
        sent = {f"card[{name}]": value for name, value in CARD.items()}
        answers = {
            "invalid_boolean": send(call, "POST", "/tokens", sent | {"three_d_secure": "yes"}),
            "unsafe_credit_card_param": send(call, "POST", "/tokens", sent | {"card[pin]": "1"}),
            "missing_param": send(call, "POST", f"/customers/{customer}/cards", {}),
            "already_exist_id": send(call, "POST", "/customers", {"id": "M-1"}),
        }
        no_resource = send(call, "POST", "/three_d_secure_requests", {})
    assert {code: error(answer)[2] for code, answer in answers.items()} == {code: code for code in answers}
    assert error(no_resource) == (400, "client_error", "missing_param")


@pytest.mark.parametrize("way", WAYS)
def test_lists_are_paged_from_the_newest(way: Way) -> None:
    """A list gives ten objects by default, newest first, counts all, and says whether there are more."""
    fake = Fake()
    made = [fake.state.add_customer().customer_id for _ in range(12)][::-1]
    with way(fake) as call:
        for query, part, more in (
            ("", made[:10], True),
            ("?limit=5", made[:5], True),
            ("?limit=5&offset=5", made[5:10], True),
            ("?limit=5&offset=7", made[7:], False),
            ("?limit=100", made, False),
            ("?offset=12", [], False),
        ):
            page = send(call, "GET", f"/customers{query}").json()
            assert [customer["id"] for customer in page["data"]] == part
            assert (page["has_more"], page["count"], page["url"]) == (more, 12, "/v1/customers")


@given(count=st.integers(0, 25), limit=st.integers(1, 100))
def test_pages_make_up_the_whole(count: int, limit: int) -> None:
    """Going on while there is more gives every object once, in order."""
    fake = Fake()
    made = [fake.state.add_customer().customer_id for _ in range(count)]
    found: list[str] = []
    with directly(fake) as call:
        more = True
        while more:
            page = send(call, "GET", f"/customers?limit={limit}&offset={len(found)}").json()
            found += [customer["id"] for customer in page["data"]]
            more = page["has_more"]
    assert found == made[::-1]


@pytest.mark.parametrize("way", WAYS)
def test_lists_are_limited_in_time(way: Way) -> None:
    """Since and until, both included, limit a list to the objects made in between."""
    fake = Fake()
    for day in (1, 2, 3):
        with freeze_time(f"2026-04-0{day}T00:00:00Z"):
            fake.state.add_customer(customer_id=f"c{day}")
    with way(fake) as call:
        page = send(call, "GET", "/customers?since=1775088000&until=1775088000").json()
        later = send(call, "GET", "/customers?since=1775088000").json()
    assert [customer["id"] for customer in page["data"]] == ["c2"]
    assert [customer["id"] for customer in later["data"]] == ["c3", "c2"]


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=x", "offset=-1", "since=today", "limit="])
def test_wrong_pages_are_refused(query: str) -> None:
    """A limit outside 1 to 100, or what is no number, is 400 invalid_querystring."""
    with directly(Fake()) as call:
        refused = send(call, "GET", f"/customers?{query}")
    assert error(refused) == (400, "client_error", "invalid_querystring")


def test_a_lost_answer_may_have_been_worked_on() -> None:
    """A call that times out after the work leaves the token used, so that a repetition is told."""
    fake = Fake()
    fake.faults.add(Fault(kind=FaultKind.TIME_OUT, path="/v1/customers", nth=1, done=True))
    with freeze_time(NOW), directly(fake) as call:
        token = token_id(call)
        with pytest.raises(TimeoutError):
            send(call, "POST", "/customers", {"card": token})
        again = send(call, "POST", "/customers", {"card": token})
    assert error(again) == (400, "client_error", "token_already_used")
    assert len(fake.state.customers()) == 1
