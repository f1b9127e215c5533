"""Mutants that a tool makes of the reference build's domain code, judged by the features alone."""

from __future__ import annotations

__all__: list[str] = []
