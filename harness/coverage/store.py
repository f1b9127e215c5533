"""Keeps records of scenarios as they are made: one JSON line each, one file for each worker."""

from __future__ import annotations

import shutil
from pathlib import Path

from pydantic import ValidationError

from harness.coverage.record import ScenarioRecord

__all__ = ["RecordStore"]


class RecordStore:
    """The folder of a run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._records = folder / "records"
        self.steps = folder / "steps"
        """Where the first verified screen of each step is kept."""

    def clear(self) -> None:
        """Forgets the records and screens of an earlier run."""
        shutil.rmtree(self._records, ignore_errors=True)
        shutil.rmtree(self.steps, ignore_errors=True)
        shutil.rmtree(self.folder / "screens", ignore_errors=True)
        shutil.rmtree(self.folder / "traces", ignore_errors=True)

    def exists(self) -> bool:
        """Says whether anything was recorded."""
        return any(self._records.glob("*.jsonl"))

    def add(self, worker: str, record: ScenarioRecord) -> None:
        """Adds one record; it is on the disk when this returns."""
        self._records.mkdir(parents=True, exist_ok=True)
        with (self._records / f"{worker}.jsonl").open("a", encoding="utf-8") as file:
            file.write(record.model_dump_json() + "\n")

    def count(self) -> int:
        """Counts the records, cheaply."""
        return sum(path.read_bytes().count(b"\n") for path in self._records.glob("*.jsonl"))

    def read(self) -> tuple[ScenarioRecord, ...]:
        """Gives all records; a line that was cut off by a crash counts as not recorded."""
        records = []
        for path in sorted(self._records.glob("*.jsonl")):
            for line in path.read_text(encoding="utf-8").splitlines():
                try:
                    records.append(ScenarioRecord.model_validate_json(line))
                except ValidationError:
                    continue
        return tuple(records)
