"""What the build remembers: contracts, who is registered, what was applied for; phones, codes, QR codes."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from threading import RLock
from typing import Any

from sqlalchemy import Connection, Engine, Executable, Row, StaticPool, create_engine
from sqlalchemy.engine import make_url

from harness.reference import clock
from harness.reference import statements as ask
from harness.reference.contract import Application, Car, Contract, Party, Payment
from harness.reference.policy.email_code import IssuedCode
from harness.reference.policy.payment_method import CARD
from harness.reference.policy.service import SERVICES
from harness.reference.policy.user_qr import Invitation
from harness.reference.registrations import Registrations, Vehicles
from harness.reference.tables import TABLES

__all__ = ["PaidOtherwise", "Store", "Superseded"]


_PHONES = 256
"""Phones that are remembered beside an in-memory database."""


class Superseded(Exception):
    """What a phone wants to confirm rests on a buyer or a user who is not registered any longer."""


class PaidOtherwise(Exception):
    """The way of payment of an application is not the one that is registered."""


def _engine(url: str) -> Engine:
    address = make_url(url)
    if address.get_backend_name() == "sqlite" and address.database in (None, "", ":memory:"):
        # One connection is the database, so all threads share it and take turns.
        return create_engine(address, poolclass=StaticPool, connect_args={"check_same_thread": False})
    return create_engine(address)


class Store:
    """The database behind plain values; each method is one transaction, safe to call from any thread."""

    def __init__(self, url: str) -> None:
        self._db = _engine(url)
        self._turn = RLock()
        # Where one connection is the database it is taken from the pool once, and not for every question.
        self._kept = self._db.connect() if isinstance(self._db.pool, StaticPool) else None
        # Nobody else can write there either, so what was written last need not be asked for.
        self._phones: OrderedDict[str, tuple[float, bytes]] = OrderedDict()
        self.vehicles = Vehicles(self._work)
        self.registrations = Registrations(self._work)
        with self._work() as connection:
            TABLES.create_all(connection)

    def close(self) -> None:
        """Lets go of the database; an in-memory one is gone."""
        if self._kept is not None:
            self._kept.close()
        self._db.dispose()

    @contextmanager
    def _work(self) -> Iterator[Connection]:
        with self._turn:
            if self._kept is None:
                with self._db.begin() as connection:
                    yield connection
            else:
                with self._kept.begin():
                    yield self._kept

    def _do(self, statement: Executable, **values: object) -> None:
        with self._work() as connection:
            connection.execute(statement, values)

    def reset(self) -> None:
        """Nothing is remembered any longer."""
        with self._turn:
            with self._work() as connection:
                for statement in ask.FORGET:
                    connection.execute(statement)
            self._phones.clear()

    def open_contract(self, dealer: str, car: Car) -> Contract:
        """A contract gets an id and a token for the staff's page, neither of which can be guessed."""
        contract = Contract(
            id=secrets.token_urlsafe(12), staff_token=secrets.token_urlsafe(24), dealer=dealer, car=car
        )
        entry = {"name": car.name, "charging": car.charging, "fast_charging": car.fast_charging}
        self._do(
            ask.OPEN_CONTRACT, id=contract.id, staff_token=contract.staff_token, dealer=dealer, car=entry
        )
        return contract

    def contract(self, contract_id: str) -> Contract | None:
        """A contract by its id."""
        return self._look_up(ask.FIND_CONTRACT, contract=contract_id)

    def contract_of_staff(self, staff_token: str) -> Contract | None:
        """A contract by the token of the staff's page."""
        return self._look_up(ask.FIND_CONTRACT_OF_STAFF, token=staff_token)

    def _look_up(self, statement: Executable, **known: str) -> Contract | None:
        with self._work() as connection:
            row = connection.execute(statement, known).one_or_none()
            return _contract(connection, row) if row else None

    def confirm_buyer(self, contract_id: str, buyer: Party, *, staff_checked: bool) -> None:
        """A contract has one buyer: the one that was confirmed last.

        The same buyer keeps the user and what was applied for; another one begins with neither.
        """
        with self._work() as connection:
            row = _row(connection, contract_id)
            if row.buyer and row.buyer["account_id"] != buyer.account_id:
                _forget_user(connection, contract_id)
                connection.execute(ask.VOID_INVITATIONS, {"contract": contract_id})
            connection.execute(
                ask.CHANGE_BUYER,
                {"contract": contract_id, "new_buyer": asdict(buyer), "new_checked": staff_checked},
            )

    def confirm_same_user(self, contract_id: str, user: Party) -> None:
        """The buyer is the user too (2-1); raises Superseded if another buyer was confirmed meanwhile."""
        with self._work() as connection:
            row = _row(connection, contract_id)
            if not row.buyer or row.buyer["account_id"] != user.account_id:
                raise Superseded("buyer")
            _register_user(connection, row, user, staff_checked=row.staff_checked)
            connection.execute(ask.VOID_INVITATIONS, {"contract": contract_id})

    def confirm_other_user(
        self, contract_id: str, user: Party, *, invitation: str, staff_checked: bool
    ) -> None:
        """A user with an account of their own (2-2); raises Superseded if their QR code is void by now."""
        with self._work() as connection:
            row = _row(connection, contract_id)
            found = connection.execute(ask.FIND_INVITATION, {"invitation": invitation}).one_or_none()
            if found is None or found.void:
                raise Superseded("invitation")
            if not row.buyer or row.buyer["account_id"] == user.account_id:
                raise Superseded("buyer")
            _register_user(connection, row, user, staff_checked=staff_checked)

    def complete_registration(self, contract_id: str, user: Party) -> None:
        """The user who applied after delivery is registered, in one step with the end of the application."""
        with self._work() as connection:
            _register_user(connection, _row(connection, contract_id), user, staff_checked=False)
            connection.execute(ask.COMPLETE, {"contract": contract_id})

    def register_payment(self, contract_id: str, user: str, payment: Payment) -> None:
        """The user's way of payment holds for all services; raises Superseded if ``user`` is not the user."""
        with self._work() as connection:
            _row_of_user(connection, contract_id, user)
            connection.execute(ask.CHANGE_PAYMENT, {"contract": contract_id, "new_payment": asdict(payment)})

    def apply(self, contract_id: str, user: str, application: Application, *, once: bool = False) -> bool:
        """The user's application stands once, however often it is sent, and its way of payment with it.

        With ``once`` an earlier application to the service is not replaced; gives whether this one was made.

        Raises:
            Superseded: if the account ``user`` is not the user's any longer.
            PaidOtherwise: if another way of payment is registered, or the card is not.
        """
        this = {"contract": contract_id}
        with self._work() as connection:
            row = _row_of_user(connection, contract_id, user)
            made = connection.execute(ask.FIND_APPLICATIONS, this).all()
            if once and any(one.service == application.service for one in made):
                return False
            if application.payment:
                payment = row.payment or _without_card(application.payment)
                if payment["method"] != application.payment:
                    raise PaidOtherwise(application.payment)
                connection.execute(ask.CHANGE_PAYMENT, {**this, "new_payment": payment})
            connection.execute(ask.WITHDRAW, {**this, "what": application.service})
            connection.execute(ask.APPLY, {"contract_id": contract_id, **asdict(application)})
            return True

    def decline(self, contract_id: str, user: str, service: str, *, answer: str | None = None) -> None:
        """The user does not want a service: an earlier application is withdrawn, an answer is kept."""
        with self._work() as connection:
            row = _row_of_user(connection, contract_id, user)
            connection.execute(ask.WITHDRAW, {"contract": contract_id, "what": service})
            connection.execute(ask.ANSWER, {"contract": contract_id, "answer": answer or row.questionnaire})

    def invite(self, invitation: Invitation) -> None:
        """A new QR code for a user's phone voids every earlier one of its contract."""
        with self._work() as connection:
            connection.execute(ask.VOID_INVITATIONS, {"contract": invitation.contract_id})
            connection.execute(ask.INVITE, asdict(invitation))

    def void_invitations(self, contract_id: str) -> None:
        """No QR code for a user's phone can be read any longer."""
        self._do(ask.VOID_INVITATIONS, contract=contract_id)

    def invitation(self, invitation_id: str) -> Invitation | None:
        """What stands behind a QR code."""
        with self._work() as connection:
            row = connection.execute(ask.FIND_INVITATION, {"invitation": invitation_id}).one_or_none()
            return Invitation(**row._mapping) if row else None

    def claim_invitation(self, invitation_id: str, phone: str) -> bool:
        """The first phone to read a QR code has it; gives whether this one does."""
        with self._work() as connection:
            connection.execute(ask.CLAIM, {"invitation": invitation_id, "reader": phone})
            found = connection.execute(ask.FIND_INVITATION, {"invitation": invitation_id}).one()
            return bool(found.phone == phone)

    def record_consent(self, contract_id: str, phone: str, name: str) -> None:
        """A consent is recorded at once, with the phone and the time it was given."""
        self._do(ask.GIVE_CONSENT, contract_id=contract_id, phone=phone, name=name, given=clock.seconds())

    def adopt_consents(self, contract_id: str, phone: str) -> None:
        """What a phone consented to before its contract was known belongs to that contract."""
        self._do(ask.ADOPT_CONSENTS, contract=contract_id, giver=phone)

    def keep_phone(self, key: str, sealed: bytes) -> None:
        """A phone's procedure is kept as it stands now."""
        now = clock.seconds()
        with self._turn:
            with self._work() as connection:
                changed = connection.execute(ask.CHANGE_PHONE, {"phone": key, "now": now, "content": sealed})
                if changed.rowcount == 0:
                    connection.execute(ask.NEW_PHONE, {"key": key, "seen": now, "sealed": sealed})
            # Only what was committed is remembered, before anybody else has a turn.
            self._remember(key, now, sealed)

    def _remember(self, key: str, seen: float, sealed: bytes) -> None:
        if self._kept is not None:
            self._phones[key] = seen, sealed
            self._phones.move_to_end(key)
            while len(self._phones) > _PHONES:
                self._phones.popitem(last=False)

    def phone(self, key: str) -> tuple[float, bytes] | None:
        """When a phone was last seen, in seconds since the epoch, and its procedure."""
        with self._turn:
            if key in self._phones:
                return self._phones[key]
        with self._work() as connection:
            row = connection.execute(ask.FIND_PHONE, {"phone": key}).one_or_none()
            return (row.seen, row.sealed) if row else None

    def keep_code(self, contract_id: str, code: IssuedCode) -> None:
        """A new code voids every earlier one of its phone."""
        with self._work() as connection:
            connection.execute(ask.VOID_CODES, {"owner": code.phone})
            new = {"phone": code.phone, "address": code.address, "digest": code.digest, "issued": code.issued}
            connection.execute(ask.NEW_CODE, {"contract_id": contract_id, **new})

    def void_codes(self, phone: str) -> None:
        """No code of this phone can be used any longer."""
        self._do(ask.VOID_CODES, owner=phone)

    def code(self, phone: str) -> IssuedCode | None:
        """The code that was sent last for a phone, whatever became of it."""
        with self._work() as connection:
            row = connection.execute(ask.LAST_CODE, {"owner": phone}).one_or_none()
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
        with self._work() as connection:
            row = connection.execute(ask.LAST_CODE, {"owner": phone}).one_or_none()
            if row:
                values = {"code": row.id, "new_tries": row.tries + 1, "now_used": row.used or right}
                connection.execute(ask.COUNT_TRY, values)

    def codes_since(self, contract_id: str, since: float, *, address: str) -> int:
        """How many codes were sent for a contract since then; while it is not known, to the address."""
        known = {"contract": contract_id, "since": since}
        with self._work() as connection:
            if contract_id:
                return connection.execute(ask.COUNT_CODES, known).scalar_one()
            return connection.execute(ask.COUNT_CODES_OF_ADDRESS, {**known, "receiver": address}).scalar_one()


