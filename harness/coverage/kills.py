"""What became of each wrong build, as the last run of them left it: the kill matrix, and rules covered twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from harness.coverage.manifest import feature_hashes
from harness.errors import RunError

__all__ = ["KILLS", "Kill", "KillMatrix", "Outcome", "fingerprints", "read_kills", "twice_covered"]

KILLS = "mutants.json"
"""File that a run of mutants leaves in its folder."""


class Outcome(StrEnum):
    """What became of a mutant."""

    RIGHT = "killed at the right step"
    ELSEWHERE = "killed elsewhere"
    SURVIVED = "survived"
    EQUIVALENT = "equivalent"

    @property
    def killed(self) -> bool:
        """Whether a scenario said 不適合."""
        return self in (Outcome.RIGHT, Outcome.ELSEWHERE)


class Kill(BaseModel):
    """What became of one mutant, and which scenario said so."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    breaks: str
    kind: str
    kind_title: str
    """What reports call the kind, in Japanese."""
    target: str = ""
    """Label or text that it is done to."""
    section: str
    origin: str
    sentence: str
    outcome: Outcome
    scenario: str = ""
    """Key of the scenario that said 不適合."""
    rules: tuple[str, ...] = ()
    """Rules that this scenario stands under."""
    feature: str = ""
    """Fingerprint of the feature file that this scenario stood in."""
    at: str = ""
    reason: str = ""
    ran: int = 0
    broken: int = 0
    """Scenarios that were 故障, which kills nothing."""
    seconds: float = 0.0

    @property
    def title(self) -> str:
        """What is wrong, in Japanese, of a mutant that the guide's data yield."""
        return f"{self.breaks} {self.kind_title}" + (f"「{self.target}」" if self.target else "")


class KillMatrix(BaseModel):
    """What became of all mutants that were judged."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    guide: str
    build: str
    driver: str
    suite_seconds: float
    """How long the whole suite takes on the unmutated build, scenario by scenario."""
    seconds: float = 0.0
    """How long the mutants took, from the first to the last."""
    rules: dict[str, dict[str, str]] = {}
    """Rule -> mutant that breaks it -> scenario under the rule that noticed it."""
    mutants: tuple[Kill, ...] = ()


def read_kills(path: Path) -> KillMatrix | None:
    """Reads what a run of mutants left; nothing where there is none. Raises RunError if it cannot be read."""
    if not path.is_file():
        return None
    try:
        return KillMatrix.model_validate_json(path.read_bytes())
    except (ValidationError, OSError) as error:
        raise RunError(
            f"{path}: is no result of `mylexus mutants run` of this version "
            f"({str(error).splitlines()[0]}); run it again, or take the file away"
        ) from error


def fingerprints(features: Path) -> dict[str, str]:
    """Gives ``1/1-1-戻る`` -> the fingerprint of that feature file, for all below a folder."""
    return {name.removesuffix(".feature"): digest[:16] for name, digest in feature_hashes(features).items()}


def twice_covered(kills: Sequence[Kill], now: Mapping[str, str]) -> tuple[frozenset[str], frozenset[str]]:
    """Rules of which a wrong build was noticed by a scenario under them, and those whose scenario has changed since.

    ``now`` are the fingerprints of the features as they are. A rule is outdated only if no kill of it still counts.
    """
    found: set[str] = set()
    outdated: set[str] = set()
    for kill in kills:
        if kill.outcome.killed and kill.breaks in kill.rules:
            same = now.get(kill.scenario.rsplit("[", 1)[0]) == kill.feature
            (found if same else outdated).add(kill.breaks)
    return frozenset(found), frozenset(outdated - found)
