"""Wrong builds that somebody wrote down: each breaks one rule in the way a bad team might have."""

from __future__ import annotations

from harness.mutants.model import Mutant
from harness.mutants.written import (
    after_delivery,
    beginning,
    camera,
    charging,
    corporations,
    customer,
    g_link,
    g_link_payment,
    login,
    payment,
    registered,
    review,
    services,
    sign_up,
    skipping,
    staff,
    twice,
    vehicle,
    wording,
)
from harness.mutants.written.frame import WRITTEN, Defect, factory_of

__all__ = ["WRITTEN", "Defect", "factory_of", "modules", "written"]

modules = (
    beginning,
    login,
    staff,
    sign_up,
    customer,
    camera,
    corporations,
    registered,
    skipping,
    g_link,
    g_link_payment,
    charging,
    payment,
    twice,
    after_delivery,
    vehicle,
    review,
    services,
    wording,
)
"""In the order of the guide."""


def written() -> tuple[Mutant, ...]:
    """Every written mutant, in the order of the files."""
    return tuple(defect.mutant for defect in WRITTEN.values() if defect.mutant is not None)
