"""PAY.JP, version 1: a card becomes a token, its holder is authenticated, the token becomes a customer.

Bodies are forms with brackets, the secret key is the user of HTTP Basic. There is no idempotency key: a
customer's id follows from who pays for what, so that asking twice finds the customer of the first time.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import requests
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from harness.reference.gateways.trouble import GatewayTrouble, json_of, send
from harness.reference.policy import card_refusal

__all__ = ["CardRefused", "CardToken", "PaymentGateway"]

SERVICE = "決済サービス"

_FINISHED = "invalid_three_d_secure_state"
_TAKEN = frozenset({"already_exist_id", "token_already_used"})
_HAS_IT = frozenset({"token_already_used", "already_have_the_same_card"})
"""Refusals that mean that an earlier try gave the customer this card."""


class CardToken(BaseModel):
    """A card that the gateway holds, and what may be shown of it."""

    model_config = ConfigDict(frozen=True)

    id: str = Field(min_length=1)
    brand: str
    last4: str = Field(pattern=r"^[0-9]{4}$")
    exp_month: int
    exp_year: int
    cvc_check: str | None = None
    three_d_secure_status: str | None = None


class CardRefused(Exception):
    """The gateway, or the card company behind it, refuses; ``code`` is the gateway's."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class PaymentGateway:
    """Asks the gateway; every answer that is not agreed is GatewayTrouble."""

    def __init__(self, *, url: str, secret_key: str, public_key: str, timeout: float) -> None:
        self._url = url.rstrip("/")
        self._secret_key = secret_key
        self._public_key = public_key
        self._timeout = timeout

    @property
    def origin(self) -> str:
        """Scheme and host of the pages that cardholders are sent to."""
        address = urlsplit(self._url)
        return f"{address.scheme}://{address.netloc}"

    def tokenize(
        self, *, number: str, exp_month: int, exp_year: int, cvc: str, name: str, email: str
    ) -> CardToken:
        """A card's data go to the gateway and nowhere else; raises CardRefused."""
        card = {"number": number, "exp_month": exp_month, "exp_year": exp_year, "cvc": cvc}
        data = {f"card[{key}]": str(value) for key, value in {**card, "name": name, "email": email}.items()}
        headers = {"X-Payjp-Direct-Token-Generate": "true"}
        return _token(self._ask("POST", "/tokens", data={**data, "three_d_secure": "true"}, headers=headers))

    def token(self, token_id: str) -> CardToken:
        """A token as it stands now: its authentication may have gone on."""
        return _token(self._ask("GET", f"/tokens/{quote(token_id, safe='')}"))

    def challenge(self, token_id: str, *, back: str) -> str:
        """The address at which the card company authenticates the holder, who comes back to ``back``."""
        query = urlencode(
            {"publickey": self._public_key, "back_url": _signed({"url": back}, self._secret_key)}
        )
        return f"{self._url}/tds/{quote(token_id, safe='')}/start?{query}"

    def finish(self, token_id: str) -> None:
        """An authentication that passed is finished, once; raises CardRefused."""
        try:
            self._ask("POST", f"/tokens/{quote(token_id, safe='')}/tds_finish")
        except CardRefused as refused:
            if refused.code != _FINISHED:  # an earlier try may have gone through
                raise

    def register(self, token_id: str, *, payer: str, email: str) -> str:
        """A token's card is the one card of a customer from now on; gives the customer's id; raises CardRefused."""
        # Letters only: the gateway takes a long run of digits for a card number.
        digest = hashlib.sha256(payer.encode()).digest()
        customer_id = "mylexus-" + "".join(chr(ord("a") + byte % 26) for byte in digest)
        try:
            self._ask("POST", "/customers", data={"id": customer_id, "email": email, "card": token_id})
        except CardRefused as refused:
            if refused.code not in _TAKEN:
                raise
            # The answer of an earlier try was lost, or somebody else used the token.
            self._replace_card(f"/customers/{quote(customer_id, safe='')}", token_id)
        return customer_id

    def _replace_card(self, customer: str, token_id: str) -> None:
        """The card of a customer who is there already is this one, and no other is left."""
        _default_and_others(self._ask("GET", customer))
        try:
            self._ask("POST", f"{customer}/cards", data={"card": token_id, "default": "true"})
        except CardRefused as refused:
            if refused.code not in _HAS_IT:
                raise
        for card_id in _default_and_others(self._ask("GET", customer))[1:]:
            self._ask("DELETE", f"{customer}/cards/{quote(card_id, safe='')}")

    def _ask(self, method: str, path: str, **rest: Any) -> dict[str, Any]:
        answer = send(
            SERVICE, method, self._url + path, timeout=self._timeout, auth=(self._secret_key, ""), **rest
        )
        if answer.status_code == 404:
            raise CardRefused(card_refusal.GONE)
        if answer.status_code in (400, 402):
            code = _code(answer)
            # What a customer cannot mend, such as a field that is missing, is trouble.
            if answer.status_code == 402 or code in {*card_refusal.KNOWN, *_TAKEN, *_HAS_IT, _FINISHED}:
                raise CardRefused(code)
        if answer.status_code != 200:
            raise GatewayTrouble(SERVICE, f"status {answer.status_code} to {method} {path}")
        return json_of(SERVICE, answer)


def _code(answer: requests.Response) -> str:
    error = json_of(SERVICE, answer).get("error")
    code = error.get("code") if isinstance(error, dict) else None
    if not isinstance(code, str):
        raise GatewayTrouble(SERVICE, f"status {answer.status_code} without an error code")
    return code


def _default_and_others(customer: dict[str, Any]) -> list[str]:
    """The ids of a customer's cards, first the one that is charged."""
    cards, default = customer.get("cards"), customer.get("default_card")
    data = cards.get("data") if isinstance(cards, dict) else None
    if not isinstance(data, list) or not all(isinstance(one, dict) for one in data):
        raise GatewayTrouble(SERVICE, "a customer without a list of cards")
    ids = [str(one.get("id")) for one in data]
    if default not in ids:
        raise GatewayTrouble(SERVICE, "a customer whose default card is not among the cards")
    return [str(default), *(one for one in ids if one != default)]


def _token(body: dict[str, Any]) -> CardToken:
    card = body.get("card")
    if not isinstance(card, dict):
        raise GatewayTrouble(SERVICE, "a token without a card")
    try:
        return CardToken.model_validate({**card, "id": body.get("id")})
    except ValidationError as error:
        raise GatewayTrouble(SERVICE, f"a token that is none: {error.error_count()} faults") from None


def _signed(claims: dict[str, str], key: str) -> str:
    """A compact JWS under HS256 (RFC 7515)."""
    parts = ({"alg": "HS256", "typ": "JWT"}, claims)
    text = ".".join(_base64(json.dumps(part, separators=(",", ":")).encode()) for part in parts)
    return f"{text}.{_base64(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest())}"


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
