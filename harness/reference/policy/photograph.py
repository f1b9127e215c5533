"""The photograph of an identity document's front."""

from __future__ import annotations

from harness.reference.policy.refused import Refused

__all__ = ["LARGEST", "media_type"]

LARGEST = 8 * 1024 * 1024
"""Bytes."""

_STARTS = (
    (b"\xff\xd8\xff", 0, "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", 0, "image/png"),
    (b"WEBP", 8, "image/webp"),
    (b"ftyphei", 4, "image/heic"),
    (b"ftypmif1", 4, "image/heif"),
)


def media_type(picture: bytes) -> str:
    """A photograph is told by its first bytes, never by its file name: JPEG, PNG, WebP or HEIF."""
    if not picture:
        raise Refused("身分証明書のオモテ面を撮影してください。")
    if len(picture) > LARGEST:
        raise Refused("画像のサイズが大きすぎます。")
    for start, offset, kind in _STARTS:
        if picture[offset : offset + len(start)] == start:
            return kind
    raise Refused("画像ファイルを読み込めませんでした。もう一度撮影してください。")
