"""Mails, questions, contacts, chart and opening pages are held against the steps, rules and facts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from harness.errors import GuideDataError
from harness.guide import load

Spoil = Callable[..., Path]

PAGES = {
    "mails.yaml": """\
mails:
  - id: M-01
    name: 完了メール
    trigger: 同意する
    after: [1-1/2]
    recipients: [使用者]
    subject: [完了]
    link: {label: 開く, to: 1-1/3}
    readings: [A-01]
""",
    "faq.yaml": """\
questions:
  - {id: Q-01, at: 1-1, page: 7, asks: 同意しなければ進めないか, rule: R-001}
  - {id: Q-02, at: 2-1, page: 9, asks: 同意しなければ進めないか, rule: R-001, readings: [A-01]}
""",
    "intro.yaml": """\
id: intro
title: はじめに
stages:
  - {title: 一, chapters: [買主情報の登録]}
parties:
  - {name: 買主, meaning: 買う人, readings: [A-01]}
needs:
  - {name: 免許証, note: 見せる, readings: [A-01]}
rules: [R-001]
""",
    "chart.yaml": """\
id: chart
title: チャート
entries:
  - {step: 1-1/1, when: {同意: オン}}
rows:
  - {when: {同意: オン}, at_contract: [1-1, 2-1]}
  - {when: {同意: オフ}, after_delivery: [2-1]}
notes:
  - {service: 一, when: {同意: オフ}, way: 後で, rule: R-001, readings: [A-01]}
readings: [A-01]
""",
    "contact.yaml": """\
id: contact
title: 問い合わせ
contacts:
  - {name: 窓口, about: 何でも, readings: [A-01]}
""",
    "2-1.yaml": """\
id: 2-1
title: 使用者情報を登録する
chapter: 買主情報の登録
steps:
  - id: 2-1/1
    title: メール
    actor: 使用者
    device: 使用者の受信メール
    screen: メール
    headings: []
    mail: M-01
    labels: [開く]
    to: 2-1/2
  - id: 2-1/2
    title: 同意
    actor: 使用者
    device: 使用者のスマートフォン
    screen: 同意
    headings: [同意]
    labels: [次へ]
    checks: [同意]
    branches:
      - {outcome: 同意する, to: end, kind: guard, when: {操作: 次へ, 同意: オン}}
      - {outcome: 同意しない, to: 2-1/2, kind: guard, when: {操作: 次へ, 同意: オフ}, error_at: 同意, repeats: 1-1/2=同意しない}
""",
}
RULE_SOURCES = "      - {at: 1-1/2, page: 6}\n"
ASKED = """\
      - {at: 1-1, page: 7, kind: よくあるご質問}
      - {at: 2-1, page: 9, kind: よくあるご質問}
