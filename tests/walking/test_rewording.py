"""Overrides of wording: a build with other words is judged by them, and by nothing less."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from harness.builds.overrides import Wording
from harness.errors import BuildError
from harness.guide import load
from harness.walking.rewording import check_wording

ROOT = Path(__file__).parents[2]
PROFILE = """
name = "reworded"
driver = "inprocess"
factory = "tests.walking.reworded:factory"

[labels]
"メールアドレス" = "Eメール"
"販売店スタッフによる確認" = "店頭での確認"

[steps."1-1/2"]
labels = { "お申込みを開始する" = "はじめる" }

[steps."1-1/4"]
heading = "お車のご確認"
labels = { "つぎへ" = "続ける", "購入販売店" = "お店" }

[steps."1-1/8-B"]
heading = "Eメールの登録"

[steps."1-1/10-B"]
heading = "Eメールの登録完了"
"""
SCENARIOS = ("1/1-1-ログインして登録する[13].1", "1/1-1-身分証明書を撮影する[2]")


def judged(tmp_path: Path, text: str) -> list[dict[str, Any]]:
    """The scenarios of a run with a profile."""
    profile, out = tmp_path / "build.toml", tmp_path / "out"
    profile.write_text(text, encoding="utf-8")
    words = [word for key in SCENARIOS for word in ("--only", key)]
    command = [sys.executable, "-m", "harness", "run", "--build", str(profile), "--out", str(out), *words]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert (out / "verdict.json").exists(), done.stdout + done.stderr
    scenarios: list[dict[str, Any]] = json.loads((out / "verdict.json").read_text(encoding="utf-8"))[
        "scenarios"
    ]
    return scenarios


def test_a_build_with_other_words_conforms_by_its_profile_and_the_report_says_so(tmp_path: Path) -> None:
    """Buttons, boxes, fields, shown values and headings are read by the profile's words, each with a remark."""
    login, photograph = judged(tmp_path, PROFILE)

    assert [login["verdict"], photograph["verdict"]] == ["conforms", "conforms"]
    remarks = {(one["at"], one["text"]) for one in (*login["remarks"], *photograph["remarks"])}
    assert ("1-1/2", "プロファイルの読み替え: 「お申込みを開始する」は「はじめる」") in remarks
    assert ("1-1/4", "プロファイルの読み替え: 見出し「ご契約車両の確認」は「お車のご確認」") in remarks
    assert ("1-1/8-B", "プロファイルの読み替え: 「メールアドレス」は「Eメール」") in remarks


def test_an_override_at_one_step_excuses_no_other(tmp_path: Path) -> None:
    """Without the override of its heading the step is a finding, whatever is overridden elsewhere."""
    _, photograph = judged(tmp_path, PROFILE.replace('[steps."1-1/8-B"]\nheading = "Eメールの登録"\n', ""))

    found = photograph["findings"][0]
    assert (found["at"], found["what"], found["found"]) == ("1-1/8-B", "見出し", "「Eメールの登録」")


def test_overrides_that_name_nothing_are_told_with_what_there_is() -> None:
    """Unknown steps, unknown labels and labels that become one are each one line with what the guide has."""
    wording = Wording.of(
        labels={"つぎつぎ": "x"},
        step_labels={"1-1/7-Z": {"次へ": "x"}, "1-1/2": {"次へ": "x"}, "1-1/5": {"同意する": "y", "前の画面にもどる": "y"}},
        headings={"1-1/1": "x"},
    )  # fmt: skip
    with pytest.raises(BuildError) as raised:
        check_wording(load(), wording, where="b.toml")

    lines = str(raised.value).splitlines()
    assert len(lines) == 5 and all(line.startswith("b.toml: ") for line in lines)
    assert 'steps."1-1/7-Z": no such step in edition 1.4; section 1-1 has 0, 1,' in lines[0]
    assert lines[1].startswith('b.toml: steps."1-1/1".heading: 「x」, but the step has no heading')
    assert "the step has no label 「次へ」; it has 「お申込みを開始する」" in lines[2]
    assert "no step has the label 「つぎつぎ」" in lines[3]
    assert "would both be 「y」" in lines[4]
