"""PAY.JP as small as it can be: tokens with 3-D Secure, customers, and what the browser is told."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from fnmatch import fnmatch
from typing import Any
from urllib.parse import parse_qs, urlsplit

from requests import PreparedRequest

__all__ = ["PAYMENT", "PUBLIC_KEY", "SECRET_KEY", "Payments"]

PAYMENT = "https://pay.test/v1"
SECRET_KEY = "sk_test_desk"
PUBLIC_KEY = "pk_test_desk"

Answer = tuple[int, dict[str, str], str]


class Payments:
    """What the gateway holds, and what it was asked."""

    def __init__(self) -> None:
        self.tokens: dict[str, dict[str, Any]] = {}
        self.customers: dict[str, dict[str, str]] = {}
        self.finished: list[str] = []
        self.status: str | None = "unverified"
        """Of the 3-D Secure of new tokens."""
        self.cvc_check = "passed"
        self.refusals: dict[str, tuple[int, str]] = {}
        """Pattern of method and path -> status and code with which it is refused."""
        self.lost: set[str] = set()
        """Method and start of a path whose answer never arrives, though it was carried out."""

    def answer(self, request: PreparedRequest) -> Answer:
        """One request is answered."""
        user = base64.b64encode(f"{SECRET_KEY}:".encode()).decode()
        assert request.headers["Authorization"] == f"Basic {user}"
        path = urlsplit(str(request.url)).path.removeprefix("/v1")
        for pattern, (status, code) in self.refusals.items():
            if fnmatch(f"{request.method} {path}", pattern):
                return _json(status, {"error": {"status": status, "code": code, "message": "no"}})
        body = request.body.decode() if isinstance(request.body, bytes) else request.body or ""
        form = {key: values[0] for key, values in parse_qs(body, strict_parsing=bool(body)).items()}
        answered = self._carry_out(str(request.method), path, form, request)
        lost = any(f"{request.method} {path}".startswith(one) for one in self.lost)
        return (500, {}, "lost") if lost else answered

    def _carry_out(self, method: str, path: str, form: dict[str, str], request: PreparedRequest) -> Answer:
        if (method, path) == ("POST", "/tokens"):
            assert request.headers["X-Payjp-Direct-Token-Generate"] == "true"
            return self._make(form)
        if (method, path) == ("POST", "/customers"):
            return self._customer(form)
        if path.startswith("/customers/"):
            return self._cards(method, path.split("/")[2], form)
        token_id = path.split("/")[2]
        if token_id not in self.tokens:
            return _json(404, {"error": {"code": "invalid_id"}})
        if path.endswith("/tds_finish"):
            return self._finish(token_id)
        return _json(200, self.tokens[token_id])

    def _make(self, form: dict[str, str]) -> Answer:
        assert form["three_d_secure"] == "true"
        assert form["card[email]"] and form["card[name]"] and form["card[cvc]"]
        token_id = f"tok_{len(self.tokens) + 1}"
        card = {
            "brand": "Visa",
            "last4": form["card[number]"][-4:],
            "exp_month": int(form["card[exp_month]"]),
            "exp_year": int(form["card[exp_year]"]),
            "cvc_check": self.cvc_check,
            "name": form["card[name]"],
            "three_d_secure_status": self.status,
        }
        self.tokens[token_id] = {"id": token_id, "object": "token", "used": False, "card": card}
        return _json(200, self.tokens[token_id])

    def _finish(self, token_id: str) -> Answer:
        if token_id in self.finished:
            return _json(400, {"error": {"code": "invalid_three_d_secure_state"}})
        assert self.tokens[token_id]["card"]["three_d_secure_status"] in ("verified", "attempted")
        self.finished.append(token_id)
        return _json(200, self.tokens[token_id])

    def _customer(self, form: dict[str, str]) -> Answer:
        token = self.tokens[form["card"]]
        if form["id"] in self.customers:
            return _json(400, {"error": {"code": "already_exist_id"}})
        asked = token["card"]["three_d_secure_status"] is not None
        assert not token["used"] and (not asked or form["card"] in self.finished)
        token["used"] = True
        self.customers[form["id"]] = form
        return _json(200, {"id": form["id"], "object": "customer"})

    def _cards(self, method: str, customer_id: str, form: dict[str, str]) -> Answer:
        if customer_id not in self.customers:
            return _json(404, {"error": {"code": "invalid_id"}})
        customer = self.customers[customer_id]
        if method == "GET":
            cards = {"data": [{"id": customer["card"]}]}
            return _json(200, {"id": customer_id, "default_card": customer["card"], "cards": cards})
        if method == "POST" and self.tokens[form["card"]]["used"]:
            return _json(400, {"error": {"code": "token_already_used"}})
        if method == "POST":
            self.tokens[form["card"]]["used"] = True
            customer["card"] = form["card"]
        return _json(200, {"id": customer["card"]})

    def settle(self, address: str, status: str) -> str:
        """The card company's page at ``address`` ends with ``status``; gives where it sends the browser."""
        url = urlsplit(address)
        assert address.startswith(PAYMENT + "/tds/tok_") and url.path.endswith("/start")
        query = parse_qs(url.query)
        assert query["publickey"] == [PUBLIC_KEY]
        text, _, mac = query["back_url"][0].rpartition(".")
        digest = hmac.new(SECRET_KEY.encode(), text.encode(), hashlib.sha256).digest()
        assert base64.urlsafe_b64decode(mac + "==") == digest
        header, claims = (json.loads(base64.urlsafe_b64decode(part + "==")) for part in text.split("."))
        assert header["alg"] == "HS256"
        self.tokens[url.path.split("/")[3]]["card"]["three_d_secure_status"] = status
        return str(claims["url"])


def _json(status: int, body: object) -> Answer:
    return status, {"Content-Type": "application/json"}, json.dumps(body)
