"""Two editions of the guide are compared value by value, and each difference names what it bears on."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from harness.errors import FeatureError, GuideDataError
from harness.guide import load
from harness.guide.diff import Change, How, compare
from harness.guide.editions import PACKAGED, find_edition
from harness.runner.running import FEATURES
from harness.runner.touched import Touch, as_data, as_lines, touches
from tests.guide.invented import write_edition

FEATURE = """\
# language: ja
機能: 1-1 本を借りる

  @R-002
  ルール: 本は番号で登録する

    シナリオ: [1] 登録する
      もし 買主が手順のとおりに進む
        | 手順  | 画面       | 操作       |
        | 1     | 受付の画面 | 「借りる」 |
        | 2-A   | 本の登録   | 「次へ」   |
        | 2-1/1 | 返却の画面 | 確認のみ   |

    @A-02
    シナリオ: [2] 完了を見る
      前提 買主は手順 3 まで進んでいる
      ならば 手順 2-1/2 の画面のままである

  @R-001
  ルール: 五冊まで借りられる

    シナリオ: [3] 五冊借りる
      もし 五冊を借りる
"""


@pytest.fixture
def features(tmp_path: Path) -> Path:
    """A folder with one feature of three scenarios."""
    (tmp_path / "features" / "1").mkdir(parents=True)
    (tmp_path / "features" / "1" / "1-1-借りる.feature").write_text(FEATURE, encoding="utf-8")
    return tmp_path / "features"


def changes(tmp_path: Path, **edits: tuple[str, str]) -> tuple[Change, ...]:
    """Gives the differences between the invented edition and one with some files edited."""
    files = {name.lstrip("_").replace("_", "-") + ".yaml": edit for name, edit in edits.items()}
    return compare(
        find_edition(str(write_edition(tmp_path)))[0],
        find_edition(str(write_edition(tmp_path, files, name="2.1")))[0],
    )


def told(change: Change) -> tuple[str, str, str, str, str]:
    """Gives a difference as plain words."""
    return change.what, change.at, change.how.value, change.before, change.after


def test_an_edition_equals_itself(tmp_path: Path, features: Path) -> None:
    """Between equal editions there is no difference, whatever they are called."""
    found = changes(tmp_path)

    assert found == ()
    assert list(as_lines(touches(found, features), "2.0", "2.1")) == [
        "2.0版と2.1版のデータに違いはありません"
    ]


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        (
            "_1_1",
            "title: 本の登録",
            "title: 本の登記",
            ("題名", "1-1/2-A", "changed", "本の登録", "本の登記"),
        ),
        (
            "_1_1",
            "headings: [本の登録]",
            "headings: [本の登記]",
            ("見出し", "1-1/2-A", "changed", "本の登録", "本の登記"),
        ),
        ("_1_1", "[閉じる, 返却へ]", "[閉じる]", ("ボタン", "1-1/3", "removed", "返却へ", "")),
        ("_1_1", "[閉じる, 返却へ]", "[返却へ, 閉じる]", ("ボタン", "1-1/3", "added", "", "返却へ")),
        ("_2_1", "[はい, 借りる]", "[はい, 借りる, いいえ]", ("ボタン", "2-1/2", "added", "", "いいえ")),
        (
            "_1_1",
            "notices: [以上で貸出は完了です。]",
            "notices: []",
            ("画面の文", "1-1/3", "removed", "以上で貸出は完了です。", ""),
        ),
        (
            "_1_1",
            "label: 本の番号, mark: 必須",
            "label: 本の番号",
            ("項目", "1-1/2-A", "changed", "本の番号（印: 必須）", "本の番号（印: 記載なし）"),
        ),
        ("_1_1", "label: 本の番号", "label: 番号", ("項目", "1-1/2-A", "removed", "本の番号", "")),
        ("_1_1", "page: 2\n    actor", "page: 4\n    actor", ("ページ", "1-1/0", "changed", "2", "4")),
        ("_1_1", "to: 1-1/3", "to: 1-1/3\n    qr: true", ("QRコード", "1-1/2-A", "changed", "なし", "あり")),
        (
            "_1_1",
            "to: 1-1/2-A, kind: fork",
            "to: 1-1/2-A, kind: structural",
            ("分岐", "1-1/1=借りる", "changed", "借りる（種類: fork）", "借りる（種類: structural）"),
        ),
        (
            "_1_1",
            "kind: fork, when: {操作: 借りる}}",
            "kind: fork, when: {操作: 借りる}}\n      - {outcome: やめる, to: end, kind: bad, error_at: '*'}",
            ("分岐", "1-1/1=やめる", "added", "", "やめる"),
        ),
        (
            "rules",
            "五冊まで",
            "六冊まで",
            ("きまり", "R-001", "changed", "五冊まで借りられる", "六冊まで借りられる"),
        ),
        (
            "rules",
            "steps: [1-1/1]",
            "steps: [1-1/1, 1-1/3]",
            (
                "きまり",
                "R-001",
                "changed",
                "五冊まで借りられる（手順: なし）",
                "五冊まで借りられる（手順: 1-1/3）",
            ),
        ),
        (
            "readings",
            "reading: あるものとする",
            "reading: ないものとする",
            (
                "読み",
                "A-02",
                "changed",
                "ボタンがない（読み方: あるものとする）",
                "ボタンがない（読み方: ないものとする）",
            ),
        ),
        (
            "facts",
            "次へ: ボタン",
            "次へ: リンク",
            ("前提条件", "操作", "changed", "操作（値: 次へ: ボタン）", "操作（値: 次へ: リンク）"),
        ),
        (
            "index",
            "2-1: 本を返す",
            "2-1: 本を返却する",
            ("目次", "2-1", "changed", "本を返す", "本を返却する"),
        ),
        (
            "_2_1",
            "chapter: 2. 本を返す",
            "chapter: 2. 返却",
            ("章", "2-1", "changed", "2. 本を返す", "2. 返却"),
        ),
    ],
)
def test_each_difference_is_told(
    file: str, old: str, new: str, expected: tuple[str, ...], tmp_path: Path
) -> None:
    """What was added, removed or changed is told by kind and id, with how it was and how it is."""
    assert expected in [told(change) for change in changes(tmp_path, **{file: (old, new)})]


def test_a_step_that_came_brings_its_branches(tmp_path: Path) -> None:
    """A step of the later edition alone is told with its title, and so is each of its branches."""
    step = "  - id: 2-1/2\n"
    new = """\
  - id: 2-1/3
    title: 延長
    actor: 買主
    device: 買主のスマートフォン
    screen: 延長
    headings: [延長]
    labels: [借りる]
    branches:
      - {outcome: 延長する, to: 2-1/2, kind: fork, when: {操作: 借りる}}
