"""The QR token of a contract: readable any number of times, by any phone, but never made up or altered."""

from __future__ import annotations

from harness.reference.policy.signed_token import token_of, value_of

__all__ = ["contract_of", "token_for"]

_PURPOSE = "contract-qr"


def token_for(secret: str, contract_id: str) -> str:
    """A contract has one token, signed with the build's secret."""
    return token_of(secret, _PURPOSE, contract_id)


def contract_of(secret: str, token: str) -> str | None:
    """A token that was signed here, character for character, names its contract; any other names none."""
    return value_of(secret, _PURPOSE, token)
