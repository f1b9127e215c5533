"""認証コード."""

from __future__ import annotations

from dataclasses import replace

import pytest

from harness.reference.policy.email_code import (
    IssuedCode,
    Verdict,
    digest_of,
    draw,
    judge,
    may_send,
    wait_before_resend,
)

KEY = {"secret": "s", "phone": "p", "address": "a@b.jp"}
CODE = IssuedCode(phone="p", address="a@b.jp", digest=digest_of("012345", **KEY), issued=1000.0)


def verdict(code: IssuedCode | None, typed: str = "012345", *, now: float = 1001.0, **other: str) -> Verdict:
    """A typed code is judged a second after it was sent, unless said otherwise."""
    return judge(code, typed, now=now, **{**KEY, **other})


def test_right() -> None:
    """The code is right, in full width too."""
    assert verdict(CODE) is Verdict.RIGHT
    assert verdict(CODE, "０１２ ３４５") is Verdict.RIGHT


@pytest.mark.parametrize("typed", ["012346", "12345", "", "0123456", "abcdef"])
def test_wrong(typed: str) -> None:
    """Any other code is wrong, a missing leading zero included."""
    assert verdict(CODE, typed) is Verdict.WRONG


def test_bound() -> None:
    """A code is good only on its phone, for its address, and while it is the last."""
    assert verdict(CODE, phone="q") is Verdict.WRONG
    assert verdict(CODE, address="c@b.jp") is Verdict.WRONG
    assert verdict(replace(CODE, void=True)) is Verdict.WRONG
    assert verdict(None) is Verdict.WRONG


def test_bounds() -> None:
    """A code lasts ten minutes, five tries and one use."""
    assert verdict(CODE, now=1599.0) is Verdict.RIGHT
    assert verdict(CODE, now=1600.0) is Verdict.EXPIRED
    assert verdict(replace(CODE, tries=4)) is Verdict.RIGHT
    assert verdict(replace(CODE, tries=5)) is Verdict.SPENT
    assert verdict(replace(CODE, used=True)) is Verdict.USED


def test_resend() -> None:
    """Another code may be sent after a minute, and ten an hour."""
    assert wait_before_resend(1000.0, 1000.0) == 60
    assert wait_before_resend(1000.0, 1059.9) == 1
    assert wait_before_resend(1000.0, 1060.0) == 0
    assert may_send(9)
    assert not may_send(10)


def test_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """A drawn code has six digits, leading zeros included."""
    monkeypatch.setattr("secrets.randbelow", lambda bound: 42 if bound == 1_000_000 else -1)
    assert draw() == "000042"
