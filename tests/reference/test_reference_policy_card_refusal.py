"""What is said of a card that is refused."""

from __future__ import annotations

import re

import pytest

from harness.reference.policy.card_refusal import KNOWN, NOT_USABLE, told


@pytest.mark.parametrize("code", [*sorted(KNOWN), "card_declined", "a_new_code"])
def test_told(code: str) -> None:
    """Every code gives a Japanese message that says what to do, at a field of the form or at none."""
    field, message = told(code)
    assert field in ("number", "expiry", "cvc", "")
    assert re.search(
        "ご利用ください|ご確認ください|お試しください|入力してください|ご確認|お問い合わせ", message
    )
    assert code not in message


def test_unknown() -> None:
    """A code that nobody knows is a plain refusal of the card."""
    assert told("a_new_code") == told("card_declined") == ("number", NOT_USABLE)
