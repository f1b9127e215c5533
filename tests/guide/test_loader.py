"""The loader gives a guide, or every fault of its files with file, line and path."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from harness.errors import GuideDataError
from harness.guide import load

Spoil = Callable[..., Path]

FAULTS = [
    # the YAML itself
    (
        "1-1.yaml",
        "headings: [開始]",
        "headings: [開始",
        "1-1.yaml:11: is not valid YAML: did not find expected ',' or ']'",
    ),
    (
        "facts.yaml",
        "default: オフ",
        "default: 2024-99-99",
        "facts.yaml: holds a value that YAML cannot build (month must be in 1..12); put it in quotes",
    ),
    (
        "1-1.yaml",
        "    title: 完了",
        "    title: 完了\n    title: 完了",
        "1-1.yaml:27: steps[2].title: this key stands here a second time; keep one of them",
    ),
    # the shape of a file
    (
        "1-1.yaml",
        "    labels: [次へ]",
        "    lables: [次へ]",
        "1-1.yaml:20: steps[1].lables: this key is not known here; correct its spelling or remove it",
    ),
    ("1-1.yaml", "    title: 開始\n", "", "1-1.yaml:5: steps[0].title: is missing; add it"),
    (
        "1-1.yaml",
        "labels: [次へ]",
        "labels: 次へ",
        "1-1.yaml:20: steps[1].labels: found '次へ'; input should be a valid tuple",
    ),
    (
        "1-1.yaml",
        "actor: 買主",
        "actor: だれか",
        "1-1.yaml:7: steps[0].actor: found 'だれか'; input should be '買主', '使用者' or '販売店スタッフ'",
    ),
    (
        "1-1.yaml",
        "labels: [次へ]",
        "labels: [次へ, 3]",
        "1-1.yaml:20: steps[1].labels[1]: found 3; input should be a valid string",
    ),
    (
        "index.yaml",
        "1-1: 買主情報を登録する",
        "1-1: ''",
        "index.yaml:2: sections.1-1: found ''; string should have at least 1 character",
    ),
    # ids
    ("1-1.yaml", "id: 1-1\n", "id: 2-1\n", "1-1.yaml:1: id: found '2-1'; the file's name says '1-1'"),
    (
        "1-1.yaml",
        "id: 1-1/3",
        "id: 2-1/3",
        "1-1.yaml:25: steps[2].id: step '2-1/3' is not of section '1-1'; move it or correct its id",
    ),
    (
        "1-1.yaml",
        "id: 1-1/3",
        "id: 1-1/2",
        "1-1.yaml:25: steps[2].id: step '1-1/2' stands here a second time; ids are unique",
    ),
    (
        "index.yaml",
        "  1-1: 買主情報を登録する\n",
        "",
        "1-1.yaml:1: id: section '1-1' is not in index.yaml; add it there",
    ),
    (
        "rules.yaml",
        "rules:",
        "rules:\n  - {id: R-001, statement: 別, sources: [], steps: []}",
        "rules.yaml:3: rules[1].id: rule 'R-001' stands here a second time; ids are unique",
    ),
    (
        "readings.yaml",
        "readings:",
        "readings:\n  - {id: A-01, where: 別, finding: 別, reading: 別}",
        "readings.yaml:3: readings[1].id: reading 'A-01' stands here a second time; ids are unique",
    ),
    (
        "facts.yaml",
        "facts:",
        "facts:\n  - {name: 同意, values: {オン: 別, オフ: 別}}",
        "facts.yaml:5: facts[2].name: fact '同意' stands here a second time; ids are unique",
    ),
    # where a step leads
    (
        "1-1.yaml",
        "to: 1-1/2\n",
        "to: 1-1/9\n",
        "1-1.yaml:13: steps[0].to: found '1-1/9'; there is no such step",
    ),
    (
        "1-1.yaml",
        "to: 1-1/3, ",
        "to: 1-1/8, ",
        "1-1.yaml:23: steps[1].branches[0].to: found '1-1/8'; there is no such step",
    ),
    (
        "1-1.yaml",
        "error_at: 同意}",
        "error_at: 同意, tolerated: [1-1/7]}",
        "1-1.yaml:24: steps[1].branches[1].tolerated[0]: found '1-1/7'; there is no such step",
    ),
    (
        "1-1.yaml",
        "to: 2-1",
        "to: 9-9",
        "1-1.yaml:31: steps[2].to: found '9-9'; expected a step, a section of index.yaml or 'end'",
    ),
    (
        "1-1.yaml",
        "    to: 2-1\n",
        "",
        (
            "1-1.yaml:25: steps[2]: step '1-1/3' leads nowhere; "
            "give it 'to' or 'branches' ('to: end' ends the procedure)"
        ),
    ),
    (
        "1-1.yaml",
        "    branches:",
        "    to: 1-1/3\n    branches:",
        "1-1.yaml:22: steps[1].to: step '1-1/2' has both 'to' and 'branches'; keep one of them",
    ),
    (
        "1-1.yaml",
        "to: 1-1/2\n",
        "to: 2-1\n",
        "1-1.yaml:14: steps[1]: step '1-1/2' cannot be reached from '1-1/1'; no step leads to it",
    ),
    # conditions and outcomes
    (
        "1-1.yaml",
        "同意: オン}",
        "契約: オン}",
        "1-1.yaml:23: steps[1].branches[0].when.契約: fact '契約' is not declared in facts.yaml",
    ),
    (
        "1-1.yaml",
        "同意: オン}",
        "同意: 半分}",
        "1-1.yaml:23: steps[1].branches[0].when.同意: found '半分'; fact '同意' has the values オン, オフ",
    ),
    (
        "1-1.yaml",
        "to: 2-1",
        "to: 2-1\n    when: {同意: 半分}",
        "1-1.yaml:32: steps[2].when.同意: found '半分'; fact '同意' has the values オン, オフ",
    ),
    (
        "1-1.yaml",
        "checks: [同意]",
        "checks: [同意]\n    choices: {同意: [オン, 半分]}",
        "1-1.yaml:22: steps[1].choices.同意[1]: option '半分' is no value of fact '同意' in facts.yaml",
    ),
    (
        "1-1.yaml",
        "同意: オフ}",
        "同意: オン}",
        (
            "1-1.yaml:24: steps[1].branches[1].when: is the condition of outcome '同意する' too; "
            "add a fact that tells them apart"
        ),
    ),
    (
        "1-1.yaml",
        "when: {操作: 次へ, 同意: オフ}, error_at: 同意",
        "when: {操作: 次へ}",
        (
            "1-1.yaml:24: steps[1].branches[1].when: can hold together with outcome '同意する', which leads elsewhere; "
            "add a fact that tells them apart"
        ),
    ),
    (
        "1-1.yaml",
        "outcome: 同意しない",
        "outcome: 同意する",
        (
            "1-1.yaml:24: steps[1].branches[1].outcome: outcome '同意する' stands here a second time; "
            "names are unique at a step"
        ),
    ),
    (
        "1-1.yaml",
        "error_at: 同意",
        "error_at: 氏名",
        (
            "1-1.yaml:24: steps[1].branches[1].error_at: found '氏名'; expected a field, a check or a choice of the screen, "
            "or '*'"
        ),
    ),
    (
        "1-1.yaml",
        "labels: [次へ]",
        "labels: [進む]",
        "1-1.yaml:23: steps[1].branches[0].when.操作: found '次へ'; the screen offers no such label",
    ),
    (
        "facts.yaml",
        "default: オフ",
        "default: 半分",
        "facts.yaml:5: facts[1].default: found '半分'; expected one of オン, オフ",
    ),
    # the screen
    (
        "1-1.yaml",
        "screen: 完了",
        "screen: 同意",
        (
            "1-1.yaml:29: steps[2].screen: shares screen '同意' with step '1-1/2', "
            "but not its headings and device"
        ),
    ),
    (
        "1-1.yaml",
        "checks: [同意]",
        "checks: [同意]\n    label_aliases: {つぎへ: [次へ]}",
        "1-1.yaml:22: steps[1].label_aliases.つぎへ: label 'つぎへ' is not among the step's labels",
    ),
    # rules and readings
    (
        "1-1.yaml",
        "    readings: [A-01]\n",
        "",
        "1-1.yaml:5: steps[0].readings: step '1-1/1' is inferred; name the reading that says why",
    ),
    (
        "1-1.yaml",
        "readings: [A-01]",
        "readings: [A-02]",
        "1-1.yaml:12: steps[0].readings[0]: found 'A-02'; there is no such reading in readings.yaml",
    ),
    (
        "rules.yaml",
        "readings: [A-01]",
        "readings: [A-03]",
        "rules.yaml:7: rules[0].readings[0]: found 'A-03'; there is no such reading in readings.yaml",
    ),
    (
        "rules.yaml",
        "steps: [1-1/2]",
        "steps: [1-1/7]",
        "rules.yaml:6: rules[0].steps[0]: found '1-1/7'; there is no such step",
    ),
    (
        "rules.yaml",
        "at: 1-1/2",
        "at: 1-1/7",
        "rules.yaml:5: rules[0].sources[0].at: found '1-1/7'; expected a step or a section",
    ),
    (
        "rules.yaml",
        "at: 1-1/2",
        "at: 9-9",
        "rules.yaml:5: rules[0].sources[0].at: found '9-9'; expected a step or a section",
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "problem"), FAULTS, ids=[fault[3] for fault in FAULTS])
def test_each_fault_is_told_with_file_line_and_path(
    spoil: Spoil, file: str, old: str, new: str, problem: str
) -> None:
    """A fault of the guide's data is reported with its file, line and path, and with what to do."""
    with pytest.raises(GuideDataError) as caught:
        load(root=spoil(file, old, new))
    assert problem in [str(found) for found in caught.value.problems]


