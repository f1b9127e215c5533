"""Keeps calls of a build in process away from the real systems that fakes stand in for, and notes that there were some.

Fakes are mounted where ``requests`` and ``smtplib`` look for a system. Another client (httpx, aiohttp, urllib, an SMTP
class imported by name) passes them by and asks for the system's address; there is none, since it is not for a test to
find the real one.
"""

from __future__ import annotations

import socket
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from harness.errors import CapabilityMissing

__all__ = ["Strays"]


class Strays:
    """Hosts of real systems whose address was asked for."""

    def __init__(self, hosts: Iterable[str]) -> None:
        self._hosts = frozenset(hosts)
        self._found: list[str] = []

    def forget(self) -> None:
        """Nothing was asked for."""
        self._found.clear()

    def check(self) -> None:
        """Raises CapabilityMissing if an address was asked for: what the build then showed says nothing about it."""
        if self._found:
            raise CapabilityMissing(
                f"ビルドが {self._found[0]} を requests・smtplib.SMTP 以外の方法で呼び出したため、同じプロセスの代役につながらない。"
                "ビルドを起動し、--driver http で検証する"
            )

    @contextmanager
    def kept_away(self) -> Iterator[None]:
        """Inside of this block these hosts have no address, for whoever asks :func:`socket.getaddrinfo`."""
        genuine = socket.getaddrinfo

        def look_up(host: Any, *rest: Any, **named: Any) -> Any:
            name = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)
            if name.rstrip(".").lower() in self._hosts:
                self._found.append(name)
                raise socket.gaierror(
                    socket.EAI_NONAME, f"{name} is a fake, reached by requests and smtplib only"
                )
            return genuine(host, *rest, **named)

        socket.getaddrinfo = look_up
        try:
            yield
        finally:
            socket.getaddrinfo = genuine
