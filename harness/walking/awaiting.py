"""Waits for a screen that comes by itself, as in applications that change without loading."""

from __future__ import annotations

from collections.abc import Callable

from harness.builds.port import Phone
from harness.builds.screen import Screen

__all__ = ["awaited"]


def awaited(phone: Phone, wanted: Callable[[Screen], bool]) -> Screen:
    """Gives the screen as soon as it is as wanted, else as it is when it changes no more or patience is over."""
    screen = phone.screen()
    while screen.changes is not None and not wanted(screen) and screen.changes():
        screen = phone.screen()
    return screen
