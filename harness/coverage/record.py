"""What one scenario saw: the steps verified, the branches taken, and what speaks against the build."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from hashlib import sha256

from pydantic import BaseModel, ConfigDict

from harness.errors import Finding

__all__ = ["Evidence", "Remark", "ScenarioRecord", "Sight", "Verdict"]


class Verdict(StrEnum):
    """What is said of a step, a branch, a rule or a scenario."""

    CONFORMS = "conforms"
    NONCONFORMING = "nonconforming"
    NOT_TESTED = "not_tested"
    NOT_APPLICABLE = "not_applicable"
    BROKEN = "broken"

    @property
    def japanese(self) -> str:
        """The word that reports use."""
        return _JAPANESE[self]


_JAPANESE = {
    Verdict.CONFORMS: "適合",
    Verdict.NONCONFORMING: "不適合",
    Verdict.NOT_TESTED: "未検証",
    Verdict.NOT_APPLICABLE: "対象外",
    Verdict.BROKEN: "故障",
}


class Evidence(BaseModel):
    """One departure from the guide, as it is kept."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    at: str
    what: str
    expected: str
    found: str
    about: tuple[str, ...] = ()

    @classmethod
    def of(cls, finding: Finding) -> Evidence:
        """Keeps a finding."""
        return cls(
            at=finding.at,
            what=finding.what,
            expected=finding.expected,
            found=finding.found,
            about=finding.about,
        )

    @property
    def id(self) -> str:
        """What a known deviation is named by: ``1-1/8-B#3f9a1c``, the place and what departs there.

        Another departure at the same place has another id.
        """
        said = "\0".join((self.at, self.what, self.expected, self.found))
        return f"{self.at}#{sha256(said.encode()).hexdigest()[:6]}"

    def __str__(self) -> str:
        return f"手順 {self.at} {self.what}: 期待 {self.expected} / 実際 {self.found}"


class Remark(BaseModel):
    """Something that differs from print but that a reading tolerates."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    at: str
    text: str


class Sight(BaseModel):
    """A step or branch that was looked at, and how it came out."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    verdict: Verdict


class ScenarioRecord(BaseModel):
    """Everything that one scenario contributes to a run."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    scenario: str
    """Key: ``1/1-1-新規登録[4]``."""
    title: str
    verdict: Verdict
    reason: str = ""
    """Why it is not 適合, in one line."""
    rules: tuple[str, ...] = ()
    steps: tuple[Sight, ...] = ()
    branches: tuple[Sight, ...] = ()
    findings: tuple[Evidence, ...] = ()
    remarks: tuple[Remark, ...] = ()
    trace: str = ""
    """Traceback, for a scenario that broke."""
    screen: str = ""
    """HTML of the last screen, for a scenario that is not 適合."""
    rows: int = 0
    row_seconds: float = 0.0
    seconds: float = 0.0
    begun: int = 0
    """How many steps of the feature were begun, those of the 背景 too: the last of them is where it stopped."""
    turns: Mapping[Verdict, int] = {}
    """How often it came out how, if it ran more than once."""

    @property
    def unstable(self) -> bool:
        """Whether it came out differently from run to run."""
        return len(self.turns) > 1
