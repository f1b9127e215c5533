"""ご利用プラン of EV・PHV充電サポート (3-2/3-A, A-43)."""

from __future__ import annotations

__all__ = ["FAST", "NORMAL", "plans"]

NORMAL = "普通充電プラン"
FAST = ("急速・普通充電プランA", "急速・普通充電プランB")
"""The guide does not name them; these are the names on the service's own site."""


def plans(*, fast_charging: bool) -> tuple[str, ...]:
    """A car without fast charging is offered 普通充電プラン and nothing else."""
    return FAST if fast_charging else (NORMAL,)
