"""The account service answers as its own OpenAPI document says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
import requests
from freezegun import freeze_time

from fakes.calling import Answer, directly
from fakes.toyota_account import (
    DEFAULT_CLIENT_ID,
    DEFAULT_CLIENT_SECRET,
    DEFAULT_KEY,
    DEFAULT_REDIRECT_URI,
    Fake,
)
from fakes.toyota_account.errors import AccountRefusal
from tests.fakes.conftest import Reached, Start
from tests.fakes.openapi import check_answer, check_value, operations
from tests.fakes.signing_in import EMAIL, PASSWORD, PERSON, Browser, asking, query_of, with_account

KEY = {"Authorization": f"Bearer {DEFAULT_KEY}"}
PROFILE = "/v1/accounts/{account_id}"
REFERENCE = re.compile(r'"\$ref": "#/components/schemas/(\w+)"')


def document() -> Any:
    """The document as the service serves it."""
    with directly(Fake()) as call:
        return call("GET", "/openapi.json").json()


DOCUMENT = document()
OPERATIONS = [
    (method, path, found) for path, item in DOCUMENT["paths"].items() for method, found in item.items()
]


def examples() -> Iterator[tuple[str, dict[str, Any], Any]]:
    """Place, schema and value of every example in the document."""
    for method, path, operation in OPERATIONS:
        bodies = {"asks": operation.get("requestBody", {}), **operation["responses"]}
        for name, body in bodies.items():
            for content in body.get("content", {}).values():
                values = [one["value"] for one in content.get("examples", {}).values()]
                for value in values + [content[key] for key in ("example",) if key in content]:
                    yield f"{method} {path} {name}", content["schema"], value
        for parameter in operation.get("parameters", ()):
            if "example" in parameter:
                yield f"{method} {path} {parameter['name']}", parameter["schema"], parameter["example"]


def test_the_document_names_every_call_and_no_other() -> None:
    """Its operations are the routes of the service."""
    routes = {(method, path.replace("<", "{").replace(">", "}")) for method, path, _ in Fake().routes()}
    assert operations(DOCUMENT) == routes


def test_every_parameter_of_a_path_is_described() -> None:
    """What stands in braces in a path, and nothing else, is described as a parameter in the path."""
    for _, path, operation in OPERATIONS:
        described = {one["name"] for one in operation.get("parameters", ()) if one["in"] == "path"}
        assert described == set(re.findall(r"\{(\w+)\}", path))


def test_operations_have_names_of_their_own() -> None:
    """No two operations have one name."""
    names = [operation["operationId"] for _, _, operation in OPERATIONS]
    assert len(set(names)) == len(names)


def test_schemas_are_known_and_used(over: Start) -> None:
    """Every schema that is referred to is in the document, and every schema is referred to."""
    text = over(Fake()).get("/openapi.json").text
    assert set(REFERENCE.findall(text.replace('":"', '": "'))) == set(DOCUMENT["components"]["schemas"])


@pytest.mark.parametrize(("schema", "value"), [pytest.param(*rest, id=at) for at, *rest in examples()])
def test_examples_are_valid(schema: dict[str, Any], value: Any) -> None:
    """An example is as the schema beside it says."""
    check_value(DOCUMENT, schema, value)


def test_every_json_body_has_an_example() -> None:
    """Whatever is sent or answered as JSON or as a form is shown by an example."""
    shown = {at for at, _, _ in examples()}
    for method, path, operation in OPERATIONS:
        for name, body in {"asks": operation.get("requestBody", {}), **operation["responses"]}.items():
            kinds = set(body.get("content", {})) - {"text/html"}
            if kinds and path != "/openapi.json":
                assert f"{method} {path} {name}" in shown


def test_every_refusal_is_in_the_document() -> None:
    """Each refusal of the JSON API is named by the schema of errors, and by an example with its status."""
    named = DOCUMENT["components"]["schemas"]["Error"]["properties"]["error"]["properties"]["code"]["enum"]
    told = {
        (at.rpartition(" ")[2], value["error"]["code"])
        for at, _, value in examples()
        if isinstance(value, dict) and isinstance(value.get("error"), dict)
    }
    refusals = {(str(one.status), one.code) for one in AccountRefusal.__subclasses__()}
    assert told == refusals
    assert {code for _, code in refusals} | {"method_not_allowed"} == set(named)


def requests_shown() -> Iterator[tuple[str, str, dict[str, Any], Any]]:
    """Method, path, parameters and JSON body of each request to the JSON API that the document shows."""
    # What is shown speaks of an account, which is registered first.
    for method, path, operation in sorted(OPERATIONS, key=lambda one: one[2]["operationId"] != "register"):
        if path.startswith(("/v1/", "/oidc/register")):
            parameters = {one["name"]: one["example"] for one in operation.get("parameters", ())}
            content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
            bodies = [one["value"] for one in content.get("examples", {}).values()]
            for body in bodies or [content.get("example")]:
                yield method.upper(), path, parameters, body


def test_the_examples_of_the_json_api_work(over: Start) -> None:
    """A client that sends the document's examples, one after the other, is answered with success each time."""
    fake = Fake()
    reached = over(fake)
    ids: dict[str, str] = {}
    for method, path, parameters, body in requests_shown():
        code = {"code": fake.state.codes.messages[-1].code} if path == "/v1/codes/{challenge_id}" else {}
        answer = reached.session.request(
            method,
            reached.base_url + path.format(**parameters | ids),
            json=body | code if body else None,
            params={name: value for name, value in parameters.items() if f"{{{name}}}" not in path},
            headers=KEY,
            timeout=10,
        )
        assert answer.ok, f"{method} {path}: {answer.text}"
        check_answer(DOCUMENT, method, path, as_answer(answer))
        made = answer.json() if answer.status_code == 201 else {}
        # Two accounts are registered; the requests are shown for the first.
        ids = {key: made[key] for key in ("account_id", "challenge_id") if key in made} | ids


