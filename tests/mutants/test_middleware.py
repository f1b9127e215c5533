"""What a mutant does to a build is what its kind says, and a build over HTTP is made wrong in the same way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack

import pytest
import requests

from fakes.clock import CLOCK
from harness.builds.profile import HttpProfile
from harness.coverage.kills import Outcome
from harness.coverage.record import Verdict
from harness.errors import RunError
from harness.guide import load
from harness.mutants.judging import Judging, scenarios
from harness.mutants.killing import cool, kill, warm_bench
from harness.mutants.model import Mutant
from harness.mutants.planning import Job
from harness.mutants.running import all_mutants
from harness.mutants.served import ServedBench, wrong_before
from harness.serving.running import ServeOptions, opened


@pytest.fixture(scope="module")
def reference() -> Iterator[Judging]:
    """The reference build in process, under the middleware."""
    yield warm_bench()
    cool()


@pytest.fixture(scope="module")
def served() -> Iterator[ServedBench]:
    """The reference build on a port, its phones behind the proxy."""
    with ExitStack() as stack, pytest.MonkeyPatch.context() as patch:
        patch.setenv("MYLEXUS_TIMEOUT", "2")
        patch.setenv("MYLEXUS_CONTROL_TOKEN", "of-this-test")
        places = opened(stack, ServeOptions(port=0, seed=7))
        profile = HttpProfile.model_validate(
            {
                "name": "served",
                "driver": "http",
                "base_url": places.build,
                "control": {"token": {"env": "MYLEXUS_CONTROL_TOKEN"}},
                "fakes": {"index": places.fakes},
            }
        )
        bench = ServedBench(profile, load())
        stack.callback(bench.close)
        yield bench
    CLOCK.release()


def mutant(name: str) -> Mutant:
    """A mutant by its id."""
    return next(one for one in all_mutants(load()) if one.id == name)


def judged(bench: Judging, name: str, scenario: str) -> tuple[Outcome, str]:
    """What one scenario says of a mutant, and why."""
    found = kill(bench, Job(mutant=mutant(name), groups=((scenario,),)), load())
    assert not found.broken, found.reason
    return found.outcome, found.reason


def verdicts(bench: Judging, keys: Sequence[str]) -> set[Verdict]:
    """What scenarios say with nothing switched on."""
    bench.middleware.switch(None)
    return {bench.run(one).verdict for one in scenarios() if one.key in keys}


CASES = (
    ("2-1/3=同意しない:guard-open", "2/2-1-同じ名義で登録する[3]", "分岐 2-1/3=同意しない"),
    ("2-1/3=買主が使用者として登録される:not-registered", "2/2-1-同じ名義で登録する[1]", "登録された使用者"),
    (
        "1-1/20-B=アカウントが作られる:registered-twice",
        "1/1-1-個人を新規登録する[1]",
        "TOYOTAアカウントの件数",
    ),
    ("1-1/7-A=ブラウザの戻る:screen-kept", "1/1-1-ブラウザで戻る[3]", "1-1/7-A=ブラウザの戻る"),
    ("1-1/7-A=ブラウザの戻る:input-kept", "1/1-1-ブラウザで戻る[4]", "名前 (カナ)"),
    ("1-1/0=QRコードを読み取る:wrong-next", "2/2-3-スキップする[1]", "お申込みの開始"),
    ("3-1/3-A=同意しない:idle-alert", "3/3-1-G-Linkを申し込む[4]", "画面に誤りが表示される"),
    ("4-1/14-B=購読する:not-registered:メールマガジン", "4/4-1-個人を新規登録する[9]", "メールマガジン"),
    ("4-1/4-B:mail-twice", "4/4-1-個人を新規登録する[1]", "認証コードのメール"),
)


@pytest.mark.parametrize(("name", "scenario", "words"), CASES)
def test_a_wrong_build_is_noticed_for_its_own_fault(
    reference: Judging, name: str, scenario: str, words: str
) -> None:
    """Each kind of mutant is killed at the right step, and the finding names what is wrong."""
    outcome, reason = judged(reference, name, scenario)
    assert (outcome, words in reason) == (Outcome.RIGHT, True), reason


def test_the_sound_build_passes_with_nothing_switched_on(reference: Judging) -> None:
    """Every scenario that kills above passes on the unmutated build."""
    assert verdicts(reference, [scenario for _, scenario, _ in CASES]) == {Verdict.CONFORMS}


def test_over_http_the_proxy_makes_the_same_builds_wrong(served: ServedBench) -> None:
    """Screen, register and mail of a served build can be wrong, and with nothing switched on it passes."""
    keys = ("2/2-1-同じ名義で登録する[1]", "2/2-1-同じ名義で登録する[3]")
    assert verdicts(served, keys) == {Verdict.CONFORMS}
    assert judged(served, CASES[0][0], CASES[0][1])[0] is Outcome.RIGHT
    assert judged(served, CASES[1][0], CASES[1][1])[0] is Outcome.RIGHT


def test_a_browser_may_come_to_the_proxy_itself(served: ServedBench) -> None:
    """The proxy passes pages on, changes the mutant's screen, and refuses what no proxy can do."""
    build = served.base_url
    with wrong_before(build, "", 0) as (url, _), requests.Session() as browser:
        browser.trust_env = False
        direct, through = (browser.get(f"{one}/nowhere", timeout=10) for one in (build, url))
        assert (through.status_code, through.text) == (direct.status_code, direct.text.replace(build, url))
    with pytest.raises(RunError, match="pass no proxy"), wrong_before(build, CASES[1][0], 0):
        pass
    with pytest.raises(RunError, match="no generated mutant"), wrong_before(build, "nothing", 0):
        pass
