"""Every way to call a fake: its application, mounted behind ``requests``, and served on loopback."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from fakes.calling import WAYS as IN_PROCESS
from fakes.calling import Answer, Caller, Way
from fakes.mounting import Mountable
from tests.fakes.conftest import over_http

__all__ = ["WAYS", "over_sockets"]


@contextmanager
def over_sockets(fake: Mountable) -> Iterator[Caller]:
    """Calls a fake that is served on a port of the loopback address."""
    with over_http(fake) as reached:

        def call(
            method: str, path: str, *, body: bytes = b"", headers: Mapping[str, str] | None = None
        ) -> Answer:
            response = reached.session.request(
                method,
                reached.base_url + path,
                data=body,
                headers=dict(headers or {}),
                timeout=10,
                allow_redirects=False,
            )
            return Answer(
                status=response.status_code,
                headers={name.lower(): value for name, value in response.headers.items()},
                body=response.content,
            )

        yield call


WAYS: tuple[Way, ...] = (*IN_PROCESS, over_sockets)
"""Whatever holds for a fake holds for each of them."""
