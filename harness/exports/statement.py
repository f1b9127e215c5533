"""The conformance statement: what a run came to, as canonical JSON that its receiver can hold against a signature."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from harness.coverage.conclude import Entry
from harness.coverage.record import Verdict
from harness.errors import RunError
from harness.exports.outcomes import harness_version, started_at
from harness.reporting.finished import FinishedRun

__all__ = ["DIGESTED", "Statement", "canonical", "digests", "read_statement", "statement_of"]

DIGESTED = ("verdict.json", "coverage.json")
"""The files of a run that a statement fixes by their SHA-256."""


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Build(_Value):
    """What was judged, and how it was reached."""

    name: str
    driver: str


class Run(_Value):
    """When it was judged, and how much of it."""

    began: str
    """ISO 8601, UTC, to the second."""
    sections: tuple[str, ...]
    """The sections that were judged."""
    whole_guide: bool
    """Whether those are all that the guide's steps stand in, with every scenario."""
    scenarios: dict[str, int]
    """How many scenarios came out how."""


class Judgement(_Value):
    """The verdict of the whole."""

    headline: str
    exit_code: int
    reasons: tuple[str, ...]


class Coverage(_Value):
    """The verdict of each step, branch and rule, by its id."""

    steps: dict[str, Verdict]
    branches: dict[str, Verdict]
    rules: dict[str, Verdict]


class Statement(_Value):
    """Everything that is stated; no field says what another one says."""

    statement: Literal["mylexus-conformance/1"] = "mylexus-conformance/1"
    guide: str
    harness: str
    build: Build
    features: dict[str, str]
    """SHA-256 of each feature file that was judged by."""
    run: Run
    verdict: Judgement
    coverage: Coverage
    files: dict[str, str]
    """SHA-256 of the files of the run that it rests on."""
    key: str
    """SHA-256 of the public key that it was signed for."""

    def summary(self) -> list[str]:
        """Says in Japanese what is stated, for a terminal."""
        lines = [f"判定: {self.verdict.headline}", *(f"- {reason}" for reason in self.verdict.reasons)]
        lines.append(
            f"手続きガイド {self.guide}版 / ビルド {self.build.name} / ドライバー {self.build.driver}"
        )
        for word, entries in (
            ("手順", self.coverage.steps),
            ("分岐", self.coverage.branches),
            ("きまり", self.coverage.rules),
        ):
            counted = Counter(entries.values())
            said = " ".join(f"{one.japanese}{counted[one]}" for one in Verdict if counted[one])
            lines.append(f"{word} {len(entries)}: {said}")
        scope = "ガイド全体" if self.run.whole_guide else f"一部だけ（節 {'、'.join(self.run.sections)}）"
        lines.append(f"範囲: {scope} / 実行 {self.run.began} / mylexus {self.harness}")
        return lines


def statement_of(run: FinishedRun, *, key: str) -> Statement:
    """Gives the statement of a run. Raises RunError for a run that was interrupted, which came to nothing."""
    if run.interrupted:
        raise RunError(
            f"{run.folder}: the run was interrupted; nothing is stated of it; run `mylexus run` again"
        )
    sections = sorted({key.split("/", 1)[0] for key in run.steps})
    judged_all = {section.id for section in run.guide.sections if section.steps} <= {*sections}
    began = datetime.fromtimestamp(started_at(run), UTC).replace(microsecond=0)
    return Statement(
        guide=run.guide.edition,
        harness=harness_version(run),
        build=Build(name=run.build, driver=run.driver),
        features=run.said["features"],
        run=Run(
            began=began.isoformat(),
            sections=tuple(sections),
            whole_guide=judged_all and not run.partial and not run.said["shard"],
            scenarios=dict(Counter(record.verdict.value for record in run.scenarios)),
        ),
        verdict=Judgement(headline=run.headline, exit_code=run.exit_code, reasons=run.reasons),
        coverage=Coverage(
            steps=_verdicts(run.steps), branches=_verdicts(run.branches), rules=_verdicts(run.rules)
        ),
        files=digests(run.folder),
        key=key,
    )


def _verdicts(entries: Mapping[str, Entry]) -> dict[str, Verdict]:
    return {key: entry.verdict for key, entry in entries.items()}


def digests(folder: Path) -> dict[str, str]:
    """Gives the SHA-256 of the files of a run. Raises RunError where one cannot be read."""
    try:
        return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in DIGESTED}
    except OSError as error:
        raise RunError(
            f"{error.filename}: cannot be read ({error.strerror}); name the run's folder"
        ) from error


def canonical(statement: Statement) -> bytes:
    """Gives the one way in which a statement is written: keys sorted, no spaces, UTF-8, a line end."""
    data = statement.model_dump(mode="json")
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8") + b"\n"


def read_statement(data: bytes) -> Statement | None:
    """Gives the statement that stands in a file's bytes; ``None`` unless they are its canonical form."""
    try:
        statement = Statement.model_validate_json(data)
    except ValidationError:
        return None
    return statement if canonical(statement) == data else None
