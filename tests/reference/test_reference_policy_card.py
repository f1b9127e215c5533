"""What is typed of a card."""

from __future__ import annotations

from datetime import date

import pytest

from harness.reference.policy.card import card_number, expiry, hidden_number, security_code
from harness.reference.policy.refused import Refused

TODAY = date(2026, 4, 30)


@pytest.mark.parametrize(
    "typed",
    ["4242424242424242", "4242 4242 4242 4242", "4242-4242-4242-4242", "４２４２４２４２４２４２４２４２"],
)
def test_number(typed: str) -> None:
    """A number is read through blanks, hyphens and full width."""
    assert card_number(typed) == "4242424242424242"


@pytest.mark.parametrize("typed", ["378282246310005", "38520000023237"])
def test_shorter_numbers(typed: str) -> None:
    """Numbers of 14 and 15 digits exist."""
    assert card_number(typed) == typed


@pytest.mark.parametrize("typed", ["", "4242424242424241", "4242", "4" * 17, "424242424242424x"])
def test_no_number(typed: str) -> None:
    """A number that does not check, or has too few or too many digits, is refused without being repeated."""
    with pytest.raises(Refused) as refused:
        card_number(typed)
    assert not typed or typed not in refused.value.message


@pytest.mark.parametrize("typed", ["04/26", "4/26", "0426", "04/2026", "042026", "０４／２６"])
def test_expiry(typed: str) -> None:
    """A card is good to the end of its month, however month and year are typed."""
    assert expiry(typed, today=TODAY) == (4, 2026)


@pytest.mark.parametrize(
    "typed", ["03/26", "12/25", "13/26", "00/30", "2026/04", "04-26", "4", "", "04/1999"]
)
def test_no_expiry(typed: str) -> None:
    """A month that is over, or is none, is refused."""
    with pytest.raises(Refused):
        expiry(typed, today=TODAY)


@pytest.mark.parametrize("typed", ["12", "12345", "12a", ""])
def test_security_code(typed: str) -> None:
    """A security code has three or four digits."""
    assert security_code("012") == "012" and security_code("１２３４") == "1234"
    with pytest.raises(Refused):
        security_code(typed)


def test_hidden() -> None:
    """Only the last four digits are shown."""
    assert hidden_number("4242") == "**** **** **** 4242"
