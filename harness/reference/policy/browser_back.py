"""The browser's own back leads to the first screen of the procedure, and the input is lost (はじめに)."""

from __future__ import annotations

__all__ = ["leads_to_start"]


def leads_to_start(*, asked: str, current: str) -> bool:
    """Asking for any screen but the one the procedure stands at begins it again."""
    return asked != current
