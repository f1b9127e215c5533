"""QR codes as pictures."""

from __future__ import annotations

import base64
from io import BytesIO

import pytest
import segno
import zxingcpp
from PIL import Image

from harness.coverage.masking import mask_html
from harness.reference.qr import qr_picture


def opened(uri: str) -> Image.Image:
    """The picture of a data URI."""
    return Image.open(BytesIO(base64.b64decode(uri.removeprefix("data:image/png;base64,"), validate=True)))


@pytest.mark.parametrize("length", [1, 30, 60, 90, 140, 200, 300])
def test_a_code_of_any_size_is_the_one_that_segno_draws(length: int) -> None:
    """Pixel by pixel it is the picture of segno's own writer, with four modules of quiet zone, and it can be read."""
    text = ("https://sign-up.test/user-entry?t=" + "eyJhbGciOiJIUzI1NiJ9." * 20)[:length]
    picture = opened(qr_picture(text))
    wanted = opened(segno.make_qr(text, error="m", mask=0).png_data_uri(scale=6, border=4))
    assert picture.size == wanted.size
    assert picture.convert("L").tobytes() == wanted.convert("L").tobytes()
    assert [code.text for code in zxingcpp.read_barcodes(picture.convert("L"))] == [text]


def test_a_code_is_masked_in_what_is_kept() -> None:
    """Nothing of the picture is left on a screen that is kept."""
    uri = qr_picture("https://sign-up.test/user-entry?t=secret")
    assert uri not in mask_html(f'<p class="qr"><img alt="QRコード" src="{uri}"></p>')
