"""お支払い方法."""

from __future__ import annotations

import pytest

from harness.reference.policy.payment_method import after_delivery, asked, methods
from harness.reference.policy.service import SERVICES


@pytest.mark.parametrize(
    ("kind", "service", "offered"),
    [
        ("個人", "G-Link", ("クレジットカード",)),
        ("法人", "G-Link", ("クレジットカード", "請求書払い")),
        ("個人", "EV・PHV充電サポート", ("クレジットカード", "口座引落し")),
        ("法人", "EV・PHV充電サポート", ("クレジットカード", "口座引落し", "請求書払い")),
    ],
)
def test_methods(kind: str, service: str, offered: tuple[str, ...]) -> None:
    """請求書払い is for corporations, 口座引落し for EV・PHV充電サポート."""
    assert methods(kind, service) == offered


def test_asked() -> None:
    """A way of payment is asked for once."""
    assert asked(registered=False) and not asked(registered=True)


@pytest.mark.parametrize("service", SERVICES)
def test_no_debit_after_delivery(service: str) -> None:
    """After delivery there is no staff with a 口座振替依頼書, so 口座引落し is offered to nobody (A-39)."""
    assert after_delivery(methods("個人", service)) == ("クレジットカード",)
    assert after_delivery(methods("法人", service)) == ("クレジットカード", "請求書払い")
