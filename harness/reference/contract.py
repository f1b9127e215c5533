"""A contract of sale as plain values: its car, who is registered, what was applied for."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Application", "Car", "Contract", "Party", "Payment"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Car:
    """The car of a contract."""

    name: str
    charging: bool = False
    """It can be charged: EV or PHV."""
    fast_charging: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Party:
    """Who is registered, as the buyer or as the user."""

    name: str
    kind: str
    email: str
    account_id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Payment:
    """How the user pays for all services of a contract."""

    method: str
    customer_id: str = ""
    """The gateway's, for a card; nothing else of a card is needed, and its number is nowhere."""
    brand: str = ""
    last4: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Application:
    """One service that was applied for; a contract has one application to a service."""

    service: str
    plan: str
    payment: str | None = None
    """お支払い方法; None where nothing has to be paid."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Contract:
    """A contract of sale and what was registered for it."""

    id: str
    staff_token: str
    dealer: str
    car: Car
    buyer: Party | None = None
    staff_checked: bool = False
    user: Party | None = None
    user_staff_checked: bool = False
    payment: Payment | None = None
    questionnaire: str | None = None
    applications: tuple[Application, ...] = ()
    consents: tuple[str, ...] = ()
