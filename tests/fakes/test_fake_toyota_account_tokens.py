"""The token endpoint and the userinfo endpoint of the account service, and the registration of clients."""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote_plus

import pytest
import requests
from freezegun import freeze_time
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from fakes.serving.codec import Codec
from fakes.toyota_account import (
    DEFAULT_CLIENT_ID,
    DEFAULT_CLIENT_SECRET,
    DEFAULT_KEY,
    DEFAULT_REDIRECT_URI,
    Fake,
)
from fakes.toyota_account.oidc.errors import OAuthRefusal
from fakes.toyota_account.oidc.store import ACCESS_LIFE, CODE_LIFE, REFRESH_LIFE
from fakes.toyota_account.oidc.tokens import challenge_of
from tests.fakes.conftest import Reached, Start, in_process
from tests.fakes.signing_in import Browser, asking, claims_in, query_of, redeem, with_account

SEEDED = settings(derandomize=True, deadline=None, max_examples=25)
NOW = "2026-04-01T10:00:00+09:00"
VERIFIERS = st.text(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~", min_size=43, max_size=128
)
PKCE = {"code_challenge_method": "S256"}


def basic(name: str, secret: str) -> dict[str, str]:
    """The header of a client that authenticates as RFC 6749 2.3.1 says."""
    pair = f"{quote_plus(name)}:{quote_plus(secret)}"
    return {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}


def refused(answer: requests.Response) -> tuple[int, str]:
    """Status and error of a refusal, which is never to be stored."""
    assert answer.headers["Cache-Control"] == "no-store"
    assert set(answer.json()) == {"error", "error_description"}
    return answer.status_code, answer.json()["error"]


def userinfo(reached: Reached, token: str) -> requests.Response:
    """Asks for the claims."""
    return reached.session.get(
        f"{reached.base_url}/oidc/userinfo", headers={"Authorization": f"Bearer {token}"}, timeout=10
    )


def refresh(reached: Reached, token: str, **more: str | None) -> requests.Response:
    """Asks for new tokens."""
    return redeem(reached, "", grant_type="refresh_token", refresh_token=token, redirect_uri=None, **more)


def test_the_id_token_says_who_and_when(over: Start) -> None:
    """An ID token has exactly the claims of this log-in, each with its right value."""
    fake, account = with_account()
    reached = over(fake)
    with freeze_time(NOW) as clock:
        began = int(datetime.now(UTC).timestamp())
        browser = Browser(reached)
        browser.code()
        clock.tick(timedelta(seconds=100))
        back = browser.authorize(asking(nonce="n-0S6_WzA2Mj"))
        tokens = redeem(reached, query_of(back.url)["code"]).json()
    half = hashlib.sha256(tokens["access_token"].encode()).digest()[:16]
    assert claims_in(tokens["id_token"]) == {
        "iss": reached.base_url,
        "sub": account.account_id,
        "aud": DEFAULT_CLIENT_ID,
        "iat": began + 100,
        "exp": began + 100 + 600,
        "auth_time": began,
        "amr": ["pwd"],
        "at_hash": base64.urlsafe_b64encode(half).decode().rstrip("="),
        "nonce": "n-0S6_WzA2Mj",
    }
    assert {key: tokens[key] for key in ("token_type", "expires_in", "scope")} == {
        "token_type": "Bearer",
        "expires_in": 3600,
        "scope": "openid",
    }
    assert "refresh_token" not in tokens


def test_a_fixed_issuer_is_used_everywhere(over: Start) -> None:
    """A fake that is told its issuer names it in the discovery document and in ID tokens."""
    fake = Fake(issuer="https://account.example.test/")
    fake.state.add_account(email="taro@example.test", password="correct horse", kind="個人", profile={})
    reached = over(fake)
    metadata = reached.get("/.well-known/openid-configuration").json()
    tokens = redeem(reached, Browser(reached).code()).json()
    assert metadata["issuer"] == claims_in(tokens["id_token"])["iss"] == "https://account.example.test"
    assert metadata["token_endpoint"] == "https://account.example.test/oidc/token"


