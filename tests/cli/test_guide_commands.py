"""``mylexus guide verify`` and ``mylexus guide diff`` print what the golden files hold, with their exit codes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from harness import cli
from tests.guide.invented import TEXT, write_edition

GOLDEN = Path(__file__).parent / "golden"
DIFFERENT = (
    TEXT.replace("「はい」", "「はあ」")
    .replace("\n9:41\n", "\n")
    .replace("貸出の完了", "貸出しの完了")
    .replace("Q. 何冊", "窓口は七時に閉まります。\n\nQ. 何冊")
)
FEATURE = """\
# language: ja
機能: 2-1 本を返す

  @R-002
  ルール: 本は番号で登録する

    シナリオ: [1] 返す
      もし 買主が手順のとおりに進む
        | 手順 | 画面       | 操作     |
        | 1    | 返却の画面 | 確認のみ |
"""

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs ``mylexus guide`` and gives its exit code, output and errors."""

    def mylexus(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["mylexus", "guide", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        out, err = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return ended.value.code, out, err

    return mylexus


@pytest.fixture
def editions(tmp_path: Path) -> tuple[Path, Path, Path]:
    """The folders of the invented edition and of a later one, and a folder of features."""
    (tmp_path / "features" / "2").mkdir(parents=True)
    (tmp_path / "features" / "2" / "2-1-返す.feature").write_text(FEATURE, encoding="utf-8")
    later = {
        "1-1.yaml": ("labels: [次へ]", "labels: [すすむ]"),
        "2-1.yaml": ("labels: [返す(無料)]", "labels: [返す(無料), 延ばす]"),
        "rules.yaml": ("statement: 本は番号で登録する", "statement: 本は番号と題名で登録する"),
    }
    return write_edition(tmp_path), write_edition(tmp_path, later, name="2.1"), tmp_path / "features"


@pytest.fixture
def text(tmp_path: Path) -> Path:
    """A file for a guide's text."""
    return tmp_path / "text.txt"


def golden(name: str, found: str) -> None:
    """Compares an output with the golden file; the file says what the manual may quote."""
    assert found == (GOLDEN / name).read_text(encoding="utf-8")


def test_a_text_that_agrees_ends_with_zero(run: Run, editions: tuple[Path, ...], text: Path) -> None:
    """When data and text agree, the report says so, counts what was compared, and the exit code is 0."""
    text.write_text(TEXT, encoding="utf-8")

    code, out, err = run("verify", text, "--edition", editions[0])

    assert (code, err) == (0, "")
    golden("guide-verify-agrees.txt", out)


def test_a_text_that_differs_ends_with_one(run: Run, editions: tuple[Path, ...], text: Path) -> None:
    """Each difference is told with line, place, what was expected and what is there, and the exit code is 1."""
    text.write_text(DIFFERENT, encoding="utf-8")

    code, out, err = run("verify", text, "--edition", editions[0])

    assert (code, err) == (1, "")
    golden("guide-verify-differs.txt", out)


def test_verify_as_json_is_one_object(run: Run, editions: tuple[Path, ...], text: Path) -> None:
    """``--json`` prints one object with the counts, the differences and the remarks."""
    text.write_text(DIFFERENT, encoding="utf-8")

    code, out, _ = run("verify", text, "--edition", editions[0], "--json")

    assert code == 1
    done = json.loads(out)
    assert list(done) == ["guide", "conforms", "quotes", "lines", "differences", "remarks"]
    assert done["conforms"] is False
    assert all(set(row) == {"kind", "at", "line", "expected", "found"} for row in done["differences"])
    golden("guide-verify.json", out)


def test_written_claims_leave_only_what_nobody_answers_for(
    run: Run, editions: tuple[Path, ...], text: Path
) -> None:
    """After ``--write-claims`` only new and changed lines are left without anybody who answers for them."""
    text.write_text(DIFFERENT, encoding="utf-8")

    code, out, _ = run("verify", text, "--edition", editions[0], "--write-claims", "--json")

    assert code == 1
    unclaimed = [row["found"] for row in json.loads(out)["differences"] if row["kind"] == "unclaimed"]
    assert [re.sub(r"（指紋 \w+）", "", found) for found in unclaimed] == [
        "貸出しの完了",
        "窓口は七時に閉まります。",
        "「はあ」を押します。",
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe\x00", "is not UTF-8 at byte 0; save the text as UTF-8"),
        ("別の文章です。".encode(), "this is not the text of the guide"),
        (None, "cannot be read"),
    ],
)
def test_a_file_that_is_not_the_guide_s_ends_with_two(
    content: bytes | None, said: str, run: Run, editions: tuple[Path, ...], text: Path
) -> None:
    """A file that cannot be read or is another document is one clear message, and the exit code is 2."""
    if content is not None:
        text.write_bytes(content)

    code, out, err = run("verify", text, "--edition", editions[0])

    assert (code, out) == (2, "")
    assert err.startswith("mylexus: ")
    assert said in err
    assert "Traceback" not in err


def test_editions_that_differ_end_with_one(run: Run, editions: tuple[Path, Path, Path]) -> None:
    """Each difference is told with the scenarios that it touches, and the exit code is 1."""
    before, after, features = editions

    code, out, err = run("diff", before, after, "--features", features)

    assert (code, err) == (1, "")
    golden("guide-diff.txt", out)


def test_diff_as_json_is_one_array(run: Run, editions: tuple[Path, Path, Path]) -> None:
    """``--json`` prints one array of differences."""
    before, after, features = editions

    code, out, _ = run("diff", before, after, "--features", features, "--json")

    assert code == 1
    assert {tuple(row) for row in json.loads(out)} == {
        ("what", "at", "how", "before", "after", "steps", "rules", "scenarios")
    }
    golden("guide-diff.json", out)


def test_equal_editions_end_with_zero(run: Run) -> None:
    """An edition compared with itself has no differences, and the exit code is 0."""
    assert run("diff", "1.4", "1.4") == (0, "1.4版と1.4版のデータに違いはありません\n", "")
    assert run("diff", "1.4", "1.4", "--json") == (0, "[]\n", "")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("diff", "1.4", "9.9"), "there is no edition 9.9 of the guide"),
        (("diff", "1.4"), "Missing argument"),
        (("verify",), "Missing argument"),
        (("verify", "x", "--edition", "9.9"), "there is no edition 9.9 of the guide"),
    ],
)
def test_a_wrong_command_line_ends_with_two(words: tuple[str, ...], said: str, run: Run) -> None:
    """An edition that is not there, or an argument that is missing, is one message, and the exit code is 2."""
    code, out, err = run(*words)

    assert (code, out) == (2, "")
    assert said in err
