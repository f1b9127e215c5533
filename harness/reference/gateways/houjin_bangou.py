"""国税庁 法人番号システム Web-API, version 4: one corporation by its number."""

from __future__ import annotations

import unicodedata

from lxml import etree
from pydantic import BaseModel

from harness.reference.gateways.trouble import GatewayTrouble, send

__all__ = ["Corporation", "CorporationGateway"]

SERVICE = "国税庁の法人番号システム"


class Corporation(BaseModel):
    """What the register says of a corporation; an entry it does not have is empty."""

    number: str
    name: str
    name_kana: str
    postal_code: str
    """NNN-NNNN, or empty."""
    address: str
    closed: bool


class CorporationGateway:
    """Asks ``num`` for XML (type 12); every answer that is not agreed is GatewayTrouble."""

    def __init__(self, *, url: str, application_id: str, timeout: float) -> None:
        self._url = url.rstrip("/")
        self._id = application_id
        self._timeout = timeout

    def corporation(self, number: str) -> Corporation | None:
        """A number in the register gives its corporation; an unknown one (200, count 0) gives None."""
        query = {"id": self._id, "number": number, "type": "12", "history": "0"}
        answer = send(SERVICE, "GET", f"{self._url}/num", timeout=self._timeout, params=query)
        if answer.status_code != 200:
            raise GatewayTrouble(SERVICE, f"status {answer.status_code}")
        try:
            return _corporation(answer.content, number)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise GatewayTrouble(SERVICE, f"not the agreed XML: {error}") from error


def _corporation(xml: bytes, number: str) -> Corporation | None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    root = etree.fromstring(xml, parser)
    if root.tag != "corporations":
        raise ValueError("root is not corporations")
    if int(root.findtext("count") or "") == 0:
        return None
    for record in root.findall("corporation"):
        if record.findtext("corporateNumber") != number or record.findtext("latest") == "0":
            continue
        if record.findtext("process") == "99":
            return None
        return _read(record, number)
    raise ValueError("the corporation asked for is not among the records")


def _read(record: etree._Element, number: str) -> Corporation:
    def text(name: str) -> str:
        return unicodedata.normalize("NFC", record.findtext(name) or "").strip()

    if not text("name"):
        raise ValueError("a corporation without a name")
    code = text("postCode")
    return Corporation(
        number=number,
        name=text("name"),
        name_kana=text("furigana"),
        postal_code=f"{code[:3]}-{code[3:]}" if len(code) == 7 else "",
        address=text("prefectureName") + text("cityName") + text("streetNumber") or text("addressOutside"),
        closed=bool(text("closeDate")),
    )
