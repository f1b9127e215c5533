"""Mutants of the code sleep in one process, and are noticed by scenarios alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from harness.mutants.code.judging import CodeResult, Fate, good_enough, lines_of

ROOT = Path(__file__).parents[2]

JUDGE = """
import sys
from pathlib import Path
from harness.mutants.code import choosing, judging
from harness.mutants.code.judging import CodeOptions, good_enough, judge_code, lines_of
from harness.mutants.code.known import Conforming, Silence
every = judging.scenarios()
few = [one for one in every if one.key in ("1/1-1-ログインして登録する[2]", "1/1-1-ログインして登録する[5]")]
judging.scenarios = choosing.scenarios = lambda: tuple(few)
options = CodeOptions(
    only=("policy.staff_check.", "policy.review.", "policy.postal_code.", "customer_kind.", "customer.x__one__"),
    out=Path(sys.argv[1]),
)
mine = Conforming(function="f", changes=("- a",), silence=Silence.WORDS, reason="the test says so, for one mutant")
judging.conforming = lambda mutants: {one.id: mine for one in mutants if one.id in sys.argv[2:]}
results, total = judge_code(options)
print("\\n".join(lines_of(results, total)), good_enough(results), sep="\\n")
"""

REFUSED = "harness.reference.policy.staff_check.x_required__mutmut_1"
LIVES = "harness.reference.policy.postal_code.x_postal_code__mutmut_6"
"""One that scenarios kill and one that they cannot tell, both named conforming for the test."""

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
    done = _python(JUDGE, str(out), REFUSED, LIVES)
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


def test_conforming_but_refused(judged: tuple[list[dict[str, Any]], str]) -> None:
    """A scenario that refuses a build named conforming is told as a fault of the features, and nothing passes then."""
    results, said = judged
    fates = {one["id"]: one["fate"] for one in results}
    assert fates[REFUSED] == "killed"
    assert f"a scenario refuses a build that the guide allows: {REFUSED} (" in said
    assert said.splitlines()[-1] == "False"


def test_conforming_lives(judged: tuple[list[dict[str, Any]], str]) -> None:
    """A mutant named conforming is judged like any other; one that lives is shown with the reason and counted apart."""
    results, said = judged
    assert {one["id"]: one["fate"] for one in results}[LIVES] == "survived"
    assert f"conforming: {LIVES} (words: the test says so, for one mutant)" in said
    assert "1 conforming, 1 conforming, but refused" in said


def test_enough() -> None:
    """Of those that count nine in ten have to be killed; conforming ones do not count, refused ones always fail."""

    def results(**fates: int) -> list[CodeResult]:
        return [
            CodeResult(id="", module="", change="", fate=Fate[name])
            for name, count in fates.items()
            for _ in range(count)
        ]

    assert good_enough(results(KILLED=9, SURVIVED=1, CONFORMING=5, EQUIVALENT=5, NO_BUILD=1))
    assert not good_enough(results(KILLED=9, SURVIVED=1, BROKEN=1))
    assert not good_enough(results(KILLED=9, TIMED_OUT=1, UNREACHED=1))
    assert not good_enough(results(KILLED=9, SURVIVED=1, REFUSED=1))
    assert not good_enough(results(CONFORMING=1))
    shares = lines_of(results(KILLED=9, SURVIVED=1, CONFORMING=5, REFUSED=1, NO_BUILD=1), 99)[-3:-1]
    assert "killed: 9 of 10 (90.0%)" in shares[0] and "9 of 16 (56.2%)" in shares[1]


def test_card_holders() -> None:
    """Every named change exists, none is named as both kinds, and those of a card holder's name give a name in Roman letters for any reading."""
    done = _python(CARD_HOLDERS)
    assert done.returncode == 0, done.stderr
