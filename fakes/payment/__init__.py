"""The payment gateway PAY.JP, version 1: cards as tokens and customers, with 3-D Secure and its page.

No payments: the guide registers a card and charges nothing.
"""

from __future__ import annotations

from fakes.payment.app import DEFAULT_PUBLIC_KEY, DEFAULT_SECRET_KEY, Fake
from fakes.payment.cards import KNOWN_CARDS, KnownCard
from fakes.payment.state import Authentication, Card, CardDetails, Customer, PaymentState, Token

__all__ = [
    "DEFAULT_PUBLIC_KEY",
    "DEFAULT_SECRET_KEY",
    "KNOWN_CARDS",
    "Authentication",
    "Card",
    "CardDetails",
    "Customer",
    "Fake",
    "KnownCard",
    "PaymentState",
    "Token",
]
