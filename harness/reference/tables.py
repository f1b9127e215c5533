"""The tables of the build's database; dates are seconds since the epoch."""

from __future__ import annotations

from typing import Any, ClassVar

from sqlalchemy import JSON
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

__all__ = [
    "ApplicationRow",
    "CodeRow",
    "ConsentRow",
    "ContractRow",
    "InvitationRow",
    "PhoneRow",
    "RegistrationRow",
    "Table",
    "VehicleRow",
]


class Table(DeclarativeBase):
    """What all tables share."""

    type_annotation_map: ClassVar[dict[Any, Any]] = {dict[str, Any]: JSON}


class ContractRow(Table):
    """One contract."""

    __tablename__ = "contract"
    id: Mapped[str] = mapped_column(primary_key=True)
    staff_token: Mapped[str] = mapped_column(unique=True)
    dealer: Mapped[str]
    car: Mapped[dict[str, Any]]
    buyer: Mapped[dict[str, Any] | None]
    staff_checked: Mapped[bool] = mapped_column(default=False)
    user: Mapped[dict[str, Any] | None]
    user_staff_checked: Mapped[bool] = mapped_column(default=False)
    payment: Mapped[dict[str, Any] | None]
    questionnaire: Mapped[str | None]


class ApplicationRow(Table):
    """One application; the key keeps a second one of its kind out."""

    __tablename__ = "application"
    contract_id: Mapped[str] = mapped_column(primary_key=True)
    service: Mapped[str] = mapped_column(primary_key=True)
    plan: Mapped[str]
    payment: Mapped[str | None]


class InvitationRow(Table):
    """One QR code for a user's phone."""

    __tablename__ = "invitation"
    id: Mapped[str] = mapped_column(primary_key=True)
    contract_id: Mapped[str] = mapped_column(index=True)
    issued: Mapped[float]
    phone: Mapped[str] = mapped_column(default="")
    void: Mapped[bool] = mapped_column(default=False)


class ConsentRow(Table):
    """One consent, as it was given."""

    __tablename__ = "consent"
    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[str] = mapped_column(index=True)
    phone: Mapped[str]
    name: Mapped[str]
    given: Mapped[float]


class PhoneRow(Table):
    """One phone's procedure, sealed."""

    __tablename__ = "phone"
    key: Mapped[str] = mapped_column(primary_key=True)
    seen: Mapped[float]
    sealed: Mapped[bytes]


class CodeRow(Table):
    """One 認証コード, as a digest."""

    __tablename__ = "email_code"
    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[str] = mapped_column(index=True)
    phone: Mapped[str] = mapped_column(index=True)
    address: Mapped[str]
    digest: Mapped[str]
    issued: Mapped[float]
    tries: Mapped[int] = mapped_column(default=0)
    used: Mapped[bool] = mapped_column(default=False)
    void: Mapped[bool] = mapped_column(default=False)


class VehicleRow(Table):
    """The car of a contract, once it is registered (車両登録)."""

    __tablename__ = "vehicle"
    contract_id: Mapped[str] = mapped_column(primary_key=True)
    chassis_number: Mapped[str] = mapped_column(index=True)
    plate: Mapped[dict[str, Any]]
    registered: Mapped[float]
    told: Mapped[bool] = mapped_column(default=False)


class RegistrationRow(Table):
    """The latest application for the registration of a contract's user after delivery."""

    __tablename__ = "registration"
    contract_id: Mapped[str] = mapped_column(primary_key=True)
    user: Mapped[dict[str, Any]]
    profile: Mapped[dict[str, Any]]
    chassis_number: Mapped[str]
    plate: Mapped[dict[str, Any]]
    mail_magazine: Mapped[bool]
    applied: Mapped[float]
    times: Mapped[int]
    status: Mapped[str] = mapped_column(index=True)
    told: Mapped[bool] = mapped_column(default=False)
