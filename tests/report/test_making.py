"""What ``mylexus report`` writes, refuses and says."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from harness.builds.screen import Screen
from harness.cli import app
from harness.coverage.gallery import Gallery
from harness.coverage.record import Evidence, ScenarioRecord, Verdict
from harness.errors import RunError
from harness.reporting.allure import without_analytics
from harness.reporting.findings import Culprit, culprit, marked
from harness.reporting.making import make_report
from harness.reporting.screens import still


def test_report_prints_its_place_size_and_time(sound_run: Path, tmp_path: Path) -> None:
    """The command ends with the verdict, and where the report is, how big and how long it took."""
    said = CliRunner().invoke(app, ["report", "--run", str(sound_run), "--out", str(tmp_path / "out")])

    assert said.exit_code == 0
    assert "判定: 適合" in said.output
    assert f"{tmp_path / 'out' / 'index.html'} (" in said.output and " MB" in said.output


def test_without_node_the_results_stay(
    sound_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where Node is missing the report is made all the same, and it is said where Allure's results are."""
    monkeypatch.setattr(shutil, "which", lambda _: None)

    made = make_report(sound_run, tmp_path / "out", allure=True)

    assert made.notes == (
        f"Allure: Node.js (npx) was not found, so no report was made; the results are in {sound_run}/allure-results",
    )
    assert made.index.exists() and not (tmp_path / "out" / "allure.html").exists()


def test_folders_of_others_are_left_alone(sound_run: Path, tmp_path: Path) -> None:
    """A folder that holds anything but a report is refused and keeps what it holds."""
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")

    with pytest.raises(RunError, match="not a report's"):
        make_report(sound_run, tmp_path)
    assert (tmp_path / "mine.txt").read_text(encoding="utf-8") == "mine"


def test_what_is_no_run_is_said(tmp_path: Path) -> None:
    """A folder without a verdict is no finished run, and the message says what to do."""
    with pytest.raises(RunError, match=r"verdict\.json.*run `mylexus run"):
        make_report(tmp_path, tmp_path / "out")


def test_pictures_of_a_browser_come_first(sound_run: Path, tmp_path: Path) -> None:
    """Where a browser left a picture of a step, the guide shows it instead of the HTML."""
    run = tmp_path / "run"
    shutil.copytree(sound_run, run, ignore=shutil.ignore_patterns("report"))
    (run / "screens").mkdir()
    (run / "screens" / "2-1_3.jpg").write_bytes(b"\xff\xd8\xff\xd9")

    made = make_report(run, tmp_path / "out")
    page = (tmp_path / "out" / "guide-2-1.html").read_text(encoding="utf-8")

    assert 'src="pictures/2_1_3.jpg"' in page and made.picture_bytes == 4
    assert (tmp_path / "out" / "pictures" / "2_1_3.jpg").exists()


def test_screens_stand_still() -> None:
    """A screen in a report has no script, no handler, no address of anybody; its stylesheet is inside."""
    page = (
        '<html><head><link rel="stylesheet" href="/s.css"><script src="x.js"></script></head><body onload="f()">'
        '<img src="http://other.test/a.png"><a href="/next">次へ</a><form action="/do"></form></body></html>'
    )

    shown = still(page, {"/s.css": "a { background: url(http://other.test/b.png); color: red }"})

    assert not any(gone in shown for gone in ("script", "onload", "other.test", "/next", "/do", "s.css"))
    assert "color: red" in shown and "次へ" in shown


def test_first_verified_screen_is_kept_once(tmp_path: Path) -> None:
    """Of each step the first screen is kept, masked, and a later one is not."""
    gallery = Gallery(tmp_path)
    for text in ("初め 876650", "後"):
        gallery.keep("1-1/7-B", Screen(url="", status=200, title="", heading="", html=f"<h1>{text}</h1>"))

    assert gallery.screens() == {"1-1/7-B": "<h1>初め ••••</h1>"}


@pytest.mark.parametrize(
    ("verdict", "reason", "trace", "expected"),
    [
        (Verdict.NONCONFORMING, "", "", Culprit.BUILD),
        (Verdict.BROKEN, "FeatureError: row 3", "harness/walking/walker.py:90: in walk", Culprit.HARNESS),
        (Verdict.BROKEN, "KeyError: 'x'", "harness/a.py:1: in f\nfakes/mail/app.py:9: in g", Culprit.FAKE),
        (Verdict.BROKEN, "BuildError: nobody listens", "", Culprit.PROFILE),
        (Verdict.NOT_TESTED, "このビルドは「要_メール」を備えていない", "", Culprit.PROFILE),
        (Verdict.NOT_TESTED, "中断されたため実行されていない", "", Culprit.NOBODY),
    ],
)
def test_everything_has_somebody_to_mend_it(
    verdict: Verdict, reason: str, trace: str, expected: Culprit
) -> None:
    """Each scenario that is not 適合 is laid at one door."""
    evidence = (Evidence(at="1-1/1", what="見出し", expected="a", found="b"),)
    findings = evidence if verdict is Verdict.NONCONFORMING else ()
    record = ScenarioRecord(
        scenario="1/x[1]", title="x", verdict=verdict, reason=reason, trace=trace, findings=findings
    )

    assert culprit(record) is expected


def test_difference_is_marked_and_escaped() -> None:
    """What only one side has is marked; signs of HTML stay text."""
    assert [str(one) for one in marked("次へ<b>", "戻る<b>")] == [
        "<del>次へ</del>&lt;b&gt;",
        "<ins>戻る</ins>&lt;b&gt;",
    ]


def test_analytics_are_taken_out() -> None:
    """Allure's page keeps its own scripts and loses those of other hosts."""
    page = (
        '<html dir="ltr" lang="en"><script src="data:text/javascript;base64,QQ=="></script>'
        '<script async src="https://www.googletagmanager.com/gtag/js?id=G-1"></script>'
        "<script>\n window.dataLayer = window.dataLayer || [];\n gtag('js');</script><script>keep()</script>"
    )

    cleaned = without_analytics(page)

    assert cleaned == (
        '<html lang="ja"><script src="data:text/javascript;base64,QQ=="></script><script>keep()</script>'
    )
