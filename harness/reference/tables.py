"""The tables of the build's database; dates are seconds since the epoch."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Float, Integer, LargeBinary, MetaData, String, Table

__all__ = [
    "APPLICATIONS",
    "CODES",
    "CONSENTS",
    "CONTRACTS",
    "INVITATIONS",
    "PHONES",
    "REGISTRATIONS",
    "TABLES",
    "VEHICLES",
]

TABLES = MetaData()


def _text(name: str, *, key: bool = False, index: bool = False, unique: bool = False) -> Column[str]:
    return Column(name, String, primary_key=key, index=index or None, unique=unique or None, nullable=False)


def _flag(name: str) -> Column[bool]:
    return Column(name, Boolean, nullable=False, default=False)


CONTRACTS = Table(
    "contract",
    TABLES,
    _text("id", key=True),
    _text("staff_token", unique=True),
    _text("dealer"),
    Column("car", JSON, nullable=False),
    Column("buyer", JSON(none_as_null=True)),
    _flag("staff_checked"),
    Column("user", JSON(none_as_null=True)),
    _flag("user_staff_checked"),
    Column("payment", JSON(none_as_null=True)),
    Column("questionnaire", String),
)
"""One contract a row."""

APPLICATIONS = Table(
    "application",
    TABLES,
    _text("contract_id", key=True),
    _text("service", key=True),
    _text("plan"),
    Column("payment", String),
)
"""One application; the key keeps a second one of its kind out."""

INVITATIONS = Table(
    "invitation",
    TABLES,
    _text("id", key=True),
    _text("contract_id", index=True),
    Column("issued", Float, nullable=False),
    _text("phone"),
    _flag("void"),
)
"""One QR code for a user's phone."""

CONSENTS = Table(
    "consent",
    TABLES,
    Column("id", Integer, primary_key=True),
    _text("contract_id", index=True),
    _text("phone"),
    _text("name"),
    Column("given", Float, nullable=False),
)
"""One consent, as it was given."""

PHONES = Table(
    "phone",
    TABLES,
    _text("key", key=True),
    Column("seen", Float, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)
"""One phone's procedure, sealed."""

CODES = Table(
    "email_code",
    TABLES,
    Column("id", Integer, primary_key=True),
    _text("contract_id", index=True),
    _text("phone", index=True),
    _text("address"),
    _text("digest"),
    Column("issued", Float, nullable=False),
    Column("tries", Integer, nullable=False, default=0),
    _flag("used"),
    _flag("void"),
)
"""One 認証コード, as a digest."""

VEHICLES = Table(
    "vehicle",
    TABLES,
    _text("contract_id", key=True),
    _text("chassis_number", index=True),
    Column("plate", JSON, nullable=False),
    Column("registered", Float, nullable=False),
    _flag("told"),
)
"""The car of a contract, once it is registered (車両登録)."""

REGISTRATIONS = Table(
    "registration",
    TABLES,
    _text("contract_id", key=True),
    Column("user", JSON, nullable=False),
    Column("profile", JSON, nullable=False),
    _text("chassis_number"),
    Column("plate", JSON, nullable=False),
    _flag("mail_magazine"),
    Column("applied", Float, nullable=False),
    Column("times", Integer, nullable=False),
    _text("status", index=True),
    _flag("told"),
)
"""The latest application for the registration of a contract's user after delivery."""
