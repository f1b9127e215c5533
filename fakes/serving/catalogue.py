"""Which fakes there are, on which port each is served, and what a build must be told to find it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from fakes import houjin_bangou, licence_reader, mail, payment, toyota_account, vehicle_registry
from fakes.base import BaseFake
from fakes.serving.errors import UnknownFake

__all__ = ["CATALOGUE", "HOST", "PORTS", "SMTP_OFFSET", "Entry", "choose"]

HOST = "127.0.0.1"
PORTS = 8
"""Ports from the first one on: the index, the fakes in their order, SMTP."""
SMTP_OFFSET = 7


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One fake that can be served."""

    name: str
    """Folder name: ``toyota_account``."""
    offset: int
    """Its port, counted from the first one; the same whichever fakes are chosen."""
    title: str
    """Japanese and English, for people."""
    make: Callable[[int], BaseFake[Any]]
    """The fake of a seed."""
    environ: Callable[[str], Mapping[str, str]]
    """Base URL to the environment variables of a build; those of SMTP come from its port."""


CATALOGUE: tuple[Entry, ...] = (
    Entry(
        name="toyota_account",
        offset=1,
        title="TOYOTAアカウント / TOYOTA account",
        make=toyota_account.Fake,
        environ=lambda url: {
            "MYLEXUS_ACCOUNT_URL": url,
            "MYLEXUS_ACCOUNT_KEY": toyota_account.DEFAULT_KEY,
        },
    ),
    Entry(
        name="houjin_bangou",
        offset=2,
        title="国税庁 法人番号 Web-API / corporate numbers",
        make=houjin_bangou.Fake,
        environ=lambda url: {
            "MYLEXUS_HOUJIN_BANGOU_URL": f"{url}/4",
            "MYLEXUS_HOUJIN_BANGOU_ID": houjin_bangou.DEFAULT_APPLICATION_ID,
        },
    ),
    Entry(
        name="licence_reader",
        offset=3,
        title="運転免許証の読み取り / licence reader",
        make=licence_reader.Fake,
        environ=lambda url: {"MYLEXUS_LICENCE_READER_URL": url},
    ),
    Entry(
        name="payment",
        offset=4,
        title="決済（PAY.JP v1）/ payment",
        make=payment.Fake,
        environ=lambda url: {
            "MYLEXUS_PAYMENT_URL": f"{url}/v1",
            "MYLEXUS_PAYMENT_SECRET_KEY": payment.DEFAULT_SECRET_KEY,
            "MYLEXUS_PAYMENT_PUBLIC_KEY": payment.DEFAULT_PUBLIC_KEY,
        },
    ),
    Entry(
        name="vehicle_registry",
        offset=5,
        title="車検証情報 / vehicle registry",
        make=vehicle_registry.Fake,
        environ=lambda url: {
            "MYLEXUS_VEHICLE_REGISTRY_URL": url,
            "MYLEXUS_VEHICLE_REGISTRY_KEY": vehicle_registry.DEFAULT_KEY,
        },
    ),
    Entry(name="mail", offset=6, title="メールの受信箱 / inbox", make=mail.Fake, environ=lambda url: {}),
)


def choose(names: Iterable[str]) -> tuple[Entry, ...]:
    """The entries of these names in their own order, or all of them for none; raises ``UnknownFake``."""
    wanted = [name.strip() for name in names]
    known = [entry.name for entry in CATALOGUE]
    for name in wanted:
        if name not in known:
            raise UnknownFake(f"--only: found {name!r}, expected one of {', '.join(known)}")
    return tuple(entry for entry in CATALOGUE if not wanted or entry.name in wanted)
