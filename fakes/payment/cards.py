"""The documented test cards, and what of a sent card is kept.

Numbers from the test card page of PAY.JP. Four of them make a token and would fail only in a payment, which
this fake does not have: 4000000000080319, 4000000000004012, 4000000000080202, 4000000000000077. Any other
number is refused as ``incorrect_card_data``, so that no real card gets in; what the real test mode says to
one is not known.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from stdnum import luhn

from fakes import clock
from fakes.payment.errors import BadParameter, CardRefused
from fakes.payment.state import CardDetails

__all__ = ["CARD_FIELDS", "KNOWN_CARDS", "REQUIRED_FIELDS", "KnownCard", "read_card"]


@dataclass(frozen=True, kw_only=True, slots=True)
class KnownCard:
    """One test card and what happens to it."""

    brand: str
    refusal: str = ""
    """Code with which a token is refused; empty for a good card."""
    asks: bool = True
    """Whether the issuer asks the holder; else the authentication passes without a question."""
    cvc_check: str = "passed"
    address_zip_check: str = "unchecked"


_GOOD = {
    "Visa": "4242424242424242 4012888888881881 4000000000080319 4000000000004012 4000000000080202 "
    "4000000000000077",
    "MasterCard": "5555555555554444 5105105105105100",
    "JCB": "3530111333300000 3566002020360505",
    "American Express": "378282246310005 371449635398431",
    "Diners Club": "38520000023237 30569309025904",
    "Discover": "6011111111111117 6011000990139424",
}
_UNASKED = frozenset({"4012888888881881", "5105105105105100"})
"""Cards of a holder who is known to the issuer; which ones is ours to choose, PAY.JP documents none."""
KNOWN_CARDS: Mapping[str, KnownCard] = {
    **{
        number: KnownCard(brand=brand, asks=number not in _UNASKED)
        for brand, numbers in _GOOD.items()
        for number in numbers.split()
    },
    "4000000000000002": KnownCard(brand="Visa", refusal="card_declined"),
    "4000000000000069": KnownCard(brand="Visa", refusal="expired_card"),
    "4000000000000127": KnownCard(brand="Visa", refusal="incorrect_card_data"),
    "4000003720000278": KnownCard(brand="Visa", refusal="incorrect_card_data"),
    "4000000000000119": KnownCard(brand="Visa", refusal="processing_error"),
    "36227206271667": KnownCard(brand="Diners Club", refusal="unacceptable_brand"),
    "4000000000000101": KnownCard(brand="Visa", cvc_check="failed"),
    "4000000000000044": KnownCard(brand="Visa", cvc_check="unavailable"),
    "4000000000000036": KnownCard(brand="Visa", address_zip_check="failed"),
}
"""Test cards by number."""

REQUIRED_FIELDS = ("number", "exp_month", "exp_year", "cvc", "name")
_ADDRESS_FIELDS = (
    "country",
    "address_zip",
    "address_state",
    "address_city",
    "address_line1",
    "address_line2",
)
CARD_FIELDS = (*REQUIRED_FIELDS, "email", "phone", *_ADDRESS_FIELDS)
"""Names inside the brackets of ``card[…]``."""

_MESSAGES = {
    "invalid_number": "The card's number is wrong.",
    "invalid_expiry_month": "The month of expiry is not 1 to 12.",
    "invalid_expiry_year": "The year of expiry does not have four digits.",
    "invalid_cvc": "The security code does not have three or four digits.",
    "card_declined": "The card was declined.",
    "expired_card": "The card has expired.",
    "incorrect_card_data": "Some of the card's data are incorrect.",
    "processing_error": "The payment network had an error.",
    "unacceptable_brand": "The card's brand is not accepted.",
}
# What a cardholder's name may be made of; card numbers are not names.
_NAME = re.compile(r"[A-Za-z][A-Za-z .,'/-]{0,44}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)+")
_PHONE = re.compile(r"\+[1-9][0-9]{6,14}")


def read_card(card: Mapping[str, str], *, three_d_secure: bool = False) -> CardDetails:
    """What is kept of the fields in ``card[…]``; raises ``BadParameter`` or ``CardRefused``.

    With 3-D Secure a mail address or a phone number is asked for as well. A card is good through the end of
    its last month, in Japanese time.
    """
    for name in REQUIRED_FIELDS:
        if not card.get(name):
            raise BadParameter("missing_param", f"card[{name}] is missing.", f"card[{name}]")
    if three_d_secure and not (card.get("email") or card.get("phone")):
        raise BadParameter("missing_param", "3-D Secure needs an e-mail address or a phone.", "card[email]")
    number = card["number"]
    _check_form(card)
    known = KNOWN_CARDS.get(number)
    month, year = int(card["exp_month"]), int(card["exp_year"])
    today = clock.now() + timedelta(hours=9)
    if known is None:
        raise _refusal("incorrect_card_data", "number")
    if (year, month) < (today.year, today.month):
        raise _refusal("expired_card", "exp_year")
    if known.refusal:
        raise _refusal(known.refusal, "number")
    return CardDetails(
        brand=known.brand,
        last4=number[-4:],
        exp_month=month,
        exp_year=year,
        fingerprint=hashlib.sha256(f"fake card {number}".encode()).hexdigest()[:32],
        name=card["name"],
        email=card.get("email", ""),
        phone=card.get("phone", ""),
        address={name: card[name] for name in _ADDRESS_FIELDS if card.get(name)},
        asks=known.asks,
        cvc_check=known.cvc_check,
        address_zip_check=known.address_zip_check,
    )


def _check_form(card: Mapping[str, str]) -> None:
    number = card["number"]
    if not re.fullmatch(r"[0-9]{14,16}", number) or not luhn.is_valid(number):
        raise _refusal("invalid_number", "number")
    if not re.fullmatch(r"0?[1-9]|1[0-2]", card["exp_month"]):
        raise _refusal("invalid_expiry_month", "exp_month")
    if not re.fullmatch(r"[1-9][0-9]{3}", card["exp_year"]):
        raise _refusal("invalid_expiry_year", "exp_year")
    if not re.fullmatch(r"[0-9]{3,4}", card["cvc"]):
        raise _refusal("invalid_cvc", "cvc")
    if not _NAME.fullmatch(card["name"]):
        raise BadParameter("invalid_card_name", "The name is not in Roman letters.", "card[name]")
    if card.get("email") and not _EMAIL.fullmatch(card["email"]):
        raise BadParameter("invalid_email", "The e-mail address has a wrong form.", "card[email]")
    if card.get("phone") and not _PHONE.fullmatch(card["phone"]):
        raise BadParameter("invalid_card_phone", "The phone number is not in E.164.", "card[phone]")


def _refusal(code: str, name: str) -> CardRefused:
    return CardRefused(code, _MESSAGES[code], f"card[{name}]")
