"""``mylexus run --driver browser``: the same verdicts as in process."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from harness.builds.browsers import find_browser
from tests.cli.test_run_http import ENVIRONMENT, ROOT, command, served

KEYS = ("2/2-1-同じ名義で登録する[1]", "2/2-1-同じ名義で登録する[3]", "3/3-2-充電サポートを申し込む[1]")


def test_the_same_verdicts_in_a_browser(tmp_path: Path) -> None:
    """The served reference build conforms in a real browser, with consent, card and 3-D Secure."""
    if not find_browser() and not ENVIRONMENT.get("CI"):
        pytest.skip("no Chromium on this machine; Debian: apt-get install chromium fonts-noto-cjk")
    profile = tmp_path / "served.toml"
    only = [word for key in KEYS for word in ("--only", key)]
    words = ["--build", str(profile), "--driver", "browser", *only]
    with served(profile):
        done = subprocess.run(
            command(tmp_path / "out", *words),
            cwd=ROOT,
            env=ENVIRONMENT,
            capture_output=True,
            text=True,
            check=False,
        )
    verdict = json.loads((tmp_path / "out" / "verdict.json").read_text(encoding="utf-8"))
    scenarios = {one["scenario"]: one["verdict"] for one in verdict["scenarios"]}
    assert scenarios == dict.fromkeys(KEYS, "conforms"), done.stdout
    assert verdict["driver"] == "browser"
