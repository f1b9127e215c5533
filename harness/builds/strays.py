"""Keeps calls of a build in process away from the world outside, and notes that there were some.

Fakes are mounted where ``requests`` and ``smtplib`` look for a system; another address is refused there. Another client
(httpx, aiohttp, urllib, an SMTP class imported by name) passes the fakes by and asks for the system's address; there is
none, since it is not for a test to find the real one.
"""

from __future__ import annotations

import socket
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from harness.errors import CapabilityMissing

__all__ = ["Strays"]


class Strays:
    """What was called, or asked for, and is not there."""

    def __init__(self, hosts: Iterable[str]) -> None:
        self._hosts = frozenset(hosts)
        self._found: list[str] = []

    def forget(self) -> None:
        """Nothing was called."""
        self._found.clear()

    def refused(self, url: str) -> None:
        """Notes a call by ``requests`` to an address at which no fake is."""
        parts = urlsplit(url)
        self._found.append(
            f"ビルドが代役のない {parts.scheme}://{parts.netloc} を呼び出した。同じプロセスでは代役しか応答しない。"
        )

    def check(self) -> None:
        """Raises CapabilityMissing if there was such a call: what the build then showed says nothing about it."""
        if self._found:
            raise CapabilityMissing(f"{self._found[0]}ビルドを起動し、--driver http で検証する")

    @contextmanager
    def kept_away(self) -> Iterator[None]:
        """Inside of this block these hosts have no address, for whoever asks :func:`socket.getaddrinfo`."""
        genuine = socket.getaddrinfo

        def look_up(host: Any, *rest: Any, **named: Any) -> Any:
            name = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)
            if name.rstrip(".").lower() in self._hosts:
                self._found.append(
                    f"ビルドが {name} を requests・smtplib.SMTP 以外の方法で呼び出した。同じプロセスの代役は応答しない。"
                )
                raise socket.gaierror(
                    socket.EAI_NONAME, f"{name} is a fake, reached by requests and smtplib only"
                )
            return genuine(host, *rest, **named)

        socket.getaddrinfo = look_up
        try:
            yield
        finally:
            socket.getaddrinfo = genuine
