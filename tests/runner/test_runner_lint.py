"""Whatever pytest-bdd would let pass in silence, the lint says, with file and line."""

from __future__ import annotations

import tempfile
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_bdd import parsers

from harness.errors import Problem
from harness.runner.features import Role, Scenario, Step
from harness.runner.lint import ENDINGS, MAX_LINES, CheckTable, lint
from harness.runner.vocabulary import Definition

GOOD = """# language: ja
@要_時間操作
機能: 1-1 買主情報を登録する
  買主の登録だけを扱う。

  背景:
    前提 契約「A1」が登録されている

  @R-001
  ルール: 個人は買主になる

    @A-24
    シナリオ: [1] 登録が完了する
      前提 買主は個人である
      もし 買主が手順のとおりに進む
        | 手順 | 画面 | 操作   |
        | 7-B  | 規約 | 「次へ」 |
      ならば 完了が表示される

    シナリオアウトライン: [2] <桁>桁の番号は誤りになる
      もし 買主が番号「<桁>」を入力する
      ならば 誤りになる
      かつ ほかに登録された人はいない

      例:
        | 桁 |
        | 2  |
        | 4  |
"""


def meaning() -> None:
    """Means something."""


async def never_awaited() -> None:
    """Means something, one day."""


def define(
    role: Role | None, pattern: str, function: Callable[..., object] = meaning, line: int = 1
) -> Definition:
    """Gives a definition of steps/a.py."""
    parser = parsers.parse(pattern)
    return Definition(
        role=role, pattern=pattern, function=function, file=Path("steps/a.py"), line=line, parser=parser
    )


DEFINITIONS = (
    define(Role.GIVEN, "契約「{name}」が登録されている"),
    define(Role.GIVEN, "買主は個人である", line=2),
    define(Role.WHEN, "買主が手順のとおりに進む", line=3),
    define(Role.WHEN, "買主が番号「{text}」を入力する", line=4),
    define(Role.THEN, "完了が表示される", line=5),
    define(Role.THEN, "誤りになる", line=6),
    define(Role.THEN, "ほかに登録された人はいない", line=7),
)


def linted(
    text: str,
    *more: Definition,
    root: Path,
    check_table: CheckTable | None = None,
    definitions: tuple[Definition, ...] = DEFINITIONS,
) -> list[str]:
    """Gives what the lint says of one feature."""
    path = root / "1" / "1-1.feature"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    problems = lint(
        root,
        definitions=(*definitions, *more),
        rule_ids={"R-001", "R-002"},
        reading_ids={"A-24"},
        capability_tags={"要_時間操作"},
        check_table=check_table,
    )
    return [str(problem) for problem in problems]


def test_a_feature_of_the_right_form_has_no_problems(tmp_path: Path) -> None:
    """A feature that follows the form, with a vocabulary that is all used, has nothing to say about."""
    assert linted(GOOD, root=tmp_path) == []


SIMPLE = "    シナリオ: [1] 登録が完了する\n      前提 買主は個人である\n"
WALK = "      もし 買主が手順のとおりに進む\n        | 手順 | 画面 | 操作   |\n        | 7-B  | 規約 | 「次へ」 |\n"

