"""The gateway's own SDK, the stock ``payjp`` told nothing but the address and a key, works against the fake."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

import payjp
import pytest
from freezegun import freeze_time
from lxml import html

from fakes.faults import Fault, FaultKind
from fakes.mounting import unproxied
from fakes.payment import DEFAULT_PUBLIC_KEY, DEFAULT_SECRET_KEY, Fake
from fakes.payment.jws import sign
from tests.fakes.conftest import Reached, Start

NOW = "2026-04-01T10:00:00+09:00"
BACK = "https://build.test/cards/callback"
CARD = {
    "number": "4242424242424242",
    "exp_month": "12",
    "exp_year": "2030",
    "cvc": "123",
    "name": "TARO TOYODA",
}
MAIL = "taro@example.test"
MASTERCARD = "5555555555554444"


@pytest.fixture
def fake() -> Iterator[Fake]:
    """A gateway on a day on which the card is good."""
    with freeze_time(NOW):
        yield Fake()


@pytest.fixture
def gateway(fake: Fake, over: Start, monkeypatch: pytest.MonkeyPatch) -> Iterator[Reached]:
    """The gateway where the SDK looks for it, with the secret key; nothing else of the SDK is touched."""
    reached = over(fake)
    monkeypatch.setattr(payjp, "api_base", reached.base_url)
    monkeypatch.setattr(payjp, "api_key", DEFAULT_SECRET_KEY)
    with unproxied([reached.base_url]):
        yield reached


def make_token(**changes: str) -> Any:
    """A token of the good card with some of its fields changed."""
    return payjp.Token.create(card=CARD | changes)


def code(ask: Callable[[], object], refusal: type[Exception]) -> tuple[int, str, str]:
    """Status, code and parameter with which the SDK reports that it was refused."""
    with pytest.raises(refusal) as caught:
        ask()
    error: Any = caught.value
    told = error.json_body["error"]
    return error.http_status, told["code"], told.get("param", "")


def answer_challenge(gateway: Reached, authentication_id: str, label: str) -> str:
    """Opens the page as a cardholder's browser, presses a button, and gives the address it leads back to."""
    page = gateway.get(
        f"/v1/tds/{authentication_id}/start",
        publickey=DEFAULT_PUBLIC_KEY,
        back_url=sign({"url": BACK}, DEFAULT_SECRET_KEY),
    )
    shown: Any = html.fromstring(page.text)
    (form,) = shown.forms
    (button,) = [one for one in form.iter("button") if one.text == label]
    target = urljoin(page.url, form.action).removeprefix(gateway.base_url)
    return gateway.post(target, data={button.get("name"): button.get("value")}).headers["Location"]


@pytest.mark.usefixtures("gateway")
def test_a_card_becomes_a_token() -> None:
    """The SDK makes a token and reads it back as its own objects, the number kept by neither."""
    token = make_token()
    again = payjp.Token.retrieve(token.id)
    assert isinstance(token, payjp.Token) and not token.used and not token.livemode
    assert (again.card.brand, again.card.last4, again.card.exp_year) == ("Visa", "4242", 2030)
    assert CARD["number"] not in str(again)
    assert datetime.fromtimestamp(token.created, UTC) == datetime.fromisoformat(NOW)


def test_a_public_key_makes_tokens_and_nothing_else(gateway: Reached) -> None:
    """The SDK's ``api_key`` argument carries the key; each is let in only where it belongs."""
    token = payjp.Token.create(api_key=DEFAULT_PUBLIC_KEY, card=CARD)
    refused = code(
        lambda: payjp.Customer.create(api_key=DEFAULT_PUBLIC_KEY, card=token.id),
        payjp.error.AuthenticationError,
    )
    assert refused == (401, "invalid_api_key", "")
    assert payjp.Customer.create(card=token.id).default_card == token.card.id


@pytest.mark.parametrize(
    ("label", "status"), [("認証に成功する", "verified"), ("試行にとどまる", "attempted")]
)
def test_a_token_is_authenticated_on_the_page(gateway: Reached, label: str, status: str) -> None:
    """A token with 3-D Secure is refused until its page was answered and ``tds_finish`` was called."""
    token = payjp.Token.create(card=CARD | {"email": MAIL}, three_d_secure="true")
    assert token.card.three_d_secure_status == "unverified"
    early = code(lambda: payjp.Customer.create(card=token.id), payjp.error.InvalidRequestError)
    assert early == (400, "unverified_token", "card")
    assert answer_challenge(gateway, token.id, label) == BACK
    token.tds_finish()
    assert token.card.three_d_secure_status == status
    customer = payjp.Customer.create(card=token.id, email=MAIL)
    assert customer.cards.data[0].three_d_secure_status == status


