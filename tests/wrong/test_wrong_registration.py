"""Features of 1-1 notice builds that register the buyer wrongly."""

from __future__ import annotations

import pytest

from tests.wrong import builds
from tests.wrong.judging import Factory, departures, judge, written

EXPECTED = {
    "label_changed": {"1/1-1-ブラウザで戻る[1]": ("1-1/8-B", "認証コードを送信")},
    "R-013:staff-check-is-decoration": {"1/1-1-ログインして登録する[2]": ("1-1/9-A", "スタッフ未確認")},
    "R-014:corporations-are-checked": {
        "1/1-1-ログインして登録する[5]": ("1-1/9-A", "販売店スタッフによる確認")
    },
    "R-075:seal-is-not-looked-at": {"1/1-1-手続きを始める[2]": ("1-1/1", "書き換えられている")},
    "tampered_qr_opens_with_a_warning": {"1/1-1-手続きを始める[2]": ("1-1/1", "書き換えられている")},
    "R-017:first-qr-reads-once": {"1/1-1-買主を変更する[1]": ("1-1/1", "登録後に読み取る")},
    "R-079:codes-do-not-expire": {"1/1-1-認証コードを使う[6]": ("1-1/9-B", "期限切れ")},
}


def _build(defect: str) -> Factory:
    return written(defect) if ":" in defect else getattr(builds, defect)


@pytest.mark.parametrize("defect", EXPECTED)
def test_a_wrong_registration_is_found_at_its_step(defect: str) -> None:
    """A build that registers the buyer wrongly is 不適合 at the step where it does so."""
    assert departures(_build(defect), EXPECTED[defect]) == []


def test_the_reference_build_passes_what_finds_wrong_registrations() -> None:
    """The scenarios that find wrong registrations have nothing against the reference build."""
    keys = sorted({key for expected in EXPECTED.values() for key in expected})

    verdicts = {record.verdict.japanese for record in judge(builds.sound, *keys).values()}

    assert verdicts == {"適合"}
