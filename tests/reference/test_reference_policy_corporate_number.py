"""法人番号."""

from __future__ import annotations

import pytest

from harness.reference.policy.corporate_number import corporate_number
from harness.reference.policy.refused import Refused


@pytest.mark.parametrize(
    "typed", ["1180301018771", "１１８０３０１０１８７７１", "1-1803-0101-8771", " 1180301018771 "]
)
def test_kept(typed: str) -> None:
    """13 digits are taken in any width, with or without hyphens."""
    assert corporate_number(typed) == "1180301018771"


@pytest.mark.parametrize("typed", ["1234567890123", "2180001011843", "1111111111111"])
def test_check_digit(typed: str) -> None:
    """A number whose first digit does not check the others is refused."""
    with pytest.raises(Refused, match="正しくありません"):
        corporate_number(typed)


@pytest.mark.parametrize("typed", ["", "118030101877", "11803010187711", "118030101877a"])
def test_digits(typed: str) -> None:
    """A number has 13 digits."""
    with pytest.raises(Refused, match="13桁"):
        corporate_number(typed)
