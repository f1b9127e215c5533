"""The payment gateway: keys, tokens, test cards, and what is kept of them."""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from freezegun import freeze_time
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum import luhn

from fakes.calling import Answer, Caller, Way, directly
from fakes.payment import DEFAULT_PUBLIC_KEY, DEFAULT_SECRET_KEY, KNOWN_CARDS, Fake
from tests.fakes.reaching import WAYS

NUMBER = "4242424242424242"
WIDE = "４２４２４２４２４２４２４２４２"
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


def error(answer: Answer) -> tuple[int, str, str]:
    """Status, type and code of a refusal, whose status is told twice."""
    told = answer.json()["error"]
    assert told["status"] == answer.status
    assert told["message"]
    return answer.status, told["type"], told["code"]


@pytest.mark.parametrize("way", WAYS)
def test_a_key_is_needed(way: Way) -> None:
    """Without key, with a wrong one, or with a password, every call is 401 auth_error."""
    with way(Fake(secret_key="sk_test_own")) as call:
        assert error(call("GET", "/v1/customers")) == (401, "auth_error", "no_api_key")
        bearer = call("GET", "/v1/customers", headers={"Authorization": "Bearer sk_test_own"})
        assert error(bearer) == (401, "auth_error", "no_api_key")
        for key in ("sk_test_other", "sk_test_own:password", "pk_test_fake"):
            wrong = send(call, "GET", "/customers", key=key)
            assert error(wrong) == (401, "auth_error", "invalid_api_key")
        assert error(send(call, "GET", "/nowhere", key="sk_test_other"))[0] == 401
        assert send(call, "GET", "/customers", key="sk_test_own").status == 200


@pytest.mark.parametrize("way", WAYS)
def test_the_public_key_only_makes_tokens(way: Way) -> None:
    """The public key opens the tokens and nothing else."""
    sent = {f"card[{name}]": value for name, value in CARD.items()}
    with way(Fake()) as call:
        made = send(call, "POST", "/tokens", sent, key=DEFAULT_PUBLIC_KEY)
        assert made.status == 200
        assert send(call, "GET", f"/tokens/{made.json()['id']}", key=DEFAULT_PUBLIC_KEY).status == 200
        refused = send(call, "POST", "/customers", {"card": made.json()["id"]}, key=DEFAULT_PUBLIC_KEY)
    assert error(refused) == (401, "auth_error", "invalid_api_key")


@pytest.mark.parametrize("way", WAYS)
def test_a_token_shows_its_card_without_the_number(way: Way) -> None:
    """A token is shown with every field of its card, the number as its last four digits."""
    with freeze_time(NOW), way(Fake()) as call:
        made = make_token(call, email="taro@example.test", phone="+819011223344", address_zip="4710826")
        shown = send(call, "GET", f"/tokens/{made.json()['id']}")
    token = shown.json()
    card = token.pop("card")
    assert made.json() == {**token, "card": card}
    assert token == {
        "id": token["id"],
        "object": "token",
        "livemode": False,
        "created": 1775005200,
        "used": False,
    }
    assert token["id"].startswith("tok_")
    assert card["id"].startswith("car_")
    assert card == {
        "id": card["id"],
        "object": "card",
        "livemode": False,
        "created": 1775005200,
        "customer": None,
        "brand": "Visa",
        "last4": "4242",
        "exp_month": 12,
        "exp_year": 2030,
        "fingerprint": card["fingerprint"],
        "name": "TARO TOYODA",
        "email": "taro@example.test",
        "phone": "+819011223344",
        "country": None,
        "address_zip": "4710826",
        "address_zip_check": "unchecked",
        "address_state": None,
        "address_city": None,
        "address_line1": None,
        "address_line2": None,
        "cvc_check": "passed",
        "is_jp": None,
        "three_d_secure_status": None,
        "metadata": None,
    }


@pytest.mark.parametrize("number", KNOWN_CARDS)
def test_every_test_card_does_what_is_documented(number: str) -> None:
    """A good test card becomes a token with its brand and checks, a bad one is 402 with its code."""
    known = KNOWN_CARDS[number]
    fake = Fake()
    with freeze_time(NOW), directly(fake) as call:
        answer = make_token(call, number=number)
    if known.refusal:
        assert error(answer) == (402, "card_error", known.refusal)
        assert fake.state.tokens() == ()
    else:
        card = answer.json()["card"]
        assert (card["brand"], card["last4"]) == (known.brand, number[-4:])
        assert (card["cvc_check"], card["address_zip_check"]) == (known.cvc_check, known.address_zip_check)
    assert luhn.is_valid(number)


