"""What a browser leaves of a run: pictures as a screen was verified and filled in, and a trace without secrets."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser

from harness.builds.browsers import BrowserBuild
from harness.builds.profile import HttpProfile, read_profile
from harness.builds.tracing import scrub
from harness.coverage.gallery import Gallery
from harness.guide import load
from harness.runner.directly import run_directly
from harness.runner.features import read_feature
from tests.other_build.defects import notice_left_out
from tests.other_build.served import TOKEN, served
from tests.wrong.judging import FEATURES

KEY = "1/1-1-法人を新規登録する[1]"
MORE = "[browser]\ntrace = true\n[time_limits]\nsettle = 0.1\n"


def test_a_failed_scenario_leaves_pictures_and_a_trace(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There are pictures of the failure and of screens before and after typing, and a trace that hides secrets."""
    monkeypatch.setenv(TOKEN, "a token")
    hidden: set[str] = set()

    def noted(path: Path, secrets: Iterable[str]) -> None:
        hidden.update(secrets)
        assert all(one in _text(path) for one in secrets), "they were there before"
        scrub(path, secrets)

    monkeypatch.setattr("harness.builds.evidence.scrub", noted)
    feature = read_feature(FEATURES / f"{KEY.partition('[')[0]}.feature", FEATURES)
    scenario = next(one for one in feature.scenarios if one.key == KEY)
    with served(notice_left_out, "a token") as text:
        (tmp_path / "other.toml").write_text(text + MORE, encoding="utf-8")
        profile = read_profile(tmp_path / "other.toml")
        assert isinstance(profile, HttpProfile)
        build = BrowserBuild(profile, browser=browser)
        with build:
            run_directly(scenario, guide=load(), build=build, gallery=Gallery(tmp_path / "steps"))
            build.keep_evidence(tmp_path / "traces")
        build.close()

    screens = {
        path.relative_to(tmp_path / "screens").as_posix() for path in tmp_path.glob("screens/**/*.jpg")
    }
    assert {"1-1%2F8-B.jpg", "acted/1-1%2F8-B.jpg", f"{quote(KEY, safe='')}.jpg"} <= screens
    assert "acted/1-1%2F3.jpg" not in screens, "nothing was entered there"
    assert sum(len(one) == 6 and one.isdigit() for one in hidden) == 1, "the code that was typed"
    traces = list(tmp_path.glob("traces/*.zip"))
    assert traces and not any(one in _text(path) for one in hidden for path in traces)
    assert any("法人名" in _text(path) for path in traces), "what is no secret is still there"


def _text(path: Path) -> str:
    with zipfile.ZipFile(path) as trace:
        return "".join(trace.read(name).decode("utf-8", "ignore") for name in trace.namelist())
