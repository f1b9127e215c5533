"""The link to the services after delivery: of one contract and one user, readable any number of times (5-1/1)."""

from __future__ import annotations

import hashlib

from harness.reference.policy.signed_token import token_of, value_of

__all__ = ["contract_of", "is_for", "token_for"]

_PURPOSE = "services"
_MARK = "|"


def token_for(secret: str, contract_id: str, account_id: str) -> str:
    """A contract and the account of its user have one token, in which the account cannot be read."""
    digest = hashlib.sha256(account_id.encode()).hexdigest()
    return token_of(secret, _PURPOSE, f"{contract_id}{_MARK}{digest}")


def contract_of(secret: str, token: str) -> str | None:
    """A token that was signed here names its contract; any other names none."""
    value = value_of(secret, _PURPOSE, token)
    return None if value is None else value.rpartition(_MARK)[0]


def is_for(secret: str, token: str, contract_id: str, account_id: str) -> bool:
    """A token leads to the services of its own contract and its own user, and to nobody else's."""
    return token == token_for(secret, contract_id, account_id)
