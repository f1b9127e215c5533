"""Types 01 and 02: CSV without header names, text columns quoted when they are filled, the others bare."""

from __future__ import annotations

from fakes.houjin_bangou.characters import reduced
from fakes.houjin_bangou.corporation import columns
from fakes.houjin_bangou.paging import Page

__all__ = ["shift_jis_body", "utf8_body"]

_QUOTED = frozenset(
    {
        "name",
        "prefectureName",
        "cityName",
        "streetNumber",
        "addressOutside",
        "changeCause",
        "enName",
        "enPrefectureName",
        "enCityName",
        "enAddressOutside",
        "furigana",
    }
)


def shift_jis_body(page: Page) -> bytes:
    """Type 01: Shift_JIS with CRLF, in the characters of JIS levels 1 and 2."""
    # cp932 is Shift_JIS as Windows maps it: － in addresses is U+FF0D there.
    return "".join(f"{reduced(line)}\r\n" for line in _lines(page)).encode("cp932")


def utf8_body(page: Page) -> bytes:
    """Type 02: UTF-8 with LF and without a byte order mark."""
    return "".join(f"{line}\n" for line in _lines(page)).encode()


def _lines(page: Page) -> list[str]:
    return [",".join(page.head)] + [
        ",".join(_column(*column) for column in columns(record, number=number, version=page.version))
        for number, record in enumerate(page.records, 1)
    ]


def _column(name: str, value: str) -> str:
    if not value or name not in _QUOTED:
        return value
    doubled = value.replace('"', '""')
    return f'"{doubled}"'
