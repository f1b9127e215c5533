"""What a population is: shares of facts, choices and troubles, read from a TOML file and checked against the guide."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from harness.errors import Problem, RunError
from harness.guide.choosing import counted_as
from harness.guide.journeys import Journey
from harness.guide.model import Guide

__all__ = ["DEFAULT", "Calendar", "Population", "Reviewing", "Troubles", "read_population"]

DEFAULT = Path(__file__).with_name("population.toml")
Weight = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Probability = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
_STRICT = ConfigDict(frozen=True, extra="forbid")


class Troubles(BaseModel):
    """How likely it is, each time it can happen, that something goes wrong."""

    model_config = _STRICT
    leave: Probability = 0.0
    typing_error: Probability = 0.0
    slow_reader: Probability = 0.0
    misread_licence: Probability = 0.0
    unreadable_licence: Probability = 0.0
    review_failure: Probability = 0.0
    gateway_trouble: Probability = 0.0


class Calendar(BaseModel):
    """When customers come; times are those of Japan."""

    model_config = _STRICT
    days: Annotated[int, Field(ge=1, le=3660)] = 180
    opens: Annotated[int, Field(ge=0, le=23)] = 10
    closes: Annotated[int, Field(ge=1, le=24)] = 19
    delivery_days: tuple[Annotated[int, Field(ge=1)], Annotated[int, Field(le=390)]] = (30, 120)

    @model_validator(mode="after")
    def _in_order(self) -> Calendar:
        if self.opens >= self.closes:
            raise ValueError("opens must lie before closes")
        if self.delivery_days[0] > self.delivery_days[1]:
            raise ValueError("delivery_days: the first number must not be above the second")
        return self


class Reviewing(BaseModel):
    """How long reviews take: days -> weight."""

    model_config = _STRICT
    days: Annotated[dict[Annotated[int, Field(ge=0, le=60)], Weight], Field(min_length=1)] = {3: 1.0}


class Population(BaseModel):
    """The shares of everything that is drawn for a customer."""

    model_config = _STRICT
    facts: dict[str, dict[str, Weight]] = {}
    choices: dict[str, Weight] = {}
    troubles: Troubles = Troubles()
    calendar: Calendar = Calendar()
    review: Reviewing = Reviewing()


def read_population(path: Path, guide: Guide, journeys: Sequence[Journey]) -> Population:
    """Reads a population of customers who go one of these journeys. Raises RunError that lists everything that is wrong with the file."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RunError(
            f"--population {path}: cannot be read as TOML ({error}); see docs/simulation.md"
        ) from None
    try:
        population = Population.model_validate(data)
    except ValidationError as error:
        problems = [
            Problem(where=f"{path}: {'.'.join(map(str, fault['loc'])) or 'file'}", what=fault["msg"])
            for fault in error.errors()
        ]
        raise RunError(
            "--population: the file is not a population; correct these entries", problems=problems
        ) from None
    problems = [
        Problem(where=f"{path}: {where}", what=what) for where, what in _unknown(population, guide, journeys)
    ]
    if problems:
        raise RunError(
            "--population: the file names what the guide's data do not have; correct these entries",
            problems=problems,
        )
    return population


def _unknown(population: Population, guide: Guide, journeys: Sequence[Journey]) -> list[tuple[str, str]]:
    known: dict[str, dict[str, None]] = {}
    for journey in journeys:
        for name, value in journey.facts.items():
            known.setdefault(name, {})[value] = None
    found = []
    for name, shares in population.facts.items():
        if name not in known:
            found.append((f"facts.{name}", f"no journey goes by such a fact; they go by {'、'.join(known)}"))
            continue
        found += [
            (f"facts.{name}", f"「{value}」 is no value of it; it has {'、'.join(known[name])}")
            for value in shares
            if value not in known[name]
        ]
        if not any(shares.values()):
            found.append((f"facts.{name}", "one weight at least must be above 0"))
    branches = {counted_as(step, one) for step in guide.steps.values() for one in step.branches}
    found += [
        (f"choices.{name}", "no such branch; `mylexus guide branches` lists them")
        for name in population.choices
        if name not in branches
    ]
    if not any(population.review.days.values()):
        found.append(("review.days", "one weight at least must be above 0"))
    return found
