"""The Web-API as a WSGI application: ``GET /4/num?id=&number=&type=[&history=]``.

Real base URL: ``https://api.houjin-bangou.nta.go.jp``. Unknown numbers are left out of an answer with status
200. Records come in the order of the numbers asked for, histories from the oldest to the newest record.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from werkzeug.wrappers import Request, Response

from fakes.base import BaseFake, Handler
from fakes.houjin_bangou.errors import UnknownApplication
from fakes.houjin_bangou.records import RECORDS
from fakes.houjin_bangou.state import Corporation, HoujinState
from fakes.houjin_bangou.wire import CONTENT_TYPES, read_number_request, render

__all__ = ["Fake"]


class Fake(BaseFake[HoujinState]):
    """The Web-API with the corporations of ``records.py``; what the state invents is drawn from ``seed``."""

    name: ClassVar[str] = "houjin_bangou"
    secrets: ClassVar[frozenset[str]] = frozenset({"id"})

    def __init__(self, seed: int = 0) -> None:
        super().__init__(HoujinState(seed, RECORDS), seed=seed)

    def routes(self) -> Sequence[tuple[str, str, Handler]]:
        """The one call: corporations by number."""
        return (("GET", "/4/num", self._num),)

    def admit(self, request: Request) -> None:
        """Lets a request in that names a registered application ID."""
        if not self.state.application_id_exists(request.args.get("id", "")):
            raise UnknownApplication

    def _num(self, request: Request) -> Response:
        asked = read_number_request(request.args)
        records: list[Corporation] = []
        for number in asked.numbers:
            history = self.state.get_history(number)
            records += history if asked.history else history[-1:]
        body = render(records, last_update_date=self.state.last_update_date, type=asked.type)
        return Response(body, content_type=CONTENT_TYPES[asked.type])
