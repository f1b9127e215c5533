"""The service that reads a photographed 運転免許証."""

from __future__ import annotations

from pydantic import BaseModel, ValidationError

from harness.reference.gateways.trouble import GatewayTrouble, json_of, send

__all__ = ["Licence", "LicenceGateway"]

SERVICE = "身分証明書の読み取りサービス"

_NO_PICTURE = frozenset({400, 413, 415, 422})
"""The service looked at the picture and cannot use it."""


class Licence(BaseModel):
    """What was read; anything may be missing."""

    name: str | None = None
    kana: str | None = None
    birthdate: str | None = None
    """YYYY-MM-DD."""
    address: str | None = None


class LicenceGateway:
    """Sends a picture and gets what stands on it; the picture is not kept."""

    def __init__(self, *, url: str, timeout: float) -> None:
        self._url = url.rstrip("/")
        self._timeout = timeout

    def read(self, picture: bytes, media_type: str) -> Licence | None:
        """A picture gives a licence, or None when it cannot be read."""
        answer = send(
            SERVICE,
            "POST",
            f"{self._url}/v1/read",
            timeout=self._timeout,
            data=picture,
            headers={"Content-Type": media_type},
        )
        if answer.status_code in _NO_PICTURE:
            return None
        if answer.status_code != 200:
            raise GatewayTrouble(SERVICE, f"status {answer.status_code}")
        body = json_of(SERVICE, answer)
        if body.get("status") == "unreadable":
            return None
        try:
            if body.get("status") != "read":
                raise ValueError(f"status {body.get('status')!r}")
            return Licence.model_validate(body.get("licence"))
        except ValueError as error:  # pydantic's ValidationError is one
            kind = "a licence that is none" if isinstance(error, ValidationError) else str(error)
            raise GatewayTrouble(SERVICE, kind) from error
