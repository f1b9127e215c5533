"""What can go wrong between a client and a fake, planned in advance and drawn from a seed."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["ClientTimesOut", "ConnectionDropped", "Fault", "FaultKind", "FaultPlan"]


class FaultKind(StrEnum):
    """One way in which a call goes wrong."""

    SLOW = "slow"
    """The answer takes ``seconds``: a client with a shorter read time-out never sees it."""
    TIME_OUT = "time-out"
    """The answer never comes: the client's read time-out ends the call, whatever its length."""
    STATUS = "status"
    """The answer is a bare HTTP status (an SMTP reply code for mail) with no body of the documented shape."""
    RESET = "reset"
    """The connection is cut before an answer."""
    GARBAGE = "garbage"
    """Status and type are right, the body is random bytes."""
    TRUNCATED = "truncated"
    """Half of the body arrives, under the length of the whole."""
    WRONG_ENCODING = "wrong-encoding"
    """The body is encoded otherwise than its type says."""


class ClientTimesOut(TimeoutError):
    """The client waits in vain: mounted on ``responses`` it becomes ``requests.ReadTimeout``."""


class ConnectionDropped(ConnectionResetError):
    """The connection is cut: mounted on ``responses`` it becomes ``requests.ConnectionError``."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """One planned fault and the calls that it spoils: all that match, the n-th, or a share of them."""

    kind: FaultKind
    status: int = 503
    """HTTP status, or SMTP reply code, of a ``STATUS`` fault."""
    seconds: float = 0.0
    """Duration of a ``SLOW`` answer."""
    method: str = ""
    """HTTP method it is limited to (``SMTP`` for mail), or several with commas; empty for every method."""
    path: str = ""
    """Beginning of the path it is limited to; empty for every path."""
    nth: int | None = None
    """Which of the matching calls, counted from 1 since the fault was added; ``None`` for all."""
    share: float | None = None
    """Share of the matching calls, 0 to 1, drawn from the plan's seed; ``None`` for all."""
    done: bool = False
    """Whether the work is done though the client never learns of it (``TIME_OUT``, ``RESET``, ``STATUS``)."""

    def __post_init__(self) -> None:
        if self.nth is not None and self.nth < 1:
            raise ValueError(f"Fault.nth: found {self.nth}, expected 1 or more; calls are counted from 1")
        if self.share is not None and not 0 <= self.share <= 1:
            raise ValueError(f"Fault.share: found {self.share}, expected 0 to 1, not a percentage")

    def matches(self, method: str, path: str) -> bool:
        """Whether a call to ``path`` is one that this fault counts."""
        return (not self.method or method in self.method.split(",")) and path.startswith(self.path)


class FaultPlan:
    """The faults of one fake: the first that strikes a call spoils it, the same calls for the same seed."""

    def __init__(self, seed: int = 0) -> None:
        self._seed = seed
        self._faults: dict[Fault, int] = {}
        self._beginning: tuple[Fault, ...] = ()
        self._random = random.Random(seed)

    def __bool__(self) -> bool:
        return bool(self._faults)

    def begin_with(self, faults: Iterable[Fault]) -> None:
        """Plans these faults alone, now and after every ``reset``, and starts the seed anew."""
        self._beginning = tuple(faults)
        self.reset()

    def reset(self) -> None:
        """Goes back to the faults that it began with, none counted yet, and starts the seed anew."""
        self.clear()
        for fault in self._beginning:
            self.add(fault)

    def planned(self) -> tuple[tuple[Fault, int], ...]:
        """Every planned fault, with the number of calls that it has counted."""
        return tuple(self._faults.items())

    def add(self, fault: Fault) -> Fault:
        """Plans ``fault``, its calls counted from now, and gives it back; an equal one is counted anew."""
        self._faults[fault] = 0
        return fault

    def remove(self, fault: Fault) -> None:
        """Takes ``fault`` out of the plan; nothing happens if it is not in it."""
        self._faults.pop(fault, None)

    def exists(self, fault: Fault) -> bool:
        """Whether ``fault`` is planned."""
        return fault in self._faults

    def clear(self) -> None:
        """Forgets every fault and starts the seed anew."""
        self._faults.clear()
        self._random.seed(self._seed)

    def strike(self, method: str, path: str) -> Fault | None:
        """The fault that spoils this call, if any; every matching fault counts the call."""
        struck: Fault | None = None
        for fault in self._faults:
            if not fault.matches(method, path):
                continue
            self._faults[fault] += 1
            hit = fault.nth is None or self._faults[fault] == fault.nth
            if fault.share is not None:
                hit = self._random.random() < fault.share and hit
            if hit and struck is None:
                struck = fault
        return struck

    def random_bytes(self, size: int) -> bytes:
        """``size`` bytes drawn from the plan's seed, none of which begins valid JSON, XML or UTF-8."""
        return b"\xff" + self._random.randbytes(max(size, 1) - 1)
