"""The QR token."""

from __future__ import annotations

import string

from itsdangerous import URLSafeSerializer

from harness.reference.policy.qr_token import contract_of, token_for


def test_round_trip() -> None:
    """A token names its contract, every time."""
    token = token_for("secret", "contract-1")
    assert token == token_for("secret", "contract-1")
    assert contract_of("secret", token) == contract_of("secret", token) == "contract-1"


def test_altered() -> None:
    """No token with another character, another secret or another purpose is taken."""
    token = token_for("secret", "contract-1")
    for place in range(len(token)):
        for mark in string.ascii_letters + string.digits + "-_.=":
            if mark != token[place]:
                assert contract_of("secret", token[:place] + mark + token[place + 1 :]) is None
    assert contract_of("other", token) is None
    assert contract_of("secret", URLSafeSerializer("secret").dumps("contract-1")) is None
    assert (
        contract_of("secret", token + "=") is contract_of("secret", "") is contract_of("secret", "あ") is None
    )
