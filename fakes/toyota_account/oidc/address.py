"""Takes a Japanese address apart, as the claim ``address`` wants it: prefecture, municipality, the rest.

An address is read from the left. A municipality ends with the first 市, 区, 町 or 村, save where its own name
holds one of these characters (四日市市, 町田市) or the county before it does (余市郡余市町).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["Parts", "split_address"]

_REGION = r"(?:北海道|東京都|(?:京都|大阪)府|[^\s都道府県]{2,3}県)"
_CITIES = (
    "市川市|市原市|四日市市|廿日市市|野々市市|町田市|大町市|十日町市|村山市|東村山市|武蔵村山市|羽村市|大村市|田村市|"
    "村上市|郡山市|大和郡山市|蒲郡市|郡上市|小郡市"
)
_COUNTIES = "余市郡|高市郡|田村郡|東村山郡|西村山郡|北村山郡"
_TOWNS = "余市町|市貝町|上市町|下市町|市川町|市川三郷町|玉村町|大町町|村田町"
_WARD = r"(?:中村区|[^市区町村\d]{1,4}区)"
_PARTS = re.compile(
    rf"(?P<region>{_REGION})"
    rf"(?P<locality>(?:{_CITIES})"
    rf"|(?:{_COUNTIES}|[^市区町村郡]{{1,4}}郡)(?:{_TOWNS}|[^市区町村]{{1,6}}[町村])"
    rf"|[^市区町村郡]{{1,6}}市(?:{_WARD})?"
    rf"|{_WARD}|[^市区町村郡]{{1,5}}[町村])"
    r"(?P<street>.+)"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Parts:
    """An address in three parts; ``region`` and ``locality`` are empty where they cannot be told for certain."""

    region: str = ""
    """都道府県."""
    locality: str = ""
    """市区町村, with 郡 or, of a large city, with 区."""
    street: str


def split_address(address: str) -> Parts:
    """The parts of an address in one line; put together again they are the address without outer blanks."""
    text = address.strip()
    found = _PARTS.fullmatch(text)
    if found is None:
        return Parts(street=text)
    return Parts(region=found["region"], locality=found["locality"], street=found["street"])
