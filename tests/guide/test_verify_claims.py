"""The claims are kept in files that can be read, brought up to date with a text, and hold no word of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from harness.errors import GuideDataError
from harness.guide import load
from harness.guide.claims import Claim, fingerprint, known_ids, load_claims, save_claims
from harness.guide.editions import PACKAGED
from harness.guide.verify import Kind, verify_file
from tests.guide.invented import TEXT, write_edition

NEW = "窓口は七時に閉まります。"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Gives the folder of the invented edition."""
    return write_edition(tmp_path)


def written(path: Path, text: str) -> Path:
    """Writes a text and gives its file."""
    path.write_text(text, encoding="utf-8")
    return path


def test_a_fingerprint_does_not_count_white_space() -> None:
    """Lines that differ in white space at the ends or in its amount have one fingerprint; others have their own."""
    assert fingerprint("  本を\u3000返す ") == fingerprint("本を  返す")
    assert fingerprint("本を返す") != fingerprint("本を 返す")
    assert re.fullmatch(r"[0-9a-f]{12}", fingerprint("本を返す"))


def test_claims_are_read_as_they_were_written(folder: Path) -> None:
    """What is written is read again, also a fingerprint that looks like a number, in the order of the sections."""
    guide = load("2.0", root=folder.parent)
    claims = (
        Claim(at="表紙", by=("表紙",), lines=("123456789012",)),
        Claim(at="目次", quoted=3),
        Claim(at="1-1/2-A", by=("1-1/1=借りる", "A-01"), lines=("12345678e901", "0x1234567890")),
        Claim(at="2-1", quoted=1),
    )

    paths = save_claims(folder, guide, claims)

    assert [path.name for path in paths] == ["cover.yaml", "index.yaml", "1-1.yaml", "2-1.yaml"]
    assert load_claims(folder, guide).claims == claims


def test_writing_twice_changes_nothing(folder: Path, tmp_path: Path) -> None:
    """Claims that agree with the text are written as they stand, so nothing is left to commit."""
    text = written(tmp_path / "text.txt", TEXT)
    verify_file(text, str(folder), write_claims=True)
    once = {path.name: path.read_bytes() for path in (folder / "claims").iterdir()}

    verify_file(text, str(folder), write_claims=True)

    assert {path.name: path.read_bytes() for path in (folder / "claims").iterdir()} == once


def test_a_new_line_is_never_claimed_by_writing(folder: Path, tmp_path: Path) -> None:
    """After writing, a new line has a place and a fingerprint but nobody behind it, and stays listed."""
    text = written(tmp_path / "text.txt", TEXT.replace("i\n", f"i\n{NEW}\n"))

    done = verify_file(text, str(folder), write_claims=True)

    assert [difference.kind for difference in done.differences] == [Kind.UNCLAIMED]
    entry = f"{{at: 1-1/2-A, by: [], lines: [{fingerprint(NEW)}]}}"
    assert entry in (folder / "claims" / "1-1.yaml").read_text(encoding="utf-8")


def test_a_line_that_moved_keeps_who_answers_for_it(folder: Path, tmp_path: Path) -> None:
    """After writing, a line that stands in another step is claimed there by whom it was claimed before."""
    note = "番号がわからないときは、係の人に聞いてください。\n"
    text = written(
        tmp_path / "text.txt", TEXT.replace(note, "").replace("2 返却の確認", f"{note}2 返却の確認")
    )

    before = verify_file(text, str(folder))
    done = verify_file(text, str(folder), write_claims=True)

    assert before.differences
    assert done.differences == ()
    moved = (folder / "claims" / "2-1.yaml").read_text(encoding="utf-8")
    assert f"{{at: 2-1/1, by: [1-1/2-A], lines: [{fingerprint(note)}]}}" in moved


def test_a_section_without_claims_has_no_file(folder: Path) -> None:
    """The file of a section that lost all its lines is removed."""
    guide = load("2.0", root=folder.parent)

    save_claims(folder, guide, [Claim(at="1-1", quoted=1)])

    assert sorted(path.name for path in (folder / "claims").iterdir()) == ["1-1.yaml", "borrowed.yaml"]


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("1-1.yaml", "claims:\n- {at: 1-1, lines: 7}\n", "1-1.yaml:2: claims[0].lines: "),
        ("1-1.yaml", "claims:\n- {at: 1-1, who: R-001}\n", "1-1.yaml:2: claims[0].who: "),
        (
            "borrowed.yaml",
            "borrowed:\n- {steps: [], quotes: [次へ]}\n",
            "borrowed.yaml:2: borrowed[0].steps: ",
        ),
        ("1-1.yaml", "claims: [", "1-1.yaml:2: is not valid YAML"),
        ("9-9.yaml", "claims: []\n", "9-9.yaml is named after no section of the edition"),
    ],
)
def test_a_wrong_file_is_told_with_its_line(file: str, text: str, said: str, folder: Path) -> None:
    """A claims file that cannot be used is told with file, line and path."""
    written(folder / "claims" / file, text)

    with pytest.raises(GuideDataError) as refused:
        load_claims(folder, load("2.0", root=folder.parent))
    assert said in str(refused.value)


def test_the_packaged_claims_hold_fingerprints_and_known_ids() -> None:
    """The claims of edition 1.4 answer for every line, by ids that exist, and keep none of the guide's prose."""
    guide = load()
    claims = load_claims(PACKAGED / "1.4", guide)
    known = known_ids(guide)

    assert sum(claim.quoted + len(claim.lines) for claim in claims.claims) == 1170
    for claim in claims.claims:
        assert claim.quoted or claim.by
        assert set(claim.by) <= known
        assert claim.at in known | {"表紙", "目次"}
        assert all(re.fullmatch(r"[0-9a-f]{12}", print_) for print_ in claim.lines)


def test_the_packaged_borrowed_quotes_are_those_of_their_steps() -> None:
    """Each borrowed quote of edition 1.4 names steps, places and readings that exist."""
    guide = load()
    readings = {reading.id for reading in guide.readings}

    for entry in load_claims(PACKAGED / "1.4", guide).borrowed:
        assert set(entry.steps) <= set(guide.steps)
        assert entry.origin is None or entry.origin in {*guide.steps, *guide.index}
        assert set(entry.readings) <= readings
        assert entry.origin or entry.readings