def test_the_test_cards_are_those_of_the_documentation() -> None:
    """Brands, refusals and checks are as the test card page lists them."""
    brands = {number: card.brand for number, card in KNOWN_CARDS.items()}
    assert brands["5555555555554444"] == brands["5105105105105100"] == "MasterCard"
    assert brands["3530111333300000"] == brands["3566002020360505"] == "JCB"
    assert brands["378282246310005"] == brands["371449635398431"] == "American Express"
    assert brands["38520000023237"] == brands["30569309025904"] == "Diners Club"
    assert brands["6011111111111117"] == brands["6011000990139424"] == "Discover"
    assert {number: card.refusal for number, card in KNOWN_CARDS.items() if card.refusal} == {
        "4000000000000002": "card_declined",
        "4000000000000069": "expired_card",
        "4000000000000127": "incorrect_card_data",
        "4000003720000278": "incorrect_card_data",
        "4000000000000119": "processing_error",
        "36227206271667": "unacceptable_brand",
    }
    assert KNOWN_CARDS["4000000000000101"].cvc_check == "failed"
    assert KNOWN_CARDS["4000000000000044"].cvc_check == "unavailable"
    at_payment = ("4000000000080319", "4000000000004012", "4000000000080202", "4000000000000077")
    assert not any(KNOWN_CARDS[number].refusal for number in at_payment)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("name", "value", "refusal"),
    [
        ("number", "", (400, "client_error", "missing_param")),
        ("cvc", "", (400, "client_error", "missing_param")),
        ("name", "", (400, "client_error", "missing_param")),
        ("exp_month", "", (400, "client_error", "missing_param")),
        ("exp_year", "", (400, "client_error", "missing_param")),
        ("number", "4242424242424241", (402, "card_error", "invalid_number")),
        ("number", "4242 4242 4242 4242", (402, "card_error", "invalid_number")),
        ("number", WIDE, (402, "card_error", "invalid_number")),
        ("number", "42424242", (402, "card_error", "invalid_number")),
        ("number", "4111111111111111", (402, "card_error", "incorrect_card_data")),
        ("exp_month", "13", (402, "card_error", "invalid_expiry_month")),
        ("exp_month", "0", (402, "card_error", "invalid_expiry_month")),
        ("exp_year", "30", (402, "card_error", "invalid_expiry_year")),
        ("exp_year", "二〇三〇", (402, "card_error", "invalid_expiry_year")),
        ("cvc", "12", (402, "card_error", "invalid_cvc")),
        ("cvc", "12a", (402, "card_error", "invalid_cvc")),
        ("name", "豊田 太郎", (400, "client_error", "invalid_card_name")),
        ("name", "TARO 4242", (400, "client_error", "invalid_card_name")),
        ("email", "taro", (400, "client_error", "invalid_email")),
        ("phone", "090-1122-3344", (400, "client_error", "invalid_card_phone")),
    ],
)
def test_a_wrong_field_is_named(way: Way, name: str, value: str, refusal: tuple[int, str, str]) -> None:
    """A field that is missing or wrong is refused with its code and its name in brackets."""
    with freeze_time(NOW), way(Fake()) as call:
        answer = make_token(call, **{name: value})
    assert error(answer) == refusal
    assert answer.json()["error"]["param"] == f"card[{name}]"


@pytest.mark.parametrize("way", WAYS)
def test_a_card_is_good_through_its_last_month(way: Way) -> None:
    """A card of April 2026 is good to the end of April in Japan, and expired_card from then on."""
    with way(Fake()) as call:
        for moment, status in (("2026-04-30T23:59:59+09:00", 200), ("2026-05-01T00:00:00+09:00", 402)):
            with freeze_time(moment):
                answer = make_token(call, exp_month="4", exp_year="2026")
                assert answer.status == status
    assert error(answer) == (402, "card_error", "expired_card")


@pytest.mark.parametrize("way", WAYS)
def test_one_number_has_one_fingerprint(way: Way) -> None:
    """Two tokens of a number have the same fingerprint and different ids; another number has another."""
    with freeze_time(NOW), way(Fake()) as call:
        first, second = make_token(call).json(), make_token(call, exp_year="2031").json()
        other = make_token(call, number="5555555555554444").json()
    assert first["card"]["fingerprint"] == second["card"]["fingerprint"] != other["card"]["fingerprint"]
    assert len({first["id"], second["id"], other["id"]}) == 3
    assert first["card"]["id"] != second["card"]["id"]


@pytest.mark.parametrize("way", WAYS)
def test_unknown_paths_and_methods_are_told(way: Way) -> None:
    """An unknown path is 404 not_found, a method that a path does not have 405."""
    with way(Fake()) as call:
        assert error(send(call, "GET", "/nothing")) == (404, "client_error", "not_found")
        wrong = (405, "not_allowed_method_error", "not_allowed_method")
        assert error(send(call, "GET", "/tokens")) == wrong
        assert error(send(call, "PUT", "/customers")) == wrong
        assert error(send(call, "DELETE", "/tokens/tok_0/tds_finish")) == wrong


