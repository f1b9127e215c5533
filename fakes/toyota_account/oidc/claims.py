"""What an account says about its customer, as standard claims (OpenID Connect Core 5.1, 5.2)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from fakes.toyota_account.oidc.address import split_address
from fakes.toyota_account.state import Account

__all__ = ["CLAIMS", "KANA", "SCOPES", "claims_of"]

KANA = "ja-Kana-JP"
"""Language tag of names in katakana (Core 5.2)."""
SCOPES: Mapping[str, tuple[str, ...]] = {
    "openid": ("sub",),
    "profile": (
        "name",
        "family_name",
        "given_name",
        f"name#{KANA}",
        f"family_name#{KANA}",
        f"given_name#{KANA}",
        "gender",
        "birthdate",
        "locale",
        "zoneinfo",
        "customer_type",
        "corporate_number",
    ),
    "email": ("email", "email_verified"),
    "address": ("address",),
    "phone": ("phone_number", "phone_number_verified"),
    "offline_access": (),
}
"""Which claims each scope opens. ``customer_type`` (individual or corporate) and ``corporate_number`` are ours."""
CLAIMS = tuple(claim for claims in SCOPES.values() for claim in claims)
_GENDERS = {"男性": "male", "女性": "female"}
_CUSTOMER_TYPES = {"個人": "individual", "法人": "corporate"}


def claims_of(account: Account, scopes: Iterable[str]) -> dict[str, Any]:
    """The claims that these scopes open; what the account does not know is left out, not empty (Core 5.3.2)."""
    opened = {claim for scope in scopes for claim in SCOPES.get(scope, ())}
    return {key: value for key, value in _claims(account).items() if key in opened and value not in ("", {})}


def _claims(account: Account) -> dict[str, Any]:
    profile = account.profile
    phone = profile.get("mobile_phone") or profile.get("contact_phone") or account.verification_phone
    claims = {
        "sub": account.account_id,
        **_names(profile),
        "gender": _GENDERS.get(profile.get("sex", ""), ""),
        "birthdate": profile.get("birthdate", ""),
        "locale": "ja-JP",
        "zoneinfo": "Asia/Tokyo",
        "customer_type": _CUSTOMER_TYPES[account.kind],
        "corporate_number": profile.get("corporate_number", ""),
        "email": account.email,
        "email_verified": account.email_verified,
        "address": _address(profile),
    }
    if phone:
        verified = _e164(phone) == _e164(account.verification_phone)
        claims |= {"phone_number": _e164(phone), "phone_number_verified": verified}
    return claims


def _names(profile: Mapping[str, str]) -> dict[str, str]:
    """A corporation has one name; a person's is put together as Japanese write it, family name first."""
    names = {}
    for tag, end in (("", ""), (f"#{KANA}", "_kana")):
        family, given = (profile.get(f"{key}{end}", "") for key in ("family_name", "given_name"))
        names[f"family_name{tag}"], names[f"given_name{tag}"] = family, given
        names[f"name{tag}"] = profile.get(f"name{end}") or f"{family} {given}".strip()
    return names


def _address(profile: Mapping[str, str]) -> dict[str, str]:
    line, building = profile.get("address", ""), profile.get("building", "")
    if not line:
        return {}
    parts = split_address(line)
    postal_code = profile.get("postal_code", "")
    first = f"〒{postal_code}" if postal_code else ""
    claim = {
        "formatted": "\n".join(filter(None, (first, line, building))),
        "postal_code": postal_code,
        "region": parts.region,
        "locality": parts.locality,
        "street_address": "\n".join(filter(None, (parts.street, building))),
        "country": "JP",
    }
    return {key: value for key, value in claim.items() if value}


def _e164(phone: str) -> str:
    """A Japanese number as it is dialled from abroad: 090-1122-3344 becomes +819011223344."""
    return re.sub(r"^0", "+81", re.sub(r"\D", "", phone))