@pytest.mark.parametrize(
    ("form", "headers"),
    [
        ({"client_id": None, "client_secret": None}, {}),
        ({"client_id": "nobody"}, {}),
        ({"client_secret": "wrong"}, {}),
        ({"client_secret": None}, {}),
        ({"client_secret": ""}, {}),
        ({"client_secret": None}, basic(DEFAULT_CLIENT_ID, "wrong")),
        ({"client_secret": None}, basic(DEFAULT_CLIENT_ID, "")),
        ({"client_id": None, "client_secret": None}, basic("nobody", DEFAULT_CLIENT_SECRET)),
        ({"client_secret": None}, {"Authorization": "Basic ???"}),
        ({"client_secret": None}, {"Authorization": "Basic /w=="}),
        ({"client_secret": None}, {"Authorization": f"Bearer {DEFAULT_KEY}"}),
    ],
)
def test_a_client_that_is_not_known_gets_nothing(
    over: Start, form: dict[str, str | None], headers: dict[str, str]
) -> None:
    """Whatever is wrong with name or secret, the answer is 401 invalid_client, and the code stays good."""
    fake, _ = with_account()
    reached = over(fake)
    code = Browser(reached).code()
    sent: dict[str, str | None] = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": DEFAULT_REDIRECT_URI,
        "client_id": DEFAULT_CLIENT_ID,
        "client_secret": DEFAULT_CLIENT_SECRET,
    }
    answer = reached.post("/oidc/token", data=sent | form, headers=headers)
    assert refused(answer) == (401, "invalid_client")
    assert answer.headers["WWW-Authenticate"].startswith("Basic ")
    assert redeem(reached, code).status_code == 200


def test_a_client_authenticates_in_one_way(over: Start) -> None:
    """Basic with a secret in the form, or with another client's name there, is invalid_request."""
    fake, _ = with_account()
    reached = over(fake)
    code, header = Browser(reached).code(), basic(DEFAULT_CLIENT_ID, DEFAULT_CLIENT_SECRET)
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": DEFAULT_REDIRECT_URI}
    for more in ({"client_secret": DEFAULT_CLIENT_SECRET}, {"client_id": "another"}):
        answer = reached.post("/oidc/token", data=form | more, headers=header)
        assert refused(answer) == (400, "invalid_request")
    named = reached.post("/oidc/token", data=form | {"client_id": DEFAULT_CLIENT_ID}, headers=header)
    assert named.status_code == 200


def test_a_public_client_shows_no_secret(over: Start) -> None:
    """A public client gets tokens by its verifier alone, and none if it shows a secret."""
    fake, _ = with_account()
    reached = over(fake)
    uri = "jp.example.app:/callback"
    client, _ = fake.state.oidc.add_client(redirect_uris=[uri], public=True)
    verifier = "v" * 43
    browser = Browser(reached)
    asked = {"client_id": client.client_id, "redirect_uri": uri}
    browser.authorize(asking(**asked, code_challenge=challenge_of(verifier), **PKCE))
    code = query_of(browser.log_in().url)["code"]
    shown = redeem(reached, code, **asked, code_verifier=verifier, client_secret="x")
    assert refused(shown) == (401, "invalid_client")
    assert redeem(reached, code, **asked, code_verifier=verifier, client_secret=None).status_code == 200


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"grant_type": None}, "invalid_request"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"code": None}, "invalid_request"),
        ({"redirect_uri": None}, "invalid_request"),
        ({"code": "never given"}, "invalid_grant"),
        ({"redirect_uri": DEFAULT_REDIRECT_URI + "/"}, "invalid_grant"),
        ({"code_verifier": "v" * 43}, "invalid_grant"),
        ({"grant_type": "refresh_token"}, "invalid_request"),
        ({"grant_type": "refresh_token", "refresh_token": "never given"}, "invalid_grant"),
    ],
)
def test_a_grant_that_is_not_in_order_is_refused(
    over: Start, changes: dict[str, str | None], error: str
) -> None:
    """Missing parameters, unknown grants and codes, another redirect_uri, and a verifier nobody asked for fail."""
    fake, _ = with_account()
    reached = over(fake)
    form: dict[str, Any] = {"code": Browser(reached).code()} | changes
    assert refused(redeem(reached, **form)) == (400, error)


