"""Tells what a wandering customer found as a feature: what was true, what was done row by row, and what must hold."""

from __future__ import annotations

from harness.errors import Nonconformance
from harness.exploring.wandering import Wanderer
from harness.walking.saying import scenario_text
from harness.walking.telling import givens

__all__ = ["told"]


def told(wanderer: Wanderer, error: Nonconformance) -> str:
    """Gives the feature's text; what no walk table has words for stands in brackets."""
    finding = error.findings[0]
    return scenario_text(
        title="chart 探索で見つかったこと",
        rule="ルール: " + f"{finding.what}は、{finding.expected}",
        name=f"{finding.what}が{finding.found}になる",
        given=givens(wanderer.journey, wanderer.world.guide),
        walks=[wanderer.rows],
        then=[f"{finding.what}は、{finding.expected}（実際は {finding.found}）"],
    )
