"""The authorization endpoint of the account service: what it takes, and how it refuses."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from fakes.toyota_account import DEFAULT_REDIRECT_URI, Fake
from fakes.toyota_account.oidc.authorization import read_authorization
from fakes.toyota_account.oidc.clients import redirect_uri_fault
from fakes.toyota_account.oidc.errors import PageRefusal
from tests.fakes.conftest import Start
from tests.fakes.signing_in import Browser, asking, query_of, with_account

SEEDED = settings(derandomize=True, deadline=None)
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
CLIENTS = Fake().state.oidc.clients


def variants(uri: str) -> st.SearchStrategy[str]:
    """Addresses that are nearly ``uri``: the ones that a lenient comparison takes."""
    parts = urlsplit(uri)
    changed = [
        uri + "/",
        uri + "?",
        uri + "#",
        uri + "?x=1",
        uri.upper(),
        uri.replace("https", "http"),
        uri.replace(parts.netloc, parts.netloc + ":443"),
        uri.replace(parts.netloc, "evil.example.test"),
        uri.replace(parts.netloc, f"{parts.netloc}.evil.example.test"),
        uri.replace("://", "://user@"),
        uri.replace("/callback", "/x/../callback"),
        uri.replace("callback", "%63allback"),
        uri[:-1],
        f" {uri}",
        f"{uri} ",
    ]
    edited = st.tuples(st.integers(0, len(uri)), st.integers(0, len(uri)), st.text(max_size=5)).map(
        lambda cut: uri[: cut[0]] + cut[2] + uri[cut[1] :]
    )
    return st.sampled_from(changed) | edited | st.text()


@SEEDED
@given(redirect_uri=variants(DEFAULT_REDIRECT_URI))
@example(redirect_uri=DEFAULT_REDIRECT_URI)
def test_only_the_registered_address_is_gone_back_to(redirect_uri: str) -> None:
    """A redirect_uri is taken if it is the registered one to the letter; any other is answered with a page."""
    values = MultiDict(asking(redirect_uri=redirect_uri))
    if redirect_uri == DEFAULT_REDIRECT_URI:
        assert read_authorization(values, CLIENTS).authorization.redirect_uri == redirect_uri
    else:
        with pytest.raises(PageRefusal):
            read_authorization(values, CLIENTS)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"client_id": "nobody"}, "client_id"),
        ({"client_id": None}, "client_id"),
        ({"redirect_uri": "https://evil.example.test/callback"}, "redirect_uri"),
        ({"redirect_uri": None}, "redirect_uri"),
    ],
)
def test_nobody_is_sent_to_an_address_that_is_not_known(
    over: Start, changes: dict[str, str | None], message: str
) -> None:
    """While client and redirect_uri do not belong together, the answer is a page, whatever else is wrong."""
    shown = Browser(over(Fake())).authorize(asking(scope="nothing", **changes))
    assert (shown.status, len(shown.alerts)) == (400, 1)
    assert message in shown.alerts[0]
    assert "Location" not in shown.headers


@pytest.mark.parametrize("key", ["client_id", "redirect_uri"])
def test_a_doubled_client_or_address_is_answered_with_a_page(over: Start, key: str) -> None:
    """A client_id or redirect_uri that is given twice is not trusted, though both are the right one."""
    reached = over(Fake())
    query = urlencode([*asking().items(), (key, asking()[key])])
    answer = reached.session.get(f"{reached.base_url}/oidc/authorize?{query}", timeout=10)
    assert answer.status_code == 400
    assert "<h1>ログインできません</h1>" in answer.text


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"response_type": None}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": "code id_token"}, "unsupported_response_type"),
        ({"response_mode": "fragment"}, "invalid_request"),
        ({"scope": None}, "invalid_scope"),
        ({"scope": "profile email"}, "invalid_scope"),
        ({"scope": "openidx"}, "invalid_scope"),
        ({"prompt": "none login"}, "invalid_request"),
        ({"prompt": "please"}, "invalid_request"),
        ({"max_age": "-1"}, "invalid_request"),
        ({"max_age": "１"}, "invalid_request"),
        ({"request": "x.y.z"}, "request_not_supported"),
        ({"request_uri": "https://x.test/"}, "request_uri_not_supported"),
        ({"registration": "{}"}, "registration_not_supported"),
        ({"code_challenge": CHALLENGE}, "invalid_request"),
        ({"code_challenge": CHALLENGE, "code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": CHALLENGE + "A", "code_challenge_method": "S256"}, "invalid_request"),
        ({"code_challenge": "+" * 43, "code_challenge_method": "S256"}, "invalid_request"),
        ({"code_challenge_method": "S256"}, "invalid_request"),
    ],
)
def test_other_faults_are_told_to_the_client(over: Start, changes: dict[str, str | None], code: str) -> None:
    """A faulty request of a known client goes back to it with error, description and state, and no page."""
    back = Browser(over(Fake())).authorize(asking(**changes))
    told = query_of(back.url)
    assert back.status == 303
    assert back.url.startswith(f"{DEFAULT_REDIRECT_URI}?")
    assert (told["error"], told["state"]) == (code, "a state")
    assert set(told) == {"error", "error_description", "state"}


def test_a_doubled_parameter_is_told_to_the_client(over: Start) -> None:
    """A state that is given twice is invalid_request, and none of the two comes back."""
    reached = over(Fake())
    query = urlencode([*asking().items(), ("state", "another")])
    told = query_of(Browser(reached).open(f"{reached.base_url}/oidc/authorize?{query}").url)
    assert told["error"] == "invalid_request"
    assert "state" not in told


def test_a_public_client_has_to_use_pkce(over: Start) -> None:
    """Without code_challenge a public client gets invalid_request, with it the log-in page."""
    fake = Fake()
    uri = "http://127.0.0.1:5000/callback"
    client, secret = fake.state.oidc.add_client(redirect_uris=[uri], name="電話", public=True)
    browser = Browser(over(fake))
    asked = asking(client_id=client.client_id, redirect_uri=uri)
    assert secret == ""
    assert query_of(browser.authorize(asked).url)["error"] == "invalid_request"
    shown = browser.authorize(asked | {"code_challenge": CHALLENGE, "code_challenge_method": "S256"})
    assert shown.status == 200
    assert "電話にログインします。" in shown.text


def test_a_request_may_come_in_a_form(over: Start) -> None:
    """POST does what GET does; a parameter that is empty is none, and unknown ones are ignored."""
    reached = over(Fake())
    form = asking(nonce="", response_mode="", display="touch", acr_values="x", audience="y")
    answer = reached.post("/oidc/authorize", data=form)
    assert (answer.status_code, answer.headers["Location"][:20]) == (303, "/oidc/login?request=")


def test_a_registered_query_is_kept(over: Start) -> None:
    """A redirect_uri that has a query of its own keeps it."""
    fake, _ = with_account()
    uri = "https://my-lexus.example.test/callback?tenant=1"
    client, _ = fake.state.oidc.add_client(redirect_uris=[uri])
    browser = Browser(over(fake))
    browser.authorize(asking(client_id=client.client_id, redirect_uri=uri))
    back = query_of(browser.log_in().url)
    assert set(back) == {"tenant", "code", "state"}


@SEEDED
@given(state=st.text(min_size=1))
def test_the_state_comes_back_as_it_was(state: str) -> None:
    """Whatever text the state is, the client gets it back, and nothing else can be put into the answer by it."""
    values = MultiDict(asking(state=state, prompt="nothing"))
    with pytest.raises(Exception, match="invalid_request") as refused:
        read_authorization(values, CLIENTS)
    answer = refused.value.answer()  # type: ignore[attr-defined]
    assert query_of(answer.headers["Location"])["state"] == state
    assert answer.headers["Location"].isascii()


@pytest.mark.parametrize(
    ("uri", "public", "fault"),
    [
        ("https://app.example.test/callback", False, ""),
        ("http://127.0.0.1:5000/", True, ""),
        ("jp.example.app:/callback", True, ""),
        ("jp.example.app:/callback", False, "has a scheme that is not allowed"),
        ("javascript:alert(1)", True, "has a scheme that is not allowed"),
        ("data:text/html,x", False, "has a scheme that is not allowed"),
        ("https:///callback", False, "has no host"),
        ("https://[::1/callback", False, "is no URI"),
        ("https://app.example.test/#x", False, "has a fragment"),
        ("/callback", False, "is no absolute URI in ASCII"),
        ("https://日本.example.test/", False, "is no absolute URI in ASCII"),
        ("https://app.example.test/ x", False, "is no absolute URI in ASCII"),
    ],
)
def test_what_a_client_can_register(uri: str, public: bool, fault: str) -> None:
    """Absolute addresses without a fragment: http and https, and of public clients a scheme of their own."""
    assert redirect_uri_fault(uri, public=public) == fault


def test_an_address_that_cannot_be_registered_is_not_prepared() -> None:
    """Preparing a client with such an address raises an error that names it."""
    with pytest.raises(
        ValueError, match="javascript:x has a scheme that is not allowed; expected like https://"
    ):
        Fake().state.oidc.add_client(redirect_uris=["javascript:x"])
