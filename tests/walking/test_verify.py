"""How a screen is held against a step."""

from __future__ import annotations

from dataclasses import replace

import pytest

from harness.builds.screen import Button, Choice, Control, Screen
from harness.guide.model import Actor, Device, FieldSpec, Mark, Step
from harness.walking.verify import has_error_at, inspect

STEP = Step(
    id="1-1/7-A",
    title="登録情報の確認と変更",
    actor=Actor.BUYER,
    device=Device.BUYER_PHONE,
    screen="x",
    headings=("登録情報の確認と変更",),
    labels=("つぎへ", "前の画面にもどる"),
    label_aliases={"前の画面にもどる": ("前の画面に戻る",)},
    checks=("利用規約に同意する",),
    choices={"お客さま種別": ("個人", "法人")},
    fields=(FieldSpec(label="名前", aliases=("氏名",), mark=Mark.REQUIRED),),
    notices=("※ 携帯電話番号を入力してください。",),
    values=("買主名",),
    absent=("販売店スタッフによる確認",),
    absent_when={"お客さま種別": "法人"},
)
GOOD = Screen(
    url="u",
    status=200,
    title="t",
    heading="登録情報の確認と変更",
    headings=("登録情報の確認と変更",),
    fields=(Control(label="名前", kind="text", required=True),),
    choices=(Choice(label="お客さま種別", options=("個人", "法人")),),
    checks={"利用規約に同意する": False},
    buttons=(Button(label="つぎへ"), Button(label="前の画面にもどる")),
    values={"買主名": "豊田 太郎"},
    text="※ 携帯電話番号を入力してください。",
)


def whats(screen: Screen, **facts: str) -> list[str]:
    """What is found against a screen."""
    return [finding.what for finding in inspect(STEP, screen, facts).findings]


def test_a_screen_as_printed_has_nothing_against_it() -> None:
    """A screen that shows everything as printed gives neither findings nor remarks."""
    inspection = inspect(STEP, GOOD, {})

    assert (inspection.recognised, inspection.findings, inspection.remarks) == (True, (), ())


@pytest.mark.parametrize(
    ("wrong", "what"),
    [
        ({"headings": ("ログイン",)}, "見出し"),
        ({"headings": ()}, "見出し"),
        ({"status": 500}, "見出し"),
        ({"buttons": (Button(label="前の画面にもどる"),)}, "ボタン「つぎへ」"),
        ({"checks": {}}, "チェック「利用規約に同意する」"),
        ({"choices": (Choice(label="お客さま種別", options=("個人",)),)}, "お客さま種別の選択肢「法人」"),
        ({"fields": ()}, "入力欄「名前」"),
        ({"fields": (Control(label="名前", kind="text"),)}, "入力欄「名前」の表示"),
        ({"text": ""}, "案内文"),
        ({"values": {}}, "表示項目「買主名」"),
        ({"values": {"買主名": ""}}, "表示項目「買主名」"),
    ],
)
def test_each_thing_that_is_missing_is_one_finding(wrong: dict[str, object], what: str) -> None:
    """Whatever a step must show and does not is named, and nothing else is."""
    assert whats(replace(GOOD, **wrong)) == [what]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "shown",
    [
        {"buttons": (Button(label="次へ"), Button(label="前の画面に戻る"))},
        {"fields": (Control(label="氏名", kind="text", required=True),)},
    ],
)
def test_what_a_reading_allows_is_no_finding(shown: dict[str, object]) -> None:
    """Another spelling or an alias is accepted."""
    assert whats(replace(GOOD, **shown)) == []  # type: ignore[arg-type]


def test_a_spelling_that_differs_from_print_is_a_remark() -> None:
    """What agrees only by the readings is remarked on."""
    other = replace(GOOD, buttons=(Button(label="次へ"), Button(label="前の画面にもどる")))

    assert inspect(STEP, other, {}).remarks == ("ボタン「つぎへ」: 印刷は「つぎへ」、画面は「次へ」",)


def test_what_must_be_absent_counts_only_under_its_facts() -> None:
    """A tick that corporations must not see is a finding for them alone."""
    shown = replace(GOOD, checks={"利用規約に同意する": False, "販売店スタッフによる確認": False})

    assert whats(shown, お客さま種別="個人") == []
    assert whats(shown, お客さま種別="法人") == ["「販売店スタッフによる確認」"]


def test_what_belongs_to_a_step_that_does_not_exist_must_not_be_shown() -> None:
    """The tick of a step on the same screen is forbidden where that step does not exist."""
    beside = STEP.model_copy(
        update={"id": "1-1/8-A", "checks": ("目視確認",), "labels": (), "when": {"お客さま種別": "個人"}}
    )
    shown = replace(GOOD, checks={"利用規約に同意する": False, "目視確認": False})

    assert [f.what for f in inspect(STEP, shown, {"お客さま種別": "法人"}, beside=[beside]).findings] == [
        "「目視確認」"
    ]
    assert inspect(STEP, shown, {"お客さま種別": "個人"}, beside=[beside]).findings == ()


@pytest.mark.parametrize(
    ("screen", "label", "shown"),
    [
        (replace(GOOD, fields=(Control(label="名前", kind="text", error="必須です"),)), "名前", True),
        (replace(GOOD, fields=(Control(label="名前", kind="text", error="必須です"),)), "住所", False),
        (
            replace(GOOD, check_errors={"利用規約に同意する": "チェックしてください"}),
            "利用規約に同意する",
            True,
        ),
        (replace(GOOD, alerts=("誤りがあります",)), "*", True),
        (GOOD, "*", False),
        (GOOD, "名前", False),
    ],
)
def test_an_error_is_looked_for_where_it_belongs(screen: Screen, label: str, shown: bool) -> None:
    """An error counts at its own field, choice or tick; a star looks anywhere."""
    assert has_error_at(screen, label) is shown
