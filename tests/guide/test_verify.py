"""Holding the data against the guide's text names every quote that is not there and every line nobody answers for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from harness.errors import RunError
from harness.guide.claims import fingerprint
from harness.guide.verify import Difference, Kind, Verification, verify_file
from tests.guide.invented import TEXT, write_edition

Edits = Mapping[str, tuple[str, str]]
Judge = Callable[..., Verification]


@pytest.fixture
def judge(tmp_path: Path) -> Judge:
    """Verifies a text against the invented edition, either of them changed."""

    def run(text: str = TEXT, edits: Edits | None = None) -> Verification:
        file = tmp_path / "text.txt"
        file.write_text(text, encoding="utf-8")
        folder = tmp_path / "2.0"
        if not folder.exists():
            write_edition(tmp_path, edits)
        return verify_file(file, str(folder))

    return run


def changed(old: str, new: str) -> str:
    """Gives the invented text with one passage changed; it must stand there once."""
    assert TEXT.count(old) == 1
    return TEXT.replace(old, new)


def one(verification: Verification, kind: Kind) -> Difference:
    """Gives the only difference of a kind."""
    found = [difference for difference in verification.differences if difference.kind is kind]
    assert len(found) == 1, found
    return found[0]


def number_of(line: str, text: str = TEXT) -> int:
    """Gives the number of the first line that reads so."""
    return text.splitlines().index(line) + 1


def test_the_text_that_was_claimed_agrees(judge: Judge) -> None:
    """Data and text agree when every quote stands in its block and every line is claimed; both are counted."""
    done = judge()

    assert done.differences == ()
    assert done.quotes == {"own": 20, "elsewhere": 1, "reading": 2, "weak": 1, "absent": 0, "unseen": 0}
    assert done.lines == {"all": 39, "quoted": 19, "claimed": 20, "unclaimed": 0}


def test_another_width_is_a_remark(judge: Judge) -> None:
    """A label that is printed in another width stands by the readings' normalisation, which is a remark."""
    (remark,) = judge().remarks

    assert (remark.at, remark.expected) == ("2-1/1", "ボタン「返す(無料)」")
    assert remark.line == number_of("1 返却の画面")


@pytest.mark.parametrize("number", [n for n, line in enumerate(TEXT.splitlines(), start=1) if line.strip()])
def test_any_change_of_any_line_is_named_at_its_place(number: int, judge: Judge) -> None:
    """One character changed, the line dropped, or a sentence added behind it: each is named at its line.

    The gap of a dropped line is named by the line before it, or by the next one, if that is of its kind.
    """
    lines = TEXT.splitlines()
    old = lines[number - 1]
    for place in [place for place, letter in enumerate(old) if not letter.isspace()]:
        lines[number - 1] = old[:place] + "犬" + old[place + 1 :]
        assert number in {difference.line for difference in judge("\n".join(lines)).differences}
    lines[number - 1] = ""
    dropped = judge("\n".join(lines)).differences
    assert any(difference.line is not None and difference.line <= number + 2 for difference in dropped)
    lines[number - 1] = f"{old}\n係の人はいつも親切です。"
    added = [
        difference for difference in judge("\n".join(lines)).differences if difference.line == number + 1
    ]
    assert any("係の人はいつも親切です。" in difference.found for difference in added)


def test_a_changed_line_says_who_answered_for_it(judge: Judge) -> None:
    """A changed line is told with its number, its place, the rule that answers for it, and what stands there."""
    difference = one(judge(changed("A. 五冊まで", "A. 六冊まで")), Kind.CHANGED)

    assert difference.line == number_of("A. 五冊までです。")
    assert difference.at == "1-1"
    assert "R-001" in difference.expected
    assert difference.found == "A. 六冊までです。"


def test_a_changed_label_is_told_by_what_the_data_quote(judge: Judge) -> None:
    """A label that reads otherwise is told twice: the quote that is not there, and the line that changed."""
    done = judge(changed("「はい」", "「はあ」"))

    quote = one(done, Kind.QUOTE)
    assert (quote.at, quote.expected) == ("2-1/2", "ボタン「はい」")
    assert "2-1/2のところにない" in quote.found
    assert one(done, Kind.CHANGED).found == "「はあ」を押します。"