def test_the_token_endpoint_takes_forms_alone(over: Start) -> None:
    """JSON, a doubled parameter and GET are refused."""
    reached = over(Fake())
    assert refused(reached.post("/oidc/token", json={})) == (400, "invalid_request")
    doubled = "grant_type=authorization_code&grant_type=authorization_code"
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert refused(reached.post("/oidc/token", data=doubled, headers=form)) == (400, "invalid_request")
    assert reached.get("/oidc/token").status_code == 405


@SEEDED
@given(verifier=VERIFIERS, other=VERIFIERS)
def test_a_code_is_redeemed_by_its_verifier_alone(verifier: str, other: str) -> None:
    """Of all verifiers only the one whose S256 was sent with the request redeems the code."""
    assume(verifier != other)
    fake, _ = with_account()
    with in_process(fake) as reached:
        browser = Browser(reached)
        asked = {"code_challenge": challenge_of(verifier), "code_challenge_method": "S256"}
        first = browser.code(**asked)
        assert redeem(reached, first, code_verifier=verifier).status_code == 200
        for wrong in (other, verifier + "x" * 128, verifier[:42], challenge_of(verifier), None):
            back = browser.authorize(asking(**asked))
            answer = redeem(reached, query_of(back.url)["code"], code_verifier=wrong)
            assert refused(answer) == (400, "invalid_grant")


