"""What the reader has read, by the picture's digest only: no picture and no name is kept."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["STATUSES", "LicenceState", "Reading"]

STATUSES = ("read", "unreadable")


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """One picture that was sent, and whether it could be read."""

    number: int
    """From 1."""
    digest: str
    """SHA-256 of the picture, in hexadecimal."""
    status: str
    """read or unreadable."""


class LicenceState:
    """The readings in their order, and how many of the next ones fail whatever the picture shows."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Forgets every reading and every failure to come."""
        self._readings: list[Reading] = []
        self._failures = 0

    def add_reading(self, digest: str, status: str) -> Reading:
        """Keeps one reading and gives it back."""
        reading = Reading(number=len(self._readings) + 1, digest=digest, status=status)
        self._readings.append(reading)
        return reading

    def get_reading(self, digest: str) -> Reading | None:
        """The newest reading of a picture."""
        return next((reading for reading in reversed(self._readings) if reading.digest == digest), None)

    def readings(self) -> tuple[Reading, ...]:
        """Every reading, the oldest first."""
        return tuple(self._readings)

    def add_failure(self, times: int = 1) -> None:
        """Makes the next ``times`` pictures unreadable, as a shaking hand would."""
        self._failures += times

    def failure_exists(self) -> bool:
        """Whether the next picture will be unreadable in any case."""
        return self._failures > 0

    def remove_failure(self) -> bool:
        """Uses one failure up and says whether there was one."""
        if not self.failure_exists():
            return False
        self._failures -= 1
        return True
