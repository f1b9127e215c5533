"""The browser's own back."""

from __future__ import annotations

from harness.reference.policy.browser_back import leads_to_start


def test_back() -> None:
    """Any screen but the current one leads to the start."""
    assert leads_to_start(asked="email", current="code")
    assert not leads_to_start(asked="code", current="code")
