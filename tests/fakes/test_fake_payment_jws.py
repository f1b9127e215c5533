"""The signature of ``back_url``: RFC 7515, HS256."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.payment.jws import BadSignature, sign, verify

KEY = "sk_test_fake"
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

# RFC 7515, appendix A.1.
RFC_KEY = "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"
RFC_TOKEN = (
    "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9"
    ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
    ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
)


def part(data: bytes) -> str:
    """Bytes as base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def signed(header: bytes, payload: bytes, key: str = KEY) -> str:
    """A token of any header and payload whose signature is right."""
    text = f"{part(header)}.{part(payload)}"
    return f"{text}.{part(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest())}"


def test_the_example_of_the_standard_is_verified() -> None:
    """The token of RFC 7515, appendix A.1, holds under its key."""
    claims = verify(RFC_TOKEN, base64.urlsafe_b64decode(RFC_KEY + "=="))
    assert claims == {"iss": "joe", "exp": 1300819380, "http://example.com/is_root": True}


def test_a_signed_token_has_the_usual_header() -> None:
    """A token is signed under the header that php-jwt and PyJWT write as well."""
    token = sign({"url": "https://build.test/callback"}, KEY)
    payload = b'{"url":"https://build.test/callback"}'
    assert token == signed(b'{"alg":"HS256","typ":"JWT"}', payload)


@given(
    claims=st.dictionaries(st.text(), st.text() | st.integers() | st.none()),
    key=st.text(st.characters(codec="utf-8")),
)
def test_what_was_signed_is_verified(claims: dict[str, Any], key: str) -> None:
    """Any claims come back from their token under the same key."""
    assert verify(sign(claims, key), key) == claims


@given(data=st.data())
def test_an_altered_token_is_refused(data: st.DataObject) -> None:
    """A token in which one character is replaced by any other, anywhere, is refused."""
    token = sign({"url": "https://build.test/callback"}, KEY)
    at = data.draw(st.integers(0, len(token) - 1))
    other = data.draw(st.sampled_from(ALPHABET + ".=+/ \n\u00e9").filter(lambda new: new != token[at]))
    with pytest.raises(BadSignature):
        verify(token[:at] + other + token[at + 1 :], KEY)


@given(data=st.data())
def test_a_shortened_or_lengthened_token_is_refused(data: st.DataObject) -> None:
    """A token from which something is cut, or to which something is added, is refused."""
    token = sign({"url": "https://build.test/callback"}, KEY)
    at = data.draw(st.integers(0, len(token) - 1))
    more = data.draw(st.text(ALPHABET + ".=", min_size=1, max_size=5))
    for changed in (token[:at], token[at + 1 :], token[:at] + more + token[at:], token + more):
        if changed != token:
            with pytest.raises(BadSignature):
                verify(changed, KEY)


@given(text=st.text())
def test_anything_else_is_refused(text: str) -> None:
    """Text that nobody signed is refused, and never fails otherwise."""
    with pytest.raises(BadSignature):
        verify(text, KEY)


def test_another_key_is_refused() -> None:
    """A token of another merchant is refused."""
    with pytest.raises(BadSignature):
        verify(sign({"url": "https://build.test/"}, "sk_test_other"), KEY)


@pytest.mark.parametrize(
    "header",
    [
        b'{"alg":"none"}',
        b'{"alg":"HS512"}',
        b'{"alg":"hs256"}',
        b'{"alg":["HS256"]}',
        b'{"typ":"JWT"}',
        b'{"alg":"HS256","crit":["exp"]}',
        b'["HS256"]',
        b"null",
        b"\xff",
        b"[" * 100_000,
    ],
    ids=lambda header: header[:32].decode("latin-1"),
)
def test_only_hs256_is_taken(header: bytes) -> None:
    """A header that asks for anything but HS256 is refused though its signature is right."""
    with pytest.raises(BadSignature):
        verify(signed(header, b'{"url":"https://build.test/"}'), KEY)


def test_a_token_without_signature_is_refused() -> None:
    """An empty signature is refused, with alg none and with alg HS256."""
    payload = part(json.dumps({"url": "https://build.test/"}).encode())
    for algorithm in ("none", "HS256"):
        header = part(json.dumps({"alg": algorithm}).encode())
        with pytest.raises(BadSignature):
            verify(f"{header}.{payload}.", KEY)


@pytest.mark.parametrize("payload", [b"", b"[]", b'"text"', b"{", b"\xff"])
def test_a_payload_that_is_no_object_is_refused(payload: bytes) -> None:
    """Signed claims that are no JSON object are refused."""
    with pytest.raises(BadSignature):
        verify(signed(b'{"alg":"HS256"}', payload), KEY)