def test_a_line_that_only_quotes_is_told_by_its_words(judge: Judge) -> None:
    """When a line that is nothing but a quote changes, the quote that was likely meant is told."""
    difference = one(judge(changed("必須\t本の番号", "必須\t本の番地")), Kind.CHANGED)

    assert (difference.expected, difference.found) == ("必須 本の番号", "必須 本の番地")


def test_a_dropped_duplicate_is_missed(judge: Judge) -> None:
    """A lone label is missed even though the label still stands in the step's sentence."""
    difference = one(judge(changed("\n次へ\n", "\n\n")), Kind.MISSING)

    assert difference.at == "1-1/2-A"
    assert difference.line == number_of("9:41")


def test_a_new_line_is_told_with_its_fingerprint(judge: Judge) -> None:
    """A line that nobody answers for is listed with the fingerprint by which it can be claimed."""
    difference = one(judge(changed("i\n", "i\n\n窓口は七時に閉まります。\n")), Kind.UNCLAIMED)

    assert difference.at == "1-1/2-A"
    assert difference.found == f"窓口は七時に閉まります。（指紋 {fingerprint('窓口は七時に閉まります。')}）"


def test_a_changed_title_is_told_as_the_step_s(judge: Judge) -> None:
    """A step whose title reads otherwise is found by its number, and told with both titles."""
    difference = one(judge(changed("2-A 本の登録", "2-A 本の登記")), Kind.STEP)

    assert (difference.at, difference.line) == ("1-1/2-A", number_of("2-A 本の登録"))
    assert (difference.expected, difference.found) == ("2-A 本の登録", "2-A 本の登記")


def test_a_changed_number_is_told_as_the_step_s(judge: Judge) -> None:
    """A step whose number reads otherwise is found by its title, so its block keeps its lines."""
    done = judge(changed("2 返却の確認", "返却の確認"))

    assert one(done, Kind.STEP).found == "返却の確認"
    assert {difference.kind for difference in done.differences} <= {Kind.STEP, Kind.CHANGED, Kind.MISSING}


def test_a_step_that_is_gone_is_told_once(judge: Judge) -> None:
    """A step without number and title is told once: its quotes are not judged, its lines have moved together."""
    done = judge(changed("2-A 本の登録\n", "\n"))

    assert one(done, Kind.STEP).found == "番号も題名も見つからない"
    assert not [difference for difference in done.differences if difference.kind is Kind.QUOTE]
    moved = one(done, Kind.MOVED)
    assert (moved.at, moved.line) == ("1-1/1", number_of("本の番号を入れ、「次へ」を押します。"))
    assert done.quotes["unseen"] == 4


def test_steps_out_of_order_are_told(judge: Judge) -> None:
    """Two steps that changed places in the text are told, since the data keep the printed order."""
    first, second = TEXT.index("1 返却の画面"), TEXT.index("2 返却の確認")
    done = judge(TEXT[:first] + TEXT[second:] + "\n" + TEXT[first:second])

    assert one(done, Kind.STEP).found == "前の手順より前にある"


def test_a_lone_number_in_a_picture_is_no_step(judge: Judge) -> None:
    """A numbered line of a picture stays in its step, even if its number is that of an earlier one."""
    done = judge(changed("1 受付\n", "1 受付け\n"))

    assert {difference.at for difference in done.differences} == {"1-1/2-A"}


@pytest.mark.parametrize(
    ("edits", "found"),
    [
        (("origin: 1-1/1", "origin: 1-1/3"), "1-1/3のところにない（28行目 1-1/1 にはある）"),
        (("quotes: [返却へ]", "quotes: [返却へ, 閉じる]"), "borrowed.yamlから除く"),
        (("quotes: [借りる]", "quotes: [借りる, 貸す]"), "borrowed.yamlから除く"),
        (("readings: [A-02]", "readings: [A-01]"), "1-1/3が挙げる読みが、borrowed.yamlにない"),
        (("[借りる]", "[返却へ]"), "2-1/2のところにない（28行目 1-1/1 にはある）"),
    ],
)
def test_a_borrowed_quote_must_be_as_it_is_told(edits: tuple[str, str], found: str, judge: Judge) -> None:
    """What is said to be printed elsewhere must stand there, be needed, and have a reading if it is printed nowhere."""
    done = judge(edits={"claims/borrowed.yaml": edits})

    assert any(found in difference.found for difference in done.differences), done.differences


