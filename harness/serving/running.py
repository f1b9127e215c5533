"""Serves the reference build with its fakes, a cast and an index page, until a signal ends it."""

from __future__ import annotations

import os
import secrets
import shlex
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import AnyHttpUrl

from fakes.serving import Options, ServingError, serving
from fakes.serving.servers import listen, serve_http
from harness.builds.profile import ControlPlace, FakePlaces, HttpProfile, Secret
from harness.builds.served import HttpBuild
from harness.errors import RunError
from harness.reference import from_environ
from harness.serving.desk import PHONES, Desk
from harness.serving.phone_port import PhonePort
from harness.walking.cast import CAST, cast_member

__all__ = ["TOKEN", "Places", "ServeOptions", "opened", "serve"]

TOKEN = "MYLEXUS_CONTROL_TOKEN"
"""Environment variable that holds the token of the control API."""
_HOST = "127.0.0.1"
_PATIENCE = "2"
"""Seconds that the build waits for a fake: long enough on one machine, short when a fake is told to be silent."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ServeOptions:
    """What is served and where."""

    port: int = 8800
    """The index; then the build, the fakes on eight ports, and a port for each phone. 0 takes any free ones."""
    seed: int = 0
    profile: Path | None = None
    """Where to write a build profile of what is served."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Places:
    """Where everything is: addresses without a slash at the end."""

    index: str
    build: str
    fakes: str
    phones: Mapping[str, str]
    """The staff terminal and the two phones, by the keys of ``PHONES``."""
    smtp_port: int
    token: str


def serve(options: ServeOptions, say: Callable[[str], None]) -> None:
    """Serves until SIGINT or SIGTERM and frees the ports. Raises RunError."""
    stop = threading.Event()
    try:
        with _signals(stop), ExitStack() as stack:
            say(_greeting(opened(stack, options), options))
            stop.wait()
    except ServingError as error:
        raise RunError(str(error).replace("--port-base", "--port")) from None


def opened(stack: ExitStack, options: ServeOptions) -> Places:
    """Opens everything until the stack is closed. Raises RunError and ServingError."""
    first, second = (
        stack.enter_context(listen(options.port + offset if options.port else 0, what))
        for offset, what in ((0, "index"), (1, "build"))
    )
    handsets = {
        name: stack.enter_context(listen(options.port + 10 + number if options.port else 0, title))
        for number, (name, title) in enumerate(PHONES.items())
    }
    fakes, _ = stack.enter_context(
        serving(Options(port_base=options.port + 2 if options.port else 0, seed=options.seed))
    )
    url = f"http://{_HOST}:{second.getsockname()[1]}"
    token = os.environ.get(TOKEN) or secrets.token_urlsafe(18)
    application = from_environ(
        {
            **fakes.environ,
            "MYLEXUS_PUBLIC_URL": url,
            "MYLEXUS_TIMEOUT": os.environ.get("MYLEXUS_TIMEOUT", _PATIENCE),
            TOKEN: token,
        }
    )
    stack.callback(serve_http(application, second).stop)
    with _variable(TOKEN, token):
        build = HttpBuild(_profile(url, fakes.url))
    stack.callback(build.close)
    _introduce_cast(build, options.seed)
    places = {place.name: place.url for place in fakes.places}
    index = f"http://{_HOST}:{first.getsockname()[1]}"
    phones = {}
    for name, listening in handsets.items():
        at = f"http://{_HOST}:{listening.getsockname()[1]}"
        outside = {"/v1/": places["payment"]}
        phones[name] = PhonePort(build_url=url, outside=outside, desk_url=index, url=at)
        stack.callback(serve_http(phones[name].wsgi, listening).stop)
    desk = Desk(build=build, phones=phones, fakes=fakes.url, inbox=places["mail"], seed=options.seed)
    stack.callback(serve_http(desk.wsgi, first).stop)
    if options.profile is not None:
        _write_profile(options.profile, url, fakes.url)
    return Places(
        index=index,
        build=url,
        fakes=fakes.url.rstrip("/"),
        phones={name: phone.url for name, phone in phones.items()},
        smtp_port=int(fakes.environ["MYLEXUS_SMTP_PORT"]),
        token=token,
    )


def _profile(url: str, fakes: str) -> HttpProfile:
    return HttpProfile(
        name="served",
        driver="http",
        base_url=AnyHttpUrl(url),
        control=ControlPlace(token=Secret(env=TOKEN)),
        fakes=FakePlaces(index=AnyHttpUrl(fakes)),
    )


def _write_profile(path: Path, url: str, fakes: str) -> None:
    text = (
        "# Written by mylexus serve.\n"
        f'name = "served"\ndriver = "http"\nbase_url = "{url}"\n\n'
        f'[control]\ntoken = {{ env = "{TOKEN}" }}\n\n[fakes]\nindex = "{fakes}"\n'
    )
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise RunError(f"--profile {path}: cannot be written ({error.strerror}); give another path") from None


def _introduce_cast(build: HttpBuild, seed: int) -> None:
    for name in CAST:
        person = cast_member(name, seed=seed)
        build.put_account(
            email=person.email, password=person.password, kind=person.kind, profile=person.profile()
        )


def _greeting(places: Places, options: ServeOptions) -> str:
    profile = options.profile or "builds/served.toml"
    command = (
        f"{TOKEN}={shlex.quote(places.token)} mylexus run --build {shlex.quote(str(profile))} --driver http"
    )
    return (
        f"index    {places.index}/\nbuild    {places.build}/\nfakes    {places.fakes}/\ntoken    {places.token}\n\n"
        f"Walk it by hand: open the index, make a contract.\n\n"
        f"Judge it:\n  {command}\n\nCtrl-C ends it; nothing is kept."
    )


@contextmanager
def _variable(name: str, value: str) -> Iterator[None]:
    before = os.environ.get(name)
    os.environ[name] = value
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]


@contextmanager
def _signals(stop: threading.Event) -> Iterator[None]:
    """SIGINT and SIGTERM set ``stop`` within the ``with`` block."""
    before = {one: signal.signal(one, lambda *_: stop.set()) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
