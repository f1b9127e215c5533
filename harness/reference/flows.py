"""Which screens make up which procedure."""

from __future__ import annotations

from harness.reference.flow import Flow, Screen
from harness.reference.policy.role import Role
from harness.reference.screens import (
    absent,
    account,
    after_delivery,
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
    services,
    sign_up,
    start,
    user_terms,
    vehicle,
)

__all__ = ["AFTER_DELIVERY", "BUYER", "FLOWS", "SERVICES", "USER"]


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

AFTER_DELIVERY = Flow("after-delivery", Role.USER, (*after_delivery.SCREENS, *vehicle.SCREENS))
"""The user's phone after delivery: 4-1; its contract is not known before the car is."""

SERVICES = Flow("services", Role.USER, services.SCREENS, over="2/2 サービス利用手続き")
"""The user's phone after delivery, from the mail on: 5-1, then 5-2."""

FLOWS = {flow.name: flow for flow in (BUYER, USER, AFTER_DELIVERY, SERVICES)}
