"""How a policy says no to what a customer typed."""

from __future__ import annotations

__all__ = ["Refused"]


class Refused(ValueError):
    """What was typed cannot be taken; the message is Japanese and stands at the field."""

    def __init__(self, message: str) -> None:
        self.message = message
        super().__init__(message)
