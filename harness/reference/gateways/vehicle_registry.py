"""The register of motor vehicles: what a 車検証 says, by 車台番号 and 自動車登録番号 together."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from harness.reference.gateways.trouble import GatewayTrouble, json_of, send
from harness.reference.policy.number_plate import NumberPlate

__all__ = ["Certificate", "CertificateUser", "VehicleRegistryGateway"]

SERVICE = "車検証情報のサービス"


class CertificateUser(BaseModel):
    """The 使用者 that a 車検証 names."""

    model_config = ConfigDict(frozen=True)

    kind: Literal["個人", "法人"]
    name: str = Field(min_length=1)
    address: str = Field(min_length=1)


class Certificate(BaseModel):
    """What is used of a 車検証."""

    model_config = ConfigDict(frozen=True)

    vehicle_kind: Literal["普通自動車", "軽自動車"]
    user: CertificateUser

    @property
    def kei(self) -> bool:
        """Whether the car is a 軽自動車, which cannot be registered (4-1/6-A)."""
        return self.vehicle_kind == "軽自動車"


class VehicleRegistryGateway:
    """Asks the register; every answer that is not agreed is GatewayTrouble."""

    def __init__(self, *, url: str, key: str, timeout: float) -> None:
        self._url = url.rstrip("/")
        self._key = key
        self._timeout = timeout

    def certificate(self, chassis_number: str, plate: NumberPlate) -> Certificate | None:
        """A car that has both numbers gives its 車検証; if there is none, None, and never which is wrong."""
        asked = {
            "chassis_number": chassis_number,
            "region": plate.region,
            "class_number": plate.class_number,
            "kana": plate.kana,
            "serial": plate.serial,
        }
        answer = send(
            SERVICE,
            "GET",
            f"{self._url}/v1/certificates",
            timeout=self._timeout,
            params=asked,
            headers={"Authorization": f"Bearer {self._key}", "Accept": "application/json"},
        )
        body = json_of(SERVICE, answer) if answer.status_code in (200, 404) else {}
        # A wrong address answers 404 too, and is no car that does not exist.
        if answer.status_code == 404 and body.get("error") == {"code": "not_found"}:
            return None
        if answer.status_code != 200:
            raise GatewayTrouble(SERVICE, f"status {answer.status_code}")
        return _certificate(body, asked)


def _certificate(body: dict[str, Any], asked: dict[str, str]) -> Certificate:
    plate = body.get("plate")
    told = {"chassis_number": body.get("chassis_number"), **(plate if isinstance(plate, dict) else {})}
    if told != asked:
        raise GatewayTrouble(SERVICE, "the 車検証 is another car's")
    try:
        return Certificate.model_validate(body)
    except ValidationError as error:
        raise GatewayTrouble(SERVICE, f"a 車検証 that is none: {error.error_count()} faults") from None
