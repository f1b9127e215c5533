"""Tokens that stand in addresses: signed here for one purpose, so that none can be made up or altered."""

from __future__ import annotations

from itsdangerous import BadData, URLSafeSerializer

__all__ = ["token_of", "value_of"]


def _seal(secret: str, purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt=f"mylexus.{purpose}")


def token_of(secret: str, purpose: str, value: str) -> str:
    """A value has one token for each purpose."""
    return str(_seal(secret, purpose).dumps(value))


def value_of(secret: str, purpose: str, token: str) -> str | None:
    """A token that was signed here, character for character, gives its value; any other gives none."""
    try:
        value = _seal(secret, purpose).loads(token)
    except BadData:
        return None
    # Base64 has spare bits: two spellings can carry one signature. Only ours is taken.
    if not isinstance(value, str) or token_of(secret, purpose, value) != token:
        return None
    return value
