"""パスワード."""

from __future__ import annotations

import pytest

from harness.reference.policy.password import password, repeated
from harness.reference.policy.refused import Refused


@pytest.mark.parametrize("typed", ["Passw0rd", "a1" * 10, "1-a_!x#?"])
def test_kept(typed: str) -> None:
    """8 to 20 characters with letters and digits are taken."""
    assert password(typed) == typed


@pytest.mark.parametrize(
    "typed", ["Passw0r", "a1" * 10 + "x", "password", "12345678", "Ｐassw0rd", "Pass w0rd", ""]
)
def test_refused(typed: str) -> None:
    """Too short, too long, of one sort only, or not half width is refused."""
    with pytest.raises(Refused):
        password(typed)


def test_repeated() -> None:
    """A repeated password is exactly the same."""
    assert repeated("Passw0rd", "Passw0rd")
    assert not repeated("Passw0rd", "passw0rd")
    assert not repeated("Passw0rd", "")
