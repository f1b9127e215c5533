"""A build that runs elsewhere under the middleware: its phones reach it through a proxy of ours on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

from fakes.serving.servers import Running, listen, serve_http
from harness.builds.catalogue import REFERENCE, factory_at, open_build
from harness.builds.http import HttpPhone
from harness.builds.opening import driver_of, profile_of
from harness.builds.profile import HttpProfile, InProcessProfile
from harness.builds.served import HttpBuild
from harness.errors import RunError
from harness.guide import Guide, load
from harness.mutants.generating import generated
from harness.mutants.judging import Bench, Judging, Lookups
from harness.mutants.middleware import Middleware
from harness.mutants.relay import Relay, Through

__all__ = ["ServedBench", "bench_of", "served_at", "wrong_before"]


def served_at(middleware: Middleware, port: int = 0) -> Running:
    """Serves a middleware on a port of loopback, any free one for 0."""
    return serve_http(middleware, listen(port, "the proxy of mutants"))


class _Phone(HttpPhone):
    """A phone on a network that speaks through the proxy."""

    def through(self, proxy: str, name: str) -> None:
        """From now on, what is meant for the build goes through the proxy."""
        self._session.mount(self._base_url, Through(proxy, name))


class _Build(Lookups, HttpBuild):
    """A served build whose phones reach it through the middleware; its bench is asked directly."""

    def __init__(self, profile: HttpProfile, guide: Guide) -> None:
        register = self.start_register()
        super().__init__(profile)
        limits = profile.time_limits
        relay = Relay(self._base_url, connect_seconds=limits.connect, read_seconds=limits.read)
        self.middleware = Middleware(relay, guide, register=register)
        self._proxy = served_at(self.middleware)
        self._numbers = count()

    def phone(self, owner: str) -> HttpPhone:
        """Gives somebody a phone that the middleware knows again."""
        limits = self._profile.time_limits
        phone = _Phone(
            owner=owner,
            base_url=self._base_url,
            headers=self._headers,
            connect_seconds=limits.connect,
            read_seconds=limits.read,
        )
        phone.through(f"http://127.0.0.1:{self._proxy.port}", str(next(self._numbers)))
        self._phones.append(phone)
        return phone

    def close(self) -> None:
        """Lets go of the connections and of the port."""
        super().close()
        self._proxy.stop()


class ServedBench(Judging):
    """A build over HTTP."""

    def __init__(self, profile: HttpProfile, guide: Guide) -> None:
        build = _Build(profile, guide)
        super().__init__(build, name=profile.name, driver="http", guide=guide)
        self.base_url = str(profile.base_url).rstrip("/")
        build.check()


@contextmanager
def wrong_before(to: str, mutant_id: str, port: int) -> Iterator[tuple[str, str]]:
    """Serves a build with one mutant switched on, or none; gives where, and what is wrong. Raises RunError.

    What the build has registered and the mails that it sent do not come through a proxy, so their mutants are refused.
    """
    guide = load()
    mutant = next((one for one in generated(guide) if one.id == mutant_id), None)
    if mutant_id and mutant is None:
        raise RunError(f"--only {mutant_id}: no generated mutant; `mylexus mutants list` names them")
    if mutant is not None and (mutant.kind.is_of_mail or mutant.kind.is_of_register):
        raise RunError(f"--only {mutant_id}: is done to mails or to what is registered, which pass no proxy")
    middleware = Middleware(Relay(to), guide)
    middleware.switch(mutant)
    server = served_at(middleware, port)
    try:
        yield f"http://127.0.0.1:{server.port}", mutant.sentence if mutant else "nothing is wrong."
    finally:
        server.stop()


def bench_of(build: str, driver: str) -> Judging | None:
    """Opens a build to make it wrong; nothing for the reference build in process. Raises BuildError or RunError."""
    reached, profile = driver_of(build, driver), profile_of(build)
    if isinstance(profile, HttpProfile):
        if reached != "http":
            raise RunError(f"--driver {reached}: mutants are judged with driver http or inprocess")
        return ServedBench(profile, load())
    path = profile.factory if isinstance(profile, InProcessProfile) else build
    if path in ("reference", REFERENCE):
        return None
    open_build(path).close()  # says what is wrong where it cannot be opened
    return Bench(load(), factory_at(path), name=profile.name if profile else build)
