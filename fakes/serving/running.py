"""Serves the chosen fakes until a signal ends it."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fakes.base import BaseFake
from fakes.mail import Fake as Mail
from fakes.serving.cast import cast_of, enter
from fakes.serving.catalogue import HOST, SMTP_OFFSET, Entry, choose
from fakes.serving.index import Index, Place
from fakes.serving.keeping import Keeper
from fakes.serving.plan import read_plan
from fakes.serving.servers import Running, listen, serve_http, serve_smtp

__all__ = ["Options", "serve", "serving"]

_SAVE_EVERY = 2.0
"""Seconds between two looks at what has changed."""
_SAVE_SHARE = 20
"""A look may take a twentieth of the time."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Options:
    """What is served and how."""

    only: tuple[str, ...] = ()
    """Names of fakes; none for all."""
    port_base: int = 8700
    """The first port, that of the index; 0 for any free ports."""
    seed: int | None = None
    """What is drawn at random follows from it; with one, its cast is there from the start."""
    state: Path | None = None
    """Folder in which the states are kept."""
    faults: Path | None = None
    """Plan of faults."""


def serve(options: Options, say: Callable[[str], None]) -> None:
    """Serves until SIGINT or SIGTERM, frees the ports and keeps the states; raises ``ServingError``."""
    stop = threading.Event()
    with _signals(stop), serving(options) as (index, keeper):
        say(_greeting(index, options))
        pause = _SAVE_EVERY
        while not stop.wait(pause):
            began = time.monotonic()
            if keeper is not None:
                keeper.save()
            pause = max(_SAVE_EVERY, _SAVE_SHARE * (time.monotonic() - began))


@contextmanager
def serving(options: Options) -> Iterator[tuple[Index, Keeper | None]]:
    """Serves for the length of a ``with`` block and saves at its end; raises ``ServingError``."""
    entries = choose(options.only)
    plan = read_plan(options.faults) if options.faults else {}
    fakes = {entry.name: entry.make(options.seed or 0) for entry in entries}
    cast = () if options.seed is None else cast_of(options.seed)
    enter(cast, fakes)
    with ExitStack() as stack:
        keeper = None
        if options.state is not None:
            keeper = Keeper(options.state, tuple(fakes.values()))
            stack.callback(keeper.close)
            keeper.restore()
        for name, fake in fakes.items():
            fake.faults.begin_with(plan.get(name, ()))
        with ExitStack() as ports:
            index = _open(ports, options, entries, fakes)
            index.cast = cast
            if keeper is not None:
                keeper.save()
            yield index, keeper
        if keeper is not None:
            keeper.save()


def _open(
    ports: ExitStack, options: Options, entries: tuple[Entry, ...], fakes: Mapping[str, BaseFake[Any]]
) -> Index:
    """Opens every port before the first is served, so that a taken one leaves nothing behind."""

    def port(offset: int, what: str) -> Any:
        number = options.port_base + offset if options.port_base else 0
        return ports.enter_context(listen(number, what))

    def started(running: Running) -> int:
        ports.callback(running.stop)
        return running.port

    first = port(0, "index")
    sockets = {entry.name: port(entry.offset, entry.name) for entry in entries}
    smtp = port(SMTP_OFFSET, "mail, SMTP") if "mail" in fakes else None
    places: list[Place] = []
    environ: dict[str, str] = {}
    for entry in entries:
        fake = fakes[entry.name]
        url = f"http://{HOST}:{started(serve_http(fake.wsgi, sockets[entry.name]))}"
        address = ""
        environ |= entry.environ(url)
        if smtp is not None and isinstance(fake, Mail):
            smtp_port = started(serve_smtp(fake, smtp))
            address = f"{HOST}:{smtp_port}"
            environ |= {"MYLEXUS_SMTP_HOST": HOST, "MYLEXUS_SMTP_PORT": str(smtp_port)}
        places.append(Place(name=entry.name, title=entry.title, url=url, smtp=address))
    index = Index(places, environ)
    index.url = f"http://{HOST}:{started(serve_http(index.wsgi, first))}/"
    return index


def _greeting(index: Index, options: Options) -> str:
    lines = [f"{place.name:<17} {place.url}" for place in index.places]
    lines += [f"{'SMTP':<17} {place.smtp}" for place in index.places if place.smtp]
    kept = f"State in {options.state}." if options.state else "State in memory: it ends with this command."
    return "\n".join([f"index             {index.url}", *lines, "", index.exports, f"{kept} Ctrl-C ends it."])


@contextmanager
def _signals(stop: threading.Event) -> Iterator[None]:
    """SIGINT and SIGTERM set ``stop`` within the ``with`` block."""
    before = {one: signal.signal(one, lambda *_: stop.set()) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
