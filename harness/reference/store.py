"""What the build remembers: contracts, who is registered, what was applied for; phones, codes, QR codes."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from threading import RLock
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    Row,
    Select,
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
from sqlalchemy.orm import Session

from harness.reference import clock
from harness.reference.contract import Application, Car, Contract, Party, Payment
from harness.reference.policy.email_code import IssuedCode
from harness.reference.policy.payment_method import CARD
from harness.reference.policy.review import Status
from harness.reference.policy.service import SERVICES
from harness.reference.policy.user_qr import Invitation
from harness.reference.registrations import Registrations, Vehicles
from harness.reference.tables import (
    ApplicationRow,
    CodeRow,
    ConsentRow,
    ContractRow,
    InvitationRow,
    PhoneRow,
    RegistrationRow,
    Table,
)

__all__ = ["PaidOtherwise", "Store", "Superseded"]


class Superseded(Exception):
    """What a phone wants to confirm rests on a buyer or a user who is not registered any longer."""


class PaidOtherwise(Exception):
    """The way of payment of an application is not the one that is registered."""


def _engine(url: str) -> Engine:
    address = make_url(url)
    alone = address.get_backend_name() == "sqlite" and address.database in (None, "", ":memory:")
    if alone:
        # One connection is the database, so all threads share it and take turns.
        return create_engine(address, poolclass=StaticPool, connect_args={"check_same_thread": False})
    return create_engine(address)


_CONTRACTS = Table.metadata.tables[ContractRow.__tablename__]
_FIND_CONTRACT = select(_CONTRACTS).where(_CONTRACTS.c.id == bindparam("contract"))
_FIND_CONTRACT_OF_STAFF = select(_CONTRACTS).where(_CONTRACTS.c.staff_token == bindparam("token"))
_CONSENTS = (
    select(ConsentRow.name).where(ConsentRow.contract_id == bindparam("contract")).order_by(ConsentRow.id)
)
_APPLICATIONS = select(ApplicationRow.service, ApplicationRow.plan, ApplicationRow.payment).where(
    ApplicationRow.contract_id == bindparam("contract")
)
_FIND_PHONE = select(PhoneRow.seen, PhoneRow.sealed).where(PhoneRow.key == bindparam("phone"))
_CHANGE_PHONE = (
    update(PhoneRow)
    .where(PhoneRow.key == bindparam("phone"))
    .values(seen=bindparam("seen"), sealed=bindparam("sealed"))
)


class Store:
    """The database behind plain values; each method is one transaction, safe to call from any thread."""

    def __init__(self, url: str) -> None:
        self._db = _engine(url)
        self._turn = RLock()
        self.vehicles = Vehicles(self._work)
        self.registrations = Registrations(self._work)
        Table.metadata.create_all(self._db)

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
            for table in reversed(Table.metadata.sorted_tables):
                session.execute(delete(table))

    def open_contract(self, dealer: str, car: Car) -> Contract:
        """A contract gets an id and a token for the staff's page, neither of which can be guessed."""
        contract = Contract(
            id=secrets.token_urlsafe(12), staff_token=secrets.token_urlsafe(24), dealer=dealer, car=car
        )
        entry = {"name": car.name, "charging": car.charging, "fast_charging": car.fast_charging}
        with self._work() as session:
            session.add(
                ContractRow(id=contract.id, staff_token=contract.staff_token, dealer=dealer, car=entry)
            )
        return contract

    def contract(self, contract_id: str) -> Contract | None:
        """A contract by its id."""
        return self._look_up(_FIND_CONTRACT, contract=contract_id)

    def contract_of_staff(self, staff_token: str) -> Contract | None:
        """A contract by the token of the staff's page."""
        return self._look_up(_FIND_CONTRACT_OF_STAFF, token=staff_token)

    def _look_up(self, statement: Select[Any], **known: str) -> Contract | None:
        """Most requests read a contract and few change it, so it is read without the session's bookkeeping."""
        with self._turn, self._db.connect() as connection:
            row = connection.execute(statement, known).one_or_none()
            return _contract(connection, row) if row else None

    def confirm_buyer(self, contract_id: str, buyer: Party, *, staff_checked: bool) -> None:
        """A contract has one buyer: the one that was confirmed last.

        The same buyer keeps the user and what was applied for; another one begins with neither.
        """
        with self._work() as session:
            row = session.get_one(ContractRow, contract_id)
            if row.buyer and row.buyer["account_id"] != buyer.account_id:
                _forget_user(session, row)
                _void_invitations(session, contract_id)
            row.buyer, row.staff_checked = asdict(buyer), staff_checked

    def confirm_same_user(self, contract_id: str, user: Party) -> None:
        """The buyer is the user too (2-1); raises Superseded if another buyer was confirmed meanwhile."""
        with self._work() as session:
            row = session.get_one(ContractRow, contract_id)
            if not row.buyer or row.buyer["account_id"] != user.account_id:
                raise Superseded("buyer")
            _register_user(session, row, user, staff_checked=row.staff_checked)
            _void_invitations(session, contract_id)

    def confirm_other_user(
        self, contract_id: str, user: Party, *, invitation: str, staff_checked: bool
    ) -> None:
        """A user with an account of their own (2-2); raises Superseded if their QR code is void by now."""
        with self._work() as session:
            row = session.get_one(ContractRow, contract_id)
            found = session.get(InvitationRow, invitation)
            if found is None or found.void:
                raise Superseded("invitation")
            if not row.buyer or row.buyer["account_id"] == user.account_id:
                raise Superseded("buyer")
            _register_user(session, row, user, staff_checked=staff_checked)

    def complete_registration(self, contract_id: str, user: Party) -> None:
        """The user who applied after delivery is registered, in one step with the end of the application."""
        with self._work() as session:
            _register_user(session, session.get_one(ContractRow, contract_id), user, staff_checked=False)
            session.get_one(RegistrationRow, contract_id).status = Status.COMPLETED

    def register_payment(self, contract_id: str, user: str, payment: Payment) -> None:
        """The user's way of payment holds for all services; raises Superseded if ``user`` is not the user."""
        with self._work() as session:
            _row_of_user(session, contract_id, user).payment = asdict(payment)

    def apply(self, contract_id: str, user: str, application: Application, *, once: bool = False) -> bool:
        """The user's application stands once, however often it is sent, and its way of payment with it.

        With ``once`` an earlier application to the service is not replaced; gives whether this one was made.

        Raises:
            Superseded: if the account ``user`` is not the user's any longer.
            PaidOtherwise: if another way of payment is registered, or the card is not.
        """
        with self._work() as session:
            row = _row_of_user(session, contract_id, user)
            before = session.get(ApplicationRow, (contract_id, application.service))
            if once and before is not None:
                return False
            if application.payment:
                row.payment = row.payment or _without_card(application.payment)
                if row.payment["method"] != application.payment:
                    raise PaidOtherwise(application.payment)
            session.merge(ApplicationRow(contract_id=contract_id, **asdict(application)))
            return True

    def decline(self, contract_id: str, user: str, service: str, *, answer: str | None = None) -> None:
        """The user does not want a service: an earlier application is withdrawn, an answer is kept."""
        with self._work() as session:
            row = _row_of_user(session, contract_id, user)
            session.execute(delete(ApplicationRow).filter_by(contract_id=contract_id, service=service))
            row.questionnaire = answer or row.questionnaire

    def invite(self, invitation: Invitation) -> None:
        """A new QR code for a user's phone voids every earlier one of its contract."""
        with self._work() as session:
            _void_invitations(session, invitation.contract_id)
            session.add(InvitationRow(**asdict(invitation)))

    def void_invitations(self, contract_id: str) -> None:
        """No QR code for a user's phone can be read any longer."""
        with self._work() as session:
            _void_invitations(session, contract_id)

    def invitation(self, invitation_id: str) -> Invitation | None:
        """What stands behind a QR code."""
        with self._work() as session:
            row = session.get(InvitationRow, invitation_id)
            if row is None:
                return None
            return Invitation(
                id=row.id, contract_id=row.contract_id, issued=row.issued, phone=row.phone, void=row.void
            )

    def claim_invitation(self, invitation_id: str, phone: str) -> bool:
        """The first phone to read a QR code has it; gives whether this one does."""
        with self._work() as session:
            unread = update(InvitationRow).where(InvitationRow.id == invitation_id, InvitationRow.phone == "")
            session.execute(unread.values(phone=phone))
            return session.get_one(InvitationRow, invitation_id).phone == phone

    def record_consent(self, contract_id: str, phone: str, name: str) -> None:
        """A consent is recorded at once, with the phone and the time it was given."""
        with self._work() as session:
            session.add(ConsentRow(contract_id=contract_id, phone=phone, name=name, given=clock.seconds()))

    def adopt_consents(self, contract_id: str, phone: str) -> None:
        """What a phone consented to before its contract was known belongs to that contract."""
        given = update(ConsentRow).where(ConsentRow.phone == phone, ConsentRow.contract_id == "")
        with self._work() as session:
            session.execute(given.values(contract_id=contract_id))

    # Every request reads a phone and most write it, so these two go straight to the table.

    def keep_phone(self, key: str, sealed: bytes) -> None:
        """A phone's procedure is kept as it stands now."""
        values = {"seen": clock.seconds(), "sealed": sealed}
        with self._turn, self._db.begin() as connection:
            changed = connection.execute(_CHANGE_PHONE, {"phone": key, **values})
            if changed.rowcount == 0:
                connection.execute(insert(PhoneRow), {"key": key, **values})

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
                CodeRow(
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

    def codes_since(self, contract_id: str, since: float, *, address: str) -> int:
        """How many codes were sent for a contract since then; while it is not known, to the address."""
        with self._work() as session:
            count = select(func.count()).select_from(CodeRow).where(CodeRow.contract_id == contract_id)
            if not contract_id:
                count = count.where(CodeRow.address == address)
            return session.scalar(count.where(CodeRow.issued > since)) or 0


def _contract(connection: Connection, row: Row[Any]) -> Contract:
    consents = connection.execute(_CONSENTS, {"contract": row.id}).scalars()
    applications = connection.execute(_APPLICATIONS, {"contract": row.id}).all()
    return Contract(
        id=row.id,
        staff_token=row.staff_token,
        dealer=row.dealer,
        car=Car(**row.car),
        buyer=Party(**row.buyer) if row.buyer else None,
        staff_checked=row.staff_checked,
        user=Party(**row.user) if row.user else None,
        user_staff_checked=row.user_staff_checked,
        payment=Payment(**row.payment) if row.payment else None,
        questionnaire=row.questionnaire,
        applications=tuple(
            Application(service=one.service, plan=one.plan, payment=one.payment)
            for one in sorted(applications, key=lambda one: SERVICES.index(one.service))
        ),
        consents=tuple(dict.fromkeys(consents)),
    )


def _last_code(session: Session, phone: str) -> CodeRow | None:
    return session.scalar(select(CodeRow).filter_by(phone=phone).order_by(CodeRow.id.desc()).limit(1))


def _void(session: Session, phone: str) -> None:
    for row in session.scalars(select(CodeRow).filter_by(phone=phone, void=False)):
        row.void = True


def _row_of_user(session: Session, contract_id: str, account_id: str) -> ContractRow:
    row = session.get_one(ContractRow, contract_id)
    if not row.user or row.user["account_id"] != account_id:
        raise Superseded("user")
    return row


def _without_card(method: str) -> dict[str, Any]:
    """A way of payment that is registered by choosing it; a card is registered at the gateway before."""
    if method == CARD:
        raise PaidOtherwise(method)
    return asdict(Payment(method=method))


def _register_user(session: Session, row: ContractRow, user: Party, *, staff_checked: bool) -> None:
    if row.user and row.user["account_id"] != user.account_id:
        _forget_user(session, row)
    row.user, row.user_staff_checked = asdict(user), staff_checked


def _forget_user(session: Session, row: ContractRow) -> None:
    """What one user applied for is not another's."""
    row.user, row.user_staff_checked, row.payment, row.questionnaire = None, False, None, None
    session.execute(delete(ApplicationRow).filter_by(contract_id=row.id))
    session.execute(delete(RegistrationRow).filter_by(contract_id=row.id, status=Status.COMPLETED))


def _void_invitations(session: Session, contract_id: str) -> None:
    session.execute(update(InvitationRow).filter_by(contract_id=contract_id).values(void=True))
