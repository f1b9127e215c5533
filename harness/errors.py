"""Every error of the harness, in two families that never mix.

::

    HarnessError               we could not judge              -> 故障,  exit code 2
    ├── GuideDataError         the guide's data are wrong
    ├── FeatureError           a feature, or a step of it, is wrong
    ├── BuildError             the build cannot be reached or driven at all
    │   ├── CapabilityMissing  the build does not offer what a scenario needs -> 未検証, exit code 3
    │   └── BuildCrashed       it breaks at work that no customer sees; where that is the guide's own, 不適合
    └── RunError               a run cannot be started, read or finished
    Nonconformance             the build departs from the guide -> 不適合, exit code 1

A message says where, what was found, what was expected and what to do next.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = [
    "BuildCrashed",
    "BuildError",
    "CapabilityMissing",
    "FeatureError",
    "Finding",
    "GuideDataError",
    "HarnessError",
    "Nonconformance",
    "Problem",
    "RunError",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """One thing that is wrong in a file of ours: where, and what to do about it."""

    where: str
    """File, with line and path where they are known: ``1-1.yaml:12: steps[3].labels``."""
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


class HarnessError(Exception):
    """We could not judge: nothing is said about the build.

    ``problems`` holds everything that was found, since it is collected before it is raised.
    """

    def __init__(self, message: str, *, problems: Sequence[Problem] = ()) -> None:
        self.message = message
        self.problems = tuple(problems)
        super().__init__(message)

    def __str__(self) -> str:
        return "\n".join([self.message, *(f"  {problem}" for problem in self.problems)])


class GuideDataError(HarnessError):
    """The guide's data are wrong: the message lists file, line and path of each fault."""


class FeatureError(HarnessError):
    """A feature file or the vocabulary is wrong: the message lists file and line."""


class BuildError(HarnessError):
    """The build cannot be reached, or answers with something that is not a screen."""


class CapabilityMissing(BuildError):
    """The build does not offer something that a scenario needs, so nothing was tested."""


class BuildCrashed(BuildError):
    """The build broke while it did what it was told: its control API answered 500."""


class RunError(HarnessError):
    """A run cannot be started, read or finished."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One departure of a build from the guide."""

    at: str
    """Step id: ``1-1/8-B``."""
    what: str
    """What was looked at, in Japanese: ``見出し``, ``ボタン「次へ」``, ``分岐 1-1/11-B=法人``."""
    expected: str
    found: str
    about: tuple[str, ...] = ()
    """Further ids that this finding speaks against: branches and rules."""

    def __str__(self) -> str:
        return f"手順 {self.at} {self.what}: 期待 {self.expected} / 実際 {self.found}"


class Nonconformance(AssertionError):
    """The build departs from the guide: the evidence is in ``findings``, the worst first."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        if not findings:
            raise ValueError("a non-conformance needs at least one finding")
        self.findings = tuple(findings)
        super().__init__("\n".join(str(finding) for finding in self.findings))
