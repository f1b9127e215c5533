"""Both ways in which a fake is reached: in process behind ``requests``, and served on loopback."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass

import pytest
import requests
from werkzeug.serving import WSGIRequestHandler, make_server

from fakes.calling import BASE_URL
from fakes.mounting import Mountable, mounted

__all__ = ["Reached", "Start"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Reached:
    """A fake that can be asked: its base URL without a slash at the end, and a session of its own."""

    base_url: str
    session: requests.Session

    def get(self, path: str, **params: str) -> requests.Response:
        """The answer to ``GET`` of ``path`` with these parameters; redirects are not followed."""
        return self.session.get(self.base_url + path, params=params, timeout=10, allow_redirects=False)

    def post(self, path: str, **kwargs: object) -> requests.Response:
        """The answer to ``POST`` of ``path``; ``kwargs`` are those of ``requests``."""
        arguments = {"timeout": 10, "allow_redirects": False} | kwargs
        return self.session.post(self.base_url + path, **arguments)  # type: ignore[arg-type]


Start = Callable[[Mountable], Reached]
"""Starts a fake for the length of one test."""


@contextmanager
def in_process(fake: Mountable) -> Iterator[Reached]:
    """The fake mounted on ``responses``: no socket."""
    with mounted({BASE_URL: fake}), requests.Session() as session:
        yield Reached(base_url=BASE_URL, session=session)


class Quiet(WSGIRequestHandler):
    """A request handler that writes no log: the fakes have their journals."""

    def log(self, type: str, message: str, *args: object) -> None:
        """Nothing is written."""


@contextmanager
def over_http(fake: Mountable) -> Iterator[Reached]:
    """The fake behind werkzeug's server on a free port of the loopback address, in a thread."""
    server = make_server("127.0.0.1", 0, fake.wsgi, threaded=True, request_handler=Quiet)
    # Half a second per shutdown is the default of serve_forever: too long for hundreds of tests.
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        with requests.Session() as session:
            session.trust_env = False  # a proxy of the machine stays out of the way
            yield Reached(base_url=f"http://127.0.0.1:{server.server_port}", session=session)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


WAYS: dict[str, Callable[[Mountable], AbstractContextManager[Reached]]] = {
    "in process": in_process,
    "over HTTP": over_http,
}


@pytest.fixture(params=list(WAYS))
def over(request: pytest.FixtureRequest) -> Iterator[Start]:
    """Starts fakes in process, then over HTTP: a test that uses it runs once for either.

    In process only one fake can be mounted at a time, since all have one base URL.
    """
    with ExitStack() as started:

        def start(fake: Mountable) -> Reached:
            return started.enter_context(WAYS[request.param](fake))

        yield start
