"""How a written mutant changes the reference build: screens, buttons, fields, what is shown, and functions."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from harness.mutants.written.frame import original, swap
from harness.reference import procedure
from harness.reference.contract import Party
from harness.reference.flow import Act, Flow, Go, Leave, Screen, Stay, Turn
from harness.reference.flows import FLOWS
from harness.reference.forms import Form

__all__ = [
    "AT_DEALER",
    "Outcome",
    "alter",
    "around",
    "everywhere",
    "fields",
    "first",
    "instead",
    "leads",
    "offered_too",
    "optional",
    "party_of",
    "relabelled",
    "says",
    "shown",
    "without",
]

Outcome = Go | Stay | Leave
Flows = tuple[str, ...]
AT_DEALER: Flows = ("buyer", "user")
"""Names of the flows of chapters 1 to 3."""
EVERYWHERE: Flows = tuple(FLOWS)


def _standing(screen: str, flows: Flows) -> Iterator[tuple[Flow, Screen]]:
    found = [(FLOWS[name], FLOWS[name].screens[screen]) for name in flows if screen in FLOWS[name].screens]
    if not found:
        raise LookupError(f"{screen}: no such screen in {', '.join(flows)}")
    yield from found


def alter(screen: str, *, flows: Flows = EVERYWHERE, **changes: Any) -> None:
    """A screen is another one, in some flows or wherever it stands."""
    for flow, one in _standing(screen, flows):
        flow.screens[screen] = replace(one, **changes)


def around(
    screen: str,
    button: str,
    change: Callable[[Turn, Callable[[], Outcome]], Outcome],
    *,
    flows: Flows = EVERYWHERE,
) -> None:
    """A button does something else, which may call what it did before."""
    for flow, one in _standing(screen, flows):
        flow.screens[screen] = replace(one, acts={**one.acts, button: _around(one.acts[button], change)})


def _around(genuine: Act, change: Callable[[Turn, Callable[[], Outcome]], Outcome]) -> Act:
    return lambda turn: change(turn, lambda: genuine(turn))


def instead(screen: str, button: str, act: Act, *, flows: Flows = EVERYWHERE) -> None:
    """A button does something else."""
    around(screen, button, lambda turn, genuine: act(turn), flows=flows)


def first(
    screen: str,
    button: str,
    also: Callable[[Turn], object],
    *,
    after: bool = False,
    flows: Flows = EVERYWHERE,
) -> None:
    """A button does one thing more, before (or after) what it does anyway."""

    def both(turn: Turn, genuine: Callable[[], Outcome]) -> Outcome:
        if not after:
            also(turn)
        outcome = genuine()
        if after:
            also(turn)
        return outcome

    around(screen, button, both, flows=flows)


def leads(screen: str, button: str, to: str, *, was: str = "", flows: Flows = EVERYWHERE) -> None:
    """Where a button leads on, it leads to another screen (only where it led to ``was``, if that is given)."""

    def elsewhere(turn: Turn, genuine: Callable[[], Outcome]) -> Outcome:
        outcome = genuine()
        if not isinstance(outcome, Go) or (was and outcome.to != was):
            return outcome
        return replace(outcome, to=to)

    around(screen, button, elsewhere, flows=flows)


def offered_too(screen: str, button: str, label: str, act: Act, *, flows: Flows = EVERYWHERE) -> None:
    """A button stands on a screen that has no business there."""
    for flow, one in _standing(screen, flows):
        flow.screens[screen] = replace(one, acts={**one.acts, button: act})
        says(
            '<div class="buttons">',
            f'<div class="buttons"><button type="submit" name="action" value="{button}">{label}</button>',
            screen=one.template or one.name,
        )


def fields(screen: str, names: tuple[str, ...], *, flows: Flows = EVERYWHERE, **changes: Any) -> None:
    """Fields of a screen are others, by name."""
    for flow, one in _standing(screen, flows):
        flow.screens[screen] = replace(one, asks=_other_fields(one.asks, names, changes))


def _other_fields(asks: Any, names: tuple[str, ...], changes: dict[str, Any]) -> Any:
    def changed(form: Form) -> Form:
        return Form(
            fields=tuple(replace(field, **changes) if field.name in names else field for field in form.fields)
        )

    return changed(asks) if isinstance(asks, Form) else lambda draft: changed(asks(draft))


def optional(screen: str, *names: str, flows: Flows = EVERYWHERE) -> None:
    """Fields need not be filled in; what stands in them is read as before."""
    for flow, one in _standing(screen, flows):
        flow.screens[screen] = replace(one, asks=_optional(one.asks, names))


def _optional(asks: Any, names: tuple[str, ...]) -> Any:
    def changed(form: Form) -> Form:
        return Form(
            fields=tuple(
                replace(field, required=False, read=_read_if_any(field.read))
                if field.name in names
                else field
                for field in form.fields
            )
        )

    return changed(asks) if isinstance(asks, Form) else lambda draft: changed(asks(draft))


def _read_if_any(read: Any) -> Any:
    return lambda texts: read(texts) if any(text.strip() for text in texts) else {}


def shown(
    screen: str, change: Callable[[Turn, dict[str, Any]], dict[str, Any]], *, flows: Flows = EVERYWHERE
) -> None:
    """What a screen shows is something else."""
    for flow, one in _standing(screen, flows):
        flow.screens[screen] = replace(one, shown=_shown(one.shown, change))


def _shown(genuine: Any, change: Any) -> Any:
    def changed(turn: Turn) -> dict[str, Any]:
        values = genuine(turn)
        return {**values, **change(turn, values)}

    return changed


def without(screen: str, part: str, *labels: str, flows: Flows = EVERYWHERE) -> None:
    """Rows are missing from what a screen shows."""
    shown(
        screen,
        lambda turn, values: {part: [row for row in values[part] if row[0] not in labels]},
        flows=flows,
    )


def relabelled(
    screen: str, part: str, label: str, value: Callable[[Turn], str], *, flows: Flows = EVERYWHERE
) -> None:
    """A row says something else."""
    shown(
        screen,
        lambda turn, values: {
            part: [(name, value(turn) if name == label else old) for name, old in values[part]]
        },
        flows=flows,
    )


def says(old: str, new: str, *, screen: str) -> None:
    """The screens of a template have other words."""
    genuine = original(procedure, "render_template")

    def rendered(template: str, **values: Any) -> str:
        page = str(genuine(template, **values))
        return page.replace(old, new) if template == f"customer/{screen}.html" else page

    swap(procedure, "render_template", rendered)


def everywhere(function: Callable[..., Any], other: Callable[..., Any]) -> None:
    """A function is another one in every module of the reference build that uses it by name."""
    owners = [
        (module, name)
        for path, module in sys.modules.items()
        if path.startswith("harness.reference")
        for name, value in vars(module).items()
        if value is function
    ]
    if not owners:
        raise LookupError(f"{function}: no module of the reference build has it")
    for module, name in owners:
        swap(module, name, other)


def party_of(turn: Turn) -> Party:
    """Who has logged in or signed up on this phone, as a party to the contract."""
    account = turn.account
    who = account.written
    name = who.get("name") or f"{who.get('family_name', '')} {who.get('given_name', '')}".strip()
    return Party(name=name, kind=account.kind, email=account.email, account_id=account.account_id)
