"""What G-Link is applied for with: the basic service, and further ones that are paid for (5-1/4-A, A-10)."""

from __future__ import annotations

__all__ = ["BASIC", "EXTRAS", "WITH", "WITHOUT", "costs", "plan"]

BASIC = "基本サービス"
WITH = "追加のサービスを選択する"
WITHOUT = "追加のサービスを選択しない"
EXTRAS = (WITH, WITHOUT)


def plan(extras: str) -> str:
    """An application's plan says whether further services were chosen."""
    return f"{BASIC}・追加サービス" if extras == WITH else BASIC


def costs(extras: str) -> bool:
    """Only further services have to be paid for; without them no way of payment is asked."""
    return extras == WITH
