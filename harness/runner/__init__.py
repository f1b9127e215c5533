"""How features are read, checked, collected and reported."""

from __future__ import annotations

__all__: list[str] = []
