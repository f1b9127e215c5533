"""docs/control-api.openapi.json holds for the reference build, without sockets."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema
from werkzeug.test import Client

from fakes.calling import BASE_URL
from fakes.mounting import mounted
from harness.reference import from_environ
from harness.reference.clock import CLOCK

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PATH = Path(__file__).parents[2] / "docs/control-api.openapi.json"
TOKEN = "a-token-of-this-test"


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    """The clock of the build goes with the machine's again."""
    yield
    CLOCK.release()


@dataclass(frozen=True, kw_only=True)
class Served:
    """What is mounted."""

    wsgi: WSGIApplication


def documented(application: WSGIApplication, document: dict[str, Any]) -> WSGIApplication:
    """The application, with its document where Schemathesis looks for it."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"] != "/openapi.json":
            return application(environ, start_response)
        start_response("200 OK", [("Content-Type", "application/json")])
        return [json.dumps(document).encode()]

    return answer


def run(document: dict[str, Any]) -> tuple[Counter[int], list[str]]:
    """How often which status was answered, and all that Schemathesis has to say."""
    config = SchemathesisConfig.from_dict(
        {
            "base-url": BASE_URL,
            "seed": 1,
            "generation": {"deterministic": True, "max-examples": 15, "database": "none"},
            "headers": {"Authorization": f"Bearer {TOKEN}"},
            # Which contracts exist is in no schema.
            # Other methods than the documented ones are the business of the build's own pages.
            "checks": {
                "unsupported_method": {"enabled": False},
                "allow_header_conformance": {"enabled": False},
                "positive_data_acceptance": {"expected-statuses": ["2xx", "404"]},
            },
            "continue-on-failure": True,
            "cache": {"enabled": False},
        }
    )
    build = Served(wsgi=documented(from_environ({"MYLEXUS_CONTROL_TOKEN": TOKEN}), document))
    statuses: Counter[int] = Counter()
    said: list[str] = []
    with mounted({BASE_URL: build}):
        schema = schemathesis.openapi.from_url(f"{BASE_URL}/openapi.json", config=config)
        for event in from_schema(schema).execute():
            match event:
                case events.ScenarioFinished(recorder=recorder):
                    statuses.update(
                        one.response.status_code for one in recorder.interactions.values() if one.response
                    )
                    said += [
                        f"{recorder.label}: {check.name}: {check.failure_info.failure}\n{check.failure_info.code_sample}"
                        for check in chain.from_iterable(recorder.checks.values())
                        if check.failure_info
                    ]
                case events.NonFatalError():
                    said.append(f"{event.label}: {event.value!r}")
                case events.FatalError():
                    said.append(repr(event.exception))
    return statuses, said


def test_the_document_of_the_control_api_holds() -> None:
    """Right, wrong and odd calls are answered as docs/control-api.openapi.json says."""
    statuses, said = run(json.loads(PATH.read_text(encoding="utf-8")))
    assert said == []
    assert {200, 201, 401, 404, 422} <= set(statuses)


def test_a_wrong_document_is_noticed() -> None:
    """A key that the build does not answer is found."""
    document = json.loads(PATH.read_text(encoding="utf-8"))
    document["components"]["schemas"]["Clock"]["required"].append("zone")
    assert any("response_schema_conformance" in one for one in run(document)[1])


def test_the_document_names_every_call() -> None:
    """Each route of the blueprint stands in the document, and no other."""
    paths = json.loads(PATH.read_text(encoding="utf-8"))["paths"]
    rules = from_environ({"MYLEXUS_CONTROL_TOKEN": TOKEN}).url_map.iter_rules()
    served = {
        (rule.rule.replace("<", "{").replace(">", "}"), method.lower())
        for rule in rules
        if rule.rule.startswith("/_control/")
        for method in rule.methods or ()
        if method in ("GET", "POST")
    }
    assert served == {(path, method) for path, found in paths.items() for method in found}


@pytest.mark.parametrize("environ", [{}, {"MYLEXUS_CONTROL_TOKEN": ""}], ids=["not set", "empty"])
def test_without_a_token_there_is_no_control_api(environ: dict[str, str]) -> None:
    """A build that was given no token has no control API, whatever is sent with the call."""
    client = Client(from_environ(environ))
    for header in ({}, {"Authorization": "Bearer "}, {"Authorization": "Bearer None"}):
        assert client.get("/_control/health", headers=header).status_code == 404
