"""What the build remembers: contracts and their buyers, phones, codes."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from threading import RLock
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    Engine,
    StaticPool,
    bindparam,
    create_engine,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.engine import make_url
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from harness.reference.policy.email_code import IssuedCode

__all__ = ["Buyer", "Car", "Contract", "Store"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Car:
    """The car of a contract."""

    name: str
    charging: bool = False
    """It can be charged: EV or PHV."""
    fast_charging: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Buyer:
    """Who is registered as the buyer."""

    name: str
    kind: str
    email: str
    account_id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Contract:
    """A contract of sale and what was registered for it."""

    id: str
    staff_token: str
    dealer: str
    car: Car
    buyer: Buyer | None = None
    staff_checked: bool = False
    consents: tuple[str, ...] = ()


class _Table(DeclarativeBase):
    type_annotation_map: ClassVar[dict[Any, Any]] = {dict[str, Any]: JSON}


class _Contract(_Table):
    __tablename__ = "contract"
    id: Mapped[str] = mapped_column(primary_key=True)
    staff_token: Mapped[str] = mapped_column(unique=True)
    dealer: Mapped[str]
    car: Mapped[dict[str, Any]]
    buyer: Mapped[dict[str, Any] | None]
    staff_checked: Mapped[bool] = mapped_column(default=False)


class _Consent(_Table):
    __tablename__ = "consent"
    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[str] = mapped_column(index=True)
    phone: Mapped[str]
    name: Mapped[str]
    given: Mapped[float]


class _Phone(_Table):
    __tablename__ = "phone"
    key: Mapped[str] = mapped_column(primary_key=True)
    seen: Mapped[float]
    sealed: Mapped[bytes]


class _Code(_Table):
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


_FIND_PHONE = select(_Phone.seen, _Phone.sealed).where(_Phone.key == bindparam("phone"))
_CHANGE_PHONE = (
    update(_Phone)
    .where(_Phone.key == bindparam("phone"))
    .values(seen=bindparam("seen"), sealed=bindparam("sealed"))
)


def _engine(url: str) -> tuple[Engine, bool]:
    address = make_url(url)
    alone = address.get_backend_name() == "sqlite" and address.database in (None, "", ":memory:")
    if alone:
        # One connection is the database, so all threads share it and take turns.
        return create_engine(address, poolclass=StaticPool, connect_args={"check_same_thread": False}), True
    return create_engine(address), False


class Store:
    """The database behind plain values; each method is one transaction, safe to call from any thread."""

    def __init__(self, url: str) -> None:
        self._db, alone = _engine(url)
        self._turn = RLock() if alone else nullcontext()
        _Table.metadata.create_all(self._db)

    def close(self) -> None:
        """Lets go of the database; an in-memory one is gone."""
        self._db.dispose()

    @contextmanager
    def _work(self) -> Iterator[Session]:
        with self._turn, Session(self._db) as session, session.begin():
            yield session

    def reset(self) -> None:
        """Nothing is remembered any longer."""
        with self._work() as session:
            for table in (_Code, _Phone, _Consent, _Contract):
                session.execute(delete(table))

    def open_contract(self, dealer: str, car: Car) -> Contract:
        """A contract gets an id and a token for the staff's page, neither of which can be guessed."""
        contract = Contract(
            id=secrets.token_urlsafe(12), staff_token=secrets.token_urlsafe(24), dealer=dealer, car=car
        )
        entry = {"name": car.name, "charging": car.charging, "fast_charging": car.fast_charging}
        with self._work() as session:
            session.add(_Contract(id=contract.id, staff_token=contract.staff_token, dealer=dealer, car=entry))
        return contract

    def contract(self, contract_id: str) -> Contract | None:
        """A contract by its id."""
        with self._work() as session:
            return _contract(session, session.get(_Contract, contract_id))

    def contract_of_staff(self, staff_token: str) -> Contract | None:
        """A contract by the token of the staff's page."""
        with self._work() as session:
            return _contract(session, session.scalar(select(_Contract).filter_by(staff_token=staff_token)))

    def confirm_buyer(self, contract_id: str, buyer: Buyer, *, staff_checked: bool) -> None:
        """A contract has one buyer: the one that was confirmed last."""
        entry = {"name": buyer.name, "kind": buyer.kind, "email": buyer.email, "account_id": buyer.account_id}
        with self._work() as session:
            row = session.get_one(_Contract, contract_id)
            row.buyer, row.staff_checked = entry, staff_checked

    def record_consent(self, contract_id: str, phone: str, name: str) -> None:
        """A consent is recorded at once, with the phone and the time it was given."""
        with self._work() as session:
            session.add(_Consent(contract_id=contract_id, phone=phone, name=name, given=time.time()))

    # Every request reads a phone and most write it, so these two go straight to the table.

    def keep_phone(self, key: str, sealed: bytes) -> None:
        """A phone's procedure is kept as it stands now."""
        values = {"seen": time.time(), "sealed": sealed}
        with self._turn, self._db.begin() as connection:
            changed = connection.execute(_CHANGE_PHONE, {"phone": key, **values})
            if changed.rowcount == 0:
                connection.execute(insert(_Phone), {"key": key, **values})

    def phone(self, key: str) -> tuple[float, bytes] | None:
        """When a phone was last seen, in seconds since the epoch, and its procedure."""
        with self._turn, self._db.connect() as connection:
            row = connection.execute(_FIND_PHONE, {"phone": key}).one_or_none()
            return (row.seen, row.sealed) if row else None

    def keep_code(self, contract_id: str, code: IssuedCode) -> None:
        """A new code voids every earlier one of its phone."""
        with self._work() as session:
            _void(session, code.phone)
            session.add(
                _Code(
                    contract_id=contract_id,
                    phone=code.phone,
                    address=code.address,
                    digest=code.digest,
                    issued=code.issued,
                )
            )

    def void_codes(self, phone: str) -> None:
        """No code of this phone can be used any longer."""
        with self._work() as session:
            _void(session, phone)

    def code(self, phone: str) -> IssuedCode | None:
        """The code that was sent last for a phone, whatever became of it."""
        with self._work() as session:
            row = _last_code(session, phone)
            if row is None:
                return None
            return IssuedCode(
                phone=row.phone,
                address=row.address,
                digest=row.digest,
                issued=row.issued,
                tries=row.tries,
                used=row.used,
                void=row.void,
            )

    def try_code(self, phone: str, *, right: bool) -> None:
        """A try is counted, and a right one uses the code up."""
        with self._work() as session:
            row = _last_code(session, phone)
            if row:
                row.tries, row.used = row.tries + 1, row.used or right

    def codes_since(self, contract_id: str, since: float) -> int:
        """How many codes were sent for a contract since then."""
        with self._work() as session:
            count = select(func.count()).select_from(_Code).where(_Code.contract_id == contract_id)
            return session.scalar(count.where(_Code.issued > since)) or 0


def _contract(session: Session, row: _Contract | None) -> Contract | None:
    if row is None:
        return None
    consents = session.scalars(select(_Consent.name).filter_by(contract_id=row.id).order_by(_Consent.id))
    return Contract(
        id=row.id,
        staff_token=row.staff_token,
        dealer=row.dealer,
        car=Car(**row.car),
        buyer=Buyer(**row.buyer) if row.buyer else None,
        staff_checked=row.staff_checked,
        consents=tuple(dict.fromkeys(consents)),
    )


def _last_code(session: Session, phone: str) -> _Code | None:
    return session.scalar(select(_Code).filter_by(phone=phone).order_by(_Code.id.desc()).limit(1))


def _void(session: Session, phone: str) -> None:
    for row in session.scalars(select(_Code).filter_by(phone=phone, void=False)):
        row.void = True
