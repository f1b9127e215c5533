"""The QR token of a contract: readable any number of times, by any phone, but never made up or altered."""

from __future__ import annotations

from itsdangerous import BadData, URLSafeSerializer

__all__ = ["contract_of", "token_for"]


def _seal(secret: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt="mylexus.contract-qr")


def token_for(secret: str, contract_id: str) -> str:
    """A contract has one token, signed with the build's secret."""
    return str(_seal(secret).dumps(contract_id))


def contract_of(secret: str, token: str) -> str | None:
    """A token that was signed here, character for character, names its contract; any other names none."""
    try:
        contract_id = _seal(secret).loads(token)
    except BadData:
        return None
    # Base64 has spare bits: two spellings can carry one signature. Only ours is taken.
    if not isinstance(contract_id, str) or token_for(secret, contract_id) != token:
        return None
    return contract_id
