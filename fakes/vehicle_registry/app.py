"""The register as a WSGI application: JSON in UTF-8, every call with ``Authorization: Bearer``.

``GET /v1/certificates?chassis_number=&region=&class_number=&kana=&serial=``
    -> 200 certificate, 401, 404 where no car has both numbers, 422

A certificate is ``{"chassis_number", "plate": {"region", "class_number", "kana", "serial"}, "vehicle_kind":
"普通自動車" or "軽自動車", "user": {"kind": "個人" or "法人", "name", "address"}}``. 車台番号 has its hyphen, the
一連指定番号 has none: ``ABC123-1234567``, ``名古屋 3AC か 1234``. Refusals: ``errors.py``. ``GET /openapi.json``, without the key, says the
same as an OpenAPI document.

A test rig has ``PUT /_fake/certificates`` with a certificate, which takes the place of the car's earlier one.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from typing import ClassVar

from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request, Response

from fakes.base import BaseFake, Handler, json_answer
from fakes.control import body_of
from fakes.documents import document_beside
from fakes.vehicle_registry.errors import NotFound, Unauthorized
from fakes.vehicle_registry.state import RegistryState
from fakes.vehicle_registry.wire import CertificateEntry, certificate_value, read_query

__all__ = ["DEFAULT_KEY", "Fake"]

DEFAULT_KEY = "fake-vehicle-registry-key"


class Fake(BaseFake[RegistryState]):
    """The register; ``key`` is what callers must show, it draws nothing at random."""

    name: ClassVar[str] = "vehicle_registry"

    def __init__(self, seed: int = 0, *, key: str = DEFAULT_KEY) -> None:
        super().__init__(RegistryState(), seed=seed)
        self.key = key

    def routes(self) -> Sequence[tuple[str, str, Handler]]:
        """The one call, the 車検証 of a car by both of its numbers, and its documentation."""
        return (("GET", "/v1/certificates", self._find), ("GET", "/openapi.json", self._show_document))

    def management(self) -> Sequence[tuple[str, str, Handler]]:
        """A record can be put into the register."""
        return (("PUT", "/_fake/certificates", self._put),)

    def admit(self, request: Request) -> None:
        """Lets a request in that shows the key, or that asks for the documentation."""
        if request.path == "/openapi.json":
            return
        shown = request.headers.get("Authorization", "")
        if not hmac.compare_digest(shown.encode(), f"Bearer {self.key}".encode()):
            raise Unauthorized

    def unroutable(self, error: HTTPException) -> Response:
        """An unknown path is ``not_found``; a method that a path does not have is told with status 405."""
        if error.code == 404:
            return NotFound().answer()
        return json_answer({"error": {"code": "method_not_allowed"}}, error.code or 400)

    def _find(self, request: Request) -> Response:
        chassis_number, plate = read_query(request.args)
        certificate = self.state.get_certificate(chassis_number)
        if certificate is None or certificate.plate != plate:
            raise NotFound
        return json_answer(certificate_value(certificate))

    def _show_document(self, request: Request) -> Response:
        return json_answer(document_beside(__package__))

    def _put(self, request: Request) -> Response:
        entry = CertificateEntry.model_validate(body_of(request))
        return json_answer(certificate_value(self.state.store_certificate(entry.certificate())))
