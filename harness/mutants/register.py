"""What a build has registered, told as a wrong build would have it: not at all, or twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace

from harness.builds.port import AccountState, ContractState, UserRegistration
from harness.mutants.model import Kind

__all__ = ["Books", "Register"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Books:
    """Everything that can be looked up: contracts by id, and accounts by mail address."""

    contracts: Mapping[str, ContractState]
    accounts: Mapping[str, AccountState]


class Register:
    """Remembers what one press of a button has changed, and tells it wrongly from then on."""

    def __init__(self, books: Callable[[], Books]) -> None:
        """``books`` looks up what is truly registered."""
        self._books = books
        self._before: Books | None = None
        self._change: tuple[Books, Books] | None = None
        self.kind: Kind | None = None
        self._unsubscribed = False

    def forget(self) -> None:
        """Everything is told as it is."""
        self._before = self._change = self.kind = None
        self._unsubscribed = False

    def unsubscribe(self) -> None:
        """Who subscribes to the mail magazine is forgotten, whenever it is looked up."""
        self._unsubscribed = True

    def pressed(self) -> None:
        """The button is about to be pressed."""
        self._before = self._books()

    def shown(self, kind: Kind) -> None:
        """The screen that followed is there: what differs now was changed by the press."""
        if self._before is not None and self._change is None:
            after = self._books()
            if after != self._before:
                self._change, self.kind = (self._before, after), kind
            self._before = None

    def contract(self, state: ContractState) -> ContractState:
        """A contract as the wrong build tells it."""
        if self._unsubscribed and state.user_registration is not None:
            state = replace(state, user_registration=replace(state.user_registration, mail_magazine=False))
        if self._change is None:
            return state
        before, after = (books.contracts.get(state.id, ContractState(id=state.id)) for books in self._change)
        if self.kind is Kind.NOT_REGISTERED:
            changed = [
                one.name for one in fields(state) if getattr(before, one.name) != getattr(after, one.name)
            ]
            return replace(state, **{name: getattr(before, name) for name in changed})
        new = after.applications[len(before.applications) :]
        return replace(
            state,
            applications=(*state.applications, *new),
            user_registration=_twice(before, after, state.user_registration),
        )

    def accounts(self, states: tuple[AccountState, ...]) -> tuple[AccountState, ...]:
        """The accounts as the wrong build left them."""
        if self._change is None:
            return states
        before, after = (books.accounts for books in self._change)
        new = [email for email in after if email not in before]
        if self.kind is Kind.REGISTERED_TWICE:
            return (*states, *(one for one in states if one.email in new))
        return tuple(
            _as_before(one, before.get(one.email), after.get(one.email))
            for one in states
            if one.email not in new
        )


def _twice(
    before: ContractState, after: ContractState, now: UserRegistration | None
) -> UserRegistration | None:
    applied = [one.user_registration.applied if one.user_registration else 0 for one in (before, after)]
    return replace(now, applied=now.applied + applied[1] - applied[0]) if now is not None else None


def _as_before(now: AccountState, before: AccountState | None, after: AccountState | None) -> AccountState:
    """Only what the press has changed is as it was."""
    if before is None or after is None:
        return now
    profile = {
        name: before.profile.get(name, "") if before.profile.get(name) != after.profile.get(name) else value
        for name, value in now.profile.items()
    }
    linked = tuple(
        one
        for one in now.linked_services
        if one in before.linked_services or one not in after.linked_services
    )
    return replace(now, profile=profile, linked_services=linked)
