"""The gateway as a WSGI application. Real base URL: ``https://api.pay.jp``; every path begins with ``/v1``.

Requests show a key by HTTP Basic, as user with an empty password; bodies are forms (``card[number]``). The
public key only makes, shows and finishes tokens, the secret key does everything.

``POST /v1/tokens``, ``GET /v1/tokens/<id>``, ``POST /v1/tokens/<id>/tds_finish``
    a card as a token, with ``three_d_secure=true`` to be authenticated before it is used
``POST, GET /v1/customers``, ``POST, GET, DELETE /v1/customers/<id>``
    customers; ``card=tok_…`` brings a card along
``POST, GET /v1/customers/<id>/cards``, ``GET, DELETE /v1/customers/<id>/cards/<card>``
    the cards of a customer
``POST, GET /v1/three_d_secure_requests``, ``GET /v1/three_d_secure_requests/<id>``
    the authentication of a customer's card, ``resource_id=car_…``
``GET, POST /v1/tds/<tok_ or tdsr_>/start?publickey=&back_url=``
    the page for the cardholder; it goes back to ``back_url``, a JWS of ``{"url": …}`` under the secret key

A test rig has ``GET /_fake/cards`` -> ``{"cards": […]}``, the cards of all customers.

Lists take ``limit``, ``offset``, ``since`` and ``until``. Refusals: ``errors.py``.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request, Response

from fakes.base import BaseFake, Handler, json_answer
from fakes.payment import three_d_secure
from fakes.payment.cards import CARD_FIELDS, read_card
from fakes.payment.challenge import challenge_page, read_back_url, refusal_page
from fakes.payment.errors import (
    BadParameter,
    MethodNotAllowed,
    PaymentRefusal,
    StateRefused,
    Unauthorized,
    UnknownObject,
    UnknownPath,
)
from fakes.payment.state import Card, Customer, PaymentState, Token
from fakes.payment.wire import (
    authentication_value,
    card_value,
    customer_value,
    deleted_value,
    list_value,
    read_boolean,
    read_bracket,
    read_form,
    read_metadata,
    read_paging,
    token_value,
)

__all__ = ["DEFAULT_PUBLIC_KEY", "DEFAULT_SECRET_KEY", "Fake"]

DEFAULT_SECRET_KEY = "sk_test_fake"
DEFAULT_PUBLIC_KEY = "pk_test_fake"

_METADATA = {"metadata": None}
_HTML = "text/html; charset=utf-8"


class Fake(BaseFake[PaymentState]):
    """The gateway; ids are drawn from ``seed``, the keys are what callers must show."""

    name: ClassVar[str] = "payment"

    def __init__(
        self, seed: int = 0, *, secret_key: str = DEFAULT_SECRET_KEY, public_key: str = DEFAULT_PUBLIC_KEY
    ) -> None:
        super().__init__(PaymentState(seed), seed=seed)
        self.secret_key = secret_key
        self.public_key = public_key

    def routes(self) -> Sequence[tuple[str, str, Handler]]:
        """The calls for tokens, customers, cards and authentications, and the page of the challenge."""
        customer, card = "/v1/customers/<customer_id>", "/v1/customers/<customer_id>/cards/<card_id>"
        requests, page = "/v1/three_d_secure_requests", "/v1/tds/<authentication_id>/start"
        return (
            ("POST", "/v1/tokens", self._make_token),
            ("GET", "/v1/tokens/<token_id>", self._show_token),
            ("POST", "/v1/tokens/<token_id>/tds_finish", self._finish_token),
            ("POST", "/v1/customers", self._make_customer),
            ("GET", "/v1/customers", self._list_customers),
            ("GET", customer, self._show_customer),
            ("POST", customer, self._change_customer),
            ("DELETE", customer, self._delete_customer),
            ("POST", f"{customer}/cards", self._make_card),
            ("GET", f"{customer}/cards", self._list_cards),
            ("GET", card, self._show_card),
            ("DELETE", card, self._delete_card),
            ("POST", requests, self._make_request),
            ("GET", requests, self._list_requests),
            ("GET", f"{requests}/<request_id>", self._show_request),
            ("GET", page, self._challenge),
            ("POST", page, self._answer_challenge),
        )

    def management(self) -> Sequence[tuple[str, str, Handler]]:
        """Every customer's cards can be seen without a key."""
        return (("GET", "/_fake/cards", self._list_all_cards),)

    def admit(self, request: Request) -> None:
        """Lets a request in that shows a key for its path; the page asks for its key in the query."""
        if request.path.startswith("/v1/tds/"):
            return
        shown = request.authorization
        if shown is None or shown.type != "basic" or not shown.username:
            raise Unauthorized("no_api_key", "No API key was given.")
        keys = [self.secret_key]
        if re.match(r"/v1/tokens(?:/|$)", request.path):
            keys.append(self.public_key)
        if shown.password or not any(_same(shown.username, key) for key in keys):
            raise Unauthorized("invalid_api_key", "The API key is wrong, or not for this path.")

    def unroutable(self, error: HTTPException) -> Response:
        """Unknown paths and methods are told in the gateway's own shape."""
        return (MethodNotAllowed() if error.code == 405 else UnknownPath()).answer()

    def _make_token(self, request: Request) -> Response:
        form = read_form(request.form, ("three_d_secure", "tenant"), brackets={"card": CARD_FIELDS})
        secured = read_boolean(form, "three_d_secure")
        details = read_card(read_bracket(form, "card"), three_d_secure=secured)
        return json_answer(token_value(self.state.add_token(details, three_d_secure=secured)))

    def _show_token(self, request: Request, token_id: str) -> Response:
        token = self.state.get_token(token_id)
        if token is None:
            raise UnknownObject("token", token_id)
        return json_answer(token_value(token))

    def _finish_token(self, request: Request, token_id: str) -> Response:
        return json_answer(token_value(three_d_secure.finish(self.state, token_id)))

    def _make_customer(self, request: Request) -> Response:
        form = read_form(request.form, ("id", "email", "description", "card"), brackets=_METADATA)
        customer_id, metadata = form.get("id", ""), read_metadata(form)
        if customer_id and not re.fullmatch(r"[A-Za-z0-9_-]{1,100}", customer_id):
            raise BadParameter("invalid_flexible_id", "The id has a wrong form.", "id")
        if self.state.customer_exists(customer_id):
            raise BadParameter("already_exist_id", "The id is taken.", "id")
        token = three_d_secure.check_usable(self.state, form["card"]) if form.get("card") else None
        customer = self.state.add_customer(
            customer_id=customer_id,
            email=form.get("email", ""),
            description=form.get("description", ""),
            metadata=metadata,
        )
        if token is not None:
            self.state.add_card(customer.customer_id, token.token_id)
        return self._customer_answer(customer.customer_id)

    def _list_customers(self, request: Request) -> Response:
        def value(customer: Customer) -> dict[str, object]:
            return customer_value(customer, self.state.cards(customer.customer_id))

        paging = read_paging(request.args)
        return json_answer(list_value("/v1/customers", self.state.customers(), value, paging))

    def _show_customer(self, request: Request, customer_id: str) -> Response:
        return self._customer_answer(customer_id)

    def _change_customer(self, request: Request, customer_id: str) -> Response:
        customer = self._customer(customer_id)
        allowed = ("email", "description", "default_card", "card")
        form = read_form(request.form, allowed, brackets=_METADATA)
        metadata = read_metadata(form, customer.metadata)
        if form.get("default_card"):
            self._card(customer_id, form["default_card"])
        token = self._token_for(customer_id, form["card"]) if form.get("card") else None
        self.state.store_customer(
            replace(
                customer,
                email=form.get("email", customer.email),
                description=form.get("description", customer.description),
                default_card=form.get("default_card") or customer.default_card,
                metadata=metadata,
            )
        )
        if token is not None:
            self.state.add_card(customer_id, token.token_id, default=True)
        return self._customer_answer(customer_id)

    def _delete_customer(self, request: Request, customer_id: str) -> Response:
        self._customer(customer_id)
        self.state.remove_customer(customer_id)
        return json_answer(deleted_value(customer_id))

    def _make_card(self, request: Request, customer_id: str) -> Response:
        self._customer(customer_id)
        form = read_form(request.form, ("card", "default"), brackets={})
        if not form.get("card"):
            raise BadParameter("missing_param", "card is missing.", "card")
        default = read_boolean(form, "default")
        token = self._token_for(customer_id, form["card"])
        return json_answer(card_value(self.state.add_card(customer_id, token.token_id, default=default)))

    def _list_cards(self, request: Request, customer_id: str) -> Response:
        self._customer(customer_id)
        url, cards = f"/v1/customers/{customer_id}/cards", self.state.cards(customer_id)
        return json_answer(list_value(url, cards, card_value, read_paging(request.args)))

    def _show_card(self, request: Request, customer_id: str, card_id: str) -> Response:
        return json_answer(card_value(self._card(customer_id, card_id)))

    def _delete_card(self, request: Request, customer_id: str, card_id: str) -> Response:
        self._card(customer_id, card_id)
        self.state.remove_card(card_id)
        return json_answer(deleted_value(card_id))

    def _make_request(self, request: Request) -> Response:
        form = read_form(request.form, ("resource_id",), brackets={})
        card_id = form.get("resource_id", "")
        if not card_id:
            raise BadParameter("missing_param", "resource_id is missing.", "resource_id")
        if self.state.get_card(card_id) is None:
            raise UnknownObject("card", card_id, "resource_id")
        return json_answer(authentication_value(self.state.add_authentication(card_id)))

    def _list_requests(self, request: Request) -> Response:
        wanted = request.args.get("resource_id")
        requests = [
            authentication
            for authentication in self.state.authentications()
            if authentication.authentication_id.startswith("tdsr_")
            and wanted in (None, authentication.resource_id)
        ]
        paging = read_paging(request.args)
        url = "/v1/three_d_secure_requests"
        return json_answer(list_value(url, requests, authentication_value, paging))

    def _show_request(self, request: Request, request_id: str) -> Response:
        found = self.state.get_authentication(request_id)
        if found is None or not request_id.startswith("tdsr_"):
            raise UnknownObject("three_d_secure_request", request_id)
        return json_answer(authentication_value(found))

    def _challenge(self, request: Request, authentication_id: str) -> Response:
        try:
            back_url = self._back_url(request)
            authentication = three_d_secure.start(self.state, authentication_id)
            card = three_d_secure.card_of(self.state, authentication)
            if not card.details.asks:
                three_d_secure.receive(self.state, authentication_id, "verified")
                return Response(status=302, headers={"Location": back_url})
        except PaymentRefusal as refusal:
            return Response(refusal_page(refusal), status=refusal.status, content_type=_HTML)
        return Response(challenge_page(card, request.query_string.decode()), content_type=_HTML)

    def _answer_challenge(self, request: Request, authentication_id: str) -> Response:
        try:
            back_url, outcome = self._back_url(request), request.form.get("result", "")
            if outcome not in three_d_secure.OUTCOMES:
                raise BadParameter("missing_param", "No result was chosen.", "result")
            three_d_secure.receive(self.state, authentication_id, outcome)
        except PaymentRefusal as refusal:
            return Response(refusal_page(refusal), status=refusal.status, content_type=_HTML)
        return Response(status=302, headers={"Location": back_url})

    def _back_url(self, request: Request) -> str:
        return read_back_url(request.args, secret_key=self.secret_key, public_key=self.public_key)

    def _list_all_cards(self, request: Request) -> Response:
        return json_answer({"cards": [card_value(card) for card in self.state.cards()]})

    def _customer(self, customer_id: str) -> Customer:
        customer = self.state.get_customer(customer_id)
        if customer is None:
            raise UnknownObject("customer", customer_id)
        return customer

    def _customer_answer(self, customer_id: str) -> Response:
        return json_answer(customer_value(self._customer(customer_id), self.state.cards(customer_id)))

    def _card(self, customer_id: str, card_id: str) -> Card:
        self._customer(customer_id)
        card = self.state.get_card(card_id)
        if card is None or card.customer_id != customer_id:
            raise UnknownObject("card", card_id)
        return card

    def _token_for(self, customer_id: str, token_id: str) -> Token:
        """The token, if this customer can take its card: the same number and expiry are taken once."""
        token = three_d_secure.check_usable(self.state, token_id)
        same = {card.details.identity for card in self.state.cards(customer_id)}
        if token.card.details.identity in same:
            raise StateRefused("already_have_the_same_card", "The customer has this card.", "card")
        return token


def _same(shown: str, key: str) -> bool:
    return hmac.compare_digest(shown.encode(), key.encode())
