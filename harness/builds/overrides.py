"""What a build calls things that the guide prints otherwise: wording only, as its profile says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["AS_PRINTED", "Wording"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Wording:
    """Words of a build in place of printed ones; empty for a build that keeps to the guide."""

    headings: tuple[tuple[str, str], ...] = ()
    """Step id and the heading that its screen has instead of those printed."""
    labels: tuple[tuple[str, str, str], ...] = ()
    """Step id (empty for every step), printed label, and the label that the build shows instead."""

    @classmethod
    def of(
        cls,
        *,
        labels: Mapping[str, str],
        step_labels: Mapping[str, Mapping[str, str]],
        headings: Mapping[str, str],
    ) -> Wording:
        """Puts together what holds everywhere and what holds at single steps."""
        everywhere = [("", printed, shown) for printed, shown in labels.items()]
        single = [
            (step, printed, shown) for step, told in step_labels.items() for printed, shown in told.items()
        ]
        return cls(headings=tuple(headings.items()), labels=(*single, *everywhere))

    def __bool__(self) -> bool:
        return bool(self.headings or self.labels)


AS_PRINTED = Wording()
"""A build that uses the guide's own words."""
