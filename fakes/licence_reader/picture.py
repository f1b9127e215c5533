"""Draws the front of an invented 運転免許証 that the reader can, cannot, or wrongly can read."""

from __future__ import annotations

import io
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Literal

import segno
from PIL import Image, ImageDraw, ImageFilter, ImageFont, ImageOps

from fakes.licence_reader.wire import card_text

__all__ = ["CARD_SIZE", "Quality", "licence_picture", "misread"]

Quality = Literal["right", "misread", "unreadable"]
_CODE_SIDE = 390
_LIGHT_AND_DARK = bytes.maketrans(b"\0\1", b"\xff\0")
CARD_SIZE = (1011, 638)
"""Pixels of an ID-1 card (85.6 x 54 mm) at 300 dpi."""

_FONTS = (
    Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
    Path("/usr/share/fonts/truetype/noto/NotoSansCJK-Regular.ttc"),
)
# Signs that look alike in a bad light.
_ALIKE = {"田": "由", "太": "大", "未": "末", "土": "士", "己": "已", "日": "目", "山": "出", "一": "二"}
_ERAS = (
    (date(2019, 5, 1), "令和", 2018),
    (date(1989, 1, 8), "平成", 1988),
    (date(1926, 12, 25), "昭和", 1925),
)


def licence_picture(
    *,
    name: str,
    birthdate: str,
    address: str,
    quality: Quality = "right",
    misread_name: str | None = None,
    format: Literal["PNG", "JPEG"] = "PNG",
) -> bytes:
    """The card as a picture; ``birthdate`` is ``YYYY-MM-DD``.

    ``right``: the reader reads what the card says. ``misread``: it reads ``misread_name``, by default the
    name with a sign that looks like another. ``unreadable``: the picture is blurred. Without a Japanese
    font on the machine the print is bars, which the reader does not need.
    """
    name_read = (misread_name or misread(name)) if quality == "misread" else None
    card = Image.new("RGB", CARD_SIZE, "#eef3f7")
    draw = ImageDraw.Draw(card)
    draw.rounded_rectangle((4, 4, CARD_SIZE[0] - 5, CARD_SIZE[1] - 5), radius=40, outline="#5b6b7a", width=4)
    draw.rectangle((40, 150, 560, 190), fill="#f0c419")
    for top, text in ((40, f"氏名 {name}"), (95, f"{_in_era(birthdate)}生"), (215, f"住所 {address}")):
        _print(draw, top, text)
    _print(draw, 560, "見本 運転免許証")
    text = card_text(name=name, birthdate=birthdate, address=address, name_read=name_read)
    card.paste(_code(text), (600, 140))
    if quality == "unreadable":
        card = card.filter(ImageFilter.GaussianBlur(24))
    out = io.BytesIO()
    card.save(out, format, compress_level=1)  # who looks at it looks once; JPEG has no such thing
    return out.getvalue()


def misread(name: str) -> str:
    """The name with one sign taken for another that looks like it; without such a sign the last is lost."""
    for at, sign in enumerate(name):
        if sign in _ALIKE:
            return name[:at] + _ALIKE[sign] + name[at + 1 :]
    return name[:-1] + "〓"


def _code(text: str) -> Image.Image:
    # Any of the eight masks can be read; weighing them takes longer than drawing the card.
    code = segno.make_qr(text, error="m", encoding="utf-8", eci=True, mask=0)
    # segno's own writer goes through every pixel in Python.
    side = len(code.matrix)
    drawn = Image.frombytes("L", (side, side), b"".join(code.matrix).translate(_LIGHT_AND_DARK))
    drawn = ImageOps.expand(drawn, border=4, fill=255)
    larger = drawn.width * (_CODE_SIDE // drawn.width)
    return drawn.resize((larger, larger), Image.Resampling.NEAREST).convert("RGB")


@lru_cache(maxsize=1)
def _font() -> ImageFont.FreeTypeFont | None:
    """Opening a font of all Japanese characters takes longer than drawing the card."""
    path = next((path for path in _FONTS if path.exists()), None)
    return ImageFont.truetype(str(path), 32) if path else None


def _print(draw: ImageDraw.ImageDraw, top: int, text: str) -> None:
    font = _font()
    if font is not None:
        draw.text((40, top), text, fill="#1d2733", font=font)
        return
    for at, sign in enumerate(text[:26]):
        if not sign.isspace():
            draw.rectangle((40 + at * 20, top + 8, 54 + at * 20, top + 28), fill="#1d2733")


def _in_era(birthdate: str) -> str:
    born = date.fromisoformat(birthdate)
    for start, era, before in _ERAS:
        if born >= start:
            year = born.year - before
            return f"{era}{'元' if year == 1 else year}年{born.month}月{born.day}日"
    return f"{born.year}年{born.month}月{born.day}日"
