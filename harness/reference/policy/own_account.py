"""買主 and 使用者 of different names have accounts of their own (2-2, FAQ 法人代表者)."""

from __future__ import annotations

__all__ = ["is_own"]


def is_own(*, user_account: str, buyer_account: str | None) -> bool:
    """A user's account is not the buyer's: who has the buyer's account is the buyer, and goes by 2-1."""
    return user_account != buyer_account
