"""What the gateway remembers: tokens, customers, cards by their last four digits, authentications."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from fakes import clock

__all__ = [
    "STATUSES",
    "WINDOW",
    "Authentication",
    "Card",
    "CardDetails",
    "Customer",
    "PaymentState",
    "Token",
]

STATUSES = ("unverified", "verified", "attempted", "failed", "error")
"""How a 3-D Secure authentication can stand."""
WINDOW = timedelta(minutes=30)
"""Time from the beginning of an authentication to its end. The real length is not published."""

# The journal takes long runs of digits for card numbers.
_DIGITS = re.compile(r"[0-9]{10}")


@dataclass(frozen=True, kw_only=True, slots=True)
class CardDetails:
    """What is kept of a card: never its number, never its security code."""

    brand: str
    """Visa, MasterCard, JCB, American Express, Diners Club or Discover."""
    last4: str
    exp_month: int
    exp_year: int
    fingerprint: str
    """The same for the same number, 32 hexadecimal digits."""
    name: str
    email: str = ""
    phone: str = ""
    """E.164: ``+819011223344``."""
    address: Mapping[str, str] = field(default_factory=dict)
    """``country`` and ``address_…`` as they were sent."""
    asks: bool = True
    """Whether the issuer asks the holder in 3-D Secure."""
    cvc_check: str = "passed"
    address_zip_check: str = "unchecked"

    @property
    def identity(self) -> tuple[str, int, int]:
        """What two cards that are the same have in common: number and expiry."""
        return self.fingerprint, self.exp_year, self.exp_month


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """One card, of a token or of a customer; it keeps its id when it goes from one to the other."""

    card_id: str
    details: CardDetails
    created: datetime
    customer_id: str = ""
    three_d_secure_status: str = ""
    """One of ``STATUSES``; empty when no authentication was asked for."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Token:
    """A card that can be given to a customer once."""

    token_id: str
    card: Card
    created: datetime
    used: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Customer:
    """One customer; the cards stand beside, in ``PaymentState.cards``."""

    customer_id: str
    created: datetime
    email: str = ""
    description: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict)
    default_card: str = ""
    """Id of the card that is charged unless another is named; empty without cards."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Authentication:
    """One authentication by 3-D Secure: of a token (its id is the token's) or of a customer's card."""

    authentication_id: str
    """``tok_…`` or ``tdsr_…``."""
    resource_id: str
    """The token, or the card."""
    created: datetime
    status: str = "unverified"
    started_at: datetime | None = None
    result_received_at: datetime | None = None
    finished_at: datetime | None = None

    @property
    def state(self) -> str:
        """created, in_progress, result_received or finished."""
        if self.finished_at is not None:
            return "finished"
        if self.result_received_at is not None:
            return "result_received"
        return "created" if self.started_at is None else "in_progress"

    @property
    def window_closed(self) -> bool:
        """Whether ``WINDOW`` has passed since the authentication began."""
        return clock.now() - self.created >= WINDOW


class PaymentState:
    """Objects by id in the order in which they were made; ids are drawn from the seed."""

    def __init__(self, seed: int = 0) -> None:
        self._seed = seed
        self.clear()

    def clear(self) -> None:
        """Forgets every object, and starts the seed anew."""
        self._random = random.Random(self._seed)
        self._tokens: dict[str, Token] = {}
        self._customers: dict[str, Customer] = {}
        self._cards: dict[str, Card] = {}
        self._authentications: dict[str, Authentication] = {}

    def add_token(self, details: CardDetails, *, three_d_secure: bool = False) -> Token:
        """Makes a token of a card, with an authentication to pass first if ``three_d_secure``."""
        now = clock.now()
        status = "unverified" if three_d_secure else ""
        card = Card(card_id=self._id("car_"), details=details, created=now, three_d_secure_status=status)
        token = Token(token_id=self._id("tok_"), card=card, created=now)
        self.store_token(token)
        if three_d_secure:
            self.store_authentication(
                Authentication(authentication_id=token.token_id, resource_id=token.token_id, created=now)
            )
        return token

    def get_token(self, token_id: str) -> Token | None:
        """The token with that id."""
        return self._tokens.get(token_id)

    def store_token(self, token: Token) -> None:
        """Keeps ``token`` in place of the one with its id, if there is one."""
        self._tokens[token.token_id] = token

    def tokens(self) -> tuple[Token, ...]:
        """Every token, the oldest first."""
        return tuple(self._tokens.values())

    def add_customer(
        self,
        *,
        customer_id: str = "",
        email: str = "",
        description: str = "",
        metadata: Mapping[str, str] | None = None,
    ) -> Customer:
        """Makes a customer without cards; raises ``ValueError`` for an id that is taken."""
        if self.customer_exists(customer_id):
            raise ValueError(f"add_customer: {customer_id} exists already; take another id, or none")
        customer = Customer(
            customer_id=customer_id or self._id("cus_"),
            created=clock.now(),
            email=email,
            description=description,
            metadata=dict(metadata or {}),
        )
        self.store_customer(customer)
        return customer

    def get_customer(self, customer_id: str) -> Customer | None:
        """The customer with that id."""
        return self._customers.get(customer_id)

    def customer_exists(self, customer_id: str) -> bool:
        """Whether there is a customer with that id."""
        return customer_id in self._customers

    def store_customer(self, customer: Customer) -> None:
        """Keeps ``customer`` in place of the one with its id, if there is one."""
        self._customers[customer.customer_id] = customer

    def customers(self) -> tuple[Customer, ...]:
        """Every customer, the oldest first."""
        return tuple(self._customers.values())

    def remove_customer(self, customer_id: str) -> None:
        """Forgets a customer and the cards; nothing happens if there is none."""
        if self._customers.pop(customer_id, None) is None:
            return
        for card in self.cards(customer_id):
            del self._cards[card.card_id]

    def add_card(self, customer_id: str, token_id: str, *, default: bool = False) -> Card:
        """Gives a token's card to a customer, and uses the token up; may raise ``KeyError``.

        The first card of a customer is the default one, whatever is asked for.
        """
        token, customer = self._tokens[token_id], self._customers[customer_id]
        card = replace(token.card, customer_id=customer_id)
        self.store_token(replace(token, card=card, used=True))
        self.store_card(card)
        if default or not customer.default_card:
            self.store_customer(replace(customer, default_card=card.card_id))
        return card

    def get_card(self, card_id: str) -> Card | None:
        """The customer's card with that id; cards that are still in a token are not found."""
        return self._cards.get(card_id)

    def store_card(self, card: Card) -> None:
        """Keeps ``card`` in place of the one with its id, if there is one."""
        self._cards[card.card_id] = card

    def cards(self, customer_id: str = "") -> tuple[Card, ...]:
        """The cards of a customer, or of all of them, the oldest first."""
        return tuple(card for card in self._cards.values() if customer_id in ("", card.customer_id))

    def remove_card(self, card_id: str) -> None:
        """Forgets a customer's card; the newest that is left becomes the default in its place."""
        card = self._cards.pop(card_id, None)
        if card is None:
            return
        customer, left = self._customers[card.customer_id], self.cards(card.customer_id)
        if customer.default_card == card_id:
            self.store_customer(replace(customer, default_card=left[-1].card_id if left else ""))

    def add_authentication(self, card_id: str) -> Authentication:
        """Makes a 3-D Secure request for a customer's card; may raise ``KeyError``."""
        card = self._cards[card_id]
        authentication = Authentication(
            authentication_id=self._id("tdsr_"), resource_id=card.card_id, created=clock.now()
        )
        self.store_authentication(authentication)
        self.store_card(replace(card, three_d_secure_status="unverified"))
        return authentication

    def get_authentication(self, authentication_id: str) -> Authentication | None:
        """The authentication with that id, ``tok_…`` or ``tdsr_…``."""
        return self._authentications.get(authentication_id)

    def store_authentication(self, authentication: Authentication) -> None:
        """Keeps ``authentication`` in place of the one with its id, if there is one."""
        self._authentications[authentication.authentication_id] = authentication

    def authentications(self) -> tuple[Authentication, ...]:
        """Every authentication, the oldest first."""
        return tuple(self._authentications.values())

    def _id(self, prefix: str) -> str:
        while True:
            drawn = f"{self._random.getrandbits(112):028x}"
            if not _DIGITS.search(drawn):
                return prefix + drawn
