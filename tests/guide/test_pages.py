"""Mails, questions, contacts, the check chart and the opening pages of edition 1.4 are complete."""

from __future__ import annotations

from itertools import product

import pytest

from harness.guide import Guide, load
from harness.guide.choosing import chart_row
from harness.guide.model import Device
from harness.guide.pages import Chart, Sender

SAME, OTHER = "買主と同じ名義で登録する", "買主とは異なる名義で登録する"


@pytest.fixture(scope="module")
def guide() -> Guide:
    """Gives the packaged edition."""
    return load()


@pytest.fixture(scope="module")
def chart(guide: Guide) -> Chart:
    """Gives the check chart of the packaged edition."""
    assert guide.chart is not None
    return guide.chart


def test_seven_mails_are_told_of(guide: Guide) -> None:
    """The guide tells of seven mails, and five of them come from the build."""
    assert list(guide.mails) == [f"M-{number:02}" for number in range(1, 8)]
    assert [mail.id for mail in guide.mails.values() if mail.sender is Sender.BUILD] == list(guide.mails)[:5]


def test_every_mail_of_the_build_is_read(guide: Guide) -> None:
    """Each mail of the build is read at some step, except the code, which is typed at one."""
    read = {step.mail for step in guide.steps.values() if step.mail}
    assert read == {"M-02", "M-03", "M-04", "M-05"}
    assert guide.mails["M-01"].code_digits == 6


def test_a_mail_is_read_in_a_mailbox(guide: Guide) -> None:
    """Of the steps in a mailbox, all but the wait for the review read a mail."""
    boxes = [step for step in guide.steps.values() if step.device.is_inbox]
    assert [step.id for step in boxes if step.mail is None] == [
        "4-1/10-A+review",
        "4-1/19-B+review",
        "4-1/21-C+review",
    ]
    assert [step.id for step in boxes if step.device is Device.BUYER_INBOX] == ["4-1/0"]


def test_mails_of_the_registration_come_from_printed_domains(guide: Guide) -> None:
    """The mails of the registration after delivery come from the two domains that the guide prints."""
    domains = {guide.mails[mail].sender_domains for mail in ("M-02", "M-03", "M-04", "M-05")}
    assert domains == {("id.toyota", "support.id.toyota")}


def test_the_link_of_completion_starts_the_services(guide: Guide) -> None:
    """The mail of completion leads by its printed link to the services after delivery."""
    link = guide.mails["M-03"].link
    assert link is not None
    assert (link.label, link.to) == ("次の手続きに進む", "5-1/2")


def test_there_are_31_questions_of_13_kinds(guide: Guide) -> None:
    """The guide prints 31 questions, 13 of them different, and each different one points to a rule of its own."""
    assert len(guide.faq) == 31
    assert len({entry.asks for entry in guide.faq}) == 13
    assert len({entry.rule for entry in guide.faq}) == 13


def test_rules_of_questions_name_the_pages(guide: Guide) -> None:
    """Every page of questions is a source of the rules that its questions point to, and of no other."""
    asked = {(entry.rule, entry.at, entry.page) for entry in guide.faq}
    named = {
        (rule.id, source.at, source.page)
        for rule in guide.rules
        for source in rule.sources
        if source.kind == "よくあるご質問"
    }
    assert asked <= named
    assert {(at, page) for _, at, page in asked} == {(at, page) for _, at, page in named}


def test_the_printed_number_is_the_only_one(guide: Guide) -> None:
    """Of the contacts only the information desk has a number."""
    assert guide.contact is not None
    numbers = {contact.name: contact.phone for contact in guide.contact.contacts if contact.phone}
    assert numbers == {"レクサスインフォメーションデスク": "0800-500-5577"}
    assert "手話でのお問い合わせ" in [contact.name for contact in guide.contact.contacts]


@pytest.mark.parametrize(
    ("facts", "at_contract", "after_delivery"),
    [
        ({"名義": SAME, "充電サポート": "対象でない"}, ("1-1", "2-1", "3-1"), ()),
        (
            {"名義": OTHER, "使用者の同席": "同席している", "充電サポート": "対象"},
            ("1-1", "2-2", "3-1", "3-2"),
            (),
        ),
        (
            {"名義": OTHER, "使用者の同席": "同席していない", "充電サポート": "対象"},
            ("1-1", "2-3"),
            ("4-1", "5-1", "5-2"),
        ),
        ({"契約時の手続き": "しない", "充電サポート": "対象でない"}, (), ("4-1", "5-1")),
    ],
)
def test_the_chart_says_which_sections_and_when(
    chart: Chart, facts: dict[str, str], at_contract: tuple[str, ...], after_delivery: tuple[str, ...]
) -> None:
    """A customer's facts give the sections at the dealer and those after delivery, in order."""
    row = chart_row(chart, {"契約時の手続き": "する", **facts})
    assert (row.at_contract, row.after_delivery) == (at_contract, after_delivery)


def test_everybody_finds_one_row(guide: Guide, chart: Chart) -> None:
    """For every customer exactly one row of the chart holds."""
    values = {fact.name: list(fact.values) for fact in guide.facts}
    names = list(dict.fromkeys(name for row in chart.rows for name in row.when))
    cases = [dict(zip(names, case, strict=True)) for case in product(*(values[name] for name in names))]
    assert len(cases) == 16
    assert all(chart_row(chart, case) for case in cases)


def test_a_customer_who_says_too_little_finds_no_row(chart: Chart) -> None:
    """Facts that leave the chart undecided are an error."""
    with pytest.raises(LookupError, match="0 rows of the chart hold"):
        chart_row(chart, {"契約時の手続き": "する"})


def test_later_ways_are_noted(chart: Chart) -> None:
    """G-Link can be had later at the dealer, and charging support at its own site."""
    assert {note.service: (note.rule, note.url) for note in chart.notes} == {
        "G-Link": ("R-062", None),
        "EV・PHV充電サポート": ("R-073", "https://juden-support.jp/Registration"),
    }


def test_every_section_is_in_a_stage(guide: Guide) -> None:
    """Each chapter belongs to exactly one of the three stages."""
    assert guide.intro is not None
    staged = [chapter for stage in guide.intro.stages for chapter in stage.chapters]
    assert len(guide.intro.stages) == 3
    assert sorted(staged) == sorted({section.chapter for section in guide.sections})
