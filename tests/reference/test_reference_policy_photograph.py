"""The photograph."""

from __future__ import annotations

import pytest

from harness.reference.policy.photograph import LARGEST, media_type
from harness.reference.policy.refused import Refused


@pytest.mark.parametrize(
    ("picture", "kind"),
    [
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n0", "image/png"),
        (b"RIFF0000WEBPVP8 ", "image/webp"),
        (b"0000ftypheic", "image/heic"),
    ],
    ids=["jpeg", "png", "webp", "heic"],
)
def test_pictures(picture: bytes, kind: str) -> None:
    """A picture is told by its first bytes."""
    assert media_type(picture) == kind


@pytest.mark.parametrize(
    "picture",
    [b"", b"%PDF-1.7", b"<svg>", b"\xff\xd8\xff" + bytes(LARGEST)],
    ids=["none", "pdf", "svg", "large"],
)
def test_no_pictures(picture: bytes) -> None:
    """Nothing, another format, or too large a picture is refused."""
    with pytest.raises(Refused):
        media_type(picture)
