"""Where the build runs, whom it talks to, and its secrets."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields

__all__ = ["Settings"]

PREFIX = "MYLEXUS_"


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """All that can be set from outside; the defaults make a build that runs alone, in memory."""

    secret_key: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    """Signs QR tokens and encrypts drafts; a new one makes all earlier QR codes invalid."""
    database_url: str = "sqlite://"
    """SQLAlchemy address; in memory unless set."""
    public_url: str = "http://localhost:5000"
    """What phones reach the build by; stands in the QR code."""
    account_url: str = "https://account.toyota.example"
    """TOYOTAアカウント."""
    account_key: str = field(default="", repr=False)
    houjin_bangou_url: str = "https://api.houjin-bangou.nta.go.jp/4"
    """国税庁 法人番号システム Web-API, version 4."""
    houjin_bangou_id: str = ""
    """Application ID: 13 letters and digits."""
    licence_reader_url: str = "https://licence-reader.toyota.example"
    payment_url: str = "https://api.pay.jp/v1"
    """PAY.JP, version 1."""
    payment_secret_key: str = field(default="", repr=False)
    payment_public_key: str = ""
    vehicle_registry_url: str = "https://vehicle-registry.toyota.example"
    """車検証 data."""
    vehicle_registry_key: str = field(default="", repr=False)
    smtp_host: str = "localhost"
    smtp_port: int = 25
    mail_sender: str = "no-reply@id.toyota"
    control_token: str | None = field(default=None, repr=False)
    """Opens the control API; None leaves it out."""
    timeout: float = 10.0
    """Seconds that an outside service may take."""

    def address(self, path: str) -> str:
        """What phones reach a path of the build by."""
        return self.public_url.rstrip("/") + path

    @classmethod
    def from_environ(cls, environ: Mapping[str, str] = os.environ) -> Settings:
        """Each ``MYLEXUS_<NAME>`` that is set and not empty replaces a default.

        Raises:
            ValueError: naming the variable, if a number is not one.
        """
        found: dict[str, str | int | float] = {}
        for one in fields(cls):
            variable = PREFIX + one.name.upper()
            text = environ.get(variable, "")
            if not text:
                continue
            kind = {"smtp_port": int, "timeout": float}.get(one.name, str)
            try:
                found[one.name] = kind(text)
            except ValueError:
                raise ValueError(
                    f"{variable}: found {text!r}, expected a number; correct or unset it"
                ) from None
        return cls(**found)  # type: ignore[arg-type]
