"""What the store asks its database: a statement that is made once is compiled once, and is named for what it does."""

from __future__ import annotations

from sqlalchemy import bindparam, delete, func, insert, select, update

from harness.reference.policy.review import Status
from harness.reference.tables import (
    APPLICATIONS,
    CODES,
    CONSENTS,
    CONTRACTS,
    INVITATIONS,
    PHONES,
    REGISTRATIONS,
    TABLES,
)

__all__ = [
    "ADOPT_CONSENTS",
    "ANSWER",
    "APPLY",
    "CHANGE_BUYER",
    "CHANGE_PAYMENT",
    "CHANGE_PHONE",
    "CHANGE_USER",
    "CLAIM",
    "COMPLETE",
    "COUNT_CODES",
    "COUNT_CODES_OF_ADDRESS",
    "COUNT_TRY",
    "FIND_APPLICATIONS",
    "FIND_CONSENTS",
    "FIND_CONTRACT",
    "FIND_CONTRACT_OF_STAFF",
    "FIND_INVITATION",
    "FIND_PHONE",
    "FORGET",
    "FORGET_COMPLETED",
    "FORGET_USER",
    "GIVE_CONSENT",
    "INVITE",
    "LAST_CODE",
    "NEW_CODE",
    "NEW_PHONE",
    "OPEN_CONTRACT",
    "VOID_CODES",
    "VOID_INVITATIONS",
    "WITHDRAW",
    "WITHDRAW_ALL",
]

_THIS = CONTRACTS.c.id == bindparam("contract")
FIND_CONTRACT = select(CONTRACTS).where(_THIS)
FIND_CONTRACT_OF_STAFF = select(CONTRACTS).where(CONTRACTS.c.staff_token == bindparam("token"))
OPEN_CONTRACT = insert(CONTRACTS)
CHANGE_BUYER = (
    update(CONTRACTS)
    .where(_THIS)
    .values(buyer=bindparam("new_buyer"), staff_checked=bindparam("new_checked"))
)
CHANGE_USER = (
    update(CONTRACTS)
    .where(_THIS)
    .values(user=bindparam("new_user"), user_staff_checked=bindparam("new_checked"))
)
CHANGE_PAYMENT = update(CONTRACTS).where(_THIS).values(payment=bindparam("new_payment"))
ANSWER = update(CONTRACTS).where(_THIS).values(questionnaire=bindparam("answer"))
FORGET_USER = (
    update(CONTRACTS)
    .where(_THIS)
    .values(user=None, user_staff_checked=False, payment=None, questionnaire=None)
)
GIVE_CONSENT = insert(CONSENTS)
FIND_CONSENTS = (
    select(CONSENTS.c.name).where(CONSENTS.c.contract_id == bindparam("contract")).order_by(CONSENTS.c.id)
)
ADOPT_CONSENTS = (
    update(CONSENTS)
    .where(CONSENTS.c.phone == bindparam("giver"), CONSENTS.c.contract_id == "")
    .values(contract_id=bindparam("contract"))
)
APPLY = insert(APPLICATIONS)
_OF_CONTRACT = APPLICATIONS.c.contract_id == bindparam("contract")
FIND_APPLICATIONS = select(APPLICATIONS.c.service, APPLICATIONS.c.plan, APPLICATIONS.c.payment).where(
    _OF_CONTRACT
)
WITHDRAW = delete(APPLICATIONS).where(_OF_CONTRACT, APPLICATIONS.c.service == bindparam("what"))
WITHDRAW_ALL = delete(APPLICATIONS).where(_OF_CONTRACT)
FORGET_COMPLETED = delete(REGISTRATIONS).where(
    REGISTRATIONS.c.contract_id == bindparam("contract"), REGISTRATIONS.c.status == Status.COMPLETED
)
COMPLETE = (
    update(REGISTRATIONS)
    .where(REGISTRATIONS.c.contract_id == bindparam("contract"))
    .values(status=Status.COMPLETED)
)
INVITE = insert(INVITATIONS)
FIND_INVITATION = select(INVITATIONS).where(INVITATIONS.c.id == bindparam("invitation"))
CLAIM = (
    update(INVITATIONS)
    .where(INVITATIONS.c.id == bindparam("invitation"), INVITATIONS.c.phone == "")
    .values(phone=bindparam("reader"))
)
VOID_INVITATIONS = (
    update(INVITATIONS).where(INVITATIONS.c.contract_id == bindparam("contract")).values(void=True)
)
FIND_PHONE = select(PHONES.c.seen, PHONES.c.sealed).where(PHONES.c.key == bindparam("phone"))
NEW_PHONE = insert(PHONES)
CHANGE_PHONE = (
    update(PHONES)
    .where(PHONES.c.key == bindparam("phone"))
    .values(seen=bindparam("now"), sealed=bindparam("content"))
)
NEW_CODE = insert(CODES)
VOID_CODES = update(CODES).where(CODES.c.phone == bindparam("owner"), ~CODES.c.void).values(void=True)
LAST_CODE = select(CODES).where(CODES.c.phone == bindparam("owner")).order_by(CODES.c.id.desc()).limit(1)
COUNT_TRY = (
    update(CODES)
    .where(CODES.c.id == bindparam("code"))
    .values(tries=bindparam("new_tries"), used=bindparam("now_used"))
)
COUNT_CODES = (
    select(func.count())
    .select_from(CODES)
    .where(CODES.c.contract_id == bindparam("contract"), CODES.c.issued > bindparam("since"))
)
COUNT_CODES_OF_ADDRESS = COUNT_CODES.where(CODES.c.address == bindparam("receiver"))
FORGET = tuple(delete(table) for table in reversed(TABLES.sorted_tables))
