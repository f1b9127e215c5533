"""``mylexus profile check``: what can be tested with a profile, before any run."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from harness.cli import app

HTTP = 'name = "b"\ndriver = "http"\nbase_url = "http://127.0.0.1:9"\n[fakes]\nindex = "http://127.0.0.1:9"\n'


def check(tmp_path: Path, text: str) -> tuple[int, dict[str, dict[str, object]]]:
    """The exit code, and what is said of each step and rule."""
    path = tmp_path / "b.toml"
    path.write_text(text, encoding="utf-8")
    done = CliRunner().invoke(app, ["profile", "check", str(path), "--json"])
    return done.exit_code, {row["id"]: row for row in json.loads(done.stdout)}


def test_with_everything_offered_every_scenario_can_be_run(tmp_path: Path) -> None:
    """A profile with control API and all fakes can be tested at every step and rule, without asking the network."""
    code, rows = check(tmp_path, HTTP + '[control]\ntoken = { env = "T" }\n')
    assert code == 0
    assert all(row["scenarios"] == row["possible"] and not row["reason"] for row in rows.values())


def test_what_is_missing_is_told_at_the_steps_that_need_it(tmp_path: Path) -> None:
    """Without a mail fake steps of a new registration cannot be tested, and those of a login can."""
    text = HTTP.replace("index", "toyota_account") + '[control]\ntoken = { env = "T" }\n'
    code, rows = check(tmp_path, text)
    assert code == 3
    assert rows["1-1/10-B"]["possible"] == 0 and "[fakes] has no mail" in str(rows["1-1/10-B"]["reason"])
    assert rows["1-1/7-A"]["possible"] != 0


def test_without_a_control_api_nothing_can_be_tested(tmp_path: Path) -> None:
    """Every step says that no contract can be made."""
    code, rows = check(tmp_path, HTTP)
    assert code == 3 and not any(row["possible"] for row in rows.values())
