"""Every OpenAPI document that a fake serves holds against Schemathesis: right, wrong and odd calls, without sockets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email.message import EmailMessage
from http import HTTPStatus
from itertools import chain
from typing import Any

import pytest
import schemathesis
from hypothesis import strategies as st
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema
from werkzeug.test import Client

from fakes import mail, toyota_account, vehicle_registry
from fakes.base import BaseFake
from fakes.calling import BASE_URL
from fakes.clock import CLOCK
from fakes.licence_reader import licence_picture
from fakes.mail.wire import Conversation
from fakes.mounting import mounted
from fakes.serving.catalogue import CATALOGUE, choose

EXAMPLES = 15
"""Drawn calls for each operation, beside those that Schemathesis derives from the document."""
PICTURES = {
    f"image/{kind.lower()}": licence_picture(
        name="豊田 太郎", birthdate="1960-01-01", address="東京都文京区後楽1-4-18", format=kind
    )
    for kind in ("PNG", "JPEG")
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """What Schemathesis must know of a fake to get more than refusals."""

    key: str = ""
    checks: Mapping[str, Any] = field(default_factory=dict)
    """Settings of its checks."""


KNOWN = {
    "toyota_account": Known(
        key=toyota_account.DEFAULT_KEY,
        checks={
            # Whether an account, a client or a code exists is in no schema.
            "positive_data_acceptance": {"enabled": False},
            # A wrong request of an OpenID client is told to the client by a redirect (Core 1.0, 3.1.2.6).
            "negative_data_rejection": {"expected-statuses": ["302", "303", "4xx"]},
        },
    ),
    "vehicle_registry": Known(key=vehicle_registry.DEFAULT_KEY),
}


def make(name: str) -> BaseFake[Any]:
    """The fake of that name; the register knows the car of its document's examples, and a mail has come."""
    (entry,) = choose([name])
    fake = entry.make(0)
    if isinstance(fake, vehicle_registry.Fake):
        fake.state.add_certificate(
            chassis_number="ABC123-1234567",
            plate=vehicle_registry.Plate(region="名古屋", class_number="3AC", kana="か", serial="1234"),
            user=vehicle_registry.RegistryUser(kind="個人", name="豊田 太郎", address="東京都文京区後楽"),
        )
    if isinstance(fake, mail.Fake):
        message = EmailMessage()
        message["Subject"] = "認証コード"
        message.set_content("認証コード: 012345")
        line = Conversation(fake.state)
        line.command("MAIL FROM:<web@build.example.test>")
        line.command("RCPT TO:<taro@example.test>")
        line.deliver(message.as_bytes())
    return fake


def documented() -> list[str]:
    """The names of the fakes that serve a document."""
    return [
        entry.name
        for entry in CATALOGUE
        if Client(entry.make(0).wsgi).get("/openapi.json").status_code == HTTPStatus.OK
    ]


def run(fake: BaseFake[Any], path: str, known: Known) -> tuple[Counter[int], list[str]]:
    """How often which status was answered, and everything that Schemathesis has to say against the document."""
    config = SchemathesisConfig.from_dict(
        {
            "base-url": BASE_URL,
            "seed": 1,
            "generation": {"deterministic": True, "max-examples": EXAMPLES, "database": "none"},
            "headers": {"Authorization": f"Bearer {known.key}"} if known.key else {},
            "checks": dict(known.checks),
            "continue-on-failure": True,
            "cache": {"enabled": False},
        }
    )
    statuses: Counter[int] = Counter()
    said: list[str] = []
    with mounted({BASE_URL: fake}):
        schema = schemathesis.openapi.from_url(BASE_URL + path, config=config)
        for event in from_schema(schema).execute():
            match event:
                case events.ScenarioFinished(recorder=recorder):
                    statuses.update(
                        one.response.status_code for one in recorder.interactions.values() if one.response
                    )
                    checks = chain.from_iterable(recorder.checks.values())
                    said += [
                        f"{recorder.label}: {check.name}: {check.failure_info.failure}\n{check.failure_info.code_sample}"
                        for check in checks
                        if check.failure_info
                    ]
                case events.NonFatalError():
                    said.append(f"{event.label}: {event.value!r}")
                case events.FatalError():
                    said.append(repr(event.exception))
    return statuses, said


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    """The clock of the fakes, which the control API can set, goes with the machine's again."""
    yield
    CLOCK.release()


@pytest.fixture(autouse=True, scope="module")
def _pictures() -> None:
    """Schemathesis cannot draw a picture by itself."""
    for kind, picture in PICTURES.items():
        schemathesis.openapi.media_type(kind, st.just(picture))


def test_the_documents_that_are_promised_are_served() -> None:
    """The systems whose protocol is ours have a document; those of others are documented by them."""
    assert documented() == ["toyota_account", "licence_reader", "vehicle_registry", "mail"]


@pytest.mark.parametrize("name", documented())
def test_a_document_holds(name: str) -> None:
    """No call that Schemathesis derives or draws from the document is answered otherwise than it says."""
    statuses, said = run(make(name), "/openapi.json", KNOWN.get(name, Known()))
    assert said == []
    assert statuses[HTTPStatus.OK] > 1


def test_the_control_api_holds() -> None:
    """The document of the control API, the same for every fake, holds as well."""
    statuses, said = run(make("mail"), "/_fake/openapi.json", Known())
    assert said == []
    assert statuses[HTTPStatus.OK] > 1 and statuses[HTTPStatus.CREATED] > 1


def test_a_wrong_document_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fake that leaves a key out of its answers, or falls over, is found."""
    monkeypatch.setattr("fakes.mail.app.message_value", lambda message: {"id": message.id})
    fake = make("mail")
    assert any("response_schema_conformance" in one for one in run(fake, "/openapi.json", Known())[1])
    monkeypatch.setattr(fake.state, "remove_messages", lambda to: 1 / 0)
    assert any("DELETE /api/messages" in one for one in run(fake, "/openapi.json", Known())[1])
