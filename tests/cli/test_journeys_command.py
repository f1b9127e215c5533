"""``mylexus journeys``: listed, covered, walked."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def journeys(*words: str) -> subprocess.CompletedProcess[str]:
    """The command with these words."""
    return subprocess.run(
        [sys.executable, "-m", "harness", "journeys", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_json_is_one_array_of_ids_facts_and_steps() -> None:
    """Each element has id, facts and steps; the ids are unique."""
    rows = json.loads(journeys("--cover", "pairwise", "--json").stdout)
    assert all(set(row) == {"id", "facts", "steps"} for row in rows)
    assert len({row["id"] for row in rows}) == len(rows) > 5


def test_a_section_narrows_them() -> None:
    """Only journeys through the section are listed."""
    rows = json.loads(journeys("--cover", "all", "--core", "--section", "2-3", "--json").stdout)
    assert rows
    assert all("2-3/1" in row["steps"] or "2-3/2" in row["steps"] for row in rows)


def test_the_reference_build_follows_a_journey_of_months() -> None:
    """A journey from the dealer to after delivery is walked in full."""
    done = journeys("--cover", "pairwise", "--section", "2-3", "--walk")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "適合" in done.stdout.splitlines()[-1]


def test_a_build_that_leaves_a_journey_is_named(tmp_path: Path) -> None:
    """A build on which nobody can decline charging is 不適合 on the journeys that do: exit code 1, with the step."""
    (tmp_path / "refusing.py").write_text(
        "from harness.reference import from_environ\n"
        "def create(environ):\n"
        "    build = from_environ(environ)\n"
        "    def refusing(call, start):\n"
        "        call['PATH_INFO'] = call['PATH_INFO'].removesuffix('-declined')\n"
        "        return build(call, start)\n"
        "    return refusing\n",
        encoding="utf-8",
    )
    words = ["--cover", "pairwise", "--section", "3-2", "--build", "refusing:create"]
    done = subprocess.run(
        [sys.executable, "-m", "harness", "journeys", "--walk", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": f"{tmp_path}:{ROOT}", "PYTHONUTF8": "1", "PATH": "/usr/bin:/bin"},
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert "不適合" in done.stdout
    assert "手順 3-2/1 分岐" in done.stdout


def test_an_unknown_journey_is_one_clear_line() -> None:
    """A wrong id ends with exit code 2 and what an id looks like."""
    done = journeys("--only", "J-9999999")
    assert done.returncode == 2
    assert done.stderr.startswith("mylexus: --only J-9999999: no such journey")
