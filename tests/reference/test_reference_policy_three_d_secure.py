"""3Dセキュア."""

from __future__ import annotations

import pytest

from harness.reference.policy.three_d_secure import PATIENCE, Standing, is_late, standing


@pytest.mark.parametrize(
    ("status", "wanted"),
    [
        (None, Standing.UNASKED),
        ("unverified", Standing.OPEN),
        ("verified", Standing.PASSED),
        ("attempted", Standing.PASSED),
        ("failed", Standing.FAILED),
        ("error", Standing.FAILED),
        ("", Standing.FAILED),
        ("Verified", Standing.FAILED),
    ],
)
def test_standing(status: str | None, wanted: Standing) -> None:
    """Statuses verified and attempted pass; what nobody has heard of does not."""
    assert standing(status) is wanted


def test_late() -> None:
    """Half an hour after it was entered, a card that was not authenticated is too old."""
    assert not is_late(made=0, now=PATIENCE - 1) and is_late(made=0, now=PATIENCE)
