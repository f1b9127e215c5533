"""郵便番号."""

from __future__ import annotations

import pytest

from harness.reference.policy.postal_code import postal_code
from harness.reference.policy.refused import Refused


@pytest.mark.parametrize("typed", ["112-8701", "1128701", "１１２－８７０１", "112ー8701"])
def test_kept(typed: str) -> None:
    """Seven digits are kept as NNN-NNNN."""
    assert postal_code(typed) == "112-8701"


@pytest.mark.parametrize("typed", ["112-870", "11287011", "112-870a", "1-128701", ""])
def test_refused(typed: str) -> None:
    """Anything else is refused."""
    with pytest.raises(Refused):
        postal_code(typed)
