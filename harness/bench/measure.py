"""One ratio, with the figures that it comes from."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict

__all__ = ["Measure"]


class Measure(BaseModel):
    """One ratio of two costs that were measured in the same run."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    sentence: str
    """What is divided by what."""
    ratio: float | None
    """None where it could not be measured; ``figures`` is empty then and ``note`` says why."""
    at_most: float | None = None
    """What the ratio should not exceed; None where it is told only."""
    figures: Mapping[str, float] = {}
    """What was measured: ``…_s`` are seconds, ``…_ms`` milliseconds, ``…_mb`` 10^6 bytes."""
    note: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the ratio keeps its bound; None without a ratio or a bound."""
        if self.ratio is None or self.at_most is None:
            return None
        return self.ratio <= self.at_most
