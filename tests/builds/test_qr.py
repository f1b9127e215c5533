"""QR codes are read from their pictures."""

from __future__ import annotations

import base64
import io

import pytest
import zxingcpp
from PIL import Image

from harness.builds.qr import read_qr


def shown(kind: zxingcpp.BarcodeFormat) -> str:
    """A picture of such a code as a data URI."""
    file = io.BytesIO()
    code = zxingcpp.create_barcode("https://a.test/b", kind)
    Image.fromarray(zxingcpp.write_barcode_to_image(code, scale=6)).save(file, "PNG")
    return f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"


def test_a_qr_code_gives_its_text() -> None:
    """What a QR code says is read."""
    assert read_qr(shown(zxingcpp.BarcodeFormat.QRCode)) == "https://a.test/b"


@pytest.mark.parametrize("kind", [zxingcpp.BarcodeFormat.DataMatrix, zxingcpp.BarcodeFormat.Aztec])
def test_another_code_is_no_qr_code(kind: zxingcpp.BarcodeFormat) -> None:
    """A code of another kind is not what the guide shows."""
    assert read_qr(shown(kind)) == ""


@pytest.mark.parametrize("text", ["", "data:image/png;base64,AAAA", "data:image/svg+xml,<svg/>"])
def test_no_picture_gives_nothing(text: str) -> None:
    """What cannot be opened has no code."""
    assert read_qr(text) == ""
