"""Gives the guide's steps, branches and rules as plain data, in the shape of ``--json``."""

from __future__ import annotations

from typing import Any

from harness.guide.model import Guide

__all__ = ["branches", "rules", "steps"]

Row = dict[str, Any]


def steps(guide: Guide) -> list[Row]:
    """Lists every step as ``{id, section, number, title, labels, page, provenance, readings}``."""
    return [
        {
            "id": step.id,
            "section": step.section,
            "number": step.number,
            "title": step.title,
            "labels": list(step.labels),
            "page": step.page,
            "provenance": step.provenance.value,
            "readings": list(step.readings),
        }
        for step in guide.steps.values()
    ]


def branches(guide: Guide) -> list[Row]:
    """Lists every branch as ``{id, at, outcome, to, kind}``; ``to`` is a step id, a section or ``end``."""
    return [
        {
            "id": branch.id,
            "at": branch.at,
            "outcome": branch.outcome,
            "to": branch.to,
            "kind": branch.kind.value,
        }
        for branch in guide.branches.values()
    ]


def rules(guide: Guide) -> list[Row]:
    """Lists every rule as ``{id, statement, sources, readings}``; a source is ``{at, page, kind, quote}``."""
    return [
        {
            "id": rule.id,
            "statement": rule.statement,
            "sources": [source.model_dump() for source in rule.sources],
            "readings": list(rule.readings),
        }
        for rule in guide.rules
    ]
