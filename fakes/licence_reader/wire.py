"""Pictures in, readings out.

A card that ``picture.py`` has drawn says in its QR code what the reader reads: ``name``, ``birthdate``,
``address``, and for a misreading ``name_read``.
"""

from __future__ import annotations

import io
import json
from typing import Any

from PIL import Image, UnidentifiedImageError

from fakes.licence_reader.errors import NotAPicture, UnsupportedType

__all__ = ["CONTENT_TYPES", "card_text", "open_picture", "read_licence", "reading_value"]

CONTENT_TYPES = ("image/png", "image/jpeg")
_KEYS = ("name", "birthdate", "address")


def open_picture(content_type: str, body: bytes) -> Image.Image:
    """The picture in a request, in grey; raises ``UnsupportedType`` or ``NotAPicture``."""
    if content_type not in CONTENT_TYPES:
        raise UnsupportedType
    try:
        with Image.open(io.BytesIO(body), formats=("PNG", "JPEG")) as picture:
            return picture.convert("L")
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError):
        raise NotAPicture from None


def card_text(*, name: str, birthdate: str, address: str, name_read: str | None = None) -> str:
    """What the QR code of a drawn card says."""
    value = {"name": name, "birthdate": birthdate, "address": address}
    if name_read is not None:
        value["name_read"] = name_read
    return json.dumps({"licence": value}, ensure_ascii=False, separators=(",", ":"))


def read_licence(picture: Image.Image) -> dict[str, str] | None:
    """What the reader takes the card to say; ``None`` when it cannot read one."""
    # Loaded when first needed: at the end of a process it complains of objects that were frozen for the collector.
    import zxingcpp

    for code in zxingcpp.read_barcodes(
        picture, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    ):
        try:
            licence = json.loads(code.text)["licence"]
            read = {key: str(licence[key]) for key in _KEYS}
        except (json.JSONDecodeError, KeyError, TypeError):
            continue
        read["name"] = str(licence.get("name_read", read["name"]))
        return read
    return None


def reading_value(licence: dict[str, str] | None) -> dict[str, Any]:
    """The answer: a card has no kana, so that one is always null."""
    if licence is None:
        return {"status": "unreadable"}
    return {
        "status": "read",
        "licence": {
            "name": licence["name"],
            "kana": None,
            "birthdate": licence["birthdate"],
            "address": licence["address"],
        },
    }
