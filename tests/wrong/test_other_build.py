"""A build that shares nothing with the reference is judged without glue, and its defects are found where they are."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from harness.builds.opening import open_named
from harness.coverage.record import ScenarioRecord
from tests.other_build import create, defects
from tests.other_build.served import TOKEN, served
from tests.wrong.judging import Expected, departures, judge, judge_build

SOUND = (
    "1/1-1-ログインして登録する[1]",
    "1/1-1-個人を新規登録する[1]",
    "1/1-1-法人を新規登録する[1]",
    "1/1-1-身分証明書を撮影する[1]",
    "1/1-1-手続きを始める[4]",
    "1/1-1-個人の入力を確かめる[17]",
    "1/1-1-登録情報を修正する[10]",
    "1/1-1-記入の例と注記[1]",
    "1/1-1-記入の例と注記[3]",
    "1/1-1-記入の例と注記[4]",
)
WRONG: dict[str, Expected] = {
    "label_missing": {"1/1-1-個人を新規登録する[1]": ("1-1/18-B", "入力欄「郵便番号」")},
    "steps_in_wrong_order": {"1/1-1-個人を新規登録する[1]": ("1-1/6", "実際 手順 1-1/8-B")},
    "button_does_nothing": {"1/1-1-個人を新規登録する[1]": ("1-1/8-B", "期待 手順 1-1/9-B")},
    "heading_of_another_step": {"1/1-1-個人を新規登録する[1]": ("1-1/10-B", "期待 手順 1-1/11-B")},
    "notice_left_out": {"1/1-1-法人を新規登録する[1]": ("1-1/12-C", "※ 携帯電話番号を入力してください。")},
    "example_at_another_field": {"1/1-1-記入の例と注記[3]": ("1-1/15-C", "入力欄「携帯電話番号」の例")},
    "browser_back_keeps_input": {"1/1-1-ブラウザで戻る[5]": ("1-1/8-B", "「メールアドレス」")},
    "back_loses_input": {"1/1-1-戻る[1]": ("1-1/8-B", "「メールアドレス」")},
}


def assert_found(name: str, records: Mapping[str, ScenarioRecord]) -> None:
    """Holds records of the build with a defect, or of the sound one for none, against what must be found."""
    for key, record in records.items():
        found = record.findings[0] if record.findings else None
        expected = WRONG[name][key] if name else ("", "")
        assert (found.at if found else record.reason) == expected[0], record.reason
        assert expected[1] in str(found)


def test_sound() -> None:
    """The second build conforms to scenarios of every way through 1-1, in process."""
    records = judge(create, *SOUND)
    assert {key: record.reason for key, record in records.items() if record.reason} == {}


def test_own_words() -> None:
    """Headings of its own, said by a profile and nothing else, are no defect."""
    build = open_named(str(Path(__file__).parents[1] / "other_build" / "other.toml"))
    try:
        records = judge_build(build, *SOUND[:3])
    finally:
        build.close()
    assert {key: record.reason for key, record in records.items() if record.reason} == {}


@pytest.mark.parametrize("name", WRONG)
def test_wrong(name: str) -> None:
    """Each defect of the second build is found 不適合 at its own step, in process."""
    assert departures(getattr(defects, name), WRONG[name]) == []


@pytest.mark.parametrize("name", ["", *WRONG])
def test_over_http(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Over HTTP, with a profile of a few lines, the sound build conforms and each defect is found as in process."""
    monkeypatch.setenv(TOKEN, "a token")
    factory = getattr(defects, name) if name else create
    with served(factory, "a token") as profile:
        (tmp_path / "other.toml").write_text(profile, encoding="utf-8")
        build = open_named(str(tmp_path / "other.toml"))
        try:
            records = judge_build(build, *(WRONG[name] if name else SOUND[:4]))
        finally:
            build.close()
    assert_found(name, records)
