"""The plan of faults as a TOML file: a table ``[[<fake>]]`` for each fault, its keys those of the control API."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from fakes.control import FaultEntry, complaints
from fakes.faults import Fault
from fakes.serving.catalogue import CATALOGUE
from fakes.serving.errors import PlanError

__all__ = ["read_plan"]

_PLAN = TypeAdapter(dict[str, list[FaultEntry]])


def read_plan(path: Path) -> Mapping[str, tuple[Fault, ...]]:
    """The faults by name of fake, in their order; raises ``PlanError`` with every fault of the file."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise PlanError(f"{path}: cannot be read: {error}; expected a TOML file") from None
    except tomllib.TOMLDecodeError as error:
        raise PlanError(f"{path}: no TOML: {error}") from None
    known = [entry.name for entry in CATALOGUE]
    wrong = {name: f"no such fake; expected one of {', '.join(known)}" for name in data if name not in known}
    entries: dict[str, list[FaultEntry]] = {}
    try:
        entries = _PLAN.validate_python({name: data[name] for name in data if name in known})
    except ValidationError as error:
        wrong |= complaints(error)
    if wrong:
        raise PlanError("\n".join(f"{path}: {key}: {text}" for key, text in wrong.items()))
    return {name: tuple(entry.fault() for entry in listed) for name, listed in entries.items()}
