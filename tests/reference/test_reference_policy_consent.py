"""Consent."""

from __future__ import annotations

from harness.reference.policy.consent import agreed


def test_tick() -> None:
    """Who does not tick does not agree."""
    assert agreed(ticked=True)
    assert not agreed(ticked=False)
