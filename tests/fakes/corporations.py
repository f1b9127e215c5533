"""Asking the Web-API of 国税庁 and reading what it answers."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from fakes.houjin_bangou import DEFAULT_APPLICATION_ID
from fakes.houjin_bangou.corporation import FIELDS

if TYPE_CHECKING:
    import requests

    from tests.fakes.conftest import Reached

DATA = Path(__file__).parent / "data" / "nta"
TRADERS = (
    "2040001999902",
    "2040001999910",
    "1040001999903",
    "9040001999904",
    "8040001999905",
    "7040001999906",
    "6040001999907",
    "4040001999909",
    "5040001999908",
    "3040001999901",
)
"""Numbers of 国税商事… in the official sample, in its order; the sixth record is a past one."""
ENCODINGS = {"01": "cp932", "02": "utf-8"}


def ask(
    reached: Reached,
    call: str,
    parameters: Mapping[str, str] | None = None,
    *,
    version: int = 4,
    type: str = "12",
    **more: str,
) -> requests.Response:
    """The answer to ``num``, ``name`` or ``diff``; ``parameters`` hold names that are words of Python."""
    known = {"id": DEFAULT_APPLICATION_ID, "type": type}
    return reached.get(f"/{version}/{call}", **(known | dict(parameters or {}) | more))


def diff(reached: Reached, first: str, last: str, **more: str) -> requests.Response:
    """The answer to ``diff`` from one day to another."""
    return ask(reached, "diff", {"from": first, "to": last}, **more)  # type: ignore[arg-type]


def read_xml(body: bytes) -> list[dict[str, str]]:
    """The records of an XML answer by the names of their elements."""
    root = ElementTree.fromstring(body)
    return [{column.tag: column.text or "" for column in record} for record in root.findall("corporation")]


def read_csv(body: bytes, type: str = "02") -> list[dict[str, str]]:
    """The records of a CSV answer by the names of the columns."""
    lines = list(csv.reader(io.StringIO(body.decode(ENCODINGS[type]), newline="")))
    return [dict(zip(FIELDS, line, strict=False)) for line in lines[1:]]


def head(response: requests.Response) -> list[str]:
    """Last update, count, number of the part and number of parts of an XML answer."""
    root = ElementTree.fromstring(response.content)
    return [element.text or "" for element in root if element.tag != "corporation"]


def numbers(response: requests.Response) -> list[str]:
    """The corporate numbers in an XML answer, in its order."""
    assert response.status_code == 200, response.text
    return [record["corporateNumber"] for record in read_xml(response.content)]


def names(response: requests.Response) -> list[str]:
    """The names in an XML answer, in its order."""
    assert response.status_code == 200, response.text
    return [record["name"] for record in read_xml(response.content)]
