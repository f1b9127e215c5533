"""``mylexus serve`` and ``--driver http``: the same verdicts as in process, whatever happens to the build."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
import requests

from harness.runner.finish import written_scenarios
from harness.runner.running import FEATURES

ROOT = Path(__file__).parents[2]
TOKEN = "a token of this test"
ENVIRONMENT = {
    **os.environ,
    "PYTHONPATH": str(ROOT),
    "COLUMNS": "160",
    "PYTHONUTF8": "1",
    "MYLEXUS_CONTROL_TOKEN": TOKEN,
    "MYLEXUS_TIMEOUT": "0.5",
}
SECTIONS = ("1-1", "2-2", "3-2", "4-1")


@contextmanager
def served(profile: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The command ``mylexus serve`` on free ports, with what it printed first."""
    words = [sys.executable, "-m", "harness", "serve", "--port", "0", "--profile", str(profile)]
    with subprocess.Popen(words, cwd=ROOT, env=ENVIRONMENT, text=True, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        lines: list[str] = []
        while not lines or not lines[-1].startswith("Ctrl-C"):
            line = process.stdout.readline()
            assert line, "".join(lines)
            lines.append(line)
        try:
            yield process, "".join(lines)
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                process.wait(timeout=20)


def command(out: Path, *words: str) -> list[str]:
    """The command line of a run."""
    return [sys.executable, "-m", "harness", "run", "--out", str(out), *words]


def judged(out: Path, *words: str) -> tuple[int, dict[str, tuple[str, list[Any]]]]:
    """The exit code of a run, and verdict and findings of each of its scenarios."""
    done = subprocess.run(
        command(out, *words),
        cwd=ROOT,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert (out / "verdict.json").exists(), done.stdout + done.stderr
    data = json.loads((out / "verdict.json").read_text(encoding="utf-8"))
    return done.returncode, {one["scenario"]: (one["verdict"], one["findings"]) for one in data["scenarios"]}


def handful() -> list[str]:
    """The first, a middle and the last scenario of some sections, as options of a run."""
    written = written_scenarios(FEATURES)
    chosen = []
    for section in SECTIONS:
        keys = [one.key for one in written if one.section == section]
        chosen += [keys[0], keys[len(keys) // 2], keys[-1]]
    return [word for key in chosen for word in ("--only", key)]


def test_a_served_build_gets_the_same_verdicts(tmp_path: Path) -> None:
    """Scenarios of four sections have the same verdicts over HTTP as in process, and time runs again after."""
    words = handful()
    here = judged(tmp_path / "here", *words)
    profile = tmp_path / "p.toml"
    with served(profile) as (_, text):
        there = judged(tmp_path / "there", "--build", str(profile), "--driver", "http", *words)
        url = text.split("build    ")[1].split("/\n")[0]
        headers = {"Authorization": f"Bearer {TOKEN}"}
        clock = requests.get(f"{url}/_control/clock", headers=headers, timeout=10).json()

    assert there == here
    assert {verdict for verdict, _ in here[1].values()} == {"conforms"}
    assert not clock["stands"]


def test_a_build_that_dies_in_the_middle_leaves_the_results_so_far(tmp_path: Path) -> None:
    """After a kill the run goes on: exit code 2, earlier results stay, the others are 故障 with the reason."""
    profile, out = tmp_path / "p.toml", tmp_path / "out"
    words = command(out, "--build", str(profile), "--section", "2-1")
    with served(profile) as (process, _):
        run = subprocess.Popen(
            words, cwd=ROOT, env=ENVIRONMENT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        records = out / "records"
        while run.poll() is None:
            if sum(path.read_bytes().count(b"\n") for path in records.glob("*.jsonl")) >= 3:
                process.kill()
                break
        said, _ = run.communicate(timeout=240)
    scenarios = json.loads((out / "verdict.json").read_text(encoding="utf-8"))["scenarios"]
    verdicts = [one["verdict"] for one in scenarios]

    assert run.returncode == 2, said
    assert verdicts.count("conforms") >= 3
    assert set(verdicts) == {"conforms", "broken"}
    assert all("does not answer" in one["reason"] for one in scenarios if one["verdict"] == "broken")


def test_a_build_that_is_not_there_is_one_message(tmp_path: Path) -> None:
    """A run against a build that does not answer ends at once, and keeps the files of the run before."""
    profile, out = tmp_path / "p.toml", tmp_path / "out"
    out.mkdir()
    (out / "verdict.json").write_text("{}", encoding="utf-8")
    profile.write_text('name = "gone"\ndriver = "http"\nbase_url = "http://127.0.0.1:1"\n', encoding="utf-8")
    done = subprocess.run(
        command(out, "--build", str(profile)),
        cwd=ROOT,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert done.returncode == 2
    assert "http://127.0.0.1:1 does not answer" in done.stderr and "Traceback" not in done.stderr
    assert (out / "verdict.json").read_text(encoding="utf-8") == "{}"


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_serve_shows_its_pages_and_ends_cleanly(tmp_path: Path, how: signal.Signals) -> None:
    """The index makes a contract whose pages open, moves the clock only on POST, and a signal ends with 0."""
    with served(tmp_path / "p.toml") as (process, text), requests.Session() as session:
        session.trust_env = False
        index = text.split("index    ")[1].split("\n")[0]
        build = text.split("build    ")[1].split("\n")[0]
        assert "トヨタ" not in text and TOKEN in text
        assert session.get(index, timeout=10).text.count("<dt>") > 3
        made = session.post(f"{index}contracts", data={"car": "EV"}, timeout=10).text
        screens = [part.split('"')[0] for part in made.split('src="')[1:]]
        assert len(screens) >= 4
        assert all(session.get(urljoin(index, one), timeout=10).status_code == 200 for one in screens)
        assert session.get(f"{index}clock", timeout=10).status_code == 405
        assert (
            session.post(f"{index}clock", headers={"Origin": "https://x.test"}, timeout=10).status_code == 403
        )
        assert session.post(f"{index}clock", data={"span": "1日"}, timeout=10).status_code == 200
        assert session.get(f"{build}_control/health", timeout=10).status_code == 401
        process.send_signal(how)
        assert process.wait(timeout=20) == 0
