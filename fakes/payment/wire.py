"""Forms in brackets in, JSON objects out, as the reference of version 1 describes them.

Times are seconds since 1970. What is not known of an object is null: this fake keeps such values as empty
strings.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar

from fakes.payment.errors import BadParameter
from fakes.payment.state import WINDOW, Authentication, Card, Customer, Token

__all__ = [
    "Paging",
    "authentication_value",
    "card_value",
    "customer_value",
    "deleted_value",
    "list_value",
    "read_boolean",
    "read_bracket",
    "read_form",
    "read_metadata",
    "read_paging",
    "token_value",
]

_CARD_NUMBER = re.compile(r"(?<!\d)(?:\d[ -]?){13,18}\d(?!\d)")
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Paging:
    """Which part of a list is asked for."""

    limit: int = 10
    offset: int = 0
    since: int | None = None
    until: int | None = None


class _Made(Protocol):
    @property
    def created(self) -> datetime:
        """When the object was made."""


M = TypeVar("M", bound=_Made)


def read_form(
    form: Mapping[str, str], allowed: Collection[str] = (), *, brackets: Mapping[str, Collection[str] | None]
) -> dict[str, str]:
    """The fields of a form, ``card[number]`` under that name; raises ``BadParameter``.

    ``allowed`` are plain names; ``brackets`` are names that carry brackets, with what may stand inside
    (``None`` for anything). A card number anywhere but in ``card[number]`` is refused, so that none is kept.
    """
    for key, value in form.items():
        outer, bracket, inner = key.partition("[")
        inside = brackets.get(outer, ())
        known = key in allowed
        if bracket:
            known = inner.endswith("]") and (inside is None or inner[:-1] in inside)
        if not known and outer == "card" and bracket:
            raise BadParameter("unsafe_credit_card_param", "Card data are only taken by tokens.", key)
        if not known:
            raise BadParameter("invalid_param_key", f"Invalid parameter: {key}", key)
        if key != "card[number]" and _CARD_NUMBER.search(value):
            raise BadParameter("unsafe_credit_card_param", "A card number stands where none belongs.", key)
    if form.get("email") and not _EMAIL.fullmatch(form["email"]):
        raise BadParameter("invalid_email", "The e-mail address has a wrong form.", "email")
    return dict(form)


def read_bracket(form: Mapping[str, str], name: str) -> dict[str, str]:
    """What stands in ``name[…]``, by the word inside the brackets."""
    start = f"{name}["
    return {key[len(start) : -1]: value for key, value in form.items() if key.startswith(start)}


def read_boolean(form: Mapping[str, str], name: str) -> bool:
    """Whether a field says true, in whatever case; no when it is missing. Raises ``BadParameter``."""
    value = form.get(name, "false").lower()
    if value not in ("true", "false"):
        raise BadParameter("invalid_boolean", f"{name} is neither true nor false.", name)
    return value == "true"


def read_metadata(form: Mapping[str, str], before: Mapping[str, str] | None = None) -> dict[str, str]:
    """The metadata after a request: up to 20 keys, values up to 500 characters; an empty value removes a key."""
    given = read_bracket(form, "metadata")
    for key, value in given.items():
        if not re.fullmatch(r"[^\[\]]{1,40}", key) or _CARD_NUMBER.search(key):
            raise BadParameter("invalid_metadata_key", "A metadata key has a wrong form.", "metadata")
        if len(value) > 500:
            raise BadParameter("invalid_metadata_value", "A metadata value is too long.", f"metadata[{key}]")
    metadata = {key: value for key, value in {**(before or {}), **given}.items() if value}
    if len(metadata) > 20:
        raise BadParameter("too_many_metadata_keys", "There are more than 20 metadata keys.", "metadata")
    return metadata


def read_paging(query: Mapping[str, str]) -> Paging:
    """The part of a list that a query asks for: limit 1 to 100, 10 by default; raises ``BadParameter``."""
    found: dict[str, int] = {}
    for name in ("limit", "offset", "since", "until"):
        if name not in query:
            continue
        if not re.fullmatch(r"[0-9]{1,10}", query[name]):
            raise BadParameter("invalid_querystring", f"{name} is not a number.", name)
        found[name] = int(query[name])
    paging = Paging(**found)
    if not 1 <= paging.limit <= 100:
        raise BadParameter("invalid_querystring", "limit is not between 1 and 100.", "limit")
    return paging


def list_value(url: str, items: Sequence[M], value: Callable[[M], Any], paging: Paging) -> dict[str, Any]:
    """A part of ``items`` (given oldest first) as a list, newest first; ``count`` is of all that match."""
    matching = [
        item
        for item in reversed(items)
        if (paging.since is None or item.created.timestamp() >= paging.since)
        and (paging.until is None or item.created.timestamp() <= paging.until)
    ]
    end = paging.offset + paging.limit
    return {
        "object": "list",
        "count": len(matching),
        "data": [value(item) for item in matching[paging.offset : end]],
        "has_more": end < len(matching),
        "url": url,
    }


def card_value(card: Card) -> dict[str, Any]:
    """A card as the API shows it."""
    details = card.details
    return {
        "id": card.card_id,
        "object": "card",
        "livemode": False,
        "created": _seconds(card.created),
        "customer": card.customer_id or None,
        "brand": details.brand,
        "last4": details.last4,
        "exp_month": details.exp_month,
        "exp_year": details.exp_year,
        "fingerprint": details.fingerprint,
        "name": details.name,
        "email": details.email or None,
        "phone": details.phone or None,
        "country": details.address.get("country"),
        "address_zip": details.address.get("address_zip"),
        "address_zip_check": details.address_zip_check,
        "address_state": details.address.get("address_state"),
        "address_city": details.address.get("address_city"),
        "address_line1": details.address.get("address_line1"),
        "address_line2": details.address.get("address_line2"),
        "cvc_check": details.cvc_check,
        "is_jp": None,
        "three_d_secure_status": card.three_d_secure_status or None,
        "metadata": None,
    }


def token_value(token: Token) -> dict[str, Any]:
    """A token as the API shows it, with its card."""
    return {
        "id": token.token_id,
        "object": "token",
        "livemode": False,
        "created": _seconds(token.created),
        "used": token.used,
        "card": card_value(token.card),
    }


def customer_value(customer: Customer, cards: Sequence[Card]) -> dict[str, Any]:
    """A customer as the API shows it, with the newest ten cards; subscriptions there are none."""
    url = f"/v1/customers/{customer.customer_id}"
    return {
        "id": customer.customer_id,
        "object": "customer",
        "livemode": False,
        "created": _seconds(customer.created),
        "email": customer.email or None,
        "description": customer.description or None,
        "default_card": customer.default_card or None,
        "metadata": dict(customer.metadata),
        "cards": list_value(f"{url}/cards", cards, card_value, Paging()),
        "subscriptions": list_value(f"{url}/subscriptions", (), card_value, Paging()),
    }


def authentication_value(authentication: Authentication) -> dict[str, Any]:
    """A 3-D Secure request as the API shows it; ``expired_at`` is set once it can no longer be finished."""
    expired = authentication.window_closed and authentication.finished_at is None
    return {
        "id": authentication.authentication_id,
        "object": "three_d_secure_request",
        "livemode": False,
        "created": _seconds(authentication.created),
        "resource_id": authentication.resource_id,
        "state": authentication.state,
        "started_at": _seconds(authentication.started_at),
        "result_received_at": _seconds(authentication.result_received_at),
        "finished_at": _seconds(authentication.finished_at),
        "expired_at": _seconds(authentication.created + WINDOW) if expired else None,
        "tenant_id": None,
        "three_d_secure_status": authentication.status,
    }


def deleted_value(object_id: str) -> dict[str, Any]:
    """What is left of a deleted object."""
    return {"id": object_id, "deleted": True, "livemode": False}


def _seconds(moment: datetime | None) -> int | None:
    return None if moment is None else int(moment.timestamp())
