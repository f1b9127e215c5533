"""Holds what was found against what a ならば says."""

from __future__ import annotations

from harness.errors import Finding, Nonconformance
from harness.walking.walker import Walker

__all__ = ["expect"]


def expect(walker: Walker, what: str, *, expected: str, found: str, holds: bool | None = None) -> None:
    """Raises Nonconformance that speaks against the rules of the scenario, unless the two agree."""
    if found == expected if holds is None else holds:
        return
    at = walker.at.id
    raise Nonconformance(
        [Finding(at=at, what=what, expected=expected, found=found or "空", about=walker.world.rules)]
    )
