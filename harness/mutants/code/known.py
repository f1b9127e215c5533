"""Mutants of the code that are known by name: those that nobody could tell from the code, each with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field

from harness.mutants.code.loading import CodeMutant

__all__ = ["Equivalent", "equivalents", "named_in_vain"]

_LISTED = Path(__file__).parent / "equivalent.yaml"


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


def listed() -> tuple[Equivalent, ...]:
    """What is kept in ``equivalent.yaml``."""
    entries = yaml.safe_load(_LISTED.read_text(encoding="utf-8"))["equivalent"]
    return tuple(Equivalent.model_validate(one) for one in entries or ())


def equivalents(mutants: Sequence[CodeMutant]) -> dict[str, str]:
    """Id of a mutant -> why it is equivalent."""
    named = listed()
    return {one.id: entry.reason for one in mutants for entry in named if entry.means(one)}


def named_in_vain(mutants: Sequence[CodeMutant]) -> tuple[str, ...]:
    """Changes that are named equivalent, and that the tool does not make any longer."""
    made = {(one.name, one.change, place) for one in mutants for place in (None, one.place)}
    return tuple(
        f"{entry.function}: {change.strip()}"
        for entry in listed()
        for change in entry.changes
        if (entry.function, change.strip(), entry.place) not in made
    )
