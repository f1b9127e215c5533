"""販売店スタッフによる確認."""

from __future__ import annotations

from harness.reference.policy.staff_check import passes, required


def test_individual() -> None:
    """An individual passes only when staff have ticked."""
    assert required("個人")
    assert passes("個人", ticked=True)
    assert not passes("個人", ticked=False)


def test_corporation() -> None:
    """A corporation needs no check."""
    assert not required("法人")
    assert passes("法人", ticked=False)
