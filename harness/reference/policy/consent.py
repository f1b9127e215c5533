"""同意: what a customer agrees to, by name, and only by an act of their own."""

from __future__ import annotations

__all__ = [
    "ACCOUNT_TERMS",
    "CHARGING_TERMS",
    "DATA_SHARING",
    "G_LINK_TERMS",
    "MY_LEXUS_LINK",
    "MY_LEXUS_TERMS",
    "USER_TERMS",
    "agreed",
]

DATA_SHARING = "情報提供の同意"
ACCOUNT_TERMS = "アカウント利用規約の同意"
USER_TERMS = "使用者登録規約の同意"
"""One document, whatever a screen calls it (A-31)."""
G_LINK_TERMS = "G-Link利用規約等の同意"
CHARGING_TERMS = "充電サポート利用規約の同意"
MY_LEXUS_TERMS = "My LEXUS (WEB) 利用規約の同意"
MY_LEXUS_LINK = "My LEXUS (WEB) への情報連携"


def agreed(*, ticked: bool) -> bool:
    """Terms are agreed to when their box is ticked."""
    return ticked
