"""Everything a screen may need: the store, the outside systems, and the seal on what phones enter."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import Flask, current_app

from harness.reference.draft import Phone
from harness.reference.gateways.account import AccountGateway
from harness.reference.gateways.houjin_bangou import CorporationGateway
from harness.reference.gateways.licence_reader import LicenceGateway
from harness.reference.gateways.mail import MailGateway
from harness.reference.gateways.payment import PaymentGateway
from harness.reference.gateways.vehicle_registry import VehicleRegistryGateway
from harness.reference.settings import Settings
from harness.reference.store import Store

__all__ = ["Desk", "the_desk"]

_NAME = "mylexus"
_NONCE = 12
"""Bytes that are never used twice with a key (NIST SP 800-38D)."""


class Desk:
    """What one running build works with; made once, used by all requests."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.store = Store(settings.database_url)
        self.accounts = AccountGateway(
            url=settings.account_url, key=settings.account_key, timeout=settings.timeout
        )
        self.corporations = CorporationGateway(
            url=settings.houjin_bangou_url, application_id=settings.houjin_bangou_id, timeout=settings.timeout
        )
        self.licences = LicenceGateway(url=settings.licence_reader_url, timeout=settings.timeout)
        self.payment = PaymentGateway(
            url=settings.payment_url,
            secret_key=settings.payment_secret_key,
            public_key=settings.payment_public_key,
            timeout=settings.timeout,
        )
        self.registry = VehicleRegistryGateway(
            url=settings.vehicle_registry_url, key=settings.vehicle_registry_key, timeout=settings.timeout
        )
        self.mail = MailGateway(
            host=settings.smtp_host,
            port=settings.smtp_port,
            sender=settings.mail_sender,
            timeout=settings.timeout,
        )
        key = hashlib.sha256(f"mylexus.draft|{settings.secret_key}".encode()).digest()
        self._seal = AESGCM(key)
        self._turns = tuple(Lock() for _ in range(64))

    def install(self, app: Flask) -> None:
        """The application's requests find this desk."""
        app.extensions[_NAME] = self

    @contextmanager
    def turn_of(self, phone_key: str) -> Iterator[None]:
        """Requests of one phone are handled one after another."""
        with self._turns[hash(phone_key) % len(self._turns)]:
            yield

    def keep(self, phone: Phone) -> None:
        """A phone's procedure is stored encrypted, and opens for that phone only."""
        nonce = secrets.token_bytes(_NONCE)
        text = phone.model_dump_json().encode()
        self.store.keep_phone(phone.key, nonce + self._seal.encrypt(nonce, text, phone.key.encode()))

    def find(self, key: str) -> tuple[float, Phone] | None:
        """A phone's procedure and when it was last seen; None if there is none that this build can read."""
        found = self.store.phone(key)
        if not found:
            return None
        try:
            seen, sealed = found
            text = self._seal.decrypt(sealed[:_NONCE], sealed[_NONCE:], key.encode())
            return seen, Phone.model_validate_json(text)
        except (InvalidTag, ValueError):
            return None


def the_desk() -> Desk:
    """The desk of the application that handles the current request."""
    desk = current_app.extensions[_NAME]
    if not isinstance(desk, Desk):
        raise TypeError("the application has no desk: make it with create_app()")
    return desk
