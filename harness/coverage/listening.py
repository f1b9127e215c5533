"""Who follows a walk while it goes on: the recorder, and the report that shows its screens."""

from __future__ import annotations

from typing import Protocol

from harness.builds.screen import Screen

__all__ = ["WalkListener"]


class WalkListener(Protocol):
    """Hears each row of a walk table from the moment it is looked at until it is settled.

    Calls come in the order ``row_opened``, any number of ``screen_seen``, ``row_closed``; rows do not nest.
    """

    def row_opened(self, title: str) -> None:
        """Hears that a row begins; ``title`` is what a reader sees: ``7-B アカウント利用規約の同意``."""

    def screen_seen(self, name: str, screen: Screen) -> None:
        """Hears that a screen was looked at; ``name`` says when or why."""

    def row_closed(self, error: BaseException | None) -> None:
        """Hears that the row is settled; ``error`` is what stopped it, ``None`` if it was walked."""
