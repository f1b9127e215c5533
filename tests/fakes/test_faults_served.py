"""The fault plan of a fake that answers several clients at once, without a socket."""

from __future__ import annotations

import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import pytest
from werkzeug.test import Client, create_environ

from fakes import houjin_bangou
from fakes.faults import ClientTimesOut, ConnectionDropped, Fault, FaultKind
from fakes.gate import Gate

T = TypeVar("T")
NUM = "/4/num?id=FAKEAPPID0001&number=1180301018771&type=12"
SERVED = {"SERVER_SOFTWARE": "Werkzeug/3"}


def elsewhere(call: Callable[[], T]) -> T:
    """What ``call`` gives in another thread."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(call).result(timeout=10)


def gate_of(fake: houjin_bangou.Fake, **keywords: Any) -> Gate:
    """A gate before a fake, its lock that of the fake."""
    return Gate(fake.wsgi, faults=fake.faults, journal=fake.journal, lock=fake.lock, **keywords)


def test_a_call_is_worked_on_alone() -> None:
    """While a fake works on one call no other thread gets at what it remembers; afterwards it may."""
    fake = houjin_bangou.Fake()
    free: list[bool] = []

    def try_lock() -> bool:
        taken = fake.lock.acquire(blocking=False)
        if taken:
            fake.lock.release()
        return taken

    def application(environ: Any, start_response: Any) -> list[bytes]:
        free.append(elsewhere(try_lock))
        start_response("200 OK", [])
        return [b""]

    Client(Gate(application, faults=fake.faults, journal=fake.journal, lock=fake.lock)).get("/")
    assert free == [False]
    assert elsewhere(try_lock)


@pytest.mark.parametrize("kind", [FaultKind.SLOW, FaultKind.TIME_OUT])
def test_a_call_that_waits_holds_nobody_up(kind: FaultKind) -> None:
    """While one answer is slow, or never comes, other clients get theirs."""
    fake = houjin_bangou.Fake()
    fake.faults.add(Fault(kind=kind, seconds=9 if kind is FaultKind.SLOW else 0, nth=1))
    others: list[int] = []

    def sleep(seconds: float) -> None:
        others.append(elsewhere(lambda: Client(fake.wsgi).get(NUM).status_code))

    client = Client(gate_of(fake, sleep=sleep))
    if kind is FaultKind.SLOW:
        assert client.get(NUM, environ_overrides=SERVED).status_code == 200
    else:
        with pytest.raises(ClientTimesOut):
            client.get(NUM, environ_overrides=SERVED)
    assert others == [200]


@pytest.mark.parametrize(
    ("kind", "error"), [(FaultKind.RESET, ConnectionDropped), (FaultKind.TIME_OUT, ClientTimesOut)]
)
def test_a_lost_answer_ends_the_connection(kind: FaultKind, error: type[Exception]) -> None:
    """The connection of a served fake is closed with a lost answer, not left for the next request."""
    fake = houjin_bangou.Fake()
    fake.faults.add(Fault(kind=kind))
    near, far = socket.socketpair()
    with near, far:
        environ = {**create_environ(NUM), **SERVED, "werkzeug.socket": near}
        with pytest.raises(error):
            gate_of(fake, sleep=lambda seconds: None)(environ, lambda *arguments: lambda data: None)
        assert far.recv(1) == b""
    assert fake.journal.calls()[-1].fault == kind


def test_faults_to_begin_with_come_back_with_a_reset() -> None:
    """A reset forgets the faults that were added, and counts those of the beginning from 1 again."""
    fake = houjin_bangou.Fake()
    first = Fault(kind=FaultKind.STATUS, status=500, nth=2)
    fake.faults.begin_with([first])
    client = Client(fake.wsgi)
    fake.faults.add(Fault(kind=FaultKind.STATUS, status=502, path="/never"))
    for _ in range(2):
        assert [client.get(NUM).status_code for _ in range(3)] == [200, 500, 200]
        fake.reset()
        assert fake.faults.planned() == ((first, 0),)
    fake.faults.clear()
    assert fake.faults.planned() == ()


@pytest.mark.parametrize("length", ["", "many", "-1", "²"])
def test_a_length_that_is_no_number_is_no_body(length: str) -> None:
    """A request whose Content-Length makes no sense is answered as one without a body."""
    fake = houjin_bangou.Fake()
    environ = {**create_environ(NUM), "CONTENT_LENGTH": length}
    begun: list[str] = []
    list(fake.wsgi(environ, lambda status, *rest: begun.append(status) or len))  # type: ignore[func-returns-value]
    assert begun == ["200 OK"]


def test_japanese_paths_are_kept_readable() -> None:
    """A path in Japanese stands in the journal as it was meant, and a fault can be limited to it."""
    fake = houjin_bangou.Fake()
    fake.faults.add(Fault(kind=FaultKind.STATUS, status=502, path="/法人"))
    assert Client(fake.wsgi).get("/法人/番号?id=FAKEAPPID0001").status_code == 502
    assert fake.journal.calls()[0].path == "/法人/番号"
