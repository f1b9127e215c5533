"""Mutants of the code sleep in one process, and are noticed by scenarios alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]

JUDGE = """
import sys
from pathlib import Path
from harness.mutants.code import choosing, judging
from harness.mutants.code.judging import CodeOptions, judge_code, lines_of
every = judging.scenarios()
few = [one for one in every if one.key in ("1/1-1-ログインして登録する[2]", "1/1-1-ログインして登録する[5]")]
judging.scenarios = choosing.scenarios = lambda: tuple(few)
options = CodeOptions(
    only=("policy.staff_check.", "policy.review.", "policy.postal_code.", "customer_kind.", "customer.x__one__"),
    out=Path(sys.argv[1]),
)
results, total = judge_code(options)
print("\\n".join(lines_of(results, total)))
"""

CARD_HOLDERS = """
import random
from harness.mutants.code.known import equivalents, named_in_vain
from harness.mutants.code.loading import Domain, awake
domain = Domain()
domain.load()
assert not named_in_vain(domain.mutants), named_in_vain(domain.mutants)
from fakes.payment.cards import _NAME
from harness.reference.policy.cardholder import cardholder
from harness.reference.policy.kana import kana
draw = random.Random(1)
marks = [chr(code) for code in range(ord("ァ"), ord("ヺ") + 1)] + ["ー", "・", " "]
readings = []
while len(readings) < 1000:
    reading = "ア" + "".join(draw.choices(marks, k=draw.randrange(1, 30)))
    readings.append(kana(reading))
named = [one for one in equivalents(domain.mutants) if "policy.cardholder." in one]
assert named
for one in named:
    with awake(one):
        for reading in readings:
            for profile in ({"name_kana": reading}, {"family_name_kana": reading, "given_name_kana": "タロウ"}):
                assert _NAME.fullmatch(cardholder(profile)), (one, profile)
"""


def _python(script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs a script in a process that has not loaded the build yet."""
    return subprocess.run(
        [sys.executable, "-c", script, *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[dict[str, Any]], str]:
    """Results of two scenarios, and what the command says."""
    out = tmp_path_factory.mktemp("code")
    done = _python(JUDGE, str(out))
    assert done.returncode == 0, done.stderr
    lines = (out / "code-mutants.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines], done.stdout


def test_staff_check(judged: tuple[list[dict[str, Any]], str]) -> None:
    """Who changes when staff check is found out by two scenarios; what they never call is not counted as killed."""
    results, said = judged
    fates = {(one["module"], one["fate"]) for one in results}
    assert ("policy.staff_check", "killed") in fates
    assert {fate for module, fate in fates if module == "policy.review"} == {"no scenario calls it"}
    assert all(one["change"] and one["scenario"] for one in results if one["fate"] == "killed")
    assert len({one["id"] for one in results}) == len(results)
    assert "drawn from" in said


def test_same_for_every_scenario(judged: tuple[list[dict[str, Any]], str]) -> None:
    """A mutant that gives what its function gives for everything that scenarios ask survives without a run."""
    results, _ = judged
    messages = [
        one for one in results if one["module"] == "policy.postal_code" and "Refused" in one["change"]
    ]
    assert messages and all((one["fate"], one["ran"]) == ("survived", 0) for one in messages)
    assert "killed" in {one["fate"] for one in results if one["module"] == "policy.postal_code"}


def test_loaded_anew(judged: tuple[list[dict[str, Any]], str]) -> None:
    """What is called while the build is loaded only is judged on a build that is loaded with the mutant awake."""
    results, _ = judged
    fates = {one["fate"] for one in results if one["module"] == "customer"}
    assert "killed" in fates and "no scenario calls it" not in fates


def test_equivalent(judged: tuple[list[dict[str, Any]], str]) -> None:
    """What is named equivalent is shown with its reason, is not judged and is not counted."""
    results, said = judged
    assert not [one for one in results if one["change"].endswith('profile.get("name", None)')]
    assert "equivalent: harness.reference.policy.customer_kind.x_registered_name" in said


def test_card_holders() -> None:
    """Every named change exists, and those of a card holder's name give a name in Roman letters for any reading."""
    done = _python(CARD_HOLDERS)
    assert done.returncode == 0, done.stderr
