"""How wordings are compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.builds.wording import Match, best, compare, normalised, strip_mark


@pytest.mark.parametrize(
    ("printed", "shown", "match"),
    [
        ("次へ", "次へ", Match.EXACT),
        ("次へ", " 次へ\n", Match.EXACT),
        ("つぎへ", "次へ", Match.NORMALISED),
        ("新規登録(無料)", "新規登録（無料）", Match.NORMALISED),
        ("前の画面にもどる", "前の画面に戻る", Match.NORMALISED),
        (
            "QRコードが読み取れないお客様はこちら",
            "ＱＲコードが読み取れないお客さまはこちら",
            Match.NORMALISED,
        ),
        ("とじる", "閉じる", Match.NORMALISED),
        ("次へ", "登録", Match.NONE),
        ("確認", "確認する", Match.NONE),
    ],
)
def test_print_goes_before_the_readings(printed: str, shown: str, match: Match) -> None:
    """A wording agrees as printed, only by the readings, or not."""
    assert compare(printed, shown) is match


def test_the_best_agreement_wins() -> None:
    """An exact agreement is taken before a normalised one that stands earlier."""
    assert best(["つぎへ"], ["次へ", "つぎへ"]) == (Match.EXACT, "つぎへ")


@pytest.mark.parametrize(
    ("label", "words", "mark"),
    [
        ("必須 名前", "名前", "必須"),
        ("名前（必須）", "名前", "必須"),
        ("建物名 任意", "建物名", "任意"),
        ("必須", "必須", ""),
    ],
)
def test_a_mark_is_no_part_of_a_label(label: str, words: str, mark: str) -> None:
    """A label is compared without its mark, and a label that is nothing but a mark stays."""
    assert strip_mark(label) == (words, mark)


@given(st.text())
def test_normalising_twice_is_normalising_once(text: str) -> None:
    """Normalising is settled after one pass for any text that it changes."""
    once = normalised(text)

    assert compare(once, once)
    assert compare(text, text) is Match.EXACT
