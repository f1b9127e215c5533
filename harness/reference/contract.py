"""A contract of sale as plain values: its car, who is registered, what was applied for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from harness.reference.policy.number_plate import NumberPlate
from harness.reference.policy.review import Status

__all__ = ["Application", "Car", "Contract", "Party", "Payment", "UserRegistration", "Vehicle"]


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


@dataclass(frozen=True, kw_only=True, slots=True)
class Vehicle:
    """A car by the two numbers that its 車検証 shows."""

    chassis_number: str
    plate: NumberPlate


@dataclass(frozen=True, kw_only=True, slots=True)
class UserRegistration:
    """What a user applied for after delivery (4-1), and how far that is."""

    contract_id: str
    user: Party
    profile: Mapping[str, str]
    """The TOYOTAアカウント as it was when its holder applied: what the review is about."""
    vehicle: Vehicle
    mail_magazine: bool
    applied: float
    """When, in seconds since the epoch."""
    times: int = 0
    """How often there was an application for this contract, this one included."""
    status: Status = Status.WAITING
    told: bool = False
    """The applicant has a mail with the decision."""
