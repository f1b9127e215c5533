"""A journey that fails is shortened to its facts, and printed as a feature that fails as well."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import pytest

from harness.builds.catalogue import InProcessBuild, factory_at
from harness.coverage.record import Verdict
from harness.guide import load
from harness.guide.journeys import Journey, journeys
from harness.mutants.written.frame import put_right_again, swap
from harness.reference.policy import payment_method
from harness.runner.directly import run_directly
from harness.runner.features import read_feature
from harness.runner.journeys import walk_one
from harness.runner.shortening import Fact, shorten
from harness.smallest import smallest
from harness.walking.telling import feature_of


@cache
def _every() -> tuple[Journey, ...]:
    return journeys(load())


@pytest.fixture(scope="module")
def build() -> Iterator[InProcessBuild]:
    """The reference build, in this process."""
    opened = InProcessBuild(name="reference", factory=factory_at("reference"))
    yield opened
    opened.close()


def test_nothing_can_be_left_out() -> None:
    """Of ten facts, the two that together make a failure remain, and no part is asked about twice."""
    facts = [(f"fact {number}", "yes") for number in range(10)]
    asked = []

    def fails(part: Sequence[Fact]) -> bool:
        asked.append(part)
        return {facts[2], facts[7]} <= set(part)

    assert smallest(facts, fails) == (facts[2], facts[7])
    assert len(asked) < 60


def test_a_failure_of_every_journey_needs_no_fact() -> None:
    """What fails whatever is true fails under no facts at all."""
    assert smallest([("a", "1"), ("b", "2"), ("c", "3")], lambda part: True) == ()


def test_a_failing_journey_becomes_a_small_feature_that_fails(build: InProcessBuild, tmp_path: Path) -> None:
    """A defect of corporations that pay by invoice is told by few facts, as a feature that fails on the wrong build and passes on the right one."""
    guide = load()
    failing = next(
        one for one in reversed(_every()) if "5-1/5-A=請求書払い" in one.branches and len(one.parts) == 1
    )
    with put_right_again():
        swap(
            payment_method,
            "after_delivery",
            lambda offered: tuple(m for m in offered if m == "クレジットカード"),
        )
        first = walk_one(failing, build, guide)
        at = first.findings[0].at
        found = shorten(
            failing,
            _every(),
            lambda one: [f.at for f in walk_one(one, build, guide).findings] == [at],
        )
        text = feature_of(found.journey, guide)
        path = tmp_path / "chart" / "chart-道のり.feature"
        path.parent.mkdir()
        path.write_text(text, encoding="utf-8")
        scenario = read_feature(path, tmp_path).scenarios[0]
        with build as opened:
            wrong = run_directly(scenario, guide=guide, build=opened)
    with build as opened:
        right = run_directly(scenario, guide=guide, build=opened)
    assert len(found.facts) < len(failing.facts) / 2
    assert len(found.journey.steps) <= len(failing.steps)
    assert (wrong.verdict, wrong.findings[0].at) == (Verdict.NONCONFORMING, at), wrong.reason
    assert right.verdict is Verdict.CONFORMS, right.reason
