"""A dealer's desk with a phone beside it: the build in process, and tiny stand-ins for who is outside."""

from __future__ import annotations

import json
import re
import smtplib
from collections.abc import Iterator
from email.message import EmailMessage
from io import BytesIO
from typing import Any, Self
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
import responses
from flask import Flask
from flask.testing import FlaskClient
from freezegun import freeze_time
from lxml import html
from requests import PreparedRequest
from werkzeug.test import TestResponse

from harness.reference import Settings, create_app
from tests.reference.paying import PAYMENT, PUBLIC_KEY, SECRET_KEY, Payments
from tests.reference.registering import REGISTRY, Register, register_car

ACCOUNTS = "https://account.test"
NTA = "https://nta.test/4"
READER = "https://licence.test"
CONTROL = "control-token"

_NTA_XML = """<?xml version="1.0" encoding="UTF-8"?><corporations><lastUpdateDate>2026-07-10</lastUpdateDate>\
<count>{count}</count><divideNumber>1</divideNumber><divideSize>1</divideSize>{record}</corporations>"""
_NTA_RECORD = """<corporation><corporateNumber>1180301018771</corporateNumber><process>01</process>\
<name>トヨタ自動車株式会社</name><prefectureName>愛知県</prefectureName><cityName>豊田市</cityName>\
<streetNumber>トヨタ町１番地</streetNumber><postCode>4710826</postCode><closeDate/><latest>1</latest>\
<furigana>トヨタジドウシャ</furigana></corporation>"""

Answer = tuple[int, dict[str, str], str]


class Outside:
    """TOYOTAアカウント, 国税庁, the licence reader and the mail server, as small as they can be."""

    def __init__(self) -> None:
        self.accounts: dict[str, dict[str, Any]] = {}
        self.passwords: dict[str, str] = {}
        self.registrations: list[dict[str, Any]] = []
        self.changes: list[dict[str, str]] = []
        self.mails: list[EmailMessage] = []
        self.licence: dict[str, Any] = {
            "status": "read",
            "licence": {
                "name": "豊田 太郎",
                "kana": None,
                "birthdate": "1960-01-01",
                "address": "東京都文京区後楽1-4-18",
            },
        }
        self.cards = Payments()
        self.register = Register()
        self.down: set[str] = set()
        """Parts of addresses that answer 500."""
        self.replies: dict[tuple[str, str], Answer | Exception] = {}
        """Method and part of an address -> what is answered instead."""
        self.lose_answers = False
        """A registration is made, but its answer never arrives."""

    def add_account(
        self,
        *,
        kind: str,
        profile: dict[str, str],
        linked: tuple[str, ...] = (),
        email: str = "taro@mail.toyota.example",
    ) -> str:
        """An account is there; its address is its key, its password always Passw0rd."""
        entry = {"email": email, "kind": kind, "profile": dict(profile), "linked_services": list(linked)}
        self.accounts[email] = {"account_id": f"acc-{len(self.accounts) + 1}", **entry}
        self.passwords[email] = "Passw0rd"
        return email

    def answer(self, request: PreparedRequest) -> Answer:
        """One HTTP request is answered."""
        url = str(request.url)
        for (method, part), reply in self.replies.items():
            if method == request.method and part in url:
                if isinstance(reply, Exception):
                    raise reply
                return reply
        if any(part in url for part in self.down):
            return 500, {}, "broken"
        if url.startswith(ACCOUNTS):
            return self._account(str(request.method), urlsplit(url).path, request)
        if url.startswith(PAYMENT):
            return self.cards.answer(request)
        if url.startswith(REGISTRY):
            return self.register.answer(request)
        if url.startswith(READER):
            return 200, {}, json.dumps(self.licence)
        known = "number=1180301018771" in url
        return 200, {}, _NTA_XML.format(count=int(known), record=_NTA_RECORD if known else "")

    def _account(self, method: str, path: str, request: PreparedRequest) -> Answer:
        assert request.headers["Authorization"] == "Bearer account-key"
        body = json.loads(request.body or "{}")
        if path == "/v1/emails":
            address = parse_qs(urlsplit(str(request.url)).query)["address"][0]
            return _json(200, {"registered": address in self.accounts})
        if path == "/v1/sessions":
            right = self.passwords.get(body["email"]) == body["password"]
            return (
                _json(200, {"account_id": self.accounts[body["email"]]["account_id"]})
                if right
                else _json(401, {})
            )
        if method == "POST":
            return self._register(body)
        found = next(one for one in self.accounts.values() if one["account_id"] in path.split("/"))
        if method == "PUT":
            found["linked_services"].append(unquote(path.rsplit("/", 1)[-1]))
        if method == "PATCH":
            self.changes.append(body["profile"])
            found["profile"].update(body["profile"])
        return _json(200, found)

    def _register(self, body: dict[str, Any]) -> Answer:
        if body["email"] in self.accounts:
            return _json(409, {"error": {"code": "email_taken"}})
        self.registrations.append(body)
        entry = {key: body[key] for key in ("email", "kind", "profile")}
        made = {"account_id": f"acc-{len(self.accounts) + 1}", **entry, "linked_services": []}
        self.accounts[body["email"]] = made
        self.passwords[body["email"]] = body["password"]
        return (500, {}, "lost") if self.lose_answers else _json(201, made)

    @property
    def code(self) -> str:
        """The code in the last mail."""
        found = re.search(r"\d{6}", self.mails[-1].get_content())
        assert found
        return found[0]


