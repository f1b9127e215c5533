"""Which screens make up which procedure."""

from __future__ import annotations

from harness.reference.flow import Flow, Screen
from harness.reference.policy.role import Role
from harness.reference.screens import (
    absent,
    account,
    camera,
    charging,
    corporation,
    done,
    ending,
    g_link,
    individual,
    login,
    payment,
    registrant,
    registration,
    sign_up,
    start,
    user_terms,
)

__all__ = ["BUYER", "FLOWS", "USER"]


def _registration(role: Role) -> tuple[Screen, ...]:
    """1-1/2 to 1-1/21-B, and the same for the user in 2-2."""
    return (
        *start.screens(role),
        *login.SCREENS,
        *account.SCREENS,
        *sign_up.SCREENS,
        *camera.SCREENS,
        *individual.SCREENS,
        *corporation.SCREENS,
        *registration.SCREENS,
    )


_SERVICES = (*g_link.SCREENS, *charging.SCREENS, *payment.SCREENS, *ending.SCREENS)

BUYER = Flow(
    "buyer",
    Role.BUYER,
    (
        *_registration(Role.BUYER),
        *done.SCREENS,
        *registrant.SCREENS,
        *absent.SCREENS,
        *user_terms.screens(Role.BUYER),
        *_SERVICES,
    ),
)
"""The buyer's phone: 1-1, then 2-1 and chapter 3, or the QR code of 2-2, or 2-3."""

USER = Flow(
    "user",
    Role.USER,
    (*_registration(Role.USER), *user_terms.screens(Role.USER), *_SERVICES),
)
"""The user's phone: 2-2 from its QR code on, then chapter 3."""

FLOWS = {flow.name: flow for flow in (BUYER, USER)}
