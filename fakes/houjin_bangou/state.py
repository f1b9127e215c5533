"""The published corporations with their histories, and the registered application IDs."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from stdnum.jp import cn

from fakes.houjin_bangou.corporation import Corporation
from fakes.houjin_bangou.generation import invented_history, invented_number
from fakes.houjin_bangou.history import shown, with_record

__all__ = ["DEFAULT_APPLICATION_ID", "DEFAULT_LAST_UPDATE", "DEFAULT_NAME_LIMIT", "HoujinState"]

DEFAULT_APPLICATION_ID = "FAKEAPPID0001"
DEFAULT_LAST_UPDATE = "2026-07-10"
DEFAULT_NAME_LIMIT = 100_000


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
        """The day of the register, ``YYYY-MM-DD``, which every answer tells as ``lastUpdateDate``.

        It can be set: on an earlier day the register shows what was published until then. Publishing a
        record of a later day moves it forward.
        """
        self.name_limit = DEFAULT_NAME_LIMIT
        """Records beyond which a search by name is refused with 180; the real figure is not known."""
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
        number = corporate_number or invented_number(self._random, self.corporation_exists)
        if len(number) != 13 or not cn.is_valid(number):
            raise ValueError(f"corporate number: found {number!r}, expected 13 digits, check digit first")
        if self.corporation_exists(number):
            raise ValueError(
                f"corporate number: {number} is published already; change it by store_corporation"
            )
        record = Corporation(corporate_number=number, name=name, **fields)
        self.store_corporation(record)
        return record

    def store_corporation(self, record: Corporation) -> None:
        """Publishes one more record of its number: the ones before are no longer the latest.

        A record with ``correct`` 1 is shown instead of the one of the same process and change date; one with
        process 99 instead of all. ``history`` makes such records from the one before.
        """
        history = self._histories.get(record.corporate_number, [])
        self._histories[record.corporate_number] = with_record(history, record)
        self.last_update_date = max(self.last_update_date, record.update_date)

    def get_corporation(self, corporate_number: str) -> Corporation | None:
        """The newest record of a number."""
        history = self.get_history(corporate_number)
        return history[-1] if history else None

    def get_history(self, corporate_number: str) -> tuple[Corporation, ...]:
        """Every record of a number, the oldest first; empty when there is none."""
        return shown(self._histories.get(corporate_number, ()), self.last_update_date)

    def corporation_exists(self, corporate_number: str) -> bool:
        """Whether a number is taken."""
        return corporate_number in self._histories

    def remove_corporation(self, corporate_number: str) -> None:
        """Makes a number free again, as if it had never been; nothing happens if it is unknown."""
        self._histories.pop(corporate_number, None)

    def corporations(self) -> Iterator[Corporation]:
        """The newest record of every number."""
        return (history[-1] for history in self.histories())

    def histories(self) -> Iterator[tuple[Corporation, ...]]:
        """The records of every number, each history from the oldest to the newest."""
        found = (shown(history, self.last_update_date) for history in self._histories.values())
        return (history for history in found if history)

    def generate(self, n: int) -> tuple[Corporation, ...]:
        """Publishes ``n`` invented corporations, some with a history, and gives their newest records back.

        They are drawn from the seed; their numbers have right check digits and a registry office (9999) that
        does not exist.
        """
        made = []
        for _ in range(n):
            history = invented_history(self._random, self.corporation_exists)
            for record in history:
                self.store_corporation(record)
            made.append(history[-1])
        return tuple(made)