def _json(status: int, body: object) -> Answer:
    return status, {"Content-Type": "application/json"}, json.dumps(body)


class Phone:
    """A phone that shows one page and presses what stands on it."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.url = ""
        self.outside = ""
        """The page elsewhere that the browser was sent to last."""
        self.page: html.HtmlElement = html.fromstring("<html></html>")
        self.status = 0

    def open(self, url: str) -> Phone:
        """The browser asks for an address."""
        return self._show(self.client.get(url.removeprefix("https://dealer.test")))

    def _show(self, answer: TestResponse) -> Phone:
        while answer.location:
            if not answer.location.startswith("/"):
                self.outside = answer.location
                return self
            answer = self.client.get(answer.location)
        self.url, self.status = answer.request.path, answer.status_code
        self.page = html.fromstring(answer.get_data(as_text=True))
        return self

    @property
    def heading(self) -> str:
        """The page's one heading."""
        (only,) = self.page.iter("h1")
        return str(only.text_content()).strip()

    @property
    def values(self) -> dict[str, str]:
        """What is shown by label."""
        return {t.text_content(): t.getnext().text_content() for t in self.page.iter("dt")}

    @property
    def buttons(self) -> list[str]:
        """Labels of the buttons."""
        return [str(one.text_content()).strip() for one in self.page.iter("button")]

    @property
    def text(self) -> str:
        """All that is written."""
        return " ".join(self.page.text_content().split())

    def input(self, name: str) -> html.HtmlElement:
        """The input of a name."""
        return next(one for one in self.page.iter("input") if one.get("name") == name)

    def options(self, name: str) -> list[str]:
        """The options of a choice."""
        return [str(one.get("value")) for one in self.page.iter("input") if one.get("name") == name]

    def error(self, name: str) -> str:
        """The message that an invalid input refers to."""
        one = self.input(name)
        if one.get("aria-invalid") != "true":
            return ""
        return str(self.page.get_element_by_id(one.get("aria-describedby").split()[0]).text_content())

    def form(self) -> dict[str, Any]:
        """What the browser would send."""
        sent: dict[str, Any] = {}
        for one in self.page.iter("input"):
            kind = one.get("type")
            if (kind in ("radio", "checkbox") and one.get("checked") is None) or kind == "file":
                continue
            sent[one.get("name")] = one.get("value") or ""
        return sent

    def press(self, label: str, **fields: Any) -> Phone:
        """Fields are filled in and a button is pressed."""
        button = next(one for one in self.page.iter("button") if one.text_content().strip() == label)
        sent = {**self.form(), **fields, "action": button.get("value")}
        return self.post(self.url, sent)

    def post(self, url: str, sent: dict[str, Any]) -> Phone:
        """The browser sends a form."""
        return self._show(self.client.post(url, data=sent, content_type="multipart/form-data"))


