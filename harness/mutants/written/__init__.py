"""Wrong builds that somebody wrote down: each breaks one rule in the way a bad team might have."""

from __future__ import annotations

from harness.mutants.model import Mutant
from harness.mutants.written import policies
from harness.mutants.written.frame import WRITTEN, Defect, factory_of

__all__ = ["WRITTEN", "Defect", "factory_of", "policies", "written"]


def written() -> tuple[Mutant, ...]:
    """Every written mutant, in the order of the files."""
    return tuple(defect.mutant for defect in WRITTEN.values() if defect.mutant is not None)
