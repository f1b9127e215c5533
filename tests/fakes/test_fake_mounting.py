"""Mounting a fake on ``responses``."""

from __future__ import annotations

import io
import os
import statistics
import time
from base64 import b64encode
from collections.abc import Callable, Iterator

import pytest
import requests
import responses
from werkzeug.test import Client

from fakes import houjin_bangou, licence_reader, mail, payment, toyota_account
from fakes.calling import BASE_URL
from fakes.mounting import METHODS, mount, mounted

QUERY = "/4/num?id=FAKEAPPID0001&number=1180301018771&type=12"


@pytest.mark.parametrize(
    "base", [BASE_URL, f"{BASE_URL}/", f"{BASE_URL}/some/where", "http://fake.test:8080"]
)
def test_a_base_url_may_have_a_path_and_a_port(base: str) -> None:
    """The fake sees only what stands behind the base URL."""
    fake = houjin_bangou.Fake()
    with mounted({base: fake}):
        assert requests.get(base.rstrip("/") + QUERY, timeout=5).status_code == 200
    assert fake.journal.calls()[0].path == "/4/num"


def test_several_fakes_stand_side_by_side() -> None:
    """Each base URL reaches its own fake, and any other address is refused."""
    numbers, accounts = houjin_bangou.Fake(), toyota_account.Fake()
    with mounted({"https://numbers.test": numbers, "https://accounts.test": accounts}):
        assert requests.get(f"https://numbers.test{QUERY}", timeout=5).status_code == 200
        assert requests.get("https://accounts.test/v1/emails", timeout=5).status_code == 401
        with pytest.raises(requests.exceptions.ConnectionError):
            requests.get("https://numbers.test.evil.test/", timeout=5)
    assert (len(numbers.journal), len(accounts.journal)) == (1, 1)


def test_all_methods_are_mounted() -> None:
    """Seven methods reach the fake, which answers 405 where it has no handler."""
    fake = houjin_bangou.Fake()
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        mount(mock, BASE_URL, fake)
        found = {
            method: requests.request(method, BASE_URL + QUERY, timeout=5).status_code for method in METHODS
        }
    assert found["GET"] == found["HEAD"] == 200
    assert {found[method] for method in ("POST", "PUT", "PATCH", "DELETE")} == {405}


def test_japanese_paths_and_queries_arrive() -> None:
    """A percent-encoded Japanese query is what was meant when the fake reads it."""
    fake = mail.Fake()
    with mounted({BASE_URL: fake}):
        answer = requests.get(f"{BASE_URL}/", params={"to": "豊田@example.test"}, timeout=5)
    assert "豊田@example.test の受信箱" in answer.text


def pieces(data: bytes) -> Iterator[bytes]:
    """``data`` in two pieces."""
    yield data[:10]
    yield data[10:]


@pytest.mark.parametrize("wrap", [bytes, io.BytesIO, pieces])
def test_bodies_arrive_however_they_are_sent(wrap: Callable[[bytes], object]) -> None:
    """A body given as bytes, as a file or piece by piece is the same to the fake."""
    fake = licence_reader.Fake()
    picture = licence_reader.licence_picture(name="豊田 太郎", birthdate="1990-04-01", address="愛知県")
    with mounted({BASE_URL: fake}):
        answer = requests.post(
            f"{BASE_URL}/v1/read",
            data=wrap(picture),  # type: ignore[arg-type]
            headers={"Content-Type": "image/png"},
            timeout=5,
        )
    assert answer.json()["licence"]["name"] == "豊田 太郎"


def test_the_content_type_is_sent_once() -> None:
    """An answer has exactly the content type that the fake gave it."""
    with mounted({BASE_URL: houjin_bangou.Fake()}):
        answer = requests.get(BASE_URL + QUERY, timeout=5)
    assert answer.headers["Content-Type"] == "application/xml;charset=UTF-8"


def test_an_address_without_a_fake_is_refused_and_told() -> None:
    """Any other address is refused; it is told unless it begins like a fake's, which is a fake's misspelt."""
    told: list[str] = []
    with mounted({BASE_URL: houjin_bangou.Fake()}, refused=told.append):
        for url in ("https://elsewhere.test/x?y", f"{BASE_URL}XX/4/num"):
            with pytest.raises(requests.exceptions.ConnectionError):
                requests.get(url, timeout=5)
        assert requests.get(BASE_URL + QUERY, timeout=5).status_code == 200
    assert told == ["https://elsewhere.test/x?y"]


def test_proxies_of_the_machine_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Mounted hosts are called without the machine's proxy, and its variables are as before afterwards."""
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.invalid:3128")
    monkeypatch.setenv("NO_PROXY", "intranet.invalid")
    monkeypatch.delenv("no_proxy", raising=False)
    before = dict(os.environ)
    with mounted({BASE_URL: houjin_bangou.Fake()}):
        assert requests.get(BASE_URL + QUERY, timeout=5).status_code == 200
        assert os.environ["no_proxy"] == "fake.example.test,intranet.invalid"
    assert dict(os.environ) == before


ASKED = {
    "houjin_bangou": (houjin_bangou.Fake, "GET", QUERY, {}),
    "toyota_account": (
        toyota_account.Fake,
        "GET",
        "/v1/emails?address=a@b.test",
        {"Authorization": f"Bearer {toyota_account.DEFAULT_KEY}"},
    ),
    "payment": (
        payment.Fake,
        "POST",
        "/v1/customers",
        {"Authorization": "Basic " + b64encode(f"{payment.DEFAULT_SECRET_KEY}:".encode()).decode()},
    ),
    "mail": (mail.Fake, "GET", "/api/messages?to=a@b.test", {}),
}


def seconds(call: Callable[[], object]) -> float:
    """Seconds of the fastest of some rounds of fifty calls."""
    rounds = []
    for _ in range(5):
        start = time.perf_counter()
        for _ in range(50):
            call()
        rounds.append(time.perf_counter() - start)
    return min(rounds)


@pytest.mark.parametrize("name", ASKED)
def test_a_mounted_call_costs_at_most_three_direct_ones(name: str) -> None:
    """A call through requests and responses takes at most three times as long as one of the application.

    Both send the same request and read the answer; the ratio is the median of several measurements in one
    run, each of which takes the one right after the other.
    """
    make, method, path, headers = ASKED[name]
    fake = make(0)
    client = Client(fake.wsgi)
    ratios = []
    with mounted({BASE_URL: fake}), requests.Session() as session:
        for _ in range(5):
            direct = seconds(
                lambda: client.open(path, method=method, headers=headers, base_url=BASE_URL).get_data()
            )
            through = seconds(lambda: session.request(method, BASE_URL + path, headers=headers, timeout=5))
            ratios.append(through / direct)
    assert statistics.median(ratios) <= 3