def test_a_quote_that_a_reading_invents_must_not_be_printed(judge: Judge) -> None:
    """A quote that is said to be printed nowhere is told if it is printed after all."""
    done = judge(changed("9:41", "入口"))

    assert "borrowed.yamlではどこにもない" in one(done, Kind.CLAIM).found


@pytest.mark.parametrize(
    ("file", "old", "new", "found"),
    [
        ("1-1", "by: [R-001]", "by: [R-009]", "R-009"),
        ("1-1", "by: [1-1/3]", "by: [2-1/7]", "2-1/7"),
        ("1-1", "by: [1-1/3]", "by: [R-001]", "ない"),
        ("1-1", "by: [R-002]", "by: [時計]", "本の番号を入れ、「次へ」を押します。"),
    ],
)
def test_who_answers_must_be_known_and_fit(file: str, old: str, new: str, found: str, judge: Judge) -> None:
    """A claim by an unknown id, by a rule that does not speak of the place, or by a wrong boilerplate is told."""
    done = judge(edits={f"claims/{file}.yaml": (old, new)})

    assert found in {difference.found for difference in done.differences if difference.kind is Kind.CLAIM}


def test_a_line_that_nobody_answers_for_stays_unclaimed(judge: Judge) -> None:
    """A fingerprint without anybody behind it claims nothing."""
    done = judge(edits={"claims/1-1.yaml": ("by: [R-002]", "by: []")})

    assert one(done, Kind.UNCLAIMED).line == number_of("本の番号を入れ、「次へ」を押します。")
    assert done.lines["unclaimed"] == 1


def test_a_rule_s_printed_source_must_have_a_line(judge: Judge) -> None:
    """A rule that says where it is printed answers for a line there, unless a reading is its source."""
    printed = {"claims/1-1.yaml": ("by: [R-001]", "by: [1-1]")}
    difference = one(judge(edits=printed), Kind.CLAIM)

    assert (difference.at, difference.expected) == ("1-1", "1-1に、R-001が引き受ける行がある")


def test_a_rule_that_is_read_into_the_guide_needs_no_line(judge: Judge) -> None:
    """A rule whose source is a reading comes from no line of the text."""
    read = {
        "claims/1-1.yaml": ("by: [R-001]", "by: [1-1]"),
        "rules.yaml": ("kind: よくあるご質問", "kind: 読み"),
    }

    assert judge(edits=read).differences == ()


def test_a_rule_s_quote_must_stand_at_its_source(judge: Judge) -> None:
    """A short quote of a rule is looked for at the place that its source names."""
    done = judge(edits={"rules.yaml": ("quote: 次へ", "quote: 先へ")})

    assert one(done, Kind.QUOTE).expected == "きまりの引用「先へ」"


def test_a_label_inside_a_longer_word_does_not_stand(judge: Judge) -> None:
    """A label must stand by itself: a longer word that holds it is another label."""
    done = judge(edits={"2-1.yaml": ("labels: [はい, 借りる]", "labels: [は, 借りる]")})

    assert one(done, Kind.QUOTE).expected == "ボタン「は」"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            "吾輩は猫である。\n".encode(),
            "this is not the text of the guide: 0 of the headings of its 2 sections",
        ),
        (TEXT.replace("2.0版", "2.1版").encode(), "line 3: this is edition 2.1 of the guide"),
        (TEXT.encode("euc_jp"), "is not UTF-8 at byte 0"),
        (None, "cannot be read (No such file or directory)"),
    ],
)
def test_another_document_is_refused(content: bytes | None, said: str, tmp_path: Path) -> None:
    """A file that cannot be read, is not UTF-8, or is another document or edition is no text to judge."""
    file = tmp_path / "text.txt"
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(RunError) as refused:
        verify_file(file, str(write_edition(tmp_path)))
    assert said in str(refused.value)
