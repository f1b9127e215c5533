"""同意: what a customer agrees to, by name, and only by an act of their own."""

from __future__ import annotations

__all__ = ["ACCOUNT_TERMS", "DATA_SHARING", "agreed"]

DATA_SHARING = "情報提供の同意"
ACCOUNT_TERMS = "アカウント利用規約の同意"


def agreed(*, ticked: bool) -> bool:
    """Terms are agreed to when their box is ticked."""
    return ticked
