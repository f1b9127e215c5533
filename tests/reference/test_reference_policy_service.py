"""What comes after G-Link."""

from __future__ import annotations

from harness.reference.policy.service import goes_on_to_charging


def test_next() -> None:
    """Only cars that can be charged go on to 3-2."""
    assert goes_on_to_charging(charging=True) and not goes_on_to_charging(charging=False)
