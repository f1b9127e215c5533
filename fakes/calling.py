"""One way to call a fake, whether its application is called directly or stands behind ``requests``."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

import requests
from werkzeug.test import Client

from fakes.mounting import Mountable, mounted

__all__ = ["BASE_URL", "WAYS", "Answer", "Caller", "Way", "directly", "through_requests"]

BASE_URL = "https://fake.example.test"


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What came back: status, headers with names in lower case, body."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body read as UTF-8."""
        return self.body.decode()

    def json(self) -> Any:
        """The body read as JSON."""
        return json.loads(self.body)


class Caller(Protocol):
    """Sends one request to a fake; ``path`` may carry a query."""

    def __call__(
        self, method: str, path: str, *, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Sends the request and gives the answer; redirects are not followed."""


class Way(Protocol):
    """A way to reach a fake for the length of a ``with`` block."""

    def __call__(self, fake: Mountable, /) -> AbstractContextManager[Caller]:
        """Opens the way to ``fake``."""


@contextmanager
def directly(fake: Mountable) -> Iterator[Caller]:
    """Calls the WSGI application itself."""
    client = Client(fake.wsgi)

    def call(
        method: str, path: str, *, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> Answer:
        response = client.open(path, method=method, data=body, headers=dict(headers or {}), base_url=BASE_URL)
        return Answer(
            status=response.status_code,
            headers={name.lower(): value for name, value in response.headers.items()},
            body=response.get_data(),
        )

    yield call


@contextmanager
def through_requests(fake: Mountable) -> Iterator[Caller]:
    """Calls it through ``requests``, with the fake mounted on ``responses``."""

    def call(
        method: str, path: str, *, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> Answer:
        response = requests.request(
            method, BASE_URL + path, data=body, headers=dict(headers or {}), timeout=5, allow_redirects=False
        )
        return Answer(
            status=response.status_code,
            headers={name.lower(): value for name, value in response.headers.items()},
            body=response.content,
        )

    with mounted({BASE_URL: fake}):
        yield call


WAYS: tuple[Way, ...] = (directly, through_requests)
"""Both ways: whatever holds for a fake holds for either."""
