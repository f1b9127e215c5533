"""Records on the disk."""

from __future__ import annotations

from pathlib import Path

from harness.coverage.record import ScenarioRecord, Verdict
from harness.coverage.store import RecordStore

RECORD = ScenarioRecord(scenario="1/a[1]", title="[1] 題", verdict=Verdict.CONFORMS)


def test_records_of_all_workers_are_read_back(tmp_path: Path) -> None:
    """Each worker writes a file of its own, and all are read."""
    store = RecordStore(tmp_path)
    store.add("gw0", RECORD)
    store.add("gw1", RECORD.model_copy(update={"scenario": "1/a[2]"}))

    assert store.count() == 2
    assert [record.scenario for record in store.read()] == ["1/a[1]", "1/a[2]"]


def test_a_line_cut_off_by_a_crash_counts_as_not_recorded(tmp_path: Path) -> None:
    """Half a line at the end of a file loses that record only."""
    store = RecordStore(tmp_path)
    store.add("main", RECORD)
    path = tmp_path / "records" / "main.jsonl"
    path.write_text(path.read_text(encoding="utf-8") + '{"scenario": "1/a', encoding="utf-8")

    assert store.read() == (RECORD,)


def test_clearing_leaves_other_files_alone(tmp_path: Path) -> None:
    """Only the records of an earlier run are removed."""
    store = RecordStore(tmp_path)
    store.add("main", RECORD)
    (tmp_path / "mine.txt").write_text("keep", encoding="utf-8")
    store.clear()

    assert not store.exists()
    assert (tmp_path / "mine.txt").exists()
