"""The Web-API as a WSGI application: ``num``, ``name`` and ``diff`` of versions 1 to 4.

Real base URL: ``https://api.houjin-bangou.nta.go.jp``; a path is ``/<version>/<call>``. Version 1 has no
``name``. Numbers and names that nobody has are an answer with status 200. ``num`` gives the records in the order
of the numbers asked for, histories from the oldest to the newest record.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from werkzeug.wrappers import Request, Response

from fakes.base import BaseFake, Handler
from fakes.houjin_bangou.corporation import VERSIONS, Corporation
from fakes.houjin_bangou.errors import UnknownApplication, WrongRequest
from fakes.houjin_bangou.matching import by_date, by_name
from fakes.houjin_bangou.paging import page_of
from fakes.houjin_bangou.records import RECORDS
from fakes.houjin_bangou.state import HoujinState
from fakes.houjin_bangou.wire import (
    AnswerType,
    read_date_request,
    read_name_request,
    read_number_request,
)

__all__ = ["Fake"]

_WITHOUT_NAME = 1


class Fake(BaseFake[HoujinState]):
    """The Web-API with the corporations of ``records.py``; what the state invents is drawn from ``seed``."""

    name: ClassVar[str] = "houjin_bangou"
    secrets: ClassVar[frozenset[str]] = frozenset({"id"})

    def __init__(self, seed: int = 0) -> None:
        super().__init__(HoujinState(seed, RECORDS), seed=seed)

    def routes(self) -> Sequence[tuple[str, str, Handler]]:
        """The three calls of every version."""
        versions = ",".join(f"'{version}'" for version in VERSIONS)
        with_name = ",".join(f"'{version}'" for version in VERSIONS if version != _WITHOUT_NAME)
        return (
            ("GET", f"/<any({versions}):version>/num", self._num),
            ("GET", f"/<any({with_name}):version>/name", self._name),
            ("GET", f"/<any({versions}):version>/diff", self._diff),
        )

    def admit(self, request: Request) -> None:
        """Lets a request in that names a registered application ID."""
        if not self.state.application_id_exists(request.args.get("id", "")):
            raise UnknownApplication

    def _num(self, request: Request, version: str) -> Response:
        asked = read_number_request(request.args)
        records: list[Corporation] = []
        for number in asked.numbers:
            history = self.state.get_history(number)
            records += history if asked.history else history[-1:]
        return self._answer(records, asked.type, version)

    def _name(self, request: Request, version: str) -> Response:
        asked = read_name_request(request.args)
        records = by_name(self.state.histories(), asked)
        if len(records) > self.state.name_limit:
            raise WrongRequest("180")
        return self._answer(records, asked.type, version, asked.divide)

    def _diff(self, request: Request, version: str) -> Response:
        asked = read_date_request(request.args)
        return self._answer(by_date(self.state.histories(), asked), asked.type, version, asked.divide)

    def _answer(
        self, records: Sequence[Corporation], answer_type: AnswerType, version: str, divide: int = 1
    ) -> Response:
        page = page_of(
            records,
            last_update_date=self.state.last_update_date,
            divide=divide,
            version=int(version),
        )
        return Response(answer_type.body(page), content_type=answer_type.content_type)
