"""A build that has only some sections: what leads into the others is 未検証, and never counts as done."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.builds.opening import open_named
from harness.builds.profile import read_profile
from harness.guide import load
from harness.runner import testable as before
from harness.runner.running import FEATURES
from tests.wrong.judging import judge_build

PROFILE = """name = "half"
driver = "inprocess"
factory = "harness.reference:from_environ"
sections = ["1-1"]
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The profile of a reference build that is said to have 1-1 only."""
    path = tmp_path / "half.toml"
    path.write_text(PROFILE, encoding="utf-8")
    return path


def test_what_leads_into_another_section_is_not_tested(path: Path) -> None:
    """A scenario within the section is judged; one that begins in it and goes on is 未検証 with the reason."""
    build = open_named(str(path))
    try:
        keys = ("1/1-1-個人を新規登録する[1]", "2/2-1-同じ名義で登録する[1]")
        inside, outside = (record for record in judge_build(build, *keys).values())
    finally:
        build.close()
    assert inside.verdict.japanese == "適合"
    assert (outside.verdict.japanese, "節 2-1" in outside.reason) == ("未検証", True)
    assert not [one.id for one in (*outside.steps, *outside.branches) if not one.id.startswith("1-1/")]


def test_before_a_run_it_is_said_what_cannot_be_tested(path: Path) -> None:
    """Steps of other sections are impossible for want of the section; those of 1-1 are not."""
    found = {one.id: one for one in before.testable(read_profile(path), load(), FEATURES)}
    assert found["1-1/7-A"].possible > 0
    assert found["3-1/1"].possible == 0 and "sections does not name 3-1" in found["3-1/1"].reason
