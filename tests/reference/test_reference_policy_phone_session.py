"""How long a procedure waits."""

from __future__ import annotations

from harness.reference.policy.phone_session import is_over


def test_two_hours() -> None:
    """A procedure waits two hours, and not a second more."""
    assert not is_over(seen=1000.0, now=8200.0)
    assert is_over(seen=1000.0, now=8201.0)
