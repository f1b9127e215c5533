"""Section 1-1 of edition 1.4 is complete and hangs together."""

from __future__ import annotations

import pytest

from harness.guide import Guide, load, outcomes_under
from harness.guide.model import BranchKind, Device, Mark, Provenance

PRINTED = [
    *(f"1-1/{number}-A" for number in range(7, 12)),
    *(f"1-1/{number}-B" for number in range(7, 23)),
    *(f"1-1/{number}-C" for number in range(12, 19)),
]
INFERRED = ["1-1/0", "1-1/1", "1-1/1+url", *(f"1-1/{number}" for number in range(2, 7)), "1-1/13-B+perm"]


@pytest.fixture(scope="module")
def guide() -> Guide:
    """Gives the packaged edition."""
    return load()


def of_1_1(guide: Guide, provenance: Provenance) -> list[str]:
    """Lists the steps of 1-1 by where they come from."""
    return [
        step.id for step in guide.steps.values() if step.section == "1-1" and step.provenance is provenance
    ]


def test_every_printed_step_is_there(guide: Guide) -> None:
    """Section 1-1 has 28 printed steps, in the order of the guide."""
    assert of_1_1(guide, Provenance.PRINTED) == PRINTED
    assert len(PRINTED) == 28


def test_every_implied_step_is_there(guide: Guide) -> None:
    """Section 1-1 has nine implied steps."""
    assert of_1_1(guide, Provenance.INFERRED) == INFERRED
    assert len(INFERRED) == 9


def test_every_reading_is_there(guide: Guide) -> None:
    """The edition has the 92 readings A-01 to A-92."""
    assert [reading.id for reading in guide.readings] == [f"A-{number:02}" for number in range(1, 93)]


def test_rules_are_numbered_without_gaps(guide: Guide) -> None:
    """Rules are numbered from R-001 in the order of the guide."""
    assert [rule.id for rule in guide.rules] == [f"R-{number + 1:03}" for number in range(len(guide.rules))]


def test_every_rule_can_be_seen_somewhere(guide: Guide) -> None:
    """Each rule names a source and a step where it can be seen to hold."""
    assert [rule.id for rule in guide.rules if not rule.sources or not rule.steps] == []


def test_all_kinds_of_branches_occur(guide: Guide) -> None:
    """Section 1-1 has branches of every kind."""
    kinds = {branch.kind for branch in guide.branches.values() if branch.at.startswith("1-1/")}
    assert kinds == set(BranchKind)


def test_printed_forks_lead_where_the_guide_says(guide: Guide) -> None:
    """The printed forks of 1-1 are the login, the customer's kind and the way of input."""
    forks = {
        branch.id: branch.to
        for branch in guide.branches.values()
        if branch.kind is BranchKind.FORK and branch.at.startswith("1-1/")
    }
    assert forks == {
        "1-1/6=お持ちの方": "1-1/7-A",
        "1-1/6=お持ちでない方": "1-1/7-B",
        "1-1/11-B=個人": "1-1/12-B",
        "1-1/11-B=法人": "1-1/12-C",
        "1-1/12-B=身分証明書をカメラで撮影する": "1-1/13-B",
        "1-1/12-B=直接入力する": "1-1/18-B",
    }


def test_a_stop_stays_on_the_step(guide: Guide) -> None:
    """An outcome that shows an error leads to its own step or back to an earlier one."""
    order = {step: place for place, step in enumerate(guide.steps)}
    stops = [branch for branch in guide.branches.values() if branch.error_at is not None]
    assert [branch.id for branch in stops if order[branch.to] > order[branch.at]] == []


def test_required_marks_are_only_the_printed_ones(guide: Guide) -> None:
    """Only the corporate form of 1-1 has printed 必須 marks, and 建物名 is not taken for one of them."""
    marked = {
        (step.id, spec.label)
        for step in guide.steps.values()
        for spec in step.fields
        if step.section == "1-1" and spec.mark is Mark.REQUIRED
    }
    assert marked == {
        ("1-1/12-C", "パスワード"),
        ("1-1/12-C", "パスワード (確認用)"),
        ("1-1/12-C", "認証用電話番号"),
        ("1-1/13-C", "法人番号"),
        ("1-1/13-C", "法人名"),
        ("1-1/15-C", "連絡用電話番号"),
        ("1-1/15-C", "携帯電話番号"),
    }


def test_corporations_meet_no_staff_check(guide: Guide) -> None:
    """The staff check stands at steps of individuals only, and must be absent when a corporation registers."""
    assert guide.steps["1-1/8-A"].when == {"お客さま種別": "個人"}
    assert guide.steps["1-1/16-C"].absent == ("販売店スタッフによる確認",)
    checked = [step.id for step in guide.steps.values() if "販売店スタッフによる確認" in step.checks]
    assert [step for step in checked if step.startswith("1-1/")] == ["1-1/8-A", "1-1/19-B"]


def test_only_the_qr_and_its_address_stand_on_the_staff_terminal(guide: Guide) -> None:
    """Of 1-1, the QR code and its address are shown on the staff terminal, all else on the buyer's phone."""
    staff = [step.id for step in guide.steps.values() if step.device is Device.STAFF_TERMINAL]
    assert staff == ["1-1/0", "1-1/1+url"]


@pytest.mark.parametrize(
    ("step", "facts", "outcomes"),
    [
        ("1-1/6", {"操作": "新規登録(無料)", "パスワード": "正しい"}, ["お持ちでない方"]),
        (
            "1-1/6",
            {"操作": "ログイン", "パスワード": "正しい", "メールアドレス": "空"},
            ["メールアドレスが空"],
        ),
        (
            "1-1/6",
            {"操作": "ログイン", "パスワード": "正しい", "登録時の呼称": "TOYOTA/LEXUSの共通ID"},
            ["お持ちの方", "旧共通IDで登録した方"],
        ),
        ("1-1/13-B+perm", {"カメラの権限": "拒否"}, ["拒否"]),
        ("1-1/14-B", {"身分証明書": "運転免許証"}, []),
    ],
)
def test_outcomes_follow_from_facts(
    guide: Guide, step: str, facts: dict[str, str], outcomes: list[str]
) -> None:
    """An outcome is taken when its facts hold, and one that shows an error goes before the others."""
    assert [outcome.outcome for outcome in outcomes_under(guide.steps[step], facts)] == outcomes


def test_every_fact_of_a_condition_tells_its_meaning(guide: Guide) -> None:
    """Each declared fact has a meaning for every value, and its default is one of them."""
    for fact in guide.facts:
        assert all(fact.values.values()), fact.name
        assert fact.default is None or fact.default in fact.values
