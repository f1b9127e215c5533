"""3-D Secure at the payment gateway: the page, its outcomes, and what may follow them."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlencode, urljoin, urlsplit

import pytest
import requests
from freezegun import freeze_time
from lxml import html

from fakes.calling import Answer, Caller, Way
from fakes.mounting import mounted
from fakes.payment import DEFAULT_PUBLIC_KEY, DEFAULT_SECRET_KEY, CardDetails, Fake
from fakes.payment.jws import sign
from fakes.payment.state import WINDOW
from tests.fakes.reaching import WAYS

NOW = "2026-04-01T10:00:00+09:00"
BACK = "https://build.test/cards/callback?state=a&b=c"
CARD = {
    "card[number]": "4242424242424242",
    "card[exp_month]": "12",
    "card[exp_year]": "2030",
    "card[cvc]": "123",
    "card[name]": "TARO TOYODA",
    "card[email]": "taro@example.test",
}
DETAILS = CardDetails(
    brand="Visa", last4="4242", exp_month=12, exp_year=2030, fingerprint="0" * 8, name="TARO TOYODA"
)
OUTCOMES = {
    "認証に成功する": "verified",
    "認証に失敗する": "failed",
    "試行にとどまる": "attempted",
    "中止する": "error",
}


def send(call: Caller, method: str, path: str, form: dict[str, str] | None = None) -> Answer:
    """Sends a form with the secret key."""
    headers = {
        "Authorization": "Basic " + base64.b64encode(f"{DEFAULT_SECRET_KEY}:".encode()).decode(),
        "Content-Type": "application/x-www-form-urlencoded",
    }
    return call(method, f"/v1{path}", body=urlencode(form or {}).encode(), headers=headers)


def secured_token(call: Caller) -> str:
    """The id of a new token that is to be authenticated."""
    return str(send(call, "POST", "/tokens", CARD | {"three_d_secure": "true"}).json()["id"])


def start_path(authentication_id: str, back_url: str = "", publickey: str = DEFAULT_PUBLIC_KEY) -> str:
    """The address of the page, with a right signature unless another text is given."""
    signed = back_url or sign({"url": BACK}, DEFAULT_SECRET_KEY)
    return f"/v1/tds/{authentication_id}/start?publickey={publickey}&back_url={quote(signed)}"


def press(call: Caller, authentication_id: str, label: str) -> Answer:
    """Opens the page and presses a button, as a browser would, without any key."""
    path = start_path(authentication_id)
    page: Any = html.fromstring(call("GET", path).text)
    (form,) = page.forms
    (button,) = [button for button in form.iter("button") if button.text == label]
    body = urlencode({button.get("name"): button.get("value")}).encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    return call(form.method, urljoin(path, form.action), body=body, headers=headers)


def code(answer: Answer) -> tuple[int, str]:
    """Status and code of a refusal, which is a client error."""
    error = answer.json()["error"]
    assert error["type"] == "client_error"
    return answer.status, error["code"]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("label", ["認証に成功する", "試行にとどまる"])
def test_a_token_is_authenticated_finished_and_used(way: Way, label: str) -> None:
    """Token, challenge, return to the build, finish and customer follow one another."""
    with freeze_time(NOW), way(Fake()) as call:
        token = secured_token(call)
        assert send(call, "GET", f"/tokens/{token}").json()["card"]["three_d_secure_status"] == "unverified"
        back = press(call, token, label)
        assert (back.status, back.headers["location"]) == (302, BACK)
        shown = send(call, "GET", f"/tokens/{token}").json()
        assert shown["card"]["three_d_secure_status"] == OUTCOMES[label]
        assert send(call, "POST", f"/tokens/{token}/tds_finish").json() == shown
        customer = send(call, "POST", "/customers", {"card": token}).json()
    assert customer["cards"]["data"][0]["three_d_secure_status"] == OUTCOMES[label]
    assert customer["default_card"] == shown["card"]["id"]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("label", ["認証に失敗する", "中止する"])
def test_a_failed_authentication_cannot_be_finished(way: Way, label: str) -> None:
    """After a failure or a break the browser comes back, finishing is refused, and the token is useless."""
    fake = Fake()
    with freeze_time(NOW), way(fake) as call:
        token = secured_token(call)
        back = press(call, token, label)
        shown = send(call, "GET", f"/tokens/{token}").json()
        finished = send(call, "POST", f"/tokens/{token}/tds_finish")
        used = send(call, "POST", "/customers", {"card": token})
    assert (back.status, back.headers["location"]) == (302, BACK)
    assert shown["card"]["three_d_secure_status"] == OUTCOMES[label]
    assert code(finished) == (400, "three_d_secure_failed")
    assert code(used) == (400, "unverified_token")
    assert fake.state.customers() == ()


@pytest.mark.parametrize("way", WAYS)
def test_an_unfinished_token_cannot_be_used(way: Way) -> None:
    """Until it is finished a token is unverified_token, for new customers and for old ones."""
    with freeze_time(NOW), way(Fake()) as call:
        customer = send(call, "POST", "/customers", {}).json()["id"]
        token = secured_token(call)
        answers = [send(call, "POST", "/customers", {"card": token})]
        press(call, token, "認証に成功する")
        answers += [
            send(call, "POST", "/customers", {"card": token}),
            send(call, "POST", f"/customers/{customer}/cards", {"card": token}),
            send(call, "POST", f"/customers/{customer}", {"card": token}),
        ]
    assert {code(answer) for answer in answers} == {(400, "unverified_token")}


@pytest.mark.parametrize("way", WAYS)
def test_finishing_too_early_twice_or_without_need_is_refused(way: Way) -> None:
    """Finishing is for tokens with 3-D Secure, after the answer, and once."""
    with freeze_time(NOW), way(Fake()) as call:
        plain = send(call, "POST", "/tokens", CARD).json()["id"]
        assert code(send(call, "POST", f"/tokens/{plain}/tds_finish")) == (400, "not_in_three_d_secure_flow")
        token = secured_token(call)
        early = send(call, "POST", f"/tokens/{token}/tds_finish")
        call("GET", start_path(token))
        still_early = send(call, "POST", f"/tokens/{token}/tds_finish")
        press(call, token, "認証に成功する")
        assert send(call, "POST", f"/tokens/{token}/tds_finish").status == 200
        twice = send(call, "POST", f"/tokens/{token}/tds_finish")
    assert code(early) == code(still_early) == (400, "three_d_secure_incompleted")
    assert code(twice) == (400, "invalid_three_d_secure_state")


@pytest.mark.parametrize("way", WAYS)
def test_time_runs_out(way: Way) -> None:
    """After the window the page, the finish without and the finish with an answer have their own codes."""
    with freeze_time(NOW) as clock, way(Fake()) as call:
        unanswered, answered = secured_token(call), secured_token(call)
        press(call, answered, "認証に成功する")
        clock.tick(WINDOW - timedelta(seconds=1))
        assert call("GET", start_path(unanswered)).status == 200
        clock.tick(timedelta(seconds=1))
        page = call("GET", start_path(unanswered))
        late = send(call, "POST", f"/tokens/{unanswered}/tds_finish")
        too_late = send(call, "POST", f"/tokens/{answered}/tds_finish")
    assert page.status == 400
    assert "three_d_secure_expired" in page.text
    assert code(late) == (400, "not_in_three_d_secure_flow")
    assert code(too_late) == (400, "three_d_secure_expired")


@pytest.mark.parametrize("way", WAYS)
def test_three_d_secure_needs_mail_address_or_phone(way: Way) -> None:
    """A token with 3-D Secure needs one of the two; a token without needs none."""
    bare = {key: value for key, value in CARD.items() if key != "card[email]"}
    with freeze_time(NOW), way(Fake()) as call:
        refused = send(call, "POST", "/tokens", bare | {"three_d_secure": "true"})
        by_phone = send(
            call, "POST", "/tokens", bare | {"three_d_secure": "true", "card[phone]": "+819011223344"}
        )
        without = send(call, "POST", "/tokens", bare)
    assert code(refused) == (400, "missing_param")
    assert (by_phone.status, without.status) == (200, 200)
    assert by_phone.json()["card"]["three_d_secure_status"] == "unverified"


@pytest.mark.parametrize("way", WAYS)
def test_the_page_is_japanese_and_shows_no_number(way: Way) -> None:
    """The page names brand and last four digits, offers four buttons, and needs no script."""
    with freeze_time(NOW), way(Fake()) as call:
        answer = call("GET", start_path(secured_token(call)))
    page: Any = html.fromstring(answer.text)
    assert (answer.status, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert page.get("lang") == "ja"
    assert page.findtext(".//h1") == "本人認証（3Dセキュア）"
    assert "Visa（下4桁 4242）" in page.text_content()
    assert [button.text for button in page.iter("button")] == list(OUTCOMES)
    assert not list(page.iter("script"))
    assert "4242424242424242" not in answer.text


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("label", OUTCOMES)
def test_a_customers_card_is_authenticated_by_request(way: Way, label: str) -> None:
    """A request for a card goes from created over in_progress to finished, without a finishing call."""
    with freeze_time(NOW) as clock, way(Fake()) as call:
        token = send(call, "POST", "/tokens", CARD).json()["id"]
        customer = send(call, "POST", "/customers", {"card": token}).json()
        card = customer["default_card"]
        made = send(call, "POST", "/three_d_secure_requests", {"resource_id": card}).json()
        path = f"/three_d_secure_requests/{made['id']}"
        clock.tick(60)
        call("GET", start_path(made["id"]))
        begun = send(call, "GET", path).json()
        clock.tick(60)
        assert press(call, made["id"], label).headers["location"] == BACK
        ended = send(call, "GET", path).json()
        shown = send(call, "GET", f"/customers/{customer['id']}/cards/{card}").json()
    assert made["id"].startswith("tdsr_")
    assert made == {
        "id": made["id"],
        "object": "three_d_secure_request",
        "livemode": False,
        "created": 1775005200,
        "resource_id": card,
        "state": "created",
        "started_at": None,
        "result_received_at": None,
        "finished_at": None,
        "expired_at": None,
        "tenant_id": None,
        "three_d_secure_status": "unverified",
    }
    assert begun == made | {"state": "in_progress", "started_at": 1775005260}
    assert ended == begun | {
        "state": "finished",
        "result_received_at": 1775005320,
        "finished_at": 1775005320,
        "three_d_secure_status": OUTCOMES[label],
    }
    assert shown["three_d_secure_status"] == OUTCOMES[label]


@pytest.mark.parametrize("way", WAYS)
def test_requests_are_listed_and_expire(way: Way) -> None:
    """Requests are listed newest first, by card if asked, and say when their time ran out; tokens are none."""
    with freeze_time(NOW) as clock, way(Fake()) as call:
        cards = []
        for year in ("2030", "2031"):
            token = send(call, "POST", "/tokens", CARD | {"card[exp_year]": year}).json()["id"]
            cards.append(send(call, "POST", "/customers", {"card": token}).json()["default_card"])
        made = [
            send(call, "POST", "/three_d_secure_requests", {"resource_id": card}).json() for card in cards
        ]
        token = secured_token(call)
        listed = send(call, "GET", "/three_d_secure_requests?limit=1").json()
        of_card = send(call, "GET", f"/three_d_secure_requests?resource_id={cards[0]}").json()
        not_one = send(call, "GET", f"/three_d_secure_requests/{token}")
        clock.tick(WINDOW)
        expired = send(call, "GET", f"/three_d_secure_requests/{made[0]['id']}").json()
    assert (listed["data"], listed["count"], listed["has_more"]) == ([made[1]], 2, True)
    assert listed["url"] == "/v1/three_d_secure_requests"
    assert of_card["data"] == [made[0]]
    assert code(not_one) == (404, "invalid_id")
    assert expired == made[0] | {"expired_at": 1775005200 + int(WINDOW.total_seconds())}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("back_url", "publickey", "refusal"),
    [
        (sign({"url": "https://evil.test/"}, "sk_test_other"), DEFAULT_PUBLIC_KEY, (400, "invalid_back_url")),
        ("https://evil.test/", DEFAULT_PUBLIC_KEY, (400, "invalid_back_url")),
        (sign({"uri": BACK}, DEFAULT_SECRET_KEY), DEFAULT_PUBLIC_KEY, (400, "invalid_back_url")),
        (
            sign({"url": "javascript:alert(1)"}, DEFAULT_SECRET_KEY),
            DEFAULT_PUBLIC_KEY,
            (400, "invalid_back_url"),
        ),
        (
            sign({"url": "https://b.test/\r\nX: y"}, DEFAULT_SECRET_KEY),
            DEFAULT_PUBLIC_KEY,
            (400, "invalid_back_url"),
        ),
        (sign({"url": 1}, DEFAULT_SECRET_KEY), DEFAULT_PUBLIC_KEY, (400, "invalid_back_url")),
        ("", "pk_test_other", (401, "invalid_api_key")),
        ("", "", (401, "invalid_api_key")),
    ],
)
def test_the_page_believes_only_signed_addresses(
    way: Way, back_url: str, publickey: str, refusal: tuple[int, str]
) -> None:
    """Without the public key and an address signed with the secret key there is neither page nor redirect."""
    fake = Fake()
    with freeze_time(NOW), way(fake) as call:
        token = secured_token(call)
        press_it = {"Content-Type": "application/x-www-form-urlencoded"}
        path = start_path(token, back_url, publickey)
        answers = [call("GET", path), call("POST", path, body=b"result=verified", headers=press_it)]
    for answer in answers:
        assert answer.status == refusal[0]
        assert f"<code>{refusal[1]}</code>" in answer.text
        assert "location" not in answer.headers
        assert "evil.test" not in answer.text
    authentication = fake.state.get_authentication(token)
    assert authentication is not None
    assert (authentication.state, authentication.status) == ("created", "unverified")


@pytest.mark.parametrize("way", WAYS)
def test_a_page_without_signature_is_refused(way: Way) -> None:
    """The parameter back_url cannot be left out."""
    with freeze_time(NOW), way(Fake()) as call:
        answer = call("GET", f"/v1/tds/{secured_token(call)}/start?publickey={DEFAULT_PUBLIC_KEY}")
    assert answer.status == 400
    assert "<code>missing_param</code>" in answer.text


@pytest.mark.parametrize("way", WAYS)
def test_the_page_is_only_for_what_waits_for_it(way: Way) -> None:
    """Unknown ids, tokens without 3-D Secure, and answered authentications have a page that says so."""
    with freeze_time(NOW), way(Fake()) as call:
        plain = send(call, "POST", "/tokens", CARD).json()["id"]
        token = secured_token(call)
        press(call, token, "認証に成功する")
        customer = send(call, "POST", "/customers", {"card": plain}).json()
        request = send(
            call, "POST", "/three_d_secure_requests", {"resource_id": customer["default_card"]}
        ).json()
        send(call, "DELETE", f"/customers/{customer['id']}")
        found = {
            "invalid_id": [call("GET", start_path("tdsr_0")), call("GET", start_path(request["id"]))],
            "not_in_three_d_secure_flow": [call("GET", start_path(plain))],
            "invalid_three_d_secure_state": [call("GET", start_path(token))],
        }
    for expected, answers in found.items():
        for answer in answers:
            assert answer.status == (404 if expected == "invalid_id" else 400)
            assert f"<code>{expected}</code>" in answer.text
            assert "本人認証を開始できません" in answer.text


@pytest.mark.parametrize("way", WAYS)
def test_an_answer_counts_once_and_only_after_the_question(way: Way) -> None:
    """An answer before the page was opened, without a choice, or after another answer is refused."""
    fake = Fake()
    with freeze_time(NOW), way(fake) as call:
        token = secured_token(call)
        path, headers = start_path(token), {"Content-Type": "application/x-www-form-urlencoded"}
        early = call("POST", path, body=b"result=verified", headers=headers)
        call("GET", path)
        empty = call("POST", path, headers=headers)
        strange = call("POST", path, body=b"result=unverified", headers=headers)
        assert call("POST", path, body=b"result=failed", headers=headers).status == 302
        again = call("POST", path, body=b"result=verified", headers=headers)
    assert "<code>invalid_three_d_secure_state</code>" in early.text
    assert "<code>missing_param</code>" in empty.text
    assert "<code>missing_param</code>" in strange.text
    assert "<code>invalid_three_d_secure_state</code>" in again.text
    assert {answer.status for answer in (early, empty, strange, again)} == {400}
    kept = fake.state.get_token(token)
    assert kept is not None
    assert kept.card.three_d_secure_status == "failed"


def test_a_client_that_follows_redirects_arrives_at_the_build_by_get() -> None:
    """From the form of the page requests goes on, by GET, to the address that the build signed."""
    gateway, arrived = Fake(), Fake()
    with freeze_time(NOW), mounted({"https://api.pay.jp": gateway, "https://build.test": arrived}):
        token = gateway.state.add_token(DETAILS, three_d_secure=True).token_id
        url = "https://api.pay.jp" + start_path(token)
        session = requests.Session()
        page: Any = html.fromstring(session.get(url, timeout=5).text)
        form = page.forms[0]
        answer = session.post(urljoin(url, form.action), data={"result": "verified"}, timeout=5)
    (call,) = arrived.journal.calls()
    assert (call.method, call.path, call.query) == ("GET", "/cards/callback", "state=a&b=c")
    assert call.body == ""
    assert urlsplit(answer.url).netloc == "build.test"