def as_answer(answer: requests.Response) -> Answer:
    """An answer of ``requests`` in the shape that the check takes."""
    return Answer(
        status=answer.status_code,
        headers={name.lower(): value for name, value in answer.headers.items()},
        body=answer.content,
    )


def refusals(reached: Reached, account_id: str) -> Iterator[tuple[str, str, int, requests.Response]]:
    """Method, path, expected status and answer of requests that are refused."""
    profile = f"/v1/accounts/{account_id}"
    new = {
        "email": EMAIL,
        "password": PASSWORD,
        "kind": "個人",
        "profile": PERSON,
        "verification_phone": "0312345678",
    }

    def sent(status: int, method: str, path: str, actual: str = "", *, key: bool = True, **more: Any) -> Any:
        answer = reached.session.request(
            method, reached.base_url + (actual or path), headers=KEY if key else {}, timeout=10, **more
        )
        return method, path, status, answer

    yield sent(401, "POST", "/v1/sessions", json={"email": EMAIL, "password": "wrong"})
    yield sent(422, "POST", "/v1/sessions", json={})
    yield sent(400, "POST", "/v1/sessions", data="[")
    yield sent(409, "POST", "/v1/accounts", json=new)
    yield sent(422, "POST", "/v1/accounts", json=new | {"email": "x"})
    yield sent(404, "GET", PROFILE, "/v1/accounts/nobody")
    yield sent(401, "GET", PROFILE, profile, key=False)
    yield sent(409, "PATCH", PROFILE, profile, json={"profile": {"given_name": "次郎"}})
    yield sent(422, "PATCH", PROFILE, profile, json={})
    yield sent(404, "PUT", PROFILE + "/linked-services/{service}", "/v1/accounts/nobody/linked-services/x")
    yield sent(422, "GET", "/v1/emails")
    yield sent(201, "POST", "/v1/codes", json={"email": EMAIL})
    yield sent(429, "POST", "/v1/codes", json={"email": EMAIL})
    yield sent(401, "POST", "/v1/codes/{challenge_id}", "/v1/codes/x", json={"email": EMAIL, "code": "1"})
    yield sent(422, "POST", "/v1/codes/{challenge_id}", "/v1/codes/x", json={})
    yield sent(400, "POST", "/oidc/register", json={})
    yield sent(401, "POST", "/oidc/register", key=False, json={})
    for _ in range(8):
        yield sent(401, "POST", "/v1/sessions", json={"email": EMAIL, "password": "wrong"})
    yield sent(423, "POST", "/v1/sessions", json={"email": EMAIL, "password": PASSWORD})
    yield sent(423, "POST", "/v1/codes/{challenge_id}", "/v1/codes/x", json={"email": EMAIL, "code": "1"})


def test_refusals_are_as_documented(over: Start) -> None:
    """Status, type and shape of every refusal of the JSON API are those of the document."""
    fake, account = with_account()
    fake.state.store_linked_service(account.account_id, "G-Link")
    with freeze_time("2026-04-01T10:00:00+09:00"):
        for method, path, status, answer in refusals(over(fake), account.account_id):
            assert answer.status_code == status, f"{method} {path}: {answer.text}"
            check_answer(DOCUMENT, method, path, as_answer(answer))


