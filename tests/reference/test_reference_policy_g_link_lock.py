"""What G-Link locks."""

from __future__ import annotations

from harness.reference.policy.g_link_lock import locked_keys


def test_unlinked() -> None:
    """Nothing is locked before G-Link is linked."""
    assert locked_keys("個人", ["ほかのサービス"]) == frozenset()


def test_linked() -> None:
    """氏名 and 生年月日 are locked, addresses and telephones are not."""
    locked = locked_keys("個人", ["G-Link"])
    assert {"family_name", "given_name", "birthdate"} <= locked
    assert not {"address", "postal_code", "contact_phone", "mobile_phone", "sex"} & locked
    assert "name" in locked_keys("法人", ["G-Link"])
