"""A failing scenario can be stopped at its screen, and gone on with by hand."""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

import pytest
from rich.console import Console
from typer.testing import CliRunner

from harness.builds.opening import driver_of
from harness.cli import app
from harness.errors import RunError
from harness.guide import load
from harness.mutants.written.frame import put_right_again
from harness.runner.inspecting import inspect_scenario
from harness.runner.running import FEATURES

KEY = "2/2-1-同じ名義で登録する[3]"
WRONG = "tests.wrong.builds:terms_need_no_tick"
_OPENER = build_opener(ProxyHandler({}))


class _Person(Console):
    """Somebody at a terminal, who opens the address that is printed, and what the page there links to."""

    def __init__(self) -> None:
        self.said = io.StringIO()
        self.pages: list[str] = []
        super().__init__(file=self.said, width=300)

    def input(self, *_: object, **__: object) -> str:
        """Looks around, then presses Enter."""
        found = re.search(r"http://127\.0\.0\.1:\d+\S*", self.said.getvalue())
        assert found is not None
        address = found[0]
        root = re.sub(r"(:\d+)/.*", r"\1", address)
        for url in (address, f"{root}/static/style.css", address):
            with _OPENER.open(url, timeout=10) as answer:
                self.pages.append(f"{answer.headers.get_content_type()} {answer.read().decode()}")
        return ""


def _inspect(person: Console, out: Path, build: str) -> bool:
    with put_right_again():
        return inspect_scenario(
            KEY,
            build=build,
            driver=driver_of(build),
            features=FEATURES,
            guide=load(),
            out=out,
            console=person,
        )


def test_somebody_goes_on_from_the_failing_screen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The failing screen and what it links to are served on loopback, with the session that the scenario made."""
    monkeypatch.setattr(sys, "stdin", _Terminal())
    person = _Person()

    stopped = _inspect(person, tmp_path, WRONG)

    shown, style, again = person.pages
    assert stopped and "ここで止まった: 手順 2-1/3" in person.said.getvalue()
    assert shown.startswith("text/html") and "<h1>使用者情報の登録完了</h1>" in shown
    assert style.startswith("text/css") and "{" in style
    assert "豊田 太郎" in again or "使用者情報の登録完了" in again
    assert "使用者情報の登録完了" in (tmp_path / "inspect.html").read_text(encoding="utf-8")


def test_without_a_terminal_it_ends_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody can press Enter the screen is kept, its path is printed, and nothing waits."""
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    said = io.StringIO()

    assert _inspect(Console(file=said, width=300), tmp_path, WRONG)
    assert f"画面: {tmp_path / 'inspect.html'}" in said.getvalue()
    assert "端末がないので、ここで終わる" in said.getvalue()


def test_a_sound_build_has_nothing_to_look_at(tmp_path: Path) -> None:
    """A scenario that goes through is not stopped."""
    said = io.StringIO()

    assert _inspect(Console(file=said, width=300), tmp_path, "reference") is False
    assert "最後まで進んだ" in said.getvalue()
    assert not (tmp_path / "inspect.html").exists()


@pytest.mark.parametrize("words", [[], ["--only", "a[1]", "--only", "b[1]"]], ids=["none", "two"])
def test_one_scenario_is_named(words: list[str]) -> None:
    """``--inspect`` wants exactly one scenario."""
    said = CliRunner().invoke(app, ["run", "--inspect", *words])

    assert isinstance(said.exception, RunError) and "--only" in str(said.exception)


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True
