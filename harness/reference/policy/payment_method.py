"""お支払い方法: which there are, for whom, and when one is asked for (3-2/3-A, 3-2/4-A)."""

from __future__ import annotations

from harness.reference.policy.customer_kind import CORPORATION
from harness.reference.policy.service import CHARGING

__all__ = ["CARD", "DEBIT", "INVOICE", "after_delivery", "asked", "methods"]

CARD = "クレジットカード"
DEBIT = "口座引落し"
INVOICE = "請求書払い"


def methods(kind: str, service: str) -> tuple[str, ...]:
    """An invoice goes to the address of a corporation only (A-40); 口座引落し belongs to 3-2 alone (A-39)."""
    debit = (DEBIT,) if service == CHARGING else ()
    invoice = (INVOICE,) if kind == CORPORATION else ()
    return (CARD, *debit, *invoice)


def after_delivery(offered: tuple[str, ...]) -> tuple[str, ...]:
    """Without staff there is no 口座振替依頼書, and so no 口座引落し (A-39)."""
    return tuple(method for method in offered if method != DEBIT)


def asked(*, registered: bool) -> bool:
    """Who has registered a way of payment before is not asked again."""
    return not registered
