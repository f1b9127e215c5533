"""Reports as people open them: in Chromium, from the file system, on a phone and at a desk."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

WIDTHS = {"phone": 390, "desk": 1200}


def _opened(browser: Browser, path: Path, width: int) -> tuple[Page, list[str]]:
    page = browser.new_page(viewport={"width": width, "height": 900})
    trouble: list[str] = []
    page.on("console", lambda said: trouble.append(f"console: {said.text}"))
    page.on("pageerror", lambda error: trouble.append(f"error: {error}"))
    page.on(
        "request",
        lambda asked: (
            None if asked.url.startswith(("file:", "data:", "about:")) else trouble.append(asked.url)
        ),
    )
    page.on("requestfailed", lambda asked: trouble.append(f"failed: {asked.url}"))
    page.goto(path.as_uri())
    return page, trouble


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
@pytest.mark.parametrize("name", ["index", "guide", "guide-2-1", "scenarios-2-1"])
def test_pages_are_quiet_and_accessible(browser: Browser, wrong_report: Path, name: str, width: int) -> None:
    """A page asks nobody for anything, says nothing on the console, fits its width, and axe finds nothing serious."""
    page, trouble = _opened(browser, wrong_report / f"{name}.html", width)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")

    found = Axe().run(page, options={"iframes": False}).response["violations"]
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.close()

    assert trouble == []
    assert wide <= width
    assert [
        (one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in ("serious", "critical")
    ] == []


@pytest.mark.parametrize("name", ["index", "scenarios-2-1"])
def test_pages_of_a_mixed_run_are_accessible(browser: Browser, mixed_report: Path, name: str) -> None:
    """With 不適合, 故障 and 未検証 side by side a page is as quiet, and tells each by its word and not by its colour alone."""
    page, trouble = _opened(browser, mixed_report / f"{name}.html", WIDTHS["phone"])
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")

    found = Axe().run(page, options={"iframes": False}).response["violations"]
    wide = page.evaluate("document.documentElement.scrollWidth")
    text = page.locator("main").inner_text()
    page.close()

    assert trouble == []
    assert wide <= WIDTHS["phone"]
    assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []
    assert all(word in text for word in ("✗ 不適合", "! 故障", "? 未検証"))


def test_two_clicks_lead_to_a_failed_branch(browser: Browser, wrong_report: Path) -> None:
    """From the top page, the section's 不適合 and then the scenario show the screen of a failed branch."""
    page, trouble = _opened(browser, wrong_report / "index.html", 390)
    page.locator("table.totals a[href$='#branches']", has_text="不適合").first.click()
    row = page.locator("#branches ~ .scroll tr", has_text="2-1/3=同意しない").first
    row.get_by_role("link", name="チェックがないと").first.click()

    shown = page.locator("article:target iframe").content_frame.locator("h1").inner_text()
    text = page.locator("article:target").inner_text()
    page.close()

    assert shown == "使用者情報の登録完了"
    assert "P.14" in text and "mylexus run --only" in text and "A-31" in text
    assert trouble == []


def test_top_page_begins_with_the_verdict_and_its_findings(wrong_report: Path) -> None:
    """The verdict stands first, then what was found with the difference marked and who has to mend it."""
    page = (wrong_report / "index.html").read_text(encoding="utf-8")

    assert (
        page.index('class="verdict nonconforming"')
        < page.index('id="findings"')
        < page.index('id="sections"')
    )
    assert "<del>" in page and "<ins>" in page and "ビルドを直す" in page


def test_guide_shows_every_step_with_its_screen(browser: Browser, sound_report: Path) -> None:
    """The living guide has the steps in the guide's order, each with its screen in the build's own style."""
    page, trouble = _opened(browser, sound_report / "guide-2-1.html", 1200)
    steps = page.locator("article.step")
    titles = [steps.nth(place).locator("h2").inner_text() for place in range(steps.count())]
    heading = steps.nth(2).locator("iframe").content_frame.locator("header.brand")
    colour = heading.evaluate("one => getComputedStyle(one).backgroundColor")
    page.close()

    assert [title.split(" ")[0] for title in titles] == ["1", "2", "3", "4"]
    assert colour not in ("rgba(0, 0, 0, 0)", "rgb(255, 255, 255)")
    assert trouble == []


def test_search_leaves_what_fits(browser: Browser, sound_report: Path) -> None:
    """The search box leaves the steps that hold all the words, however wide their letters are."""
    page, _ = _opened(browser, sound_report / "guide.html", 390)
    page.get_by_role("searchbox").fill("規約　２-１")
    shown = page.locator("[data-words]:visible").all_inner_texts()
    page.close()

    assert shown and all("規約" in one for one in shown)
    assert len(shown) < 4


def test_unproven_is_never_green(sound_run: Path, tmp_path: Path) -> None:
    """A run that did what was asked for but left something 未検証 is not shown green."""
    import json
    import shutil

    from harness.reporting.making import make_report

    run = tmp_path / "run"
    shutil.copytree(sound_run, run, ignore=shutil.ignore_patterns("report", "allure-results"))
    coverage = json.loads((run / "coverage.json").read_text(encoding="utf-8"))
    coverage["branches"][0]["verdict"] = "not_tested"
    (run / "coverage.json").write_text(json.dumps(coverage), encoding="utf-8")

    page = make_report(run, tmp_path / "report").index.read_text(encoding="utf-8")
    green = make_report(sound_run, tmp_path / "green").index.read_text(encoding="utf-8")

    assert 'class="verdict not_tested"' in page
    assert coverage["branches"][0]["id"] in page[page.index('id="open"') : page.index('id="flows"')]
    assert 'class="verdict conforms"' in green
