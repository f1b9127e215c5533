"""JSON Web Signature in compact form (RFC 7515), only HS256: what ``back_url`` is signed with."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

__all__ = ["BadSignature", "sign", "verify"]


class BadSignature(ValueError):
    """The text is no JWS of this key: broken, altered, signed otherwise, or under another key."""


def sign(claims: Mapping[str, Any], key: str | bytes) -> str:
    """``claims`` as a compact JWS with the header ``{"alg":"HS256","typ":"JWT"}``."""
    header = {"alg": "HS256", "typ": "JWT"}
    parts = [_encode(json.dumps(part, separators=(",", ":")).encode()) for part in (header, dict(claims))]
    signed = ".".join(parts)
    return f"{signed}.{_encode(_mac(signed, key))}"


def verify(token: str, key: str | bytes) -> dict[str, Any]:
    """The claims of a compact JWS; raises ``BadSignature``.

    The algorithm must be HS256 whatever the header asks for, ``crit`` is not understood (RFC 7515, 4.1.11),
    and every part must be the one base64url text of its bytes, so that no altered token is the same token.
    """
    try:
        header_part, claims_part, mac_part = token.split(".")
        header, mac = json.loads(_decode(header_part)), _decode(mac_part)
    except (ValueError, RecursionError) as error:
        raise BadSignature("not a compact JWS") from error
    if not isinstance(header, dict) or header.get("alg") != "HS256" or "crit" in header:
        raise BadSignature("the header does not say HS256, or asks for more")
    if not hmac.compare_digest(mac, _mac(f"{header_part}.{claims_part}", key)):
        raise BadSignature("the signature is of another text or another key")
    try:
        claims = json.loads(_decode(claims_part))
    except (ValueError, RecursionError) as error:
        raise BadSignature("the payload is no JSON") from error
    if not isinstance(claims, dict):
        raise BadSignature("the payload is no JSON object")
    return claims


def _mac(signed: str, key: str | bytes) -> bytes:
    return hmac.new(key.encode() if isinstance(key, str) else key, signed.encode(), hashlib.sha256).digest()


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    # The decoder skips foreign characters and unused bits; only the canonical text is taken.
    if _encode(data) != text:
        raise ValueError("not canonical base64url")
    return data
