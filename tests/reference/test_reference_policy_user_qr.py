"""The QR code for the user's phone."""

from __future__ import annotations

import string

import pytest

from harness.reference.policy import qr_token
from harness.reference.policy.user_qr import LIFE, Invitation, Reading, draw, invitation_of, judge, token_for


@pytest.mark.parametrize(
    ("read_by", "void", "now", "wanted"),
    [
        ("", False, 0, Reading.OPENS),
        ("mine", False, 0, Reading.OPENS),
        ("theirs", False, 0, Reading.TAKEN),
        ("mine", False, LIFE - 1, Reading.OPENS),
        ("", False, LIFE, Reading.EXPIRED),
        ("mine", False, LIFE, Reading.EXPIRED),
        ("mine", True, 0, Reading.VOID),
        ("", True, LIFE, Reading.VOID),
    ],
)
def test_judge(read_by: str, void: bool, now: float, wanted: Reading) -> None:
    """A code opens in time, for its first phone, until it is void."""
    invitation = Invitation(id="i", contract_id="c", issued=0, phone=read_by, void=void)
    assert judge(invitation, phone="mine", now=now) is wanted


def test_unknown() -> None:
    """A code that was never shown opens nothing."""
    assert judge(None, phone="mine", now=0) is Reading.UNKNOWN


def test_unguessable() -> None:
    """No two codes are alike, and each is long."""
    drawn = {draw() for _ in range(100)}
    assert len(drawn) == 100 and all(len(one) >= 32 for one in drawn)


def test_altered() -> None:
    """No token with another character, another secret or another purpose is taken."""
    token = token_for("secret", "invitation")
    assert invitation_of("secret", token) == "invitation"
    for place in range(len(token)):
        for mark in string.ascii_letters + string.digits + "-_.=":
            if mark != token[place]:
                assert invitation_of("secret", token[:place] + mark + token[place + 1 :]) is None
    assert invitation_of("other", token) is None
    assert invitation_of("secret", qr_token.token_for("secret", "invitation")) is None
    assert qr_token.contract_of("secret", token) is None
    assert invitation_of("secret", "") is invitation_of("secret", "あ") is None
