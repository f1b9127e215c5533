"""The accounts that the service knows, who has failed to log in, the codes and what the provider remembers."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from werkzeug.security import check_password_hash, generate_password_hash

from fakes import clock
from fakes.toyota_account.codes import Codes
from fakes.toyota_account.drawing import Series
from fakes.toyota_account.oidc.store import Store

__all__ = ["ATTEMPTS", "KINDS", "LOCK_TIME", "PROFILE_KEYS", "Account", "AccountState"]

KINDS = ("個人", "法人")
ATTEMPTS = 10
"""Wrong passwords and codes in a row after which an address is locked."""
LOCK_TIME = timedelta(minutes=30)
PROFILE_KEYS: Mapping[str, tuple[str, ...]] = {
    "個人": (
        "family_name",
        "given_name",
        "family_name_kana",
        "given_name_kana",
        "sex",
        "birthdate",
        "postal_code",
        "address",
        "building",
        "contact_phone",
        "mobile_phone",
    ),
    "法人": (
        "corporate_number",
        "name",
        "name_kana",
        "postal_code",
        "address",
        "building",
        "department",
        "contact_phone",
        "mobile_phone",
    ),
}
"""Keys of a profile by kind of account; every value is a string, empty when it is not given."""

# Few rounds on purpose: a fake is called thousands of times, and its passwords protect nothing.
_METHOD = "pbkdf2:sha256:50"
_DUMMY = generate_password_hash("nobody has this password", method=_METHOD)


@dataclass(frozen=True, kw_only=True, slots=True)
class Account:
    """One account as the service keeps it: the password only as a hash."""

    account_id: str
    email: str
    """As it was registered; compared without regard to case."""
    kind: str
    """個人 or 法人."""
    profile: Mapping[str, str]
    linked_services: tuple[str, ...] = ()
    """Names of services that use the account: ``G-Link``."""
    verification_phone: str = ""
    email_verified: bool = True
    """Builds let customers confirm an address before they register it."""
    password_hash: str = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Failures:
    count: int = 0
    locked_at: datetime | None = None


class AccountState:
    """Accounts by id and by address; ids are drawn from the seed."""

    def __init__(self, seed: int = 0) -> None:
        self._seed = seed
        self.clear()

    def clear(self) -> None:
        """Forgets every account, log-in, code and client but the first one, and starts the seed anew."""
        self._random = random.Random(self._seed)
        # Series of their own: ids of accounts do not depend on who has logged in before.
        self.codes = Codes(drawn=Series(label=f"{self._seed} codes"))
        self.oidc = Store.seeded(self._seed)
        self._accounts: dict[str, Account] = {}
        self._ids: dict[str, str] = {}
        self._failures: dict[str, _Failures] = {}

    def add_account(
        self,
        *,
        email: str,
        password: str,
        kind: str,
        profile: Mapping[str, str],
        linked_services: Iterable[str] = (),
        verification_phone: str = "",
        email_verified: bool = True,
    ) -> Account:
        """Makes an account and gives it back; keys missing from ``profile`` become empty strings.

        Raises ``ValueError`` for a taken address, an unknown kind, or a profile key that the kind does not
        have. The values are not judged here, so that a test can prepare an account with old data.
        """
        if kind not in KINDS:
            raise ValueError(f"add_account: kind is {kind!r}, expected 個人 or 法人")
        unknown = sorted(set(profile) - set(PROFILE_KEYS[kind]))
        if unknown:
            raise ValueError(
                f"add_account: a profile of kind {kind} has no {', '.join(unknown)}; "
                f"expected only {', '.join(PROFILE_KEYS[kind])}"
            )
        if self.account_exists(email):
            raise ValueError(f"add_account: {email} has an account already; take another address")
        account = Account(
            account_id=f"acc_{self._random.getrandbits(64):016x}",
            email=email.strip(),
            kind=kind,
            profile={key: profile.get(key, "") for key in PROFILE_KEYS[kind]},
            linked_services=tuple(linked_services),
            verification_phone=verification_phone,
            email_verified=email_verified,
            password_hash=generate_password_hash(password, method=_METHOD),
        )
        self.store_account(account)
        return account

    def put_account(
        self,
        *,
        email: str,
        password: str,
        kind: str,
        profile: Mapping[str, str],
        linked_services: Iterable[str] = (),
    ) -> Account:
        """Makes an account in place of the one with its address, if there is one; raises as ``add_account``."""
        earlier = self.get_account_by_email(email)
        if earlier is not None:
            self.remove_account(earlier.account_id)
        return self.add_account(
            email=email, password=password, kind=kind, profile=profile, linked_services=linked_services
        )

    def store_account(self, account: Account) -> None:
        """Keeps ``account`` in place of the one with its id, if there is one."""
        before = self._accounts.get(account.account_id)
        if before is not None:
            del self._ids[_key(before.email)]
        self._accounts[account.account_id] = account
        self._ids[_key(account.email)] = account.account_id

    def store_linked_service(self, account_id: str, service: str) -> Account:
        """Links ``service`` (``G-Link``) to an account; twice changes nothing. May raise ``KeyError``."""
        account = self._accounts[account_id]
        if service not in account.linked_services:
            account = replace(account, linked_services=(*account.linked_services, service))
            self.store_account(account)
        return account

    def get_account(self, account_id: str) -> Account | None:
        """The account with that id."""
        return self._accounts.get(account_id)

    def get_account_by_email(self, email: str) -> Account | None:
        """The account with that address, upper and lower case being the same."""
        account_id = self._ids.get(_key(email))
        return None if account_id is None else self._accounts[account_id]

    def account_exists(self, email: str) -> bool:
        """Whether the address belongs to an account."""
        return _key(email) in self._ids

    def accounts(self) -> tuple[Account, ...]:
        """Every account in the order in which they were made."""
        return tuple(self._accounts.values())

    def remove_account(self, account_id: str) -> None:
        """Forgets an account; nothing happens if there is none."""
        account = self._accounts.pop(account_id, None)
        if account is not None:
            del self._ids[_key(account.email)]

    def lock_exists(self, email: str) -> bool:
        """Whether the address is locked now; a lock that has run out is forgotten with its failures."""
        failures = self._failures.get(_key(email))
        if failures is None or failures.locked_at is None:
            return False
        if clock.now() - failures.locked_at < LOCK_TIME:
            return True
        self._failures.pop(_key(email))
        return False

    def get_account_by_password(self, email: str, password: str) -> Account | None:
        """The account that the pair opens; a wrong pair is counted, for unknown addresses too."""
        account = self.get_account_by_email(email)
        # An unknown address costs one check as well, so that time does not tell it apart.
        right = check_password_hash(account.password_hash if account else _DUMMY, password)
        if account is not None and right:
            self._failures.pop(_key(email), None)
            return account
        self.add_failure(email)
        return None

    def get_account_by_code(self, email: str, purpose: str, code: str) -> Account | None:
        """The account that the 認証コード sent for that purpose opens; a wrong one is counted like a password."""
        if not self.confirm_email(email, purpose, code):
            return None
        return self.get_account_by_email(email)

    def confirm_email(self, email: str, purpose: str, code: str) -> bool:
        """Whether the code proves the address, whose account, if there is one, is then marked as verified."""
        if not self.codes.check(email, purpose, code):
            self.add_failure(email)
            return False
        self._failures.pop(_key(email), None)
        account = self.get_account_by_email(email)
        if account is not None:
            self.store_account(replace(account, email_verified=True))
        return True

    def add_failure(self, email: str) -> None:
        """Counts one wrong password or code; the tenth in a row locks the address, known or not."""
        count = self._failures.get(_key(email), _Failures()).count + 1
        locked_at = clock.now() if count >= ATTEMPTS else None
        self._failures[_key(email)] = _Failures(count=count, locked_at=locked_at)


def _key(email: str) -> str:
    return email.strip().casefold()