def _row(connection: Connection, contract_id: str) -> Row[Any]:
    return connection.execute(ask.FIND_CONTRACT, {"contract": contract_id}).one()


def _contract(connection: Connection, row: Row[Any]) -> Contract:
    consents = connection.execute(ask.FIND_CONSENTS, {"contract": row.id}).scalars()
    applications = connection.execute(ask.FIND_APPLICATIONS, {"contract": row.id}).all()
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


def _row_of_user(connection: Connection, contract_id: str, account_id: str) -> Row[Any]:
    row = _row(connection, contract_id)
    if not row.user or row.user["account_id"] != account_id:
        raise Superseded("user")
    return row


def _without_card(method: str) -> dict[str, Any]:
    """A way of payment that is registered by choosing it; a card is registered at the gateway before."""
    if method == CARD:
        raise PaidOtherwise(method)
    return asdict(Payment(method=method))


def _register_user(connection: Connection, row: Row[Any], user: Party, *, staff_checked: bool) -> None:
    if row.user and row.user["account_id"] != user.account_id:
        _forget_user(connection, row.id)
    values = {"contract": row.id, "new_user": asdict(user), "new_checked": staff_checked}
    connection.execute(ask.CHANGE_USER, values)


def _forget_user(connection: Connection, contract_id: str) -> None:
    """What one user applied for is not another's."""
    for statement in (ask.FORGET_USER, ask.WITHDRAW_ALL, ask.FORGET_COMPLETED):
        connection.execute(statement, {"contract": contract_id})
