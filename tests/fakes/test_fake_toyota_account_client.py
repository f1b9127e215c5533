"""A stock OpenID client, Authlib, logs a customer in through the fake account service."""

from __future__ import annotations

from typing import Any

import pytest
from authlib.common.security import generate_token
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import BadSignatureError
from joserfc.jwk import KeySet, RSAKey

from fakes.toyota_account import DEFAULT_CLIENT_ID, DEFAULT_CLIENT_SECRET, DEFAULT_REDIRECT_URI, Fake
from tests.fakes.conftest import Reached, Start
from tests.fakes.signing_in import Browser, query_of, with_account

SCOPE = "openid profile email address phone offline_access"
PUBLIC_REDIRECT_URI = "jp.example.my-lexus:/callback"


@pytest.fixture(autouse=True)
def loopback_without_tls(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets Authlib speak to a provider on loopback, which has no certificate."""
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")


def client_of(fake: Fake, method: str) -> OAuth2Session:
    """A session of Authlib that authenticates in that way."""
    if method == "none":
        client, _ = fake.state.oidc.add_client(redirect_uris=[PUBLIC_REDIRECT_URI], public=True)
        name, secret, redirect_uri = client.client_id, None, PUBLIC_REDIRECT_URI
    else:
        name, secret, redirect_uri = DEFAULT_CLIENT_ID, DEFAULT_CLIENT_SECRET, DEFAULT_REDIRECT_URI
    session = OAuth2Session(
        name,
        secret,
        scope=SCOPE,
        redirect_uri=redirect_uri,
        token_endpoint_auth_method=method,
        code_challenge_method="S256",
    )
    session.trust_env = False
    return session


def log_in(client: OAuth2Session, reached: Reached) -> tuple[dict[str, Any], dict[str, Any], str]:
    """Discovers the provider, lets the customer log in, and gives metadata, tokens and the nonce."""
    metadata = reached.get("/.well-known/openid-configuration").json()
    verifier, nonce = generate_token(64), generate_token(20)
    url, state = client.create_authorization_url(
        metadata["authorization_endpoint"], code_verifier=verifier, nonce=nonce
    )
    browser = Browser(reached)
    browser.open(url)
    came_back = browser.log_in().url
    tokens = client.fetch_token(
        metadata["token_endpoint"], authorization_response=came_back, state=state, code_verifier=verifier
    )
    return metadata, tokens, nonce


def checked(
    metadata: dict[str, Any], tokens: dict[str, Any], client: OAuth2Session, nonce: str
) -> CodeIDToken:
    """The ID token with signature, issuer, audience, times, nonce and at_hash checked by stock code."""
    keys = KeySet.import_key_set(client.get(metadata["jwks_uri"], withhold_token=True).json())
    token = jwt.decode(tokens["id_token"], keys, algorithms=["RS256"])
    assert token.header["kid"] == keys.keys[0].kid
    claims = CodeIDToken(
        token.claims,
        token.header,
        {"iss": {"value": metadata["issuer"]}, "aud": {"value": client.client_id}},
        {
            "nonce": nonce,
            "client_id": client.client_id,
            "access_token": tokens["access_token"],
            "max_age": 60,
        },
    )
    claims.validate()
    return claims


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post", "none"])
def test_a_stock_client_signs_a_customer_in(over: Start, method: str) -> None:
    """Authlib goes through discovery, log-in, token and userinfo, and finds ID token and claims in order."""
    fake, account = with_account()
    reached = over(fake)
    client = client_of(fake, method)
    metadata, tokens, nonce = log_in(client, reached)
    claims = checked(metadata, tokens, client, nonce)
    userinfo = client.get(metadata["userinfo_endpoint"]).json()
    assert metadata["issuer"] == reached.base_url
    assert claims["sub"] == userinfo["sub"] == account.account_id
    assert claims["amr"] == ["pwd"]
    assert userinfo["family_name#ja-Kana-JP"] == "トヨダ"
    assert userinfo["name"] == "豊田 太郎"


def test_a_stock_client_refreshes_its_tokens(over: Start) -> None:
    """With a refresh token Authlib gets an ID token of the same log-in, now without the nonce."""
    fake, account = with_account()
    reached = over(fake)
    client = client_of(fake, "client_secret_basic")
    metadata, tokens, nonce = log_in(client, reached)
    before = checked(metadata, tokens, client, nonce)
    again = client.refresh_token(metadata["token_endpoint"])
    after = jwt.decode(
        again["id_token"], RSAKey.import_key(reached.get("/oidc/jwks").json()["keys"][0])
    ).claims
    assert again["refresh_token"] != tokens["refresh_token"]
    assert again["access_token"] != tokens["access_token"]
    assert {key: after[key] for key in ("iss", "sub", "aud", "auth_time")} == {
        key: before[key] for key in ("iss", "sub", "aud", "auth_time")
    }
    assert "nonce" not in after
    assert client.get(metadata["userinfo_endpoint"]).json()["sub"] == account.account_id


def test_another_key_does_not_verify_the_id_token(over: Start) -> None:
    """An ID token whose payload or key is another one is refused by the client."""
    fake, _ = with_account()
    reached = over(fake)
    client = client_of(fake, "client_secret_basic")
    metadata, tokens, nonce = log_in(client, reached)
    head, _, signature = tokens["id_token"].split(".")
    forged = f"{head}.eyJzdWIiOiJzb21lYm9keSBlbHNlIn0.{signature}"
    with pytest.raises(BadSignatureError):
        checked(metadata, tokens | {"id_token": forged}, client, nonce)


def test_the_default_client_comes_back_with_its_state(over: Start) -> None:
    """The customer comes back to the registered address with the code and the client's state."""
    fake, _ = with_account()
    browser = Browser(over(fake))
    browser.authorize(
        {
            "client_id": DEFAULT_CLIENT_ID,
            "redirect_uri": DEFAULT_REDIRECT_URI,
            "response_type": "code",
            "scope": "openid",
            "state": "日本 &=?",
        }
    )
    back = browser.log_in()
    assert back.status == 303
    assert back.url.startswith(f"{DEFAULT_REDIRECT_URI}?")
    assert query_of(back.url)["state"] == "日本 &=?"
