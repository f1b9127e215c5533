"""Which screens make up which procedure; sections to come add theirs here."""

from __future__ import annotations

from harness.reference.flow import Flow
from harness.reference.screens import (
    account,
    camera,
    corporation,
    done,
    individual,
    login,
    registration,
    sign_up,
    start,
)

__all__ = ["BUYER", "FLOWS"]

BUYER = Flow(
    "buyer",
    (
        *start.SCREENS,
        *login.SCREENS,
        *account.SCREENS,
        *sign_up.SCREENS,
        *camera.SCREENS,
        *individual.SCREENS,
        *corporation.SCREENS,
        *registration.SCREENS,
        *done.SCREENS,
    ),
)
"""1-1: registering the buyer at the dealer."""

FLOWS = {BUYER.name: BUYER}
