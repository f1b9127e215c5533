"""A procedure as a machine: screens, what their buttons do, and the way back.

A flow has no numbering of its own: each button's act says which screen comes next. Later groups of
screens join by being listed in a flow.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from harness.reference.desk import Desk
from harness.reference.draft import Draft, Phone
from harness.reference.forms import Filled, Form, Values, keep_typed, read_form, tampered
from harness.reference.gateways.trouble import GatewayTrouble

__all__ = ["BACK", "BACK_ACCOUNT", "BACK_SERVICE", "Flow", "Go", "Screen", "Stay", "Turn", "go"]

BACK = "back"
BACK_SERVICE = "前の画面にもどる"
BACK_ACCOUNT = "前の画面に戻る"
"""The account's own screens write it so (A-26)."""

LOCKED = "G-Linkとサービス連携済みのため、変更できません。"


@dataclass(frozen=True, kw_only=True, slots=True)
class Go:
    """The next screen; ``final`` closes the way back."""

    to: str
    final: bool = False
    notice: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Stay:
    """The same screen again, with what is wrong by field name ("" for the screen) or a notice."""

    errors: dict[str, str] = field(default_factory=dict)
    notice: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Turn:
    """One press of a button on one phone."""

    desk: Desk
    phone: Phone
    screen: Screen
    photo: bytes = b""

    @property
    def draft(self) -> Draft:
        """What this phone has entered so far."""
        return self.phone.draft

    @property
    def typed(self) -> Values:
        """What is typed on this screen now."""
        return self.draft.typed.get(self.screen.name, {})

    def read(self, *only: str) -> Filled:
        """All fields of the screen (or only some) are read, and all faults are found at once."""
        form = self.screen.form(self.draft)
        return read_form(
            form, self.typed, skip=[one.name for one in form.fields if only and one.name not in only]
        )


Act = Callable[[Turn], Go | Stay]


def go(to: str, *, final: bool = False) -> Act:
    """A button that only leads to another screen."""
    return lambda _turn: Go(to=to, final=final)


def _nothing_shown(_turn: Turn) -> dict[str, Any]:
    return {}


@dataclass(frozen=True, kw_only=True, slots=True)
class Screen:
    """One screen: what it is called, asks, shows, and does."""

    name: str
    """Last part of its address, and of its template's name."""
    heading: str | Callable[[Draft], str]
    acts: Mapping[str, Act] = field(default_factory=dict)
    """Name of a button -> what it does; the first is what Enter presses."""
    asks: Form | Callable[[Draft], Form] = field(default_factory=Form)
    shown: Callable[[Turn], dict[str, Any]] = _nothing_shown
    """Further values for the template."""
    back: str = BACK_ACCOUNT
    """Label of the way back, which is offered where there is a screen to go back to."""

    def title(self, draft: Draft) -> str:
        """The heading that this customer sees."""
        return self.heading if isinstance(self.heading, str) else self.heading(draft)

    def form(self, draft: Draft) -> Form:
        """The fields that this customer is asked for."""
        return self.asks if isinstance(self.asks, Form) else self.asks(draft)


class Flow:
    """A procedure: its screens, the first of them being where it begins and begins again."""

    def __init__(self, name: str, screens: tuple[Screen, ...]) -> None:
        self.name = name
        self.screens = {screen.name: screen for screen in screens}
        self.first = screens[0].name

    def begin(self, phone: Phone) -> None:
        """The phone stands at the first screen and nothing is entered."""
        phone.flow, phone.screen, phone.trail = self.name, self.first, []
        phone.errors, phone.notice, phone.draft = {}, "", Draft()

    def press(
        self, desk: Desk, phone: Phone, button: str, posted: Mapping[str, str], photo: bytes = b""
    ) -> None:
        """A button is carried out: what was typed is kept first, so that no trouble can lose it."""
        screen = self.screens[phone.screen]
        form = screen.form(phone.draft)
        before = phone.draft.typed.get(screen.name, {})
        changed = tampered(form, posted, before)
        if form.fields:
            phone.draft.typed[screen.name] = keep_typed(form, posted, before)
        phone.errors, phone.notice = {}, ""
        if button == BACK:
            self._forget(phone, screen, {one.name for one in form.fields if not one.kept})
            self._go_back(phone)
            return
        act = screen.acts.get(button) or next(iter(screen.acts.values()), None)
        if act is None:
            return
        turn = Turn(desk=desk, phone=phone, screen=screen, photo=photo)
        try:
            outcome = Stay(errors=dict.fromkeys(changed, LOCKED)) if changed else act(turn)
        except GatewayTrouble as trouble:
            outcome = Stay(errors={"": trouble.message})
        self._settle(phone, screen, outcome)

    def _settle(self, phone: Phone, screen: Screen, outcome: Go | Stay) -> None:
        phone.notice = outcome.notice
        if isinstance(outcome, Stay):
            phone.errors = outcome.errors
            form = screen.form(phone.draft)
            self._forget(
                phone, screen, {f.name for f in form.fields if f.secret and f.name in outcome.errors}
            )
            return
        trail = [] if outcome.final else [*phone.trail, phone.screen]
        phone.trail = trail[: trail.index(outcome.to)] if outcome.to in trail else trail
        phone.screen = outcome.to

    def _go_back(self, phone: Phone) -> None:
        if phone.trail:
            phone.screen = phone.trail.pop()

    def _forget(self, phone: Phone, screen: Screen, names: set[str]) -> None:
        typed = phone.draft.typed.get(screen.name, {})
        for one in screen.form(phone.draft).fields:
            if one.name in names:
                for part in one.parts:
                    typed.pop(part.name, None)
