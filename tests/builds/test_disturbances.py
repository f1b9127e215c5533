"""The words by which features let an outside system fail."""

from __future__ import annotations

import pytest

from fakes.faults import Fault, FaultKind
from harness.builds.disturbances import GATEWAYS, KINDS, planned
from harness.errors import FeatureError

CHANGING = "POST,PUT,PATCH,DELETE,SMTP"


@pytest.mark.parametrize("gateway", GATEWAYS)
@pytest.mark.parametrize("word", KINDS)
def test_a_kind_alone_strikes_every_call(gateway: str, word: str) -> None:
    """A word alone plans its fault for every call of the gateway."""
    assert planned(gateway, word) == KINDS[word]


def test_every_kind_of_fault_has_a_word() -> None:
    """No kind of fault is out of the features' reach."""
    assert {fault.kind for fault in KINDS.values()} == set(FaultKind)


def test_some_calls_only() -> None:
    """The n-th call, calls that change something, and the two together have words of their own."""
    status = Fault(kind=FaultKind.STATUS, status=500)
    assert planned("国税庁", "12回目だけ障害") == Fault(kind=FaultKind.STATUS, status=500, nth=12)
    assert planned("決済", "処理後の障害") == Fault(kind=status.kind, status=500, done=True, method=CHANGING)
    assert planned("決済", "2回目だけ処理後の文字化け") == Fault(
        kind=FaultKind.GARBAGE, method=CHANGING, nth=2
    )


def test_a_mail_is_lost_after_it_was_handed_over() -> None:
    """Of a mail server the lost answer is the one to a mail, not the greeting."""
    fault = planned("メール", "処理後の切断")
    assert (fault.path, fault.done) == ("/mail", True)
    assert fault.matches("SMTP", "/mail") and not fault.matches("SMTP", "/connect")


@pytest.mark.parametrize(
    ("gateway", "words"),
    [("電話", "障害"), ("決済", "地震"), ("決済", "0回目だけ障害"), ("決済", "処理後"), ("決済", "")],
)
def test_unknown_words_are_told_with_the_known_ones(gateway: str, words: str) -> None:
    """What is not known is an error of the feature that lists what is."""
    with pytest.raises(FeatureError, match=r"states: 応答なし、.*after 「n回目だけ」 or 「処理後の」"):
        planned(gateway, words)