def test_the_small_guide_is_right(spoil: Spoil) -> None:
    """A guide without a fault is loaded."""
    guide = load(root=spoil())
    assert list(guide.steps) == ["1-1/1", "1-1/2", "1-1/3"]
    assert list(guide.branches) == ["1-1/2=同意する", "1-1/2=同意しない"]
    assert [fact.name for fact in guide.facts] == ["操作", "同意"]


def test_a_single_fault_is_the_only_problem(spoil: Spoil) -> None:
    """One fault in one file brings no second message about its consequences."""
    with pytest.raises(GuideDataError) as caught:
        load(root=spoil("1-1.yaml", "title: 開始", "titel: 開始"))
    assert [str(problem) for problem in caught.value.problems] == [
        "1-1.yaml:5: steps[0].title: is missing; add it",
        "1-1.yaml:6: steps[0].titel: this key is not known here; correct its spelling or remove it",
    ]


def test_all_faults_of_all_files_are_raised_at_once(spoil: Spoil) -> None:
    """Faults in several files are collected and raised in one error that counts them."""
    root = spoil("1-1.yaml", "to: 2-1", "to: 9-9")
    (root / "1.4" / "rules.yaml").write_text("rules: 3\n", encoding="utf-8")
    (root / "1.4" / "readings.yaml").unlink()
    with pytest.raises(GuideDataError) as caught:
        load(root=root)
    assert str(caught.value).splitlines() == [
        f"3 problems in the guide's data ({root / '1.4'}); correct the files:",
        "  readings.yaml: cannot be read (No such file or directory); put the file in its place",
        "  rules.yaml:1: rules: found 3; input should be a valid tuple",
        "  1-1.yaml:31: steps[2].to: found '9-9'; expected a step, a section of index.yaml or 'end'",
    ]


