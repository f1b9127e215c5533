"""What became of a build since another run is told, and only where both runs judged."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from harness.coverage.differences import PREVIOUS, Change, differences, judged_in, keep_previous
from harness.errors import RunError
from harness.reporting.making import make_report


def test_what_regressed_and_what_was_mended(sound_run: Path, wrong_run: Path) -> None:
    """Seen from the sound build the wrong one regressed, seen the other way round the same ids are mended."""
    sound, wrong = judged_in(sound_run), judged_in(wrong_run)
    worse = {(one.kind, one.id) for one in differences(sound, wrong) if one.change is Change.REGRESSED}
    better = {(one.kind, one.id) for one in differences(wrong, sound) if one.change is Change.MENDED}

    assert ("branches", "2-1/3=同意しない") in worse and ("steps", "2-1/3") in worse
    assert worse == better
    assert differences(sound, sound) == ()


def test_report_tells_both_comparisons(sound_run: Path, wrong_run: Path, tmp_path: Path) -> None:
    """The top page tells what differs from the run before in the folder and from another folder, with links that lead somewhere."""
    run = tmp_path / "run"
    shutil.copytree(wrong_run, run, ignore=shutil.ignore_patterns("report"))
    keep_previous(run)
    shutil.copytree(sound_run, run, dirs_exist_ok=True, ignore=shutil.ignore_patterns("report", "records"))

    page = make_report(run, tmp_path / "report", against=wrong_run).index.read_text(encoding="utf-8")
    told = page[page.index('id="differences-1"') : page.index('id="sections"')]

    assert told.count("適合になった（4件）") == 2 and "不適合になった" not in told
    assert 'href="guide-2-1.html#2_1_3"' in told
    assert 'id="2_1_3"' in (tmp_path / "report" / "guide-2-1.html").read_text(encoding="utf-8")


def test_repeating_a_scenario_leaves_the_run_before(sound_run: Path, wrong_run: Path, tmp_path: Path) -> None:
    """A run of single scenarios is not what the next run is compared with, if there was a whole one before it."""
    for name in ("verdict.json", "coverage.json"):
        shutil.copy(sound_run / name, tmp_path / name)
    keep_previous(tmp_path)
    verdict = json.loads((wrong_run / "verdict.json").read_text(encoding="utf-8"))
    (tmp_path / "verdict.json").write_text(json.dumps({**verdict, "partial": True}), encoding="utf-8")
    keep_previous(tmp_path)

    assert judged_in(tmp_path / PREVIOUS).headline == "適合"


def test_what_is_no_run_cannot_be_compared_with(tmp_path: Path) -> None:
    """A folder without a finished run is one message."""
    (tmp_path / "verdict.json").write_text("{", encoding="utf-8")

    keep_previous(tmp_path)
    with pytest.raises(RunError, match="is not the folder of a finished run"):
        judged_in(tmp_path)
    assert not (tmp_path / PREVIOUS).exists()
