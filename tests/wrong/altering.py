"""Changes one screen of the reference build, as a bad team might have written it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from harness import reference
from harness.reference.flow import Act, Go, Leave, Stay, Turn
from harness.reference.flows import FLOWS

__all__ = ["Environ", "alter", "first", "instead", "reference", "swap"]

Environ = Mapping[str, str]


def swap(owner: object, name: str, value: object) -> None:
    """A function of a module, or a method, is another one. Raises AttributeError where there is none to replace."""
    getattr(owner, name)
    setattr(owner, name, value)


def alter(screen: str, **changes: Any) -> None:
    """A screen is another one wherever it stands: on the buyer's phone and on the user's."""
    for flow in FLOWS.values():
        if screen in flow.screens:
            flow.screens[screen] = replace(flow.screens[screen], **changes)


def instead(screen: str, button: str, act: Act) -> None:
    """A button does something else."""
    for flow in FLOWS.values():
        if screen in flow.screens:
            one = flow.screens[screen]
            flow.screens[screen] = replace(one, acts={**one.acts, button: act})


def first(screen: str, button: str, also: Callable[[Turn], object], *, after: bool = False) -> None:
    """A button does one thing more, before (or after) what it does anyway."""
    for flow in FLOWS.values():
        if screen in flow.screens:
            one = flow.screens[screen]
            flow.screens[screen] = replace(
                one, acts={**one.acts, button: _both(one.acts[button], also, after)}
            )


def _both(genuine: Act, also: Callable[[Turn], object], after: bool) -> Act:
    def act(turn: Turn) -> Go | Stay | Leave:
        if not after:
            also(turn)
        outcome = genuine(turn)
        if after:
            also(turn)
        return outcome

    return act
