"""ご利用プラン."""

from __future__ import annotations

from harness.reference.policy.charging_plans import plans


def test_plans() -> None:
    """Without fast charging there is 普通充電プラン alone; with it there are two plans or more."""
    assert plans(fast_charging=False) == ("普通充電プラン",)
    assert len(set(plans(fast_charging=True))) >= 2
