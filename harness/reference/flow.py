"""A procedure as a machine: screens, what their buttons do, and the way back.

A flow has no numbering of its own: each button's act says which screen comes next. Later groups of
screens join by being listed in a flow.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from harness.reference.contract import Contract
from harness.reference.desk import Desk
from harness.reference.draft import Draft, Phone
from harness.reference.forms import Filled, Form, Values, keep_typed, only_passing, read_form, tampered
from harness.reference.gateways.account import Account
from harness.reference.gateways.trouble import GatewayTrouble
from harness.reference.policy.role import Role

__all__ = [
    "BACK",
    "BACK_ACCOUNT",
    "BACK_SERVICE",
    "Act",
    "Flow",
    "Go",
    "Leave",
    "Screen",
    "Stay",
    "Turn",
    "go",
]

BACK = "back"
BACK_SERVICE = "前の画面にもどる"
BACK_ACCOUNT = "前の画面に戻る"
"""The account's own screens write it so (A-26)."""

LOCKED = "G-Linkとサービス連携済みのため、変更できません。"


@dataclass(frozen=True, kw_only=True, slots=True)
class Go:
    """The next screen; ``final`` closes the way back, ``errors`` are said there."""

    to: str
    final: bool = False
    notice: str = ""
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Stay:
    """The same screen again, with what is wrong by field name ("" for the screen) or a notice."""

    errors: dict[str, str] = field(default_factory=dict)
    notice: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Leave:
    """The phone's browser is sent to a page outside, and its procedure waits where it is."""

    address: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Turn:
    """One press of a button on one phone."""

    desk: Desk
    phone: Phone
    screen: Screen
    role: Role
    photo: bytes = field(default=b"", repr=False)
    passing: Values = field(default_factory=dict, repr=False)
    """What was typed in fields that are never stored."""

    @property
    def draft(self) -> Draft:
        """What this phone has entered so far."""
        return self.phone.draft

    @property
    def contract(self) -> Contract:
        """The contract as it stands now."""
        contract = self.desk.store.contract(self.phone.contract_id)
        if contract is None:
            raise RuntimeError("a phone has a procedure for a contract that does not exist")
        return contract

    @property
    def account(self) -> Account:
        """The account of the customer, who has logged in or signed up by now."""
        if self.draft.account is None:
            raise RuntimeError(f"the screen {self.screen.name!r} was reached without an account")
        return self.draft.account

    @property
    def user_id(self) -> str:
        """Account in whose name services are applied for: of whom the mail was for, or of who logged in."""
        return self.phone.user or self.account.account_id

    @property
    def typed(self) -> Values:
        """What is typed on this screen now."""
        return self.draft.typed.get(self.screen.name, {})

    def read(self, *only: str) -> Filled:
        """All fields of the screen (or only some) are read, and all faults are found at once."""
        form = self.screen.form(self.draft)
        return read_form(
            form,
            {**self.typed, **self.passing},
            skip=[one.name for one in form.fields if only and one.name not in only],
        )


Act = Callable[[Turn], Go | Stay | Leave]


def go(to: str, *, final: bool = False) -> Act:
    """A button that only leads to another screen."""
    return lambda _turn: Go(to=to, final=final)


def _outcome(act: Act, turn: Turn) -> Go | Stay | Leave:
    try:
        return act(turn)
    except GatewayTrouble as trouble:
        return Stay(errors={"": trouble.message})


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
    template: str = ""
    """Its template, where that is not called as the screen is."""
    returned: Act | None = None
    """What happens when the browser comes back from the page that it was sent to."""
    last: bool = False
    """The procedure is over here, and nothing leads away."""

    def title(self, draft: Draft) -> str:
        """The heading that this customer sees."""
        return self.heading if isinstance(self.heading, str) else self.heading(draft)

    def form(self, draft: Draft) -> Form:
        """The fields that this customer is asked for."""
        return self.asks if isinstance(self.asks, Form) else self.asks(draft)


class Flow:
    """A procedure of a buyer's or a user's phone: its screens, the first being where it begins, and again."""

    def __init__(self, name: str, role: Role, screens: tuple[Screen, ...], *, over: str = "") -> None:
        self.name = name
        self.role = role
        self.over = over
        """What stands above every heading, in place of what each screen has there."""
        self.screens = {screen.name: screen for screen in screens}
        self.first = screens[0].name

    def begin(self, phone: Phone) -> None:
        """The phone stands at the first screen and nothing is entered."""
        phone.flow, phone.screen, phone.trail = self.name, self.first, []
        phone.errors, phone.notice, phone.draft = {}, "", Draft()

    def press(
        self, desk: Desk, phone: Phone, button: str, posted: Mapping[str, str], photo: bytes = b""
    ) -> str:
        """A button is carried out: what was typed is kept first, so that no trouble can lose it.

        Gives the address that the browser is sent to, if that is not the next screen.
        """
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
            return ""
        act = screen.acts.get(button) or next(iter(screen.acts.values()), None)
        if act is None:
            return ""
        if changed:
            self._settle(phone, screen, Stay(errors=dict.fromkeys(changed, LOCKED)))
            return ""
        passing = only_passing(form, posted)
        turn = Turn(desk=desk, phone=phone, screen=screen, role=self.role, photo=photo, passing=passing)
        return self._settle(phone, screen, _outcome(act, turn))

    def come_back(self, desk: Desk, phone: Phone) -> None:
        """The browser is back from outside; where the screen did not wait for it, nothing happens."""
        screen = self.screens[phone.screen]
        if screen.returned is not None:
            phone.errors, phone.notice = {}, ""
            turn = Turn(desk=desk, phone=phone, screen=screen, role=self.role)
            self._settle(phone, screen, _outcome(screen.returned, turn))

    def _settle(self, phone: Phone, screen: Screen, outcome: Go | Stay | Leave) -> str:
        if isinstance(outcome, Leave):
            return outcome.address
        phone.notice, phone.errors = outcome.notice, outcome.errors
        if isinstance(outcome, Stay):
            form = screen.form(phone.draft)
            self._forget(
                phone, screen, {f.name for f in form.fields if f.secret and f.name in outcome.errors}
            )
            return ""
        trail = [] if outcome.final else [*phone.trail, phone.screen]
        phone.trail = trail[: trail.index(outcome.to)] if outcome.to in trail else trail
        phone.screen = outcome.to
        if self.screens[outcome.to].last:
            phone.draft, phone.trail = Draft(), []
        return ""

    def _go_back(self, phone: Phone) -> None:
        if phone.trail:
            phone.screen = phone.trail.pop()

    def _forget(self, phone: Phone, screen: Screen, names: set[str]) -> None:
        typed = phone.draft.typed.get(screen.name, {})
        for one in screen.form(phone.draft).fields:
            if one.name in names:
                for part in one.parts:
                    typed.pop(part.name, None)