@pytest.mark.parametrize("way", WAYS)
def test_no_card_number_is_kept(way: Way) -> None:
    """Wherever a card number and its code are sent, neither state nor journal has them afterwards."""
    fake = Fake()
    with freeze_time(NOW), way(fake) as call:
        token = make_token(call, cvc="987").json()["id"]
        make_token(call, number="4000000000000002", cvc="987")
        make_token(call, name=NUMBER, cvc="987")
        send(call, "POST", "/customers", {"card": token, "description": NUMBER})
        send(call, "POST", "/customers", {"card": NUMBER})
        send(call, "POST", "/customers", {NUMBER: "x", f"metadata[{NUMBER}]": "x"})
        send(call, "GET", f"/customers/{NUMBER}")
        make_token(call, name=WIDE, cvc="987")
        send(call, "POST", "/customers", {"card": token})
        raw = f"card%5Bcvc%5D=987&card%5Bnumber%5D={NUMBER}".encode()
        call("POST", "/v1/tokens", body=raw, headers={"Content-Type": "text/plain", "X-Card": NUMBER})
        multipart = b'--x\r\nContent-Disposition: form-data; name="card[cvc]"\r\n\r\n987\r\n--x--\r\n'
        call(
            "POST", "/v1/tokens", body=multipart, headers={"Content-Type": "multipart/form-data; boundary=x"}
        )
    state, journal = repr(vars(fake.state)), repr(fake.journal.calls())
    for number in (NUMBER, WIDE, quote(WIDE), "4000000000000002"):
        assert number not in state
        assert number not in journal
    assert "'4242'" in state
    assert "987" not in journal
    assert DEFAULT_SECRET_KEY not in journal


def test_the_journal_shows_how_checks_came_out() -> None:
    """The results of the checks stand readable in the journal, beside the blotted-out code."""
    fake = Fake()
    with freeze_time(NOW), directly(fake) as call:
        make_token(call, number="4000000000000101")
    (kept,) = fake.journal.calls("POST", "/v1/tokens")
    assert '"cvc_check": "failed"' in kept.answer
    assert "card[number]=***" in kept.body
    assert "card[cvc]=***" in kept.body


def drive(fake: Fake) -> list[Any]:
    """Everything that a short session answers."""
    with freeze_time(NOW), directly(fake) as call:
        token = make_token(call).json()
        return [token, send(call, "POST", "/customers", {"card": token["id"]}).json()]


def test_one_seed_gives_the_same_answers_before_and_after_reset() -> None:
    """The answers of a session depend on the seed only, and come again after a reset."""
    fake = Fake(3)
    first = drive(fake)
    fake.reset()
    assert (fake.state.tokens(), fake.state.customers(), fake.state.cards()) == ((), (), ())
    assert (fake.state.authentications(), len(fake.journal)) == ((), 0)
    assert drive(fake) == first == drive(Fake(3)) != drive(Fake(4))


@settings(deadline=None)
@given(seed=st.integers(0, 10_000))
def test_ids_are_not_taken_for_card_numbers(seed: int) -> None:
    """An id stands in the journal as it is, however its digits fall."""
    fake = Fake(seed)
    drive(fake)
    (made,) = fake.journal.calls("POST", "/v1/customers")
    (token,), (card,) = fake.state.tokens(), fake.state.cards()
    assert made.body == f"card={token.token_id}"
    assert f'"{card.card_id}"' in made.answer


def test_the_state_is_prepared_and_looked_at_in_python() -> None:
    """Customers and cards can be made, found and removed without the API; a taken id is an error."""
    fake = Fake()
    drive(fake)
    state = fake.state
    (customer,), (card,), (token,) = state.customers(), state.cards(), state.tokens()
    assert state.get_customer(customer.customer_id) == customer
    assert state.get_card(card.card_id) == card == token.card
    assert state.get_token(token.token_id) == token
    assert (token.used, customer.default_card) == (True, card.card_id)
    further = state.add_token(card.details)
    assert state.get_card(further.card.card_id) is None
    second = state.add_customer(customer_id="second")
    moved = state.add_card("second", further.token_id)
    assert state.cards("second") == (moved,)
    with pytest.raises(ValueError, match="second exists already"):
        state.add_customer(customer_id="second")
    state.remove_card("car_0")
    state.remove_customer("cus_0")
    assert len(state.cards()) == 2
    state.remove_customer(second.customer_id)
    assert state.cards() == (card,)
