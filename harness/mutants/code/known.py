"""Mutants of the code that are known by name, each with a reason.

Nobody could tell an equivalent one from the code; a conforming one makes another build that follows the guide as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field

from harness.mutants.code.loading import CodeMutant

__all__ = ["Conforming", "Equivalent", "Silence", "conforming", "equivalents", "named_in_vain"]

_HERE = Path(__file__).parent


class Equivalent(BaseModel):
    """Changes of one function that nobody could tell from it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    function: str
    """Its own name: ``policy.card.expiry``."""
    changes: tuple[str, ...] = Field(min_length=1)
    """Each as the lines of a diff, the first with ``- ``, as the command shows it."""
    place: int | None = None
    """Which it is among changes that read the same; all of them where it is left out."""
    reason: str = Field(min_length=20)

    def means(self, mutant: CodeMutant) -> bool:
        """A mutant is one of these."""
        return (
            self.function == mutant.name
            and any(one.strip() == mutant.change for one in self.changes)
            and self.place in (None, mutant.place)
        )


class Silence(StrEnum):
    """What the guide leaves to whoever builds."""

    WORDS = "words"
    """Other words of a message, note or label that the guide does not print, at the same field."""
    BOUNDS = "bounds"
    """A length, a size or a moment more or less, where neither guide nor readings print one."""
    WRITING = "ways of writing"
    """What is taken or refused beyond the form that the guide prints."""
    SIGNS = "signs"
    """Which signs no name and no address has."""
    STRAY = "stray addresses"
    """What somebody sees at an address that nothing leads to."""
    LIFE = "how long"
    """How long something is good for that the guide does not time."""
    REVIEW = "hour of the review"
    """When within the days that A-86 allows a review is made."""


class Conforming(Equivalent):
    """Changes of one function that make a build which follows the guide as well: a scenario must not refuse it."""

    silence: Silence

    def __str__(self) -> str:
        return f"{self.silence}: {self.reason}"


@cache
def listed() -> tuple[Equivalent, ...]:
    """What is kept in ``equivalent.yaml``."""
    entries = yaml.safe_load((_HERE / "equivalent.yaml").read_text(encoding="utf-8"))["equivalent"]
    return tuple(Equivalent.model_validate(one) for one in entries or ())


@cache
def listed_conforming() -> tuple[Conforming, ...]:
    """What is kept in ``conforming.yaml``."""
    entries = yaml.safe_load((_HERE / "conforming.yaml").read_text(encoding="utf-8"))["conforming"]
    return tuple(Conforming.model_validate(one) for one in entries or ())


def equivalents(mutants: Sequence[CodeMutant]) -> dict[str, str]:
    """Id of a mutant -> why it is equivalent."""
    return {one.id: entry.reason for one in mutants for entry in listed() if entry.means(one)}


def conforming(mutants: Sequence[CodeMutant]) -> dict[str, Conforming]:
    """Id of a mutant -> why the build that it makes follows the guide."""
    return {one.id: entry for one in mutants for entry in listed_conforming() if entry.means(one)}


def named_in_vain(mutants: Sequence[CodeMutant]) -> tuple[str, ...]:
    """Changes that are named, and that the tool does not make any longer; and those that are named as both."""
    made = {(one.name, one.change, place) for one in mutants for place in (None, one.place)}
    named = [
        (entry.function, change.strip(), entry.place)
        for entry in (*listed(), *listed_conforming())
        for change in entry.changes
    ]
    both = equivalents(mutants).keys() & conforming(mutants).keys()
    return (*(f"{one[0]}: {one[1]}" for one in named if one not in made), *sorted(both))
