"""Scenarios as frozen values: what was read from a feature file, and what follows from it.

The folder is the chapter, ``1/1-1-買主情報を登録する.feature``; a scenario is addressed by its file and the number in
its name, ``1/1-1-買主情報を登録する[4]``, and one example row of an outline by that and its place, ``…[4].2``.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

__all__ = ["FEATURES", "WALK_COLUMNS", "Feature", "Role", "Row", "Rule", "Scenario", "Step"]

FEATURES = Path(__file__).parents[2] / "features"
"""Folder of the features that are shipped."""
WALK_COLUMNS = ("手順", "画面", "操作")


class Role(StrEnum):
    """What a step does in a scenario."""

    GIVEN = "given"
    WHEN = "when"
    THEN = "then"

    @property
    def keyword(self) -> str:
        """The Japanese keyword that opens a block of this role."""
        return {"given": "前提", "when": "もし", "then": "ならば"}[self.value]


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One row of a table under a step."""

    cells: tuple[str, ...]
    line: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One step as it runs: examples filled in, and the role that かつ takes over from the step before."""

    keyword: str
    """As written: ``かつ``."""
    role: Role
    text: str
    line: int
    rows: tuple[Row, ...] = ()
    docstring: str | None = None
    background: bool = False
    """Whether it comes from a 背景."""

    @property
    def is_walk(self) -> bool:
        """Whether its table is a walk through the guide: 手順 | 画面 | 操作."""
        return bool(self.rows) and self.rows[0].cells == WALK_COLUMNS


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """One ルール: a rule of the guide in one sentence, with the ids that it proves as tags."""

    title: str
    tags: tuple[str, ...]
    """Without ``@``: ``R-001``."""
    line: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Scenario:
    """One case, or one example row of an outline."""

    path: Path
    """Relative to the folder of the features."""
    feature: str
    """Title of the 機能."""
    number: int
    name: str
    """As written, examples filled in: ``[4] 身分証明書を撮影して登録する``."""
    rule: Rule | None
    tags: tuple[str, ...]
    """Own tags, then those of its ルール, then those of its 機能; each once, without ``@``."""
    line: int
    steps: tuple[Step, ...]
    """All steps in the order they run, those of the 背景 first."""
    example: int | None = None
    """Place of the example row among all rows of the outline, from 1."""

    @property
    def key(self) -> str:
        """Its address: ``1/1-1-買主情報を登録する[4]``, for an example row ``…[4].2``."""
        row = "" if self.example is None else f".{self.example}"
        return f"{self.path.with_suffix('').as_posix()}[{self.number}]{row}"

    @property
    def section(self) -> str:
        """Id of the section that it is about: the first word of its 機能."""
        return self.feature.split(maxsplit=1)[0]

    @property
    def rule_ids(self) -> tuple[str, ...]:
        """Ids of the rules that it stands under."""
        return tuple(tag for tag in self.tags if re.fullmatch(r"R-\d{3}", tag))

    @property
    def seed(self) -> int:
        """What everything drawn at random in it follows from."""
        return zlib.crc32(self.key.encode())

    @property
    def chapter(self) -> str:
        """Name of its folder, which is the number of the chapter."""
        return self.path.parent.as_posix()


@dataclass(frozen=True, kw_only=True, slots=True)
class Feature:
    """One feature file: a section of the guide, or a facet of one."""

    path: Path
    """Relative to the folder of the features."""
    line: int
    title: str
    tags: tuple[str, ...]
    rules: tuple[Rule, ...]
    scenarios: tuple[Scenario, ...]