"""

FAULTS = [
    # mails
    (
        "mails.yaml",
        "after: [1-1/2]",
        "after: [1-1/7]",
        "mails.yaml:5: mails[0].after[0]: found '1-1/7'; there is no such step",
    ),
    (
        "mails.yaml",
        "to: 1-1/3",
        "to: 3-1",
        "mails.yaml:8: mails[0].link.to: found '3-1'; expected a step, a section of index.yaml or 'end'",
    ),
    (
        "mails.yaml",
        "readings: [A-01]",
        "readings: [A-09]",
        "mails.yaml:9: mails[0].readings[0]: found 'A-09'; there is no such reading in readings.yaml",
    ),
    (
        "mails.yaml",
        "mails:",
        "mails:\n  - {id: M-01, name: 別, trigger: 別, recipients: [買主]}",
        "mails.yaml:3: mails[1].id: mail 'M-01' stands here a second time; ids are unique",
    ),
    (
        "mails.yaml",
        "recipients: [使用者]",
        "recipients: []",
        (
            "mails.yaml:6: mails[0].recipients: found []; "
            "tuple should have at least 1 item after validation, not 0"
        ),
    ),
    (
        "2-1.yaml",
        "mail: M-01",
        "mail: M-02",
        "2-1.yaml:11: steps[0].mail: found 'M-02'; there is no such mail in mails.yaml",
    ),
    (
        "2-1.yaml",
        "headings: []",
        "headings: [完了]",
        (
            "2-1.yaml:11: steps[0].mail: step '2-1/1' reads a mail; "
            "its device is a mailbox and its headings are empty"
        ),
    ),
    (
        "2-1.yaml",
        "device: 使用者の受信メール",
        "device: 使用者のスマートフォン",
        (
            "2-1.yaml:11: steps[0].mail: step '2-1/1' reads a mail; "
            "its device is a mailbox and its headings are empty"
        ),
    ),
    (
        "2-1.yaml",
        "device: 使用者の受信メール",
        "device: 買主の受信メール",
        ("2-1.yaml:11: steps[0].mail: step '2-1/1' reads 'M-01' as 買主, who is not among its recipients"),
    ),
    (
        "2-1.yaml",
        "labels: [開く]",
        "labels: [進む]",
        "2-1.yaml:12: steps[0].labels: step '2-1/1' reads 'M-01'; its labels lack the link '開く'",
    ),
    # what repeats another outcome
    (
        "2-1.yaml",
        "repeats: 1-1/2=同意しない",
        "repeats: 1-1/2=断る",
        "2-1.yaml:24: steps[1].branches[1].repeats: found '1-1/2=断る'; there is no such branch",
    ),
    (
        "2-1.yaml",
        "repeats: 1-1/2=同意しない",
        "repeats: 2-1/2=同意しない",
        (
            "2-1.yaml:24: steps[1].branches[1].repeats: found '2-1/2=同意しない', "
            "which repeats '2-1/2=同意しない' itself; name that one"
        ),
    ),
    (
        "2-1.yaml",
        "error_at: 同意, repeats",
        'error_at: "*", repeats',
        (
            "2-1.yaml:24: steps[1].branches[1].repeats: is not the same as '1-1/2=同意しない'; "
            "a repeated outcome has the same outcome, kind, when, error_at"
        ),
    ),
    # questions
    (
        "faq.yaml",
        "id: Q-02",
        "id: Q-01",
        "faq.yaml:3: questions[1].id: question 'Q-01' stands here a second time; ids are unique",
    ),
    (
        "faq.yaml",
        "rule: R-001}",
        "rule: R-002}",
        "faq.yaml:2: questions[0].rule: found 'R-002'; there is no such rule in rules.yaml",
    ),
    (
        "faq.yaml",
        "rule: R-001}",
        "rule: R-002}",
        (
            "faq.yaml:3: questions[1].rule: the same question points to 'R-002' elsewhere; "
            "one question has one rule"
        ),
    ),
    (
        "faq.yaml",
        "page: 7",
        "page: 8",
        (
            "faq.yaml:2: questions[0].rule: rule 'R-001' does not name 1-1 page 8 as a source of kind "
            "よくあるご質問"
        ),
    ),
    (
        "faq.yaml",
        "at: 1-1",
        "at: 9-9",
        "faq.yaml:2: questions[0].at: found '9-9'; expected a section of index.yaml",
    ),
    (
        "faq.yaml",
        "A-01",
        "A-09",
        "faq.yaml:3: questions[1].readings[0]: found 'A-09'; there is no such reading in readings.yaml",
    ),
    # the chart
    (
        "chart.yaml",
        "step: 1-1/1",
        "step: 1-1/7",
        "chart.yaml:4: entries[0].step: found '1-1/7'; there is no such step",
    ),
    (
        "chart.yaml",
        "step: 1-1/1",
        "step: 1-1/2",
        "1-1.yaml:5: steps[0]: step '1-1/1' cannot be reached from '1-1/2'; no step leads to it",
    ),
    (
        "chart.yaml",
        "when: {同意: オン}}",
        "when: {契約: オン}}",
        "chart.yaml:4: entries[0].when.契約: fact '契約' is not declared in facts.yaml",
    ),
    (
        "chart.yaml",
        "after_delivery: [2-1]",
        "after_delivery: [9-9]",
        "chart.yaml:7: rows[1].after_delivery[0]: found '9-9'; expected a section of index.yaml",
    ),
    (
        "chart.yaml",
        "[1-1, 2-1]",
        "[2-1, 1-1]",
        "chart.yaml:6: rows[0].at_contract[1]: no step of section '2-1' leads to section '1-1'",
    ),
    (
        "chart.yaml",
        "{when: {同意: オフ}, after",
        "{when: {同意: オン}, after",
        "chart.yaml:1: 2 rows hold for (同意: オン); exactly one must",
    ),
    (
        "chart.yaml",
        "{when: {同意: オフ}, after",
        "{when: {同意: オン}, after",
        "chart.yaml:1: 0 rows hold for (同意: オフ); exactly one must",
    ),
    (
        "chart.yaml",
        "rule: R-001",
        "rule: R-009",
        "chart.yaml:9: notes[0].rule: found 'R-009'; there is no such rule in rules.yaml",
    ),
    # opening pages and contacts
    (
        "intro.yaml",
        "rules: [R-001]",
        "rules: [R-001, R-009]",
        "intro.yaml:9: rules[1]: found 'R-009'; there is no such rule in rules.yaml",
    ),
    (
        "intro.yaml",
        "chapters: [買主情報の登録]",
        "chapters: [使用者情報の登録]",
        "intro.yaml:4: stages[0].chapters[0]: found '使用者情報の登録'; no section is of that chapter",
    ),
    (
        "intro.yaml",
        "見せる, readings: [A-01]",
        "見せる, readings: [A-09]",
        "intro.yaml:8: needs[0].readings[0]: found 'A-09'; there is no such reading in readings.yaml",
    ),
    (
        "contact.yaml",
        "A-01",
        "A-09",
        "contact.yaml:4: contacts[0].readings[0]: found 'A-09'; there is no such reading in readings.yaml",
    ),
    (
        "contact.yaml",
        "about: 何でも",
        "what: 何でも",
        "contact.yaml:4: contacts[0].what: this key is not known here; correct its spelling or remove it",
    ),
]


def with_pages(spoil: Spoil, file: str = "", old: str = "", new: str = "") -> Path:
    """Writes the small guide with all its pages, one text replaced, and gives its root."""
    root = spoil("rules.yaml", RULE_SOURCES, RULE_SOURCES + ASKED)
    for name, text in PAGES.items():
        assert file != name or old in text
        (root / "1.4" / name).write_text(
            text.replace(old, new, 1) if file == name else text, encoding="utf-8"
        )
    return root


@pytest.mark.parametrize(("file", "old", "new", "problem"), FAULTS, ids=[fault[3] for fault in FAULTS])
def test_each_fault_is_told_with_file_line_and_path(
    spoil: Spoil, file: str, old: str, new: str, problem: str
) -> None:
    """A fault of the pages around the steps is reported with its file, line and path."""
    with pytest.raises(GuideDataError) as caught:
        load(root=with_pages(spoil, file, old, new))
    assert problem in [str(found) for found in caught.value.problems]


def test_the_small_guide_with_its_pages_is_right(spoil: Spoil) -> None:
    """A guide with mails, questions, contacts, a chart and opening pages is loaded whole."""
    guide = load(root=with_pages(spoil))
    assert list(guide.mails) == ["M-01"]
    assert [entry.id for entry in guide.faq] == ["Q-01", "Q-02"]
    assert guide.intro is not None
    assert guide.chart is not None
    assert guide.contact is not None


def test_pages_may_be_missing(spoil: Spoil) -> None:
    """An edition without such pages is loaded without them."""
    guide = load(root=spoil())
    assert (guide.mails, guide.faq, guide.intro, guide.chart, guide.contact) == ({}, (), None, None, None)


@pytest.mark.parametrize("file", PAGES)
def test_a_spoilt_page_is_the_only_problem(spoil: Spoil, file: str) -> None:
    """A page that is wrong in itself brings no second message about what refers to it."""
    root = with_pages(spoil)
    (root / "1.4" / file).write_text("wrong: 3\n", encoding="utf-8")
    with pytest.raises(GuideDataError) as caught:
        load(root=root)
    assert {str(problem).split(":")[0] for problem in caught.value.problems} == {file}
