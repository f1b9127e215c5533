"""Whether a gateway is wired to our fake: told by the call, by what marks it, or by its absence."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, cast

import pytest

from harness.builds.served import HttpBuild
from harness.guide import load
from harness.runner import preflight

PROBES = {probe.gateway: probe for probe in preflight._PROBES}
MARK = "doctor-0123@example.com"


def checked(
    monkeypatch: pytest.MonkeyPatch,
    gateway: str,
    calls: Sequence[Any],
    *,
    reached: bool = True,
    served: bool = True,
) -> preflight.Check:
    """What is said of a gateway whose fake got these calls on a walk that was given the mark."""
    probe = PROBES[gateway]
    fakes = {probe.fake: "http://127.0.0.1:1"} if served else {}
    build = SimpleNamespace(fakes=fakes, journal=lambda _: list(calls))
    monkeypatch.setattr(preflight, "_walked", lambda *_: (reached, "" if reached else "HTTP 500", (MARK,)))
    return preflight._probed(cast(HttpBuild, build), load(), probe)


@pytest.mark.parametrize("gateway", PROBES)
def test_a_call_with_our_mark_is_ours(monkeypatch: pytest.MonkeyPatch, gateway: str) -> None:
    """Every gateway counts as wired once a call carries what this walk alone was given."""
    assert checked(monkeypatch, gateway, [{"body": "of another"}, {"body": f"to {MARK}"}]).result == "ok"


@pytest.mark.parametrize("gateway", [name for name in PROBES if name != "決済"])
def test_the_call_of_another_is_not_ours(monkeypatch: pytest.MonkeyPatch, gateway: str) -> None:
    """A fake that somebody else calls meanwhile is no proof: the gateway is lost to the run, in one line."""
    check = checked(monkeypatch, gateway, [{"body": "of another"}])
    assert (check.result, gateway in check.lost) == ("wrong", True)
    assert "is not about this walk" in check.said and "\n" not in check.said


def test_a_card_needs_no_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """A call of the payment gateway at the very step counts, and it is said that it names nobody."""
    check = checked(monkeypatch, "決済", [{"body": "card[number]=***"}])
    assert check.result == "ok" and "names nobody" in check.said
    assert checked(monkeypatch, "決済", []).result == "wrong"


def test_a_build_without_mail_and_a_walk_that_stopped_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the profile does not name is missing and lost; what could not be reached is unknown and judged."""
    missing = checked(monkeypatch, "メール", [], served=False)
    assert (missing.result, missing.lost) == ("missing", ("メール", "要_メール"))
    unknown = checked(monkeypatch, "メール", [], reached=False)
    assert (unknown.result, unknown.lost) == ("unknown", ())


def test_marks_are_never_the_same() -> None:
    """Each walk has marks of its own."""
    first, second = preflight._Marks.drawn(), preflight._Marks.drawn()
    assert not {first.email, first.street, first.given_roman} & {
        second.email,
        second.street,
        second.given_roman,
    }
