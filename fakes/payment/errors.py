"""What the gateway refuses: ``{"error": {"status", "type", "code", "message", "param"?}}``.

::

    PaymentRefusal
    ├── Unauthorized         401 auth_error                no_api_key, invalid_api_key
    ├── CardRefused          402 card_error                card_declined, expired_card, invalid_number, …
    ├── BadParameter         400 client_error              missing_param, invalid_param_key, …
    ├── StateRefused         400 client_error              token_already_used, unverified_token, 3-D Secure
    ├── UnknownObject        404 client_error              invalid_id
    ├── UnknownPath          404 client_error              not_found
    └── MethodNotAllowed     405 not_allowed_method_error  not_allowed_method

Types and codes are those of the published reference, the text of ``invalid_id`` is that of a recorded answer,
the others are ours. ``invalid_back_url`` and ``invalid_card_phone`` are ours too. That 3-D Secure codes come
with 400 is a guess: clients go by the code. 429 (``over_capacity``) and 500 come from the fault plan.
"""

from __future__ import annotations

from typing import Any, ClassVar

from werkzeug.wrappers import Response

from fakes.base import Refusal, json_answer

__all__ = [
    "BadParameter",
    "CardRefused",
    "MethodNotAllowed",
    "PaymentRefusal",
    "StateRefused",
    "Unauthorized",
    "UnknownObject",
    "UnknownPath",
]


class PaymentRefusal(Refusal):
    """A refusal of the gateway; ``param`` is the parameter at fault, empty when there is none."""

    status: ClassVar[int] = 400
    type: ClassVar[str] = "client_error"

    def __init__(self, code: str, message: str, param: str = "") -> None:
        self.code = code
        self.message = message
        self.param = param
        super().__init__(f"{code}: {message}")

    def answer(self) -> Response:
        """The error object as JSON."""
        error: dict[str, Any] = {
            "status": self.status,
            "type": self.type,
            "code": self.code,
            "message": self.message,
        }
        if self.param:
            error["param"] = self.param
        return json_answer({"error": error}, self.status)


class Unauthorized(PaymentRefusal):
    """The request shows no key, or one that does not open this path."""

    status, type = 401, "auth_error"


class CardRefused(PaymentRefusal):
    """The card cannot be used as it was given."""

    status, type = 402, "card_error"


class BadParameter(PaymentRefusal):
    """A parameter is missing, unknown, or of the wrong form."""


class StateRefused(PaymentRefusal):
    """The object is not in a state that allows this."""


class UnknownObject(PaymentRefusal):
    """There is no object with that id."""

    status = 404

    def __init__(self, kind: str, object_id: str, param: str = "id") -> None:
        super().__init__("invalid_id", f"No such {kind}: {object_id}", param)


class UnknownPath(PaymentRefusal):
    """There is no such path."""

    status = 404

    def __init__(self) -> None:
        super().__init__("not_found", "Unrecognized request URL.")


class MethodNotAllowed(PaymentRefusal):
    """The path does not have this method."""

    status, type = 405, "not_allowed_method_error"

    def __init__(self) -> None:
        super().__init__("not_allowed_method", "The path does not have this method.")
