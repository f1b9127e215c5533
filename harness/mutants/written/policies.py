"""Policies of the reference build as a bad team might have written them."""

from __future__ import annotations

from harness.mutants.written.frame import breaks, swap
from harness.reference.policy import staff_check

__all__: list[str] = []


@breaks("R-013")
def staff_check_is_decoration() -> None:
    """The customer goes on although nobody ticked the staff check, which is there."""
    swap(staff_check, "passes", lambda kind, *, ticked: True)
