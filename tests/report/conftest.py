"""Runs and reports that the tests of reports share."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from harness.reporting.making import make_report
from tests.report.judged import judged


@pytest.fixture(scope="session")
def sound_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of 2-1 on the reference build."""
    return judged(tmp_path_factory.mktemp("sound"), "--section", "2-1")


@pytest.fixture(scope="session")
def wrong_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of 2-1 on a build whose terms need no tick."""
    out = tmp_path_factory.mktemp("wrong")
    return judged(out, "--section", "2-1", "--build", "tests.wrong.builds:terms_need_no_tick")


@pytest.fixture(scope="session")
def sound_report(sound_run: Path) -> Path:
    """Its report."""
    return make_report(sound_run, sound_run / "report").index.parent


@pytest.fixture(scope="session")
def wrong_report(wrong_run: Path) -> Path:
    """Its report."""
    return make_report(wrong_run, wrong_run / "report").index.parent


@pytest.fixture(scope="session")
def mixed_report(wrong_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of that run, had it also been unable to test one scenario and broken in another."""
    run = tmp_path_factory.mktemp("mixed")
    for name in ("verdict.json", "coverage.json"):
        shutil.copy(wrong_run / name, run / name)
    shutil.copytree(wrong_run / "steps", run / "steps")
    verdict = json.loads((run / "verdict.json").read_text(encoding="utf-8"))
    verdict["scenarios"][0] |= {"verdict": "not_tested", "reason": "このビルドは「時計」を備えていない"}
    trace = "fakes/mail/app.py:9: in send\n" + "    raise KeyError('to')\n" * 40
    verdict["scenarios"][1] |= {"verdict": "broken", "reason": "KeyError: 'to'", "trace": trace}
    coverage = json.loads((run / "coverage.json").read_text(encoding="utf-8"))
    coverage["steps"][0] |= {"verdict": "not_tested", "reason": "どのシナリオもここを検証していない"}
    coverage["rules"][0] |= {"verdict": "broken", "reason": "KeyError: 'to'"}
    for name, data in (("verdict.json", verdict), ("coverage.json", coverage)):
        (run / name).write_text(json.dumps(data), encoding="utf-8")
    return make_report(run, run / "report", against=wrong_run).index.parent
