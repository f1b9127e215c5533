"""The examples for CI do what they say: their steps are run as a job would run them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "docs" / "ci"
SHIM = """#!/bin/sh
# mylexus as installed; a run has its options read by the real command, and comes to what a real run of 2-1 has left
if [ "$1" = run ]; then
  {python} -m harness "$@" --help > /dev/null || exit $?
  while [ $# -gt 0 ]; do [ "$1" = --out ] && cp -r "{run}" "$2"; shift; done
  exit 1
fi
exec {python} -m harness "$@"
"""


def _steps(name: str) -> tuple[list[str], list[str]]:
    """The scripts of an example that judge, and those that follow whatever came of it; not the installation."""
    document: Any = yaml.safe_load((EXAMPLES / name).read_text(encoding="utf-8"))
    if "jobs" in document:
        steps = [step for step in document["jobs"]["judge"]["steps"] if "run" in step][1:]
        return [step["run"] for step in steps if "if" not in step], [
            step["run"] for step in steps if "if" in step
        ]
    return document["conformance"]["script"], document["conformance"]["after_script"]


def _kept(name: str) -> list[str]:
    """What an example promises to keep."""
    document: Any = yaml.safe_load((EXAMPLES / name).read_text(encoding="utf-8"))
    if "jobs" in document:
        return str(document["jobs"]["judge"]["steps"][-1]["with"]["path"]).split()
    artifacts = document["conformance"]["artifacts"]
    return [*artifacts["paths"], *artifacts["reports"].values()]


@pytest.mark.parametrize("name", ["github-actions.yml", "gitlab-ci.yml"])
def test_steps_of_an_example_run(name: str, wrong_run: Path, tmp_path: Path) -> None:
    """A run that ends with 1 fails its job; all that follows succeeds and leaves every file that the example keeps."""
    shim = tmp_path / "bin" / "mylexus"
    shim.parent.mkdir()
    shim.write_text(SHIM.format(python=sys.executable, run=wrong_run), encoding="utf-8")
    shim.chmod(0o755)
    key = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    environment = {
        **os.environ,
        "PATH": f"{shim.parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "MYLEXUS_BUILD": "tests.wrong.builds:terms_need_no_tick",
        "MYLEXUS_SIGNING_KEY": key.decode(),
        "GITHUB_STEP_SUMMARY": str(tmp_path / "page.md"),
    }
    judging, following = _steps(name)

    def ran(script: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["sh", "-ec", script], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )

    assert [ran(script).returncode for script in judging] == [1]
    done = [ran(script) for script in following]
    assert [one.returncode for one in done] == [0] * len(following), [one.stderr for one in done]
    assert [path for path in _kept(name) if not (tmp_path / path).exists()] == []
    assert (
        json.loads((tmp_path / "public" / "statement.json").read_text(encoding="utf-8"))["verdict"][
            "exit_code"
        ]
        == 1
    )
    if name.startswith("github"):
        assert (tmp_path / "page.md").read_text(encoding="utf-8").startswith("# ❌ 判定: 不適合")
        assert "::error file=features/2/" in "".join(one.stdout for one in done)


def test_what_the_examples_install_is_there() -> None:
    """Both examples install the lock that this repository keeps."""
    for name in ("github-actions.yml", "gitlab-ci.yml"):
        assert "-r requirements/run.txt" in (EXAMPLES / name).read_text(encoding="utf-8")
    assert (ROOT / "requirements" / "run.txt").exists()