def test_a_stray_file_is_a_fault(spoil: Spoil) -> None:
    """A file that belongs to no section and to no list is not passed over in silence."""
    root = spoil()
    (root / "1.4" / "1-4x.yaml").write_text("id: 1-4\n", encoding="utf-8")
    with pytest.raises(
        GuideDataError, match=r"1-4x\.yaml: is not a file of the guide; name it after a section"
    ):
        load(root=root)


def test_a_file_that_is_not_utf8_is_a_fault(spoil: Spoil) -> None:
    """A file in another encoding is reported with the place of its first foreign byte."""
    root = spoil()
    (root / "1.4" / "facts.yaml").write_bytes("facts: あ".encode("shift_jis"))
    with pytest.raises(GuideDataError, match=r"facts\.yaml: is not UTF-8 at byte 7; save the file as UTF-8"):
        load(root=root)


def test_an_unknown_edition_names_the_known_ones(spoil: Spoil) -> None:
    """Asking for an edition that is not there says which ones are."""
    root = spoil()
    with pytest.raises(GuideDataError) as caught:
        load("9.9", root=root)
    assert str(caught.value) == f"there is no edition 9.9 of the guide in {root}; editions there: 1.4"


def test_the_packaged_edition_is_read_once() -> None:
    """The packaged edition is the same value however often it is asked for."""
    assert load() is load("1.4")
