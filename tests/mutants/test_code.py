"""Mutants of the code sleep in one process, and are noticed by scenarios alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

JUDGE = """
import sys
from pathlib import Path
from harness.mutants.code import judging
from harness.mutants.code.judging import CodeOptions, judge_code, lines_of
every = judging.scenarios()
few = [one for one in every if one.key in ("1/1-1-ログインして登録する[2]", "1/1-1-ログインして登録する[5]")]
judging.scenarios = lambda: tuple(few)
options = CodeOptions(only=("policy.staff_check.", "policy.review."), out=Path(sys.argv[1]))
results, total = judge_code(options)
print("\\n".join(lines_of(results, total)))
"""


def test_staff_check(tmp_path: Path) -> None:
    """Who changes when staff check is found out by two scenarios; what they never call is not counted as killed."""
    done = subprocess.run(
        [sys.executable, "-c", JUDGE, str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    lines = (tmp_path / "code-mutants.jsonl").read_text(encoding="utf-8").splitlines()
    results = [json.loads(line) for line in lines]
    fates = {(one["module"], one["fate"]) for one in results}
    assert ("policy.staff_check", "killed") in fates
    assert {fate for module, fate in fates if module == "policy.review"} == {"no scenario calls it"}
    assert all(one["change"] and one["scenario"] for one in results if one["fate"] == "killed")
    assert len({one["id"] for one in results}) == len(results)
    assert "drawn from" in done.stdout