FAULTS = {
    # swallowed as description
    "a misspelt ならば before the first scenario": (
        "  買主の登録だけを扱う。", "  ならは 完了が表示される",
        "1-1.feature:4: 'ならは 完了が表示される' is read as description, but looks like a step",
    ),
    "a given by another name": (
        "  買主の登録だけを扱う。", "  仮定買主は個人である",
        "1-1.feature:4: '仮定買主は個人である' is read as description, but looks like a step",
    ),
    "もしも": ("  買主の登録だけを扱う。", "  もしも 買主が進む", "looks like a step"),
    "a step with its right keyword": ("  買主の登録だけを扱う。", "  前提 買主は個人である", "looks like a step"),
    "a step misspelt by one letter": ("  買主の登録だけを扱う。", "  ならばば 完了になる", "looks like a step"),
    "an English step": ("  買主の登録だけを扱う。", "  Given a buyer", "looks like a step"),
    "a full-width tag": (
        "  買主の登録だけを扱う。", "  ＠R-001", "'＠R-001' is read as description, but looks like a tag",
    ),
    "a full-width colon": (
        "  買主の登録だけを扱う。", "  シナリオ：[3] 消える",
        "1-1.feature:4: 'シナリオ：[3] 消える' is read as description, but looks like a title",
    ),
    "a misspelt title": ("  買主の登録だけを扱う。", "  シナリヲ: [3] 消える", "looks like a title"),
    "an English title": ("  買主の登録だけを扱う。", "  Scenario: [3]", "looks like a title"),
    "a table without a step": ("  買主の登録だけを扱う。", "  ｜ 手順 ｜", "looks like a row of a table"),
    "a docstring without a step": ("  買主の登録だけを扱う。", '  """', "looks like a docstring"),
    "a description under a ルール": (
        "  ルール: 個人は買主になる\n", "  ルール: 個人は買主になる\n    ＠A-24\n",
        "1-1.feature:11: '＠A-24' is read as description, but looks like a tag",
    ),
    # text
    "a language line that is not first": (
        "# language: ja\n", "\n# language: ja\n", "1-1.feature:1: the first line is '': it must be '# language: ja'",
    ),
    "a keyword without a space": (
        "前提 買主は個人である", "前提買主は個人である",
        "1-1.feature:14: after '前提' stands '買主は個人で': write exactly one space",
    ),
    "a keyword with a full-width space": ("前提 買主", "前提　買主", "after '前提' stands '\\u3000買主は個人'"),
    "a title without a space": ("シナリオ: [1]", "シナリオ:[1]", "after 'シナリオ' stands '[1] 登録'"),
    "a bullet": ("かつ ほか", "* ほか", "the step starts with '*', which says no role"),
    "text in NFD": (
        "了が表示される", unicodedata.normalize("NFD", "了が表示される"),
        "1-1.feature:18: the line is not in Unicode form NFC, so no phrase can match it",
    ),
    "a keyword in NFD": (
        "ならば 完了", unicodedata.normalize("NFD", "ならば 完了"), "(the line is not in Unicode form NFC: save it as NFC)",
    ),
    "a full-width tag between scenarios": (
        "    シナリオアウト", "    ＠A-24\n    シナリオアウト", "1-1.feature:20: this is not Gherkin: expected:",
    ),
    "a full-width colon between scenarios": (
        "シナリオアウトライン: ", "シナリオアウトライン：", "(it holds a full-width sign: ： ＠ ｜ and ＃ must be half-width)",
    ),
    "too many lines": ("\n\n  背景", "\n" * MAX_LINES + "\n  背景", f"1-1.feature:{MAX_LINES + 1}: the file has"),
    # structure
    "a file that is not Gherkin": ("機能: ", "機能： ", "1-1.feature:3: this is not Gherkin: expected:"),
    "two scenarios of one number": ("[2] <桁>", "[1] <桁>", "the number '[1]' is taken by the scenario in line 13"),
    "two scenarios of one name": ("[2] <桁>桁の番号は誤りになる", "[2] 登録が完了する", "the name '登録が完了する' is taken"),
    "a scenario without steps": (
        SIMPLE + WALK + "      ならば 完了が表示される\n", SIMPLE.splitlines()[0] + "\n",
        "1-1.feature:13: the scenario '[1] 登録が完了する' has no steps, so it would always pass",
    ),
    "a scenario outside of a rule": (
        "  @R-001\n  ルール: 個人は買主になる\n", "",
        "1-1.feature:11: the scenario '[1] 登録が完了する' stands under no ルール",
    ),
    "a rule without a scenario": (
        "  @R-001\n", "  @R-002\n  ルール: 何もない\n\n  @R-001\n", "1-1.feature:10: the ルール '何もない' has no シナリオ",
    ),
    # outlines
    "an outline without examples": (
        "      例:\n        | 桁 |\n        | 2  |\n        | 4  |\n", "", "the outline '[2] <桁>桁の番号は誤りになる' has no 例",
    ),
    "an unknown placeholder": ("<桁>桁", "<数>桁", "1-1.feature:25: <数> is used by the outline, but 例 has no such column"),
    "an unused column": (
        "| 桁 |\n        | 2  |\n        | 4  |", "| 桁 | 数 |\n        | 2  | 1 |",
        "1-1.feature:25: the column '数' of 例 is used nowhere in the outline",
    ),
    "two columns of one name": (
        "| 桁 |\n        | 2  |\n        | 4  |", "| 桁 | 桁 |\n        | 2  | 1 |", "two columns of 例 have the same name",
    ),
    "two equal rows": ("| 4  |", "| 2  |", "1-1.feature:25: two rows of 例 are the same"),
    "tags of examples": ("      例:", "      @A-24\n      例:", "例 has tags, which no report would see"),
    "a placeholder in a plain scenario": (
        "[1] 登録が完了する", "[1] <桁>が完了する", "<桁> stands in a scenario without 例",
    ),
    "a placeholder in a background": ("契約「A1」", "契約「<桁>」", "1-1.feature:6: <桁> stands in a 背景"),
    # tags
    "@skip": ("@A-24", "@skip", "1-1.feature:12: @skip would switch the scenario off in silence: remove it"),
    "@skipif": ("@A-24", "@skipif", "@skipif would switch the scenario off"),
    "@xfail": ("@要_時間操作", "@xfail", "1-1.feature:2: @xfail would switch the scenario off"),
    "an unknown tag": (
        "@要_時間操作", "@要_時刻操作",
        "@要_時刻操作 is no rule, reading or capability that is registered, did you mean @要_時間操作?",
    ),
    "a rule id on a scenario": ("@A-24", "@R-002", "1-1.feature:12: the rule id @R-002 stands on シナリオ"),
    "a rule without an id": ("  @R-001\n", "", "the ルール '個人は買主になる' carries no rule id"),
    # form
    "an act in a background": (
        "前提 契約「A1」が登録されている", "前提 契約「A1」が登録されている\n    もし 買主が番号「1」を入力する",
        "1-1.feature:8: もし stands in a 背景: only 前提 may",
    ),
    "a state after the act": (
        "      もし 買主が番号「<桁>」を入力する\n",
        "      もし 買主が番号「<桁>」を入力する\n      前提 買主は個人である\n",
        "1-1.feature:20: the order is もし → 前提 → ならば",
    ),
    "two acts": (
        "      もし 買主が番号「<桁>」を入力する\n",
        "      もし 買主が番号「<桁>」を入力する\n      もし 買主が番号「1」を入力する\n",
        "1-1.feature:20: the scenario has 2 もし",
    ),
    "no act": ("      もし 買主が番号「<桁>」を入力する\n", "", "1-1.feature:20: the scenario has 0 もし"),
    "nothing verified": (
        "      ならば 誤りになる\n      かつ ほかに登録された人はいない\n", "",
        "1-1.feature:20: nothing is verified: add a ならば, or a walk table",
    ),
    "a wrong ending": (
        "完了が表示される", "完了を表示できる", "1-1.feature:18: ならば 「完了を表示できる」 ends otherwise: expected 〜になる",
    ),
    # walks
    "a walk without a table": (
        WALK, WALK.splitlines()[0] + "\n", "1-1.feature:15: 「買主が手順のとおりに進む」 needs a table with the columns",
    ),
    "a walk with other columns": ("| 手順 | 画面 |", "| 手順 | 場面 |", "needs a table with the columns 手順 | 画面 | 操作"),
    "a walk without rows": ("        | 7-B  | 規約 | 「次へ」 |\n", "", "and at least one row"),
    "a walk table under ならば": (
        "ならば 誤りになる\n", "ならば 誤りになる\n        | 手順 | 画面 | 操作 |\n        | 7-B | 規約 | なし |\n",
        "a walk table stands under ならば: it belongs to もし",
    ),
    # vocabulary
    "an undefined step": (
        "前提 買主は個人である", "前提 買主は法人である",
        "1-1.feature:14: 前提 「買主は法人である」 is no phrase of the vocabulary: the nearest is 「買主は個人である」",
    ),
    "a phrase of another role": (
        "ならば 完了が表示される", "ならば 買主は個人である", "is no phrase of ならば, but one of 前提",
    ),
    "full-width digits": (
        "前提 契約「A1」が", "前提 契約｢A1｣が",
        "1-1.feature:7: 前提 「契約｢A1｣が登録されている」 is no phrase because of its width: write 「契約「A1」が登録されている」",
    ),
    "an argument that runs across quotes": (
        "番号「<桁>」を入力する", "番号「<桁>」と番号「3」を入力する", "'text' takes in more than one 「…」: narrow the phrase",
    ),
    "an unused phrase": (
        "      前提 買主は個人である\n", "", "steps/a.py:2: no feature uses the phrase 「買主は個人である」: delete it",
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_found(fault: str, tmp_path: Path) -> None:
    """One change to a good feature is one kind of fault, and the lint says where and what."""
    old, new, expected = FAULTS[fault]
    assert GOOD.count(old), "the change has no effect"
    found = linted(GOOD.replace(old, new), root=tmp_path)
    assert any(expected in one for one in found), "\n".join(found)


def test_a_byte_order_mark_is_a_problem(tmp_path: Path) -> None:
    """A file that cannot be read is one problem among the others."""
    found = linted("\ufeff" + GOOD, root=tmp_path)
    assert found == ["1/1-1.feature:1: the file starts with a byte order mark: save it as UTF-8 without BOM"]


def test_two_meanings_of_one_step_are_named(tmp_path: Path) -> None:
    """A step that two definitions match is ambiguous, and both places are named."""
    found = linted(GOOD, define(None, "買主は{kind}である", line=9), root=tmp_path)
    places = "a.py:2 「買主は個人である」, a.py:9 「買主は{kind}である」"
    assert found == [f"1/1-1.feature:14: 前提 「買主は個人である」 matches 2 definitions: {places}"]


def test_an_async_step_is_refused(tmp_path: Path) -> None:
    """A coroutine would never be awaited, so it may not be a step."""
    rest = tuple(one for one in DEFINITIONS if one.pattern != "誤りになる")
    found = linted(GOOD, define(Role.THEN, "誤りになる", never_awaited, 8), root=tmp_path, definitions=rest)
    assert found == [
        "steps/a.py:8: the step 「誤りになる」 is async, and would never be awaited: write a plain function"
    ]


def test_walk_tables_are_judged_by_the_caller(tmp_path: Path) -> None:
    """The caller is asked about each walk table, and its problems are among the others."""
    asked: list[tuple[str, int]] = []

    def check(scenario: Scenario, step: Step) -> list[Problem]:
        asked.append((scenario.key, step.line))
        return [
            Problem(where=f"1/1-1.feature:{step.rows[1].line}", what=f"no such step {step.rows[1].cells[0]}")
        ]

    assert linted(GOOD, root=tmp_path, check_table=check) == ["1/1-1.feature:17: no such step 7-B"]
    assert asked == [("1/1-1[1]", 15)]


def test_problems_come_by_file_and_line(tmp_path: Path) -> None:
    """Problems are sorted as a reader works through them, line 9 before line 13."""
    text = GOOD.replace("  @R-001\n", "  @R-009\n").replace("@A-24", "@A-99").replace("@要_", "@不要_")
    lines = [int(one.split(":")[1]) for one in linted(text, root=tmp_path)]
    assert lines == sorted(lines)
    assert lines[0] == 2


@pytest.mark.parametrize(
    ("role", "text", "fits"),
    [
        (Role.GIVEN, "買主は個人である", True),
        (Role.GIVEN, "買主はアカウントを持っていない", True),
        (Role.GIVEN, "車は電気自動車ではない", True),
        (Role.GIVEN, "買主がログインする", False),
        (Role.WHEN, "買主が手順のとおりに進む", True),
        (Role.WHEN, "買主が「次へ」を押す", True),
        (Role.WHEN, "買主が登録されている", False),
        (Role.WHEN, "画面が表示される", False),
        (Role.WHEN, "買主がログインできる", False),
        (Role.THEN, "申込は「審査中」になる", True),
        (Role.THEN, "エラーが表示されない", True),
        (Role.THEN, "申込は「下書き」のままである", True),
        (Role.THEN, "買主は個人である", False),
        (Role.THEN, "次へ進めること", False),
    ],
)
def test_each_role_has_its_endings(role: Role, text: str, fits: bool) -> None:
    """A state, an act and an outcome can be told apart by how the sentence ends."""
    assert bool(ENDINGS[role][1].fullmatch(text)) is fits


LINES = st.lists(
    st.one_of(
        st.sampled_from([line for line in GOOD.splitlines()[1:] if line]),
        st.text(st.characters(exclude_characters="\n\r", exclude_categories=["Cs"]), max_size=12),
    ),
    max_size=14,
)


@settings(max_examples=80, deadline=None)
@given(lines=LINES)
def test_no_text_is_too_broken_for_the_lint(lines: list[str]) -> None:
    """Whatever a file holds, the lint answers with problems that have a place, and does not fail itself."""
    with tempfile.TemporaryDirectory() as folder:
        found = linted("\n".join(["# language: ja", *lines]), root=Path(folder))
    assert all(one.split(":")[1].isdigit() for one in found)
