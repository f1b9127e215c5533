"""The user's own account."""

from __future__ import annotations

from harness.reference.policy.own_account import is_own


def test_own() -> None:
    """The buyer's account is the only one that a user of another name cannot have."""
    assert not is_own(user_account="a", buyer_account="a")
    assert is_own(user_account="b", buyer_account="a")
    assert is_own(user_account="b", buyer_account=None)
