"""The second build as one application of JavaScript: a real browser judges it without glue, and finds its defects."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from harness.builds.browsers import BrowserBuild
from harness.builds.profile import HttpProfile, read_profile
from tests.other_build import create, defects
from tests.other_build.served import TOKEN, served
from tests.wrong.judging import judge_build
from tests.wrong.test_other_build import SOUND, WRONG, assert_found


@pytest.mark.parametrize("name", ["", *(name for name in WRONG if name != "back_loses_input")])
def test_in_a_browser(name: str, browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sound application conforms, and each defect is found 不適合 at its own step, as over HTTP."""
    monkeypatch.setenv(TOKEN, "a token")
    factory = getattr(defects, name) if name else create
    with served(factory, "a token") as text:
        (tmp_path / "other.toml").write_text(f"{text}[time_limits]\nsettle = 0.3\n", encoding="utf-8")
        profile = read_profile(tmp_path / "other.toml")
        assert isinstance(profile, HttpProfile)
        build = BrowserBuild(profile, browser=browser)
        try:
            records = judge_build(build, *(WRONG[name] if name else SOUND[:1]))
        finally:
            build.close()
    assert_found(name, records)