@pytest.mark.parametrize("label", ["認証に失敗する", "中止する"])
def test_a_failed_authentication_leaves_a_useless_token(gateway: Reached, fake: Fake, label: str) -> None:
    """``tds_finish`` is refused after a failure or a break, and no customer gets the card."""
    token = payjp.Token.create(card=CARD | {"email": MAIL}, three_d_secure="true")
    answer_challenge(gateway, token.id, label)
    refused = code(token.tds_finish, payjp.error.InvalidRequestError)
    used = code(lambda: payjp.Customer.create(card=token.id), payjp.error.InvalidRequestError)
    assert (refused[1], used[1]) == ("three_d_secure_failed", "unverified_token")
    assert fake.state.customers() == ()


@pytest.mark.parametrize(
    ("label", "status"),
    [
        ("認証に成功する", "verified"),
        ("認証に失敗する", "failed"),
        ("試行にとどまる", "attempted"),
        ("中止する", "error"),
    ],
)
def test_a_customers_card_is_authenticated_by_a_request(gateway: Reached, label: str, status: str) -> None:
    """A ``ThreeDSecureRequest`` of a customer's card ends on its page, and the card shows how."""
    customer = payjp.Customer.create(card=make_token(email=MAIL).id)
    request = payjp.ThreeDSecureRequest.create(resource_id=customer.default_card)
    assert (request.state, request.resource_id) == ("created", customer.default_card)
    assert answer_challenge(gateway, request.id, label) == BACK
    again = payjp.ThreeDSecureRequest.retrieve(request.id)
    assert (again.state, again.three_d_secure_status) == ("finished", status)
    assert customer.cards.retrieve(customer.default_card).three_d_secure_status == status
    listed = payjp.ThreeDSecureRequest.all(resource_id=customer.default_card)
    assert [one.id for one in listed.data] == [request.id]


@pytest.mark.usefixtures("gateway")
def test_a_customer_is_changed_saved_and_deleted() -> None:
    """``save`` sends what was set, ``refresh`` reads it again, ``delete`` leaves nothing to be found."""
    customer = payjp.Customer.create(id="contract-1", description="契約 1", metadata={"contract": "1"})
    customer.email = MAIL
    customer.save()
    again = payjp.Customer.retrieve("contract-1")
    assert (again.email, again.description, again.metadata.contract) == (MAIL, "契約 1", "1")
    assert again.delete().deleted
    gone = code(lambda: payjp.Customer.retrieve("contract-1"), payjp.error.InvalidRequestError)
    assert gone == (404, "invalid_id", "id")


@pytest.mark.usefixtures("gateway")
def test_cards_of_a_customer_are_added_found_and_deleted() -> None:
    """The first card stays the default, a second is added beside it, and each is taken away by itself."""
    customer = payjp.Customer.create(card=make_token().id)
    second = customer.cards.create(card=make_token(number=MASTERCARD).id)
    customer.refresh()
    assert (customer.cards.count, second.customer, second.brand) == (2, customer.id, "MasterCard")
    assert customer.default_card != second.id
    assert customer.cards.retrieve(second.id).last4 == "4444"
    same = code(lambda: customer.cards.create(card=make_token().id), payjp.error.InvalidRequestError)
    assert same == (400, "already_have_the_same_card", "card")
    assert second.delete().deleted
    assert [card.brand for card in customer.cards.all().data] == ["Visa"]


@pytest.mark.usefixtures("gateway")
def test_a_token_is_used_once() -> None:
    """A token that gave its card away is refused for the next customer."""
    token = make_token()
    payjp.Customer.create(card=token.id)
    used = code(lambda: payjp.Customer.create(card=token.id), payjp.error.InvalidRequestError)
    assert used == (400, "token_already_used", "card")
    assert payjp.Token.retrieve(token.id).used


