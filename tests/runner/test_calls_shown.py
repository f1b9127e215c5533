"""What a build asked of outside systems during a row stands at that row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fakes.journal import Journal
from harness.errors import BuildError
from harness.runner.calls_shown import LONGEST, CallsShown


class _Build:
    """A build with one journal, as the in-process build offers it."""

    def __init__(self) -> None:
        self.journal = Journal()
        self.silent = False

    def calls_after(self, after: Mapping[str, int]) -> dict[str, list[dict[str, Any]]]:
        """Gives the calls after a number."""
        if self.silent:
            raise BuildError("the fake does not answer")
        return {"決済": [call.values() for call in self.journal.since(after.get("決済", 0))]}

    def ask(self, body: str = "", **rest: Any) -> None:
        """One call is made."""
        self.journal.add(
            method="POST", path="/v1/tokens", body=body.encode(), content_type="text/plain", **rest
        )


class _Report:
    def __init__(self) -> None:
        self.texts: list[str] = []

    def attach_text(self, name: str, body: str) -> None:
        """Keeps what is attached."""
        self.texts.append(body)


def test_calls_stand_at_the_row_that_made_them() -> None:
    """Each row has its own calls, asked and answered; those before the first row stand nowhere."""
    build, report = _Build(), _Report()
    shown = CallsShown(build, report)
    build.ask(status=200)
    for path_body in ("first", "second"):
        shown.row_opened("7-A")
        build.ask(path_body, status=402, answer=b"{}", answer_type="application/json", fault="")
        shown.row_closed(None)
    assert report.texts == [
        "決済 2: POST /v1/tokens → 402\n  送 first\n  受 {}",
        "決済 3: POST /v1/tokens → 402\n  送 second\n  受 {}",
    ]


def test_a_row_without_calls_has_no_attachment() -> None:
    """A row that called nothing stays as it is, and so does one whose fakes do not answer."""
    build, report = _Build(), _Report()
    shown = CallsShown(build, report)
    shown.row_opened("7-A")
    shown.row_closed(None)
    build.ask(status=200)
    build.silent = True
    shown.row_opened("8-A")
    shown.row_closed(None)
    assert report.texts == []


def test_faults_are_told_and_secrets_are_not() -> None:
    """A spoiled call names its fault; card numbers are blotted out, and a long body is cut."""
    build, report = _Build(), _Report()
    shown = CallsShown(build, report)
    shown.row_opened("6-A")
    build.ask("card[number]=4242424242424242 " + "x" * 1000, status=0, fault="time-out")
    shown.row_closed(None)
    (text,) = report.texts
    assert "→ 応答なし [time-out]" in text and "4242" not in text
    assert len(text) < LONGEST + 100 and "（全1" in text
