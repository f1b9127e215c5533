"""The guide as data, and what can be computed from it."""

from __future__ import annotations

from harness.guide.choosing import outcomes_under
from harness.guide.loader import load
from harness.guide.model import Branch, BranchKind, Fact, Guide, Outcome, Reading, Rule, Section, Step

__all__ = [
    "Branch",
    "BranchKind",
    "Fact",
    "Guide",
    "Outcome",
    "Reading",
    "Rule",
    "Section",
    "Step",
    "load",
    "outcomes_under",
]
