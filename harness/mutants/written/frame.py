"""``@breaks("R-021")`` around a function that changes the reference build; everything is put right afterwards."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from harness import reference
from harness.mutants.model import Kind, Mutant
from harness.reference.flows import FLOWS

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

__all__ = ["WRITTEN", "Defect", "breaks", "factory_of", "original", "put_right_again", "swap"]

WRITTEN: dict[str, Defect] = {}
"""Every written mutant by id."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Defect:
    """A way to break the reference build; as a factory it makes the build."""

    mutant: Mutant | None = None
    change: Callable[[], None] | None = None

    def __call__(self, environ: Mapping[str, str]) -> WSGIApplication:
        """Makes the application."""
        return reference.from_environ(environ)

    @contextmanager
    def switched(self) -> Iterator[None]:
        """The build is wrong inside of this block only."""
        with put_right_again():
            if self.change is not None:
                self.change()
            yield


def breaks(rule: str) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Registers a change that breaks a rule; its docstring is the sentence."""

    def register(change: Callable[[], None]) -> Callable[[], None]:
        name = f"{rule}:{change.__name__.replace('_', '-')}"
        if name in WRITTEN or not change.__doc__:
            raise ValueError(f"{name}: a mutant has a name of its own and a sentence")
        mutant = Mutant(
            id=name, breaks=rule, kind=Kind.RULE, origin="written", sentence=change.__doc__.strip()
        )
        WRITTEN[name] = Defect(mutant=mutant, change=change)
        return change

    return register


def factory_of(mutant: Mutant | None) -> Defect:
    """What makes the build of a mutant; the sound one for none."""
    return WRITTEN[mutant.id] if mutant is not None else Defect()


def swap(owner: object, name: str, value: object) -> None:
    """A function of a module, or a method, is another one. Raises AttributeError where there is none."""
    getattr(owner, name)
    setattr(owner, name, value)


def original(owner: object, name: str) -> Any:
    """What a module or class of the build has under a name, though it may only have borrowed it."""
    return getattr(owner, name)


@contextmanager
def put_right_again() -> Iterator[None]:
    """Lets modules, classes and flows of the reference build be changed, and gives them back as they were."""
    modules = [module for name, module in sys.modules.items() if name.startswith("harness.reference")]
    classes = {
        value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, type) and value.__module__ == module.__name__
    }
    owners: list[Any] = [*modules, *classes]
    before = [(owner, dict(vars(owner))) for owner in owners]
    screens = {name: dict(flow.screens) for name, flow in FLOWS.items()}
    try:
        yield
    finally:
        for owner, names in before:
            for name, value in names.items():
                if vars(owner).get(name) is not value:
                    setattr(owner, name, value)
        for name, flow in FLOWS.items():
            flow.screens.clear()
            flow.screens.update(screens[name])
