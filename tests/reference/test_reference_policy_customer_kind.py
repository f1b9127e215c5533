"""お客さま種別."""

from __future__ import annotations

from harness.reference.policy.customer_kind import registered_name


def test_name() -> None:
    """An individual is registered by both names, a corporation by its own."""
    assert registered_name("個人", {"family_name": "豊田", "given_name": "太郎"}) == "豊田 太郎"
    assert registered_name("法人", {"name": "株式会社豊田商店", "family_name": "豊田"}) == "株式会社豊田商店"
    assert registered_name("個人", {}) == ""
