"""Free text, numbers typed in full width."""

from __future__ import annotations

import pytest

from harness.reference.policy.refused import Refused
from harness.reference.policy.written import digits_of, folded, written


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" 豊田 ", "豊田"),
        ("髙﨑", "髙﨑"),
        ("か\u3099", "が"),
        ("ﾄﾖﾀ", "ﾄﾖﾀ"),
        ("葛\U000e0100", "葛\U000e0100"),
        ("㈱豊田 & O'Brien, №1・A-101", "㈱豊田 & O'Brien, №1・A-101"),
        ("", ""),
    ],
)
def test_kept(typed: str, kept: str) -> None:
    """Text is kept as NFC without outer blanks; variants and half width stay."""
    assert written(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "a\nb",
        "a\x00",
        "\ud800",
        "\ue000",
        "\ufdd0",
        "\U0010ffff",
        "\u200ba",
        "字" * 101,
        "<b>",
        "a;b",
        "🚗",
        "☎",
        "1\u20e3",
    ],
    ids=ascii,
)
def test_refused(typed: str) -> None:
    """Control, format, private and broken characters, code, emoji and over-long text are refused."""
    with pytest.raises(Refused):
        written(typed)


def test_longest() -> None:
    """Length counts characters, to the limit and no further."""
    assert written("𠮟" * 5, 5) == "𠮟" * 5
    with pytest.raises(Refused, match="5文字以内"):
        written("字" * 6, 5)


def test_digits() -> None:
    """Full-width digits give ASCII ones; anything else gives nothing."""
    assert digits_of("０１ 2") == "012"
    assert digits_of("1a") == digits_of("") == digits_of("١") == ""
    assert folded("１１２－８７０１") == "112-8701"
