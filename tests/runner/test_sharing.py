"""What journeys have in common is walked once, and each is told as if it had been walked alone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_plus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from harness import reference
from harness.builds.catalogue import open_build
from harness.cli import app
from harness.coverage.record import ScenarioRecord, Verdict
from harness.errors import RunError
from harness.guide import load
from harness.guide.journeys import Journey, journeys
from harness.runner.journeys import walk_all, walk_one
from harness.runner.sharing import by_facts, walk_shared
from harness.walking.along import moves

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Answer = Callable[["WSGIEnvironment", str], Iterable[bytes] | None]
HERE = "tests.runner.test_sharing"
GROUP = next(group for group in by_facts(journeys(load())) if len(group) == 3)
"""Corporations who pay by card, by card with 3-D Secure, and by invoice: they part at the payment."""


def asked(environ: Mapping[str, str], answer: Answer) -> WSGIApplication:
    """The reference build, before which ``answer`` hears of each request and its form, and may answer itself."""
    build = reference.from_environ(environ)

    def listening(call: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        body = call["wsgi.input"].read()
        call["wsgi.input"] = BytesIO(body)
        said = answer(call, unquote_plus(body.decode("utf-8", "replace")))
        if said is None:
            return build(call, start)
        start("500 Internal Server Error", [("Content-Type", "text/html; charset=utf-8")])
        return said

    return listening


def breaks_at_invoices(environ: Mapping[str, str]) -> WSGIApplication:
    """A build that breaks when a corporation chooses the invoice."""
    return asked(environ, lambda _, form: [b"<h1>500</h1>"] if "請求書払い" in form else None)


def breaks_at_once(environ: Mapping[str, str]) -> WSGIApplication:
    """A build that breaks at the first form."""
    return asked(environ, lambda _, form: [b"<h1>500</h1>"] if "csrf=" in form else None)


def counts(environ: Mapping[str, str]) -> WSGIApplication:
    """A build that writes down every request for a screen, whichever copy gets it."""

    def note(call: WSGIEnvironment, _: str) -> None:
        if not call["PATH_INFO"].startswith("/_control"):
            with Path(os.environ["NOTES"]).open("ab") as file:
                file.write(b".")

    return asked(environ, note)


def presses_ctrl_c(environ: Mapping[str, str]) -> WSGIApplication:
    """A build at whose invoices somebody presses Ctrl-C, which every process of the terminal hears."""

    def press(_: WSGIEnvironment, form: str) -> None:
        if "請求書払い" in form:
            os.killpg(0, signal.SIGINT)

    return asked(environ, press)


def dies_in_a_copy(environ: Mapping[str, str]) -> WSGIApplication:
    """A build that kills a copy of the process that made it."""
    maker = os.getpid()

    def die(_: WSGIEnvironment, __: str) -> None:
        if os.getpid() != maker:
            os.kill(os.getpid(), signal.SIGKILL)

    return asked(environ, die)


def told(record: ScenarioRecord) -> dict[str, Any]:
    """What a record says, but for how long it took and words that are drawn anew."""
    return record.model_dump(exclude={"seconds", "row_seconds", "screen"})


def both(name: str) -> tuple[list[ScenarioRecord], list[ScenarioRecord]]:
    """The group's records, walked together and one by one."""
    opened = open_build(f"{HERE}:{name}") if name else open_build()
    try:
        together = [record for _, record in walk_shared(GROUP, opened, load())]
        return together, [walk_one(one, opened, load()) for one in GROUP]
    finally:
        opened.close()


@pytest.mark.parametrize(
    ("build", "verdicts"),
    [
        ("", [Verdict.CONFORMS] * 3),
        ("breaks_at_invoices", [Verdict.CONFORMS, Verdict.CONFORMS, Verdict.NONCONFORMING]),
        ("breaks_at_once", [Verdict.NONCONFORMING] * 3),
    ],
)
def test_together_as_alone(build: str, verdicts: list[Verdict]) -> None:
    """Verdict, steps, branches, rows and findings are those of each journey walked alone, on right and wrong builds."""
    together, alone = both(build)
    assert [record.verdict for record in together] == verdicts
    assert list(map(told, together)) == list(map(told, alone))


def test_common_ways_are_walked_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The build gets less than two thirds of the requests, although each journey's record has all of its rows."""
    asked_for = []
    for shared in (True, False):
        notes = tmp_path / f"{shared}"
        monkeypatch.setenv("NOTES", str(notes))
        rows = [walked.record.rows for walked in walk_all(GROUP, build=f"{HERE}:counts", shared=shared)]
        assert [count >= len(one.steps) for count, one in zip(rows, GROUP, strict=True)] == [True] * 3
        asked_for.append(notes.stat().st_size)
    assert asked_for[0] < 2 / 3 * asked_for[1]


def test_a_lost_copy_is_no_pass() -> None:
    """Where a copy of the process is killed, the command says so instead of counting its journeys."""
    with pytest.raises(RunError, match=r"a copy of the process .* was lost \(status -9\)"):
        list(walk_all(GROUP, build=f"{HERE}:dies_in_a_copy", shared=True))


def test_what_cannot_be_copied_is_refused(tmp_path: Path) -> None:
    """A cluster's worker, or a build that is served elsewhere, is refused with what to do."""
    profile = tmp_path / "served.toml"
    profile.write_text(
        'name = "served"\ndriver = "http"\nbase_url = "http://127.0.0.1:9"\n', encoding="utf-8"
    )
    for words, said in (
        (["--scheduler", "tcp://127.0.0.1:1"], "either --shared or --scheduler"),
        (["--build", str(profile)], "has to run in it"),
    ):
        command = ["journeys", "--only", "J-0006", "--cover", "all", "--walk", "--shared"]
        done = CliRunner().invoke(app, [*command, *words])
        assert isinstance(done.exception, RunError)
        assert said in str(done.exception)


@pytest.mark.parametrize("jobs", [1, 2])
def test_interrupted(jobs: int) -> None:
    """Ctrl-C at a terminal reaches every copy: the command ends with 130 and without a traceback, and so do they."""
    command = ["journeys", "--cover", "all", "--walk", "--shared", "--jobs", str(jobs)]
    only = [word for one in GROUP for word in ("--only", one.id)]
    # Ends when the last copy is gone, since each of them holds the other ends of the pipes.
    done = subprocess.run(
        [sys.executable, "-m", "harness", *command, *only, "--build", f"{HERE}:presses_ctrl_c"],
        start_new_session=True,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    assert done.returncode == 130, done.stderr
    assert "Traceback" not in done.stderr


def _some() -> Iterator[Journey]:
    return iter(journeys(load())[::400])


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(tuple(_some())), max_size=12))
def test_groups_are_the_journeys(chosen: list[Journey]) -> None:
    """Each journey is in one group, of equal facts only, in the order in which they came; no two groups are alike."""
    groups = list(by_facts(chosen))
    assert sorted(one.id for group in groups for one in group) == sorted(one.id for one in chosen)
    assert all(a.facts == b.facts for group in groups for a, b in pairwise(group))
    assert len({tuple(sorted(group[0].facts.items())) for group in groups}) == len(groups)


def test_moves_tell_apart_what_differs() -> None:
    """Two journeys of the same facts have different keys somewhere, or they would be one."""
    for group in list(by_facts(journeys(load())))[::60]:
        keys = [tuple(move.key for move in moves(load(), one)) for one in group]
        assert len(set(keys)) == len(keys)
