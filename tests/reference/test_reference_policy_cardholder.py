"""The name on a card."""

from __future__ import annotations

import re

import pytest

from harness.reference.policy.cardholder import LONGEST, UNKNOWN, cardholder, roman


@pytest.mark.parametrize(
    ("kana", "letters"),
    [
        ("トヨタ", "TOYOTA"),
        ("タロウ", "TARO"),
        ("シンジュ", "SHINJU"),
        ("ホンマ", "HOMMA"),
        ("ハットリ", "HATTORI"),
        ("マッチ", "MATCHI"),
        ("キョウコ", "KYOKO"),
        ("オオノ", "ONO"),
        ("ファティマ", "FATIMA"),
        ("トヨタ　ショウテン・ケー", "TOYOTA SHOTEN KE"),
        ("", ""),
        ("豊田", ""),
    ],
)
def test_roman(kana: str, letters: str) -> None:
    """Katakana become the letters of a passport; what is none leaves nothing."""
    assert roman(kana) == letters


def test_cardholder() -> None:
    """A person is given name first, a corporation its name, and who has no reading still has a name."""
    assert cardholder({"given_name_kana": "タロウ", "family_name_kana": "トヨタ"}) == "TARO TOYOTA"
    assert cardholder({"name_kana": "トヨタジドウシャ"}) == "TOYOTAJIDOSHA"
    assert cardholder({"name": "豊田商店"}) == UNKNOWN
    assert len(cardholder({"name_kana": "シ" * 100})) == LONGEST


@pytest.mark.parametrize("kana", [chr(code) for code in range(ord("ァ"), ord("ヺ") + 1)])
def test_only_letters(kana: str) -> None:
    """Whatever katakana a reading has, only Roman letters go to the gateway."""
    assert re.fullmatch("[A-Z ]*", roman("ア" + kana))
