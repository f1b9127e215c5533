"""Runs and reports that the tests of reports share."""

from __future__ import annotations

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
