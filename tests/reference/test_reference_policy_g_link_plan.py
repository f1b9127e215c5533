"""G-Link's plan."""

from __future__ import annotations

from harness.reference.policy.g_link_plan import BASIC, EXTRAS, WITH, WITHOUT, costs, plan


def test_plan() -> None:
    """Only further services cost something, and the plan tells whether they were chosen."""
    assert set(EXTRAS) == {WITH, WITHOUT}
    assert costs(WITH) and not costs(WITHOUT)
    assert plan(WITHOUT) == BASIC != plan(WITH)
