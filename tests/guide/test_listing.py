"""The listings of the guide have the shapes that ``--json`` prints."""

from __future__ import annotations

import json

import pytest

from harness.guide import Guide, listing, load


@pytest.fixture(scope="module")
def guide() -> Guide:
    """Gives the packaged edition."""
    return load()


def test_steps_are_listed_in_their_shape(guide: Guide) -> None:
    """A step is listed with its id, section, number, title, labels, page, provenance and readings."""
    rows = {row["id"]: row for row in listing.steps(guide)}
    assert list(rows) == list(guide.steps)
    assert rows["1-1/20-B"] == {
        "id": "1-1/20-B",
        "section": "1-1",
        "number": "20-B",
        "title": "入力内容の確認",
        "labels": ["登録", "前の画面に戻る"],
        "page": 10,
        "provenance": "printed",
        "readings": ["A-22", "A-24", "A-26"],
    }
    assert rows["1-1/13-B+perm"]["provenance"] == "inferred"


def test_branches_are_listed_in_their_shape(guide: Guide) -> None:
    """A branch is listed with its id, step, outcome, target and kind."""
    rows = {row["id"]: row for row in listing.branches(guide)}
    assert list(rows) == list(guide.branches)
    assert rows["1-1/11-B=法人"] == {
        "id": "1-1/11-B=法人",
        "at": "1-1/11-B",
        "outcome": "法人",
        "to": "1-1/12-C",
        "kind": "fork",
    }


def test_rules_are_listed_in_their_shape(guide: Guide) -> None:
    """A rule is listed with its id, statement, sources and readings."""
    rows = {row["id"]: row for row in listing.rules(guide)}
    assert list(rows) == [rule.id for rule in guide.rules]
    assert rows["R-014"] == {
        "id": "R-014",
        "statement": "法人契約では販売店スタッフによる確認を求められない",
        "sources": [
            {"at": "1-1/8-A", "page": 6, "kind": "注記", "quote": ""},
            {"at": "2-2/12-A", "page": 17, "kind": "注記", "quote": ""},
        ],
        "readings": [],
    }


def test_listings_can_be_written_as_json(guide: Guide) -> None:
    """Every listing is plain data."""
    for rows in (listing.steps(guide), listing.branches(guide), listing.rules(guide)):
        assert json.loads(json.dumps(rows)) == rows
