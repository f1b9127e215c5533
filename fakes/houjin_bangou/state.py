"""The published corporations with their histories, and the registered application IDs."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from stdnum.jp import cn

__all__ = ["DEFAULT_APPLICATION_ID", "DEFAULT_LAST_UPDATE", "Corporation", "HoujinState"]

DEFAULT_APPLICATION_ID = "FAKEAPPID0001"
DEFAULT_LAST_UPDATE = "2026-07-10"


@dataclass(frozen=True, kw_only=True, slots=True)
class Corporation:
    """One published record: fields 2 to 30 of the Web-API in their order, all text, empty when not filled."""

    corporate_number: str
    """13 digits, the first a check digit."""
    process: str = "01"
    """01 new, 11 name changed, 12 moved within Japan, 21 closed, 71 absorbed, …"""
    correct: str = "0"
    update_date: str = "2015-10-30"
    change_date: str = "2015-10-05"
    name: str
    name_image_id: str = ""
    kind: str = "301"
    """101 state, 201 local body, 301 株式会社, 302 有限会社, 305 合同会社, 401 foreign, 499 other, …"""
    prefecture_name: str = ""
    city_name: str = ""
    street_number: str = ""
    address_image_id: str = ""
    prefecture_code: str = ""
    """Two digits."""
    city_code: str = ""
    """Three digits."""
    post_code: str = ""
    """Seven digits without a hyphen."""
    address_outside: str = ""
    address_outside_image_id: str = ""
    close_date: str = ""
    close_cause: str = ""
    successor_corporate_number: str = ""
    change_cause: str = ""
    assignment_date: str = "2015-10-05"
    latest: str = "1"
    en_name: str = ""
    en_prefecture_name: str = ""
    en_city_name: str = ""
    en_address_outside: str = ""
    furigana: str = ""
    """Full-width katakana without the legal form; often empty, so a form must let the user type it."""
    hihyoji: str = "0"
    """1: left out of searches by name."""


class HoujinState:
    """Corporations by number, each with its records from the oldest to the newest."""

    def __init__(self, seed: int = 0, records: tuple[Corporation, ...] = ()) -> None:
        self._seed = seed
        self._records = records
        self.clear()

    def clear(self) -> None:
        """Goes back to the records, the application ID, the date and the seed of the beginning."""
        self._random = random.Random(self._seed)
        self._histories: dict[str, list[Corporation]] = {}
        self._application_ids = {DEFAULT_APPLICATION_ID}
        self.last_update_date = DEFAULT_LAST_UPDATE
        """What every answer says as ``lastUpdateDate``: ``YYYY-MM-DD``, settable."""
        for record in self._records:
            self._histories.setdefault(record.corporate_number, []).append(record)

    def add_application_id(self, application_id: str) -> None:
        """Registers an application ID; ``ValueError`` unless it is 13 alphanumeric characters."""
        if not re.fullmatch(r"[0-9A-Za-z]{13}", application_id):
            raise ValueError(f"application id: found {application_id!r}, expected 13 alphanumeric characters")
        self._application_ids.add(application_id)

    def remove_application_id(self, application_id: str) -> None:
        """Unregisters an application ID; nothing happens if it is unknown."""
        self._application_ids.discard(application_id)

    def application_id_exists(self, application_id: str) -> bool:
        """Whether the application ID is registered."""
        return application_id in self._application_ids

    def add_corporation(self, *, name: str, corporate_number: str = "", **fields: str) -> Corporation:
        """Publishes a new corporation and gives its record back; without a number one is drawn.

        ``fields`` are further fields of ``Corporation``. Raises ``ValueError`` for a wrong check digit and
        for a number that is taken.
        """
        number = corporate_number or self._free_number()
        if len(number) != 13 or not cn.is_valid(number):
            raise ValueError(f"corporate number: found {number!r}, expected 13 digits, check digit first")
        if self.corporation_exists(number):
            raise ValueError(
                f"corporate number: {number} is published already; change it by store_corporation"
            )
        record = Corporation(corporate_number=number, name=name, **fields)
        self._histories[number] = [record]
        return record

    def store_corporation(self, record: Corporation) -> None:
        """Appends a record to the history of its number: the ones before are no longer the latest."""
        history = self._histories.get(record.corporate_number, [])
        self._histories[record.corporate_number] = [replace(old, latest="0") for old in history] + [record]

    def get_corporation(self, corporate_number: str) -> Corporation | None:
        """The newest record of a number."""
        history = self._histories.get(corporate_number)
        return history[-1] if history else None

    def get_history(self, corporate_number: str) -> tuple[Corporation, ...]:
        """Every record of a number, the oldest first; empty when there is none."""
        return tuple(self._histories.get(corporate_number, ()))

    def corporation_exists(self, corporate_number: str) -> bool:
        """Whether a number is published."""
        return corporate_number in self._histories

    def remove_corporation(self, corporate_number: str) -> None:
        """Takes a number out of publication; nothing happens if it is unknown."""
        self._histories.pop(corporate_number, None)

    def corporations(self) -> Iterator[Corporation]:
        """The newest record of every number."""
        return (history[-1] for history in self._histories.values())

    def generate(self, n: int) -> tuple[Corporation, ...]:
        """Publishes ``n`` invented corporations with right check digits, drawn from the seed."""
        made = []
        for _ in range(n):
            word, trade = self._random.choice(_WORDS), self._random.choice(_TRADES)
            city = self._random.choice(_CITIES)
            block, lot = _wide(self._random.randint(1, 9)), _wide(self._random.randint(1, 30))
            made.append(
                self.add_corporation(
                    name=f"株式会社{word[0]}{trade[0]}",
                    furigana=f"{word[1]}{trade[1]}",
                    prefecture_name=city[0],
                    city_name=city[1],
                    street_number=f"{city[2]}{block}丁目{lot}番",
                    prefecture_code=city[3],
                    city_code=city[4],
                    post_code=city[5],
                )
            )
        return tuple(made)

    def _free_number(self) -> str:
        while True:
            # No registry office has the number 9999, so no real corporation is hit.
            base = f"999901{self._random.randrange(1_000_000):06d}"
            number = cn.calc_check_digit(base) + base
            if not self.corporation_exists(number):
                return number


_WORDS = (("架空", "カクウ"), ("見本", "ミホン"), ("例示", "レイジ"), ("仮想", "カソウ"), ("模擬", "モギ"))
_TRADES = (
    ("商事", "ショウジ"),
    ("自動車", "ジドウシャ"),
    ("運輸", "ウンユ"),
    ("製作所", "セイサクショ"),
    ("工業", "コウギョウ"),
)
_CITIES = (
    ("愛知県", "豊田市", "トヨタ町", "23", "211", "4710826"),
    ("愛知県", "名古屋市中村区", "名駅", "23", "105", "4500002"),
    ("東京都", "文京区", "後楽", "13", "105", "1120004"),
    ("東京都", "千代田区", "丸の内", "13", "101", "1000005"),
    ("大阪府", "大阪市北区", "梅田", "27", "127", "5300001"),
)


def _wide(number: int) -> str:
    return str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
