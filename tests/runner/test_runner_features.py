"""Features become values, or one error that names every fault."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.errors import FeatureError
from harness.runner.features import Role, read_feature, read_features

WHOLE = """# language: ja
@要_時間操作
機能: 1-1 買主情報を登録する
  背景:
    前提 契約が登録されている

  @R-001 @R-002
  ルール: 個人は買主になる
    背景:
      前提 買主は個人である

    @A-24
    シナリオ: [4] 撮影して登録する
      前提 買主は来店している
      もし 買主が手順のとおりに進む
        | 手順 | 画面 | 操作   |
        | 7-B  | 規約 | 「次へ」 |
      ならば 完了が表示される
        \"\"\"
        登録しました
        \"\"\"
      かつ ほかに登録された人はいない

    シナリオアウトライン: [5] <桁>桁の番号は誤りになる
      もし 「<番号>」を入力する
      ならば 誤りになる
      例:
        | 桁 | 番号 |
        | 2  | 12   |
      例: 多いもの
        | 桁 | 番号 |
        | 4  | 1234 |
"""


def write(root: Path, text: str, name: str = "1/1-1-登録.feature") -> Path:
    """Writes one feature under a folder."""
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")
    return path


def faults(root: Path) -> list[str]:
    """Gives the problems that reading a folder raises."""
    with pytest.raises(FeatureError) as caught:
        read_features(root)
    return [str(problem) for problem in caught.value.problems]


def test_a_scenario_has_an_address_and_all_its_tags(tmp_path: Path) -> None:
    """A scenario is addressed by file and number, and carries its own tags, its rule's and its feature's."""
    write(tmp_path, WHOLE)
    (feature,) = read_features(tmp_path)
    scenario = feature.scenarios[0]
    assert feature.path == Path("1/1-1-登録.feature")
    assert (feature.title, feature.line) == ("1-1 買主情報を登録する", 3)
    assert scenario.key == "1/1-1-登録[4]"
    assert (scenario.number, scenario.name, scenario.chapter) == (4, "[4] 撮影して登録する", "1")
    assert scenario.tags == ("A-24", "R-001", "R-002", "要_時間操作")
    assert scenario.rule == feature.rules[0]
    assert feature.rules[0].title == "個人は買主になる"


def test_steps_come_in_the_order_they_run(tmp_path: Path) -> None:
    """The steps of both backgrounds come first, and かつ takes the role of the step before."""
    write(tmp_path, WHOLE)
    (feature,) = read_features(tmp_path)
    steps = feature.scenarios[0].steps
    assert [(step.text, step.background) for step in steps[:3]] == [
        ("契約が登録されている", True),
        ("買主は個人である", True),
        ("買主は来店している", False),
    ]
    assert [step.role for step in steps[2:]] == [Role.GIVEN, Role.WHEN, Role.THEN, Role.THEN]
    assert (steps[-1].keyword, steps[-1].line) == ("かつ", 22)
    assert steps[-2].docstring == "登録しました"
    assert steps[3].is_walk
    assert [(row.cells, row.line) for row in steps[3].rows] == [
        (("手順", "画面", "操作"), 16),
        (("7-B", "規約", "「次へ」"), 17),
    ]


def test_each_example_row_is_a_scenario(tmp_path: Path) -> None:
    """Example rows are counted through all tables of an outline, and fill its name and its steps."""
    write(tmp_path, WHOLE)
    (feature,) = read_features(tmp_path)
    rows = feature.scenarios[1:]
    assert [row.key for row in rows] == ["1/1-1-登録[5].1", "1/1-1-登録[5].2"]
    assert [row.name for row in rows] == ["[5] 2桁の番号は誤りになる", "[5] 4桁の番号は誤りになる"]
    assert [row.steps[-2].text for row in rows] == ["「12」を入力する", "「1234」を入力する"]


def test_the_problems_of_all_files_are_raised_at_once(tmp_path: Path) -> None:
    """One error lists what is wrong in every file, with file and line."""
    write(tmp_path, "", "1/a.feature")
    write(tmp_path, "\ufeff" + WHOLE, "1/b.feature")
    write(tmp_path, "機能: x\n", "2/c.feature")
    write(tmp_path, "# language: ja\n機能： x\n", "2/cc.feature")
    (tmp_path / "2/d.feature").write_bytes(b"# language: ja\n\x82\xa0")
    found = faults(tmp_path)
    assert found[0] == "1/a.feature:1: the file is empty: write a 機能, or delete the file"
    assert found[1].startswith("1/b.feature:1: the file starts with a byte order mark")
    assert found[2].startswith("2/c.feature:1: the first line is '機能: x'")
    assert found[3].startswith("2/cc.feature:2: this is not Gherkin: expected:")
    assert found[-1] == "2/d.feature:2: the byte 0x82 is not UTF-8: save the file as UTF-8"


HEAD = "# language: ja\n機能: 1-1 登録\n  ルール: 登録する\n"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("", "1.feature:2: the 機能 has no シナリオ"),
        ("シナリオ: 登録する\n もし 進む\n", "1.feature:4: the scenario '登録する' has no number"),
        ("シナリオ: [１] 登録する\n もし 進む\n", "1.feature:4: the scenario '[１] 登録する' has no number"),
        (
            "シナリオ: [1] あ\n もし 進む\nシナリオ: [1] い\n もし 進む\n",
            "1.feature:6: the number '[1]' is taken by the scenario in line 4",
        ),
        (
            "シナリオ: [1] あ\n もし 進む\nシナリオ: [2] あ\n もし 進む\n",
            "1.feature:6: the name 'あ' is taken by the scenario in line 4",
        ),
        ("シナリオ: [1] あ\n かつ 進む\n", "1.feature:5: the first step starts with 'かつ'"),
        ("シナリオアウトライン: [1] あ\n もし <い>に進む\n", "1.feature:4: the outline '[1] あ' has no 例"),
        (
            "シナリオアウトライン: [1] あ\n もし <い>に進む\n例:\n|い|\n",
            "1.feature:4: the outline '[1] あ' has no 例",
        ),
    ],
)
def test_what_would_vanish_or_collide_is_refused(tmp_path: Path, body: str, expected: str) -> None:
    """A scenario that pytest-bdd would lose, merge or run with its placeholders is a fault of the file."""
    write(tmp_path, HEAD + body, "1.feature")
    assert faults(tmp_path)[0].startswith(expected)


def test_a_folder_without_features_is_an_error(tmp_path: Path) -> None:
    """Nothing to run is never a success."""
    assert faults(tmp_path) == [f"{tmp_path.name}: there is no .feature file in this folder"]


def test_a_single_file_is_read_with_the_same_checks(tmp_path: Path) -> None:
    """Reading one file raises its problems only."""
    good, bad = write(tmp_path, WHOLE), write(tmp_path, HEAD, "1/bad.feature")
    assert len(read_feature(good, tmp_path).scenarios) == 3
    with pytest.raises(FeatureError, match=r"1/bad\.feature:2: the 機能 has no シナリオ"):
        read_feature(bad, tmp_path)


def test_lines_are_counted_as_editors_count_them(tmp_path: Path) -> None:
    """Windows line ends and Unicode line separators do not shift line numbers."""
    write(tmp_path, WHOLE.replace("\n", "\r\n").replace("契約", "契\u2028約"))
    (feature,) = read_features(tmp_path)
    assert feature.scenarios[0].line == 13


NAMES = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1).map(str.strip).filter(bool)


@settings(max_examples=60, deadline=None)
@given(number=st.integers(1, 10**6), name=NAMES)
def test_every_number_and_name_is_read_as_written(number: int, name: str) -> None:
    """Whatever a scenario is called, number and name are read as they are written."""
    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder), f"{HEAD}シナリオ: [{number}] {name}\n もし 進む\n", "1.feature")
        (scenario,) = read_feature(path, Path(folder)).scenarios
    assert (scenario.number, scenario.name, scenario.key) == (number, f"[{number}] {name}", f"1[{number}]")
