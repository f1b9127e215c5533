"""買主 and 使用者: whose registration a phone is about."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Role"]


class Role(StrEnum):
    """Who registers, as the screens call them."""

    BUYER = "買主"
    USER = "使用者"