def test_s256_is_that_of_the_standard() -> None:
    """The verifier of RFC 7636, appendix B, has the challenge that stands there."""
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    assert challenge_of(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_a_code_that_is_used_twice_ends_everything_it_gave(over: Start) -> None:
    """The second use of a code is invalid_grant and revokes access token and refresh token."""
    fake, _ = with_account()
    reached = over(fake)
    code = Browser(reached).code(scope="openid offline_access")
    tokens = redeem(reached, code).json()
    assert userinfo(reached, tokens["access_token"]).status_code == 200
    assert refused(redeem(reached, code)) == (400, "invalid_grant")
    assert userinfo(reached, tokens["access_token"]).status_code == 401
    assert refused(refresh(reached, tokens["refresh_token"])) == (400, "invalid_grant")


def test_another_client_cannot_use_a_code_or_a_refresh_token(over: Start) -> None:
    """Code and refresh token are invalid_grant for another client, and stay good for their own."""
    fake, _ = with_account()
    reached = over(fake)
    client, secret = fake.state.oidc.add_client(redirect_uris=[DEFAULT_REDIRECT_URI])
    other = {"client_id": client.client_id, "client_secret": secret}
    code = Browser(reached).code(scope="openid offline_access")
    assert refused(redeem(reached, code, **other)) == (400, "invalid_grant")
    tokens = redeem(reached, code).json()
    assert refused(refresh(reached, tokens["refresh_token"], **other)) == (400, "invalid_grant")
    assert refresh(reached, tokens["refresh_token"]).status_code == 200


def test_codes_and_tokens_live_only_so_long() -> None:
    """A code is good for a minute, an access token for an hour, a refresh token for thirty days."""
    fake, _ = with_account()
    with freeze_time(NOW) as clock, in_process(fake) as reached:
        browser = Browser(reached)
        code = browser.code()
        clock.tick(CODE_LIFE)
        assert refused(redeem(reached, code)) == (400, "invalid_grant")
        code = query_of(browser.authorize(asking(scope="openid offline_access")).url)["code"]
        clock.tick(CODE_LIFE - timedelta(seconds=1))
        tokens = redeem(reached, code).json()
        clock.tick(ACCESS_LIFE - timedelta(seconds=1))
        assert userinfo(reached, tokens["access_token"]).status_code == 200
        clock.tick(timedelta(seconds=1))
        assert userinfo(reached, tokens["access_token"]).status_code == 401
        again = refresh(reached, tokens["refresh_token"]).json()
        assert userinfo(reached, again["access_token"]).status_code == 200
        clock.tick(REFRESH_LIFE)
        assert refused(refresh(reached, again["refresh_token"])) == (400, "invalid_grant")


def test_a_refresh_token_is_good_for_one_use(over: Start) -> None:
    """Each use gives another one; using the old one again revokes the new one too."""
    fake, _ = with_account()
    reached = over(fake)
    first = redeem(reached, Browser(reached).code(scope="openid offline_access")).json()["refresh_token"]
    second = refresh(reached, first).json()
    assert userinfo(reached, second["access_token"]).status_code == 200
    assert refused(refresh(reached, first)) == (400, "invalid_grant")
    assert refused(refresh(reached, second["refresh_token"])) == (400, "invalid_grant")
    assert userinfo(reached, second["access_token"]).status_code == 401


def test_a_refreshed_token_may_open_less_but_not_more(over: Start) -> None:
    """Asking for fewer scopes narrows the access token alone; asking for others is invalid_scope."""
    fake, _ = with_account()
    reached = over(fake)
    tokens = redeem(reached, Browser(reached).code(scope="openid email offline_access")).json()
    wider = refresh(reached, tokens["refresh_token"], scope="openid profile")
    assert refused(wider) == (400, "invalid_scope")
    narrow = refresh(reached, tokens["refresh_token"], scope="openid").json()
    assert narrow["scope"] == "openid"
    assert set(userinfo(reached, narrow["access_token"]).json()) == {"sub"}
    wide = refresh(reached, narrow["refresh_token"]).json()
    assert "email" in userinfo(reached, wide["access_token"]).json()


def test_an_account_that_is_gone_gets_no_tokens(over: Start) -> None:
    """Code, access token and refresh token of a removed account open nothing."""
    fake, account = with_account()
    reached = over(fake)
    browser = Browser(reached)
    tokens = redeem(reached, browser.code(scope="openid offline_access")).json()
    code = query_of(browser.authorize(asking()).url)["code"]
    fake.state.remove_account(account.account_id)
    assert refused(redeem(reached, code)) == (400, "invalid_grant")
    assert refused(refresh(reached, tokens["refresh_token"])) == (400, "invalid_grant")
    assert userinfo(reached, tokens["access_token"]).status_code == 401


def test_userinfo_wants_one_access_token(over: Start) -> None:
    """No token is 401 without an error, a wrong one invalid_token, two are invalid_request; a form may hold it."""
    fake, account = with_account()
    reached = over(fake)
    token = redeem(reached, Browser(reached).code()).json()["access_token"]
    header = {"Authorization": f"Bearer {token}"}
    none = reached.get("/oidc/userinfo")
    assert (none.status_code, none.headers["WWW-Authenticate"]) == (401, 'Bearer realm="userinfo"')
    wrong = userinfo(reached, "wrong")
    assert (wrong.status_code, wrong.json()["error"]) == (401, "invalid_token")
    assert 'error="invalid_token"' in wrong.headers["WWW-Authenticate"]
    twice = reached.post("/oidc/userinfo", headers=header, data={"access_token": token})
    assert (twice.status_code, twice.json()["error"]) == (400, "invalid_request")
    for answer in (
        reached.post("/oidc/userinfo", headers=header),
        reached.post("/oidc/userinfo", data={"access_token": token}),
    ):
        assert (answer.status_code, answer.json()) == (200, {"sub": account.account_id})
    assert reached.get("/oidc/userinfo", access_token=token).status_code == 401


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post", "none"])
def test_a_client_registers_itself_with_the_key(over: Start, method: str) -> None:
    """With the key of the JSON API a client is registered by RFC 7591 and can send customers at once."""
    fake, _ = with_account()
    reached = over(fake)
    uri = "https://another.example.test/callback"
    asked = {
        "redirect_uris": [uri],
        "client_name": "別のアプリ",
        "token_endpoint_auth_method": method,
        "logo": 1,
    }
    keyless = reached.post("/oidc/register", json=asked)
    made = reached.post("/oidc/register", json=asked, headers={"Authorization": f"Bearer {DEFAULT_KEY}"})
    client = made.json()
    assert (keyless.status_code, made.status_code) == (401, 201)
    assert (client["redirect_uris"], client["client_name"]) == ([uri], "別のアプリ")
    assert client["token_endpoint_auth_method"] == method
    assert ("client_secret" in client) is (method != "none")
    browser = Browser(reached)
    challenge = {"code_challenge": challenge_of("v" * 43), "code_challenge_method": "S256"}
    mine = {"client_id": client["client_id"], "redirect_uri": uri}
    browser.authorize(asking(**mine, **challenge))
    code = query_of(browser.log_in().url)["code"]
    secret = client.get("client_secret")
    assert redeem(reached, code, **mine, client_secret=secret, code_verifier="v" * 43).status_code == 200


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ("[]", "invalid_client_metadata"),
        ("{", "invalid_client_metadata"),
        ("{}", "invalid_redirect_uri"),
        ('{"redirect_uris": []}', "invalid_redirect_uri"),
        ('{"redirect_uris": [1]}', "invalid_redirect_uri"),
        ('{"redirect_uris": ["https://a.test/#x"]}', "invalid_redirect_uri"),
        ('{"redirect_uris": ["https://a.test/"], "client_name": 1}', "invalid_client_metadata"),
        ('{"redirect_uris": ["https://a.test/"], "grant_types": ["implicit"]}', "invalid_client_metadata"),
        ('{"redirect_uris": ["https://a.test/"], "response_types": ["token"]}', "invalid_client_metadata"),
        (
            '{"redirect_uris": ["https://a.test/"], "token_endpoint_auth_method": "tls_client_auth"}',
            "invalid_client_metadata",
        ),
    ],
)
def test_a_client_that_cannot_be_is_not_registered(over: Start, body: str, error: str) -> None:
    """Metadata that the provider cannot honour are refused with the word of RFC 7591, and nothing is kept."""
    fake = Fake()
    answer = over(fake).post("/oidc/register", data=body, headers={"Authorization": f"Bearer {DEFAULT_KEY}"})
    assert refused(answer) == (400, error)
    assert list(fake.state.oidc.clients) == [DEFAULT_CLIENT_ID]