@pytest.mark.usefixtures("gateway")
@pytest.mark.parametrize(
    ("changes", "told", "param"),
    [
        ({"number": "4000000000000002"}, "card_declined", "card[number]"),
        ({"number": "4000000000000069"}, "expired_card", "card[number]"),
        ({"number": "4242424242424241"}, "invalid_number", "card[number]"),
        ({"number": "4000000000000119"}, "processing_error", "card[number]"),
        ({"exp_month": "3", "exp_year": "2026"}, "expired_card", "card[exp_year]"),
        ({"exp_month": "13"}, "invalid_expiry_month", "card[exp_month]"),
        ({"cvc": "12"}, "invalid_cvc", "card[cvc]"),
    ],
    ids=["declined", "expired by number", "no card number", "network", "past", "month", "cvc"],
)
def test_a_card_that_is_refused_is_a_card_error(changes: dict[str, str], told: str, param: str) -> None:
    """The SDK raises ``CardError`` with code and parameter, for a decline as for a wrong or past expiry."""
    with pytest.raises(payjp.error.CardError) as caught:
        make_token(**changes)
    assert (caught.value.http_status, caught.value.code, caught.value.param) == (402, told, param)


@pytest.mark.usefixtures("gateway")
def test_a_card_is_good_until_its_last_month_ends() -> None:
    """In March 2026 a card of March is taken, at the first minute of April in Japan it has expired."""
    last_month = {"exp_month": "3", "exp_year": "2026"}
    with freeze_time("2026-03-31T23:59:00+09:00"):
        assert make_token(**last_month).card.exp_month == 3
    with freeze_time("2026-04-01T00:00:00+09:00"), pytest.raises(payjp.error.CardError) as caught:
        make_token(**last_month)
    assert caught.value.code == "expired_card"


@pytest.mark.usefixtures("gateway")
def test_lists_are_read_page_by_page() -> None:
    """``limit`` and ``offset`` lead through everything once, newest first, and ``has_more`` ends it."""
    made = [payjp.Customer.create(description=f"契約 {number}").id for number in range(12)]
    assert payjp.Customer.all().count == 12 and len(payjp.Customer.all().data) == 10
    seen: list[str] = []
    while True:
        part = payjp.Customer.all(limit=5, offset=len(seen))
        seen += [customer.id for customer in part.data]
        if not part.has_more:
            break
    assert seen == made[::-1]
    too_many = code(lambda: payjp.Customer.all(limit=101), payjp.error.InvalidRequestError)
    assert too_many == (400, "invalid_querystring", "limit")


@pytest.mark.usefixtures("gateway")
def test_lists_are_limited_by_time() -> None:
    """``since`` and ``until`` take the SDK's datetimes and count both ends."""
    with freeze_time("2026-04-02T10:00:00+09:00"):
        later = payjp.Customer.create().id
    with freeze_time(NOW):
        earlier = payjp.Customer.create().id
    noon = datetime(2026, 4, 2, tzinfo=UTC)
    assert [one.id for one in payjp.Customer.all(since=noon).data] == [later]
    assert [one.id for one in payjp.Customer.all(until=noon).data] == [earlier]


@pytest.mark.usefixtures("gateway")
def test_a_cut_connection_is_told_by_the_sdk(fake: Fake) -> None:
    """A planned reset becomes ``APIConnectionError``, a bare 503 ``APIError``; the next call passes."""
    fake.faults.add(Fault(kind=FaultKind.RESET, nth=1))
    fake.faults.add(Fault(kind=FaultKind.STATUS, status=503, nth=2))
    with pytest.raises(payjp.error.APIConnectionError):
        make_token()
    with pytest.raises(payjp.error.APIError):
        make_token()
    assert make_token().card.brand == "Visa"


def test_the_sdk_waits_and_asks_again_when_it_is_too_much(
    gateway: Reached, fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With its own ``max_retry`` the SDK asks once more after 429, and the work is done once."""
    monkeypatch.setattr(payjp, "max_retry", 1)
    monkeypatch.setattr(payjp, "retry_initial_delay", 0)
    fake.faults.add(Fault(kind=FaultKind.STATUS, status=429, path="/v1/customers", nth=1))
    payjp.Customer.create(description="契約 1")
    assert [call.status for call in fake.journal.calls("POST", "/v1/customers")] == [429, 200]
    assert len(fake.state.customers()) == 1