def test_the_provider_answers_as_documented(over: Start) -> None:
    """Metadata, keys, tokens, claims and refusals of the provider have the documented shapes."""
    fake, _ = with_account()
    reached = over(fake)
    code = Browser(reached).code(scope="openid profile email address phone offline_access")
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": DEFAULT_REDIRECT_URI,
        "client_id": DEFAULT_CLIENT_ID,
        "client_secret": DEFAULT_CLIENT_SECRET,
    }
    tokens = reached.post("/oidc/token", data=form)
    bearer = {"Authorization": f"Bearer {tokens.json()['access_token']}"}
    token = {"access_token": tokens.json()["access_token"]}
    for method, path, answer in (
        ("GET", "/.well-known/openid-configuration", reached.get("/.well-known/openid-configuration")),
        ("GET", "/oidc/jwks", reached.get("/oidc/jwks")),
        ("GET", "/openapi.json", reached.get("/openapi.json")),
        ("POST", "/oidc/token", tokens),
        ("POST", "/oidc/token", reached.post("/oidc/token", data=form | {"code": "x"})),
        ("POST", "/oidc/token", reached.post("/oidc/token", data=form | {"client_secret": "x"})),
        ("POST", "/oidc/userinfo", reached.post("/oidc/userinfo", headers=bearer)),
        ("POST", "/oidc/userinfo", reached.post("/oidc/userinfo", headers=bearer, data=token)),
        ("POST", "/oidc/userinfo", reached.post("/oidc/userinfo", data=token)),
        ("GET", "/oidc/userinfo", reached.get("/oidc/userinfo")),
        ("GET", "/oidc/authorize", reached.get("/oidc/authorize")),
        ("GET", "/oidc/login", reached.get("/oidc/login")),
        ("GET", "/oidc/code", reached.get("/oidc/code")),
        ("POST", "/oidc/login", reached.post("/oidc/login")),
        ("POST", "/oidc/send-code", reached.post("/oidc/send-code")),
        ("POST", "/oidc/code", reached.post("/oidc/code")),
    ):
        check_answer(DOCUMENT, method, path, as_answer(answer))


def test_the_pages_answer_with_documented_statuses() -> None:
    """Every status that a browser meets on its way through the pages is in the document."""
    fake, _ = with_account()
    seen: list[tuple[str, str, int]] = []
    with freeze_time("2026-04-01T10:00:00+09:00"), directly(fake) as call:
        cookie = ""

        def asked(method: str, path: str, body: str = "") -> Answer:
            form = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
            answer = call(method, path, body=body.encode(), headers=form)
            seen.append((method.lower(), path.partition("?")[0], answer.status))
            return answer

        query = urlencode(asking())
        began = asked("GET", f"/oidc/authorize?{query}")
        asked("POST", "/oidc/authorize", query)
        cookie = began.headers["set-cookie"].partition(";")[0]
        name = query_of(began.headers["location"])["request"]
        asked("GET", f"/oidc/login?request={name}")
        asked("POST", "/oidc/login", f"request={name}&email={EMAIL}&password=wrong")
        asked("POST", "/oidc/send-code", f"request={name}&email=")
        asked("POST", "/oidc/send-code", f"request={name}&email={EMAIL}")
        asked("POST", "/oidc/send-code", f"request={name}&email={EMAIL}")
        asked("GET", f"/oidc/code?request={name}")
        for _ in range(10):
            asked("POST", "/oidc/code", f"request={name}&code=x")
        asked("POST", "/oidc/login", f"request={name}&email={EMAIL}&password=x")
        asked("POST", "/oidc/login", f"request={name}&action=cancel")
    documented = {
        (method, path, int(status))
        for method, path, operation in OPERATIONS
        for status in operation["responses"]
    }
    assert set(seen) <= documented
    assert {status for _, _, status in seen} == {200, 303, 422, 429}


def test_the_document_would_notice_another_shape() -> None:
    """An answer with one key more than documented is refused by the check."""
    wrong = Answer(
        status=200, headers={"content-type": "application/json"}, body=b'{"registered": true, "since": 1}'
    )
    with pytest.raises(AssertionError, match="since is not in the document"):
        check_answer(DOCUMENT, "GET", "/v1/emails", wrong)
