"""How an authentication goes on: begun on its page, ended by the issuer's answer, finished by the merchant.

::

    created ─ start ─> in_progress ─ receive ─> result_received ─ finish ─> finished

A request for a customer's card (``tdsr_…``) is finished by the answer itself; a token (``tok_…``) only by
``tds_finish``, and cannot be used before. The codes are published; which one comes when the time has run out
is our reading: ``not_in_three_d_secure_flow`` where the issuer never answered, ``three_d_secure_expired``
where the answer came and the merchant was late, or the page is opened too late.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from fakes import clock
from fakes.payment.errors import StateRefused, UnknownObject
from fakes.payment.state import Authentication, Card, PaymentState, Token

__all__ = ["OUTCOMES", "card_of", "check_usable", "finish", "receive", "start"]

OUTCOMES: Mapping[str, str] = {
    "verified": "認証に成功する",
    "failed": "認証に失敗する",
    "attempted": "試行にとどまる",
    "error": "中止する",
}
"""What can come of a challenge, with the label of its button.

A challenge that was broken off is an ``error`` here, so that every status can be reached by hand; a real
issuer may also report it as ``failed``.
"""


def start(state: PaymentState, authentication_id: str) -> Authentication:
    """Begins an authentication when its page is opened; opening it again changes nothing."""
    authentication = _open(state, authentication_id)
    if authentication.started_at is None:
        authentication = replace(authentication, started_at=clock.now())
        state.store_authentication(authentication)
    return authentication


def receive(state: PaymentState, authentication_id: str, outcome: str) -> None:
    """Takes the issuer's answer, one of ``OUTCOMES``, and writes it on the card."""
    authentication = _open(state, authentication_id)
    if authentication.started_at is None:
        raise StateRefused("invalid_three_d_secure_state", "The authentication has not begun.")
    card, now = card_of(state, authentication), clock.now()
    token = state.get_token(authentication.resource_id)
    state.store_authentication(
        replace(authentication, status=outcome, result_received_at=now, finished_at=None if token else now)
    )
    card = replace(card, three_d_secure_status=outcome)
    if token is None:
        state.store_card(card)
    else:
        state.store_token(replace(token, card=card))


def finish(state: PaymentState, token_id: str) -> Token:
    """Finishes the authentication of a token whose status is verified or attempted."""
    token, authentication = state.get_token(token_id), state.get_authentication(token_id)
    if token is None:
        raise UnknownObject("token", token_id)
    if authentication is None:
        raise StateRefused("not_in_three_d_secure_flow", "The token was made without 3-D Secure.")
    if authentication.finished_at is not None:
        raise StateRefused("invalid_three_d_secure_state", "The authentication is finished already.")
    if authentication.result_received_at is None:
        if authentication.window_closed:
            raise StateRefused("not_in_three_d_secure_flow", "The time for the authentication has run out.")
        raise StateRefused("three_d_secure_incompleted", "The authentication is not completed.")
    if authentication.status not in ("verified", "attempted"):
        raise StateRefused("three_d_secure_failed", "The authentication failed.")
    if authentication.window_closed:
        raise StateRefused("three_d_secure_expired", "The time to finish the authentication has run out.")
    state.store_authentication(replace(authentication, finished_at=clock.now()))
    return token


def check_usable(state: PaymentState, token_id: str) -> Token:
    """The token, if its card can be given to a customer now."""
    token, authentication = state.get_token(token_id), state.get_authentication(token_id)
    if token is None:
        raise UnknownObject("token", token_id, "card")
    if token.used:
        raise StateRefused("token_already_used", "The token has been used already.", "card")
    if authentication is not None and authentication.finished_at is None:
        raise StateRefused("unverified_token", "The token's 3-D Secure is not finished.", "card")
    return token


def card_of(state: PaymentState, authentication: Authentication) -> Card:
    """The card that is authenticated, be it a token's or a customer's."""
    token = state.get_token(authentication.resource_id)
    card = state.get_card(authentication.resource_id) if token is None else token.card
    if card is None:
        raise UnknownObject("card", authentication.resource_id)
    return card


def _open(state: PaymentState, authentication_id: str) -> Authentication:
    authentication = state.get_authentication(authentication_id)
    if authentication is None:
        if state.get_token(authentication_id) is not None:
            raise StateRefused("not_in_three_d_secure_flow", "The token was made without 3-D Secure.")
        raise UnknownObject("three_d_secure_request", authentication_id)
    card_of(state, authentication)
    if authentication.result_received_at is not None:
        raise StateRefused("invalid_three_d_secure_state", "The authentication has its result already.")
    if authentication.window_closed:
        raise StateRefused("three_d_secure_expired", "The time for the authentication has run out.")
    return authentication
