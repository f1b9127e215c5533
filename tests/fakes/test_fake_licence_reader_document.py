"""The licence reader answers as its own OpenAPI document says."""

from __future__ import annotations

from typing import Any

import pytest

from fakes import licence_reader
from fakes.calling import Way, directly
from tests.fakes.openapi import check_answer, operations
from tests.fakes.reaching import WAYS

PICTURE = licence_reader.licence_picture(name="豊田 太郎", birthdate="1990-04-01", address="愛知県豊田市")
UNREADABLE = licence_reader.licence_picture(
    name="豊田 太郎", birthdate="1990-04-01", address="愛知県豊田市", quality="unreadable"
)


def document() -> Any:
    """The document as the reader serves it."""
    with directly(licence_reader.Fake()) as call:
        return call("GET", "/openapi.json").json()


def test_the_document_names_every_call_and_no_other() -> None:
    """Its operations are the routes of the reader."""
    fake = licence_reader.Fake()
    assert operations(document()) == {(method, path) for method, path, _ in fake.routes()}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (PICTURE, "image/png", 200),
        (UNREADABLE, "image/png", 200),
        (b"no picture", "image/png", 400),
        (PICTURE, "text/plain", 415),
    ],
    ids=["read", "unreadable", "not a picture", "unsupported type"],
)
def test_every_kind_of_answer_is_as_documented(way: Way, body: bytes, kind: str, status: int) -> None:
    """Status, type and shape of an answer are those of the document."""
    with way(licence_reader.Fake()) as call:
        answer = call("POST", "/v1/read", body=body, headers={"Content-Type": kind})
    assert answer.status == status
    check_answer(document(), "POST", "/v1/read", answer)


def test_the_document_would_notice_another_shape() -> None:
    """An answer with one key more or with another status than documented is refused by the check."""
    with directly(licence_reader.Fake()) as call:
        missing = call("GET", "/nothing")
    with pytest.raises(AssertionError, match="404 is not in the document"):
        check_answer(document(), "POST", "/v1/read", missing)
