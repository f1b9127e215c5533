"""Telephone numbers in three parts."""

from __future__ import annotations

import pytest

from harness.reference.policy.phone_number import mobile_number, phone_number, phone_parts
from harness.reference.policy.refused import Refused


@pytest.mark.parametrize(
    ("parts", "kept"),
    [
        (("03", "1234", "5678"), "03-1234-5678"),
        (("０９０", "１１２２", "３３４４"), "090-1122-3344"),
        (("0565", "28", "2121"), "0565-28-2121"),
    ],
)
def test_numbers(parts: tuple[str, ...], kept: str) -> None:
    """A Japanese number is kept hyphenated as it was typed."""
    assert phone_number(parts) == kept


@pytest.mark.parametrize(
    "parts",
    [
        ("03", "1234", ""),
        ("00", "0000", "0000"),
        ("090", "112", "2334"),
        ("ab", "1", "2"),
        ("090", "1" * 40, "1"),
    ],
)
def test_no_numbers(parts: tuple[str, ...]) -> None:
    """Parts that are missing, no digits or no number are refused."""
    with pytest.raises(Refused):
        phone_number(parts)


def test_mobile() -> None:
    """A fixed line is no mobile phone."""
    assert mobile_number(("080", "1122", "3344")) == "080-1122-3344"
    with pytest.raises(Refused, match="携帯電話番号"):
        mobile_number(("03", "1234", "5678"))


def test_parts() -> None:
    """A stored number gives three parts, hyphens or not."""
    assert phone_parts("03-1234-5678") == ("03", "1234", "5678")
    assert phone_parts("09011223344") == ("090", "1122", "3344")
    assert phone_parts("") == ("", "", "")
