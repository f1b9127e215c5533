"""販売店スタッフによる確認 (1-1/8-A, 1-1/19-B, A-25)."""

from __future__ import annotations

from harness.reference.policy.customer_kind import INDIVIDUAL

__all__ = ["passes", "required"]


def required(kind: str) -> bool:
    """Staff check an individual's identity document; a corporation is not checked (1-1/8-A)."""
    return kind == INDIVIDUAL


def passes(kind: str, *, ticked: bool) -> bool:
    """A customer goes on when staff have ticked the check, or need not."""
    return ticked or not required(kind)
