"""A build in process whose client passes the fakes by reaches nothing, and is not judged by what it then shows."""

from __future__ import annotations

import smtplib
import socket
import urllib.request
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

import pytest
import requests

from harness.builds.catalogue import InProcessBuild
from harness.builds.strays import Strays
from harness.errors import CapabilityMissing

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

GENUINE_SMTP = smtplib.SMTP


def _by_urllib(environ: Mapping[str, str]) -> None:
    urllib.request.urlopen(environ["MYLEXUS_ACCOUNT_URL"] + "/v1/accounts")


def _to_a_system_of_its_own(environ: Mapping[str, str]) -> None:
    requests.post("http://localhost:5000/log", json={"password": "secret"}, timeout=1)


def _by_a_name_of_its_own(environ: Mapping[str, str]) -> None:
    GENUINE_SMTP(environ["MYLEXUS_SMTP_HOST"])


def _asking(
    ask: Callable[[Mapping[str, str]], None], *, crashes: bool
) -> Callable[[Mapping[str, str]], WSGIApplication]:
    def factory(variables: Mapping[str, str]) -> WSGIApplication:
        def application(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
            if not environ["PATH_INFO"].startswith("/_control"):
                try:
                    ask(variables)
                except OSError:
                    if crashes:
                        raise
            start("200 OK", [("Content-Type", "text/html; charset=utf-8")])
            return ["<h1>しばらくお待ちください</h1>".encode()]

        return application

    return factory


@pytest.mark.parametrize("crashes", [False, True])
@pytest.mark.parametrize(
    ("ask", "host"),
    [
        (_by_urllib, "toyota-account.test"),
        (_by_a_name_of_its_own, "smtp.test"),
        (_to_a_system_of_its_own, "http://localhost:5000 "),
    ],
)
def test_what_a_stray_build_shows_is_not_judged(
    ask: Callable[[Mapping[str, str]], None], host: str, crashes: bool
) -> None:
    """Whether the build copes or breaks, the screen is CapabilityMissing, with the host and what to do instead."""
    build = InProcessBuild(name="stray", factory=_asking(ask, crashes=crashes))
    strays = build._surroundings.strays
    try:
        build._surroundings.mount()
        with pytest.raises(CapabilityMissing, match=rf"{host}.*--driver http"):
            build.phone("買主").open("https://build.test/")
        strays.forget()
        strays.check()
    finally:
        build._surroundings.unmount()
        build.close()


def test_other_hosts_are_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only hosts of fakes have no address, however they are written; afterwards nothing is left of it."""
    asked: list[object] = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *rest: asked.append(host))
    before, strays = socket.getaddrinfo, Strays(["api.test"])
    with strays.kept_away():
        socket.getaddrinfo("db.test", 5432)
        socket.getaddrinfo(None, 80)
        strays.check()
        for name in ("api.test", b"API.test", "api.test."):
            with pytest.raises(socket.gaierror, match="requests and smtplib only"):
                socket.getaddrinfo(name, 443)
    assert asked == ["db.test", None]
    assert socket.getaddrinfo is before
    with pytest.raises(CapabilityMissing, match=r"api\.test"):
        strays.check()