class Dealer:
    """The staff terminal and what was registered."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.open(charging=True, fast_charging=False)

    def open(self, *, charging: bool, fast_charging: bool) -> None:
        """A contract for another car takes the place of the one before."""
        car = {**ORDER["car"], "charging": charging, "fast_charging": fast_charging}
        self.opened = self.ask("POST", "/_control/contracts", json={**ORDER, "car": car})

    def ask(self, method: str, path: str, **rest: Any) -> Any:
        """The control API answers."""
        headers = {"Authorization": f"Bearer {CONTROL}"}
        return self.app.test_client().open(path, method=method, headers=headers, **rest).get_json()

    @property
    def contract(self) -> Any:
        """The contract as the control API tells it."""
        return self.ask("GET", f"/_control/contracts/{self.opened['id']}")

    def new_phone(self) -> Phone:
        """A phone that has done nothing yet."""
        return Phone(self.app.test_client())

    def phone(self) -> Phone:
        """A phone that has read the QR code."""
        return self.new_phone().open(self.opened["entry_path"])


ORDER: dict[str, Any] = {
    "dealer": "レクサス文京",
    "car": {"name": "RX450h+", "charging": True, "fast_charging": False},
}


@pytest.fixture
def settings() -> Settings:
    """Settings that lead to the stand-ins."""
    return Settings(
        secret_key="test",
        public_url="https://dealer.test",
        account_url=ACCOUNTS,
        account_key="account-key",
        houjin_bangou_url=NTA,
        houjin_bangou_id="A" * 13,
        licence_reader_url=READER,
        payment_url=PAYMENT,
        payment_secret_key=SECRET_KEY,
        payment_public_key=PUBLIC_KEY,
        vehicle_registry_url=REGISTRY,
        vehicle_registry_key="registry-key",
        smtp_host="mail.test",
        control_token=CONTROL,
    )


@pytest.fixture
def app(settings: Settings) -> Flask:
    """A build of its own."""
    return create_app(settings)


@pytest.fixture
def dealer(app: Flask) -> Dealer:
    """A dealer with one contract open."""
    return Dealer(app)


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch) -> Iterator[Outside]:
    """The stand-ins, in place of the network."""
    out = Outside()

    class Server:
        """A mail server that takes everything."""

        def __init__(self, host: str, port: int, timeout: float) -> None:
            assert timeout > 0
            if "mail" in out.down:
                raise ConnectionRefusedError(host, port)

        def __enter__(self) -> Self:
            return self

        def __exit__(self, *error: object) -> None:
            return None

        def send_message(self, message: EmailMessage) -> None:
            """A mail arrives."""
            out.mails.append(message)

    monkeypatch.setattr(smtplib, "SMTP", Server)
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        for method in ("GET", "POST", "PATCH", "PUT"):
            for base in (ACCOUNTS, NTA, READER, PAYMENT, REGISTRY):
                mock.add_callback(method, re.compile(re.escape(base)), out.answer, content_type=None)
        yield out


@pytest.fixture
def clock() -> Iterator[Any]:
    """Time stands still at 10:00 in Japan, and can be moved."""
    with freeze_time("2035-04-01T01:00:00+00:00", ignore=["_pytest.timing"]) as frozen:
        yield frozen


@pytest.fixture
def car(dealer: Dealer) -> Any:
    """The car of the contract is registered (車両登録)."""
    return register_car(dealer)


PICTURE = b"\xff\xd8\xff" + b"0" * 64


@pytest.fixture
def picture() -> tuple[BytesIO, str]:
    """A photograph of a licence."""
    return BytesIO(PICTURE), "front.jpg"
