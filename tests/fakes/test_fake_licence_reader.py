"""The reader of driving licences and the pictures that it is given."""

from __future__ import annotations

import io
from typing import Literal

import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from fakes.calling import Answer, Caller, Way, directly
from fakes.licence_reader import Fake, licence_picture
from fakes.licence_reader.picture import Quality, misread
from tests.fakes.reaching import WAYS

TARO = {
    "name": "豊田 太郎",
    "birthdate": "1990-04-01",
    "address": "愛知県豊田市トヨタ町1番地 豊田マンション808",
}


def card(
    quality: Quality = "right", misread_name: str | None = None, format: Literal["PNG", "JPEG"] = "PNG"
) -> bytes:
    """The card of 豊田 太郎."""
    return licence_picture(
        name=TARO["name"],
        birthdate=TARO["birthdate"],
        address=TARO["address"],
        quality=quality,
        misread_name=misread_name,
        format=format,
    )


def read(call: Caller, picture: bytes, content_type: str = "image/png") -> Answer:
    """Sends a picture to the reader."""
    return call("POST", "/v1/read", body=picture, headers={"Content-Type": content_type})


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("format", ["PNG", "JPEG"])
def test_a_right_picture_is_read_rightly(way: Way, format: Literal["PNG", "JPEG"]) -> None:
    """A sharp picture of a card, PNG or JPEG, gives what the card says, and no kana."""
    picture = card(format=format)
    with way(Fake()) as call:
        answer = read(call, picture, f"image/{format.lower()}")
    assert (answer.status, answer.json()) == (200, {"status": "read", "licence": TARO | {"kana": None}})


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("given_name", "expected"), [(None, "豊由 太郎"), ("豊田 大郎", "豊田 大郎")])
def test_a_misread_picture_gives_a_wrong_name(way: Way, given_name: str | None, expected: str) -> None:
    """A misread card gives another name, chosen or made from a sign that looks alike; the rest is right."""
    with way(Fake()) as call:
        answer = read(call, card(quality="misread", misread_name=given_name))
    assert answer.json()["licence"] == TARO | {"name": expected, "kana": None}


@pytest.mark.parametrize("way", WAYS)
def test_a_blurred_picture_cannot_be_read(way: Way) -> None:
    """A blurred card, a blank picture and a picture of something else are unreadable, which is no error."""
    blank = io.BytesIO()
    Image.new("RGB", (600, 400), "white").save(blank, "PNG")
    with way(Fake()) as call:
        answers = [read(call, card(quality="unreadable")), read(call, blank.getvalue())]
    assert [(answer.status, answer.json()) for answer in answers] == [(200, {"status": "unreadable"})] * 2


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("body", "content_type", "status", "code"),
    [
        (b"hello", "text/plain", 415, "unsupported_type"),
        (b"GIF89a", "image/gif", 415, "unsupported_type"),
        (b"hello", "image/png", 400, "not_a_picture"),
        (b"", "image/jpeg", 400, "not_a_picture"),
        (card()[:2000], "image/png", 400, "not_a_picture"),
    ],
    ids=["text", "gif", "no picture", "nothing", "half a picture"],
)
def test_what_is_no_picture_is_refused(
    way: Way, body: bytes, content_type: str, status: int, code: str
) -> None:
    """Another type is answered with 415, bytes that are no whole PNG or JPEG with 400."""
    fake = Fake()
    with way(fake) as call:
        answer = read(call, body, content_type)
    assert (answer.status, answer.json()) == (status, {"error": {"code": code}})
    assert fake.state.readings() == ()


def test_a_foreign_code_is_no_licence() -> None:
    """A picture with a QR code that is not a licence is unreadable."""
    drawn = io.BytesIO()
    segno.make_qr("https://example.test/").save(drawn, kind="png", scale=8)
    with directly(Fake()) as call:
        assert read(call, drawn.getvalue()).json() == {"status": "unreadable"}


def test_readings_are_remembered_without_names() -> None:
    """The state knows how many pictures were read and which, but no name."""
    fake = Fake()
    with directly(fake) as call:
        read(call, card())
        read(call, card(quality="unreadable"))
    assert [(reading.number, reading.status) for reading in fake.state.readings()] == [
        (1, "read"),
        (2, "unreadable"),
    ]
    assert fake.state.get_reading(fake.state.readings()[0].digest) == fake.state.readings()[0]
    assert "豊田" not in repr(fake.state.readings())


def test_failures_can_be_planned_and_are_used_up() -> None:
    """After add_failure(2) two good pictures are unreadable and the third is read; reset forgets failures."""
    fake = Fake()
    fake.state.add_failure(2)
    with directly(fake) as call:
        found = [read(call, card()).json()["status"] for _ in range(3)]
    assert found == ["unreadable", "unreadable", "read"]
    fake.state.add_failure()
    fake.reset()
    assert not fake.state.failure_exists()
    assert fake.state.readings() == ()


@pytest.mark.parametrize("quality", ["right", "misread", "unreadable"])
def test_the_same_card_is_drawn_alike(quality: Quality) -> None:
    """The same data give the same picture, byte for byte."""
    assert card(quality) == card(quality)


@settings(max_examples=20)
@given(
    name=st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1, max_size=12),
    address=st.text(st.characters(min_codepoint=0x3041, max_codepoint=0x9FFF), min_size=1, max_size=60),
    birthdate=st.dates().map(lambda day: day.isoformat()),
)
def test_any_card_is_read_back(name: str, address: str, birthdate: str) -> None:
    """Whatever name, address and date of birth a card holds, the reader reads them."""
    with directly(Fake()) as call:
        answer = read(call, licence_picture(name=name, birthdate=birthdate, address=address)).json()
    assert answer["licence"] == {"name": name, "kana": None, "birthdate": birthdate, "address": address}


@given(name=st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1, max_size=8))
def test_a_misread_name_differs(name: str) -> None:
    """A misread name is never the right one."""
    assert misread(name) != name


@pytest.mark.parametrize("way", WAYS)
def test_unknown_paths_are_told(way: Way) -> None:
    """An unknown path is 404 not_found, another method 405."""
    with way(Fake()) as call:
        assert call("GET", "/v2").json() == {"error": {"code": "not_found"}}
        assert call("GET", "/v1/read").status == 405