def test_every_description_is_plain_ascii() -> None:
    """A description never holds what RFC 6749 forbids there, not even when it repeats a parameter's name."""
    with in_process(Fake()) as reached:
        query = "&".join(f"{key}={quote_plus(value)}" for key, value in asking().items())
        back = Browser(reached).open(f'{reached.base_url}/oidc/authorize?{query}&日"本=1&日"本=2')
        told = query_of(back.url)["error_description"]
    assert told == "Given more than once: ???"
    assert str(OAuthRefusal("a", "b")) == "a: b"


def test_the_provider_can_be_kept_and_goes_on() -> None:
    """Sessions, codes, grants and tokens survive being written down and read again."""
    fake, account = with_account()
    other = Fake()
    with in_process(fake) as reached:
        browser = Browser(reached)
        tokens = redeem(reached, browser.code(scope="openid offline_access")).json()
        code = query_of(browser.authorize(asking()).url)["code"]
        browser.authorize(asking(prompt="login"))
        browser.press("認証コードを送信", **{"code-email": account.email})
    codec = Codec("fakes.toyota_account")
    kept = codec.encode(dict(vars(fake.state)))
    vars(other.state).update(codec.decode(kept))
    with in_process(other) as reached:
        assert userinfo(reached, tokens["access_token"]).json() == {"sub": account.account_id}
        assert redeem(reached, code).status_code == 200
        assert refresh(reached, tokens["refresh_token"]).status_code == 200
    assert tokens["access_token"] not in repr(kept)
    assert "correct horse" not in repr(kept)
    other.reset()
    assert list(other.state.oidc.clients) == [DEFAULT_CLIENT_ID]
    assert other.state.oidc.sessions == {}


def test_the_same_seed_gives_the_same_secrets() -> None:
    """Two fakes of one seed give the same code for the same log-in, a fake of another seed another one."""
    codes = []
    for seed in (1, 1, 2):
        fake = Fake(seed)
        fake.state.add_account(email="taro@example.test", password="correct horse", kind="個人", profile={})
        with in_process(fake) as reached:
            codes.append(Browser(reached).code())
    assert codes[0] == codes[1] != codes[2]