"""
    found = changes(tmp_path, _2_1=(f"to: 2-1/2\n{step}", f"to: 2-1/3\n{new}{step}"))

    assert [told(change) for change in found] == [
        ("次の手順", "2-1/1", "changed", "2-1/2", "2-1/3"),
        ("手順", "2-1/3", "added", "", "延長"),
        ("分岐", "2-1/3=延長する", "added", "", "延長する"),
    ]


def test_steps_that_changed_places_are_told(tmp_path: Path) -> None:
    """The printed order of a section's steps is compared as well."""
    guide = load("2.0", root=write_edition(tmp_path).parent)
    first, second = guide.sections
    turned = first.model_copy(update={"steps": (*first.steps[1:], first.steps[0])})

    (change,) = compare(guide, guide.model_copy(update={"sections": (turned, second)}))

    assert told(change) == (
        "手順の並び",
        "1-1",
        "changed",
        "1-1/0 1-1/1 1-1/2-A 1-1/3",
        "1-1/1 1-1/2-A 1-1/3 1-1/0",
    )


def test_scenarios_are_touched_by_step_rule_and_reading(tmp_path: Path, features: Path) -> None:
    """A scenario is touched by a step that it walks or names, a rule that it proves, a reading that it cites."""

    def touched(
        *, steps: tuple[str, ...] = (), rules: tuple[str, ...] = (), readings: tuple[str, ...] = ()
    ) -> tuple[str, ...]:
        change = Change(what="手順", at="x", how=How.CHANGED, steps=steps, rules=rules, readings=readings)
        (touch,) = touches([change], features)
        return tuple(key[-2] for key in touch.scenarios)

    assert touched(steps=("1-1/2-A",)) == ("1",)
    assert touched(steps=("2-1/1",)) == ("1",)
    assert touched(steps=("1-1/3",)) == ("2",)
    assert touched(steps=("2-1/2",)) == ("2",)
    assert touched(rules=("R-002",)) == ("1", "2")
    assert touched(rules=("R-001",), steps=("1-1/1",)) == ("1", "3")
    assert touched(readings=("A-02",)) == ("2",)
    assert touched(steps=("1-1/9",)) == ()


