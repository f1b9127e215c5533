"""名前 (カナ)."""

from __future__ import annotations

import pytest

from harness.reference.policy.kana import kana
from harness.reference.policy.refused import Refused


@pytest.mark.parametrize("typed", ["トヨタ", "ヴァン・ダイン", "ジョー", "トヨタ タロウ", "カ\u3099", ""])
def test_katakana(typed: str) -> None:
    """Full-width katakana is taken."""
    assert kana(typed) in (typed, "ガ")


@pytest.mark.parametrize("typed", ["ﾄﾖﾀ", "とよた", "豊田", "Toyota", "トヨタ1", "ー", "・"])
def test_not_katakana(typed: str) -> None:
    """Half-width kana, hiragana, kanji and letters are refused."""
    with pytest.raises(Refused, match="全角カタカナ"):
        kana(typed)