def test_the_rows_have_their_shape(features: Path) -> None:
    """A row of ``--json`` has the difference, what it bears on, and the keys of the scenarios."""
    change = Change(what="ボタン", at="1-1/3", how=How.REMOVED, before="返却へ", steps=("1-1/3",))

    assert as_data(touches([change], features)) == [
        {
            "what": "ボタン",
            "at": "1-1/3",
            "how": "removed",
            "before": "返却へ",
            "after": "",
            "steps": ["1-1/3"],
            "rules": [],
            "scenarios": ["1/1-1-借りる[2]"],
        }
    ]


def test_features_that_cannot_be_read_stop_the_comparison(features: Path) -> None:
    """Without the features nothing is said about the scenarios that a difference touches."""
    (features / "1" / "1-1-借りる.feature").write_text("機能", encoding="utf-8")

    with pytest.raises(FeatureError):
        touches([Change(what="手順", at="1-1/3", how=How.ADDED)], features)


def test_a_next_edition_of_the_packaged_guide(tmp_path: Path) -> None:
    """An edition made from 1.4 by three edits differs in these, and its scenarios are found in the real features."""
    shutil.copytree(PACKAGED / "1.4", tmp_path / "1.5")
    for name, old, new in (
        ("1-1.yaml", "labels: [撮影画面へ]", "labels: [カメラへ]"),
        ("1-1.yaml", "headings: [身分証明書の選択]", "headings: [身分証明書の選択, 身分証明書]"),
        ("rules.yaml", "statement: 認証コードは数字6桁である", "statement: 認証コードは数字8桁である"),
    ):
        text = (tmp_path / "1.5" / name).read_text(encoding="utf-8")
        assert text.count(old) == 1
        (tmp_path / "1.5" / name).write_text(text.replace(old, new), encoding="utf-8")

    found = touches(compare(load(), find_edition(str(tmp_path / "1.5"))[0]), FEATURES)

    assert [told(touch.change) for touch in found] == [
        ("見出し", "1-1/14-B", "added", "", "身分証明書"),
        ("ボタン", "1-1/15-B", "changed", "撮影画面へ", "カメラへ"),
        ("きまり", "R-022", "changed", "認証コードは数字6桁である", "認証コードは数字8桁である"),
    ]
    assert all(_about(touch) for touch in found)


def _about(touch: Touch) -> bool:
    """Says whether the scenarios of a difference are of the files that treat of it."""
    words = {"きまり": "メールアドレス"}.get(touch.change.what, "1/1-1-")
    return bool(touch.scenarios) and any(words in key for key in touch.scenarios)


def test_an_edition_is_found_by_name_or_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An edition is a packaged one by its name, or a folder by its path; nothing else is one."""
    folder = write_edition(tmp_path)
    monkeypatch.chdir(tmp_path)

    assert find_edition("1.4")[1] == PACKAGED / "1.4"
    assert find_edition("2.0")[1] == folder
    assert find_edition(str(folder))[0].edition == "2.0"
    with pytest.raises(GuideDataError, match=r"there is no edition 9\.9"):
        find_edition("9.9")
