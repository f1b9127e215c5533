"""What the house rules promise of every file."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("harness", "steps", "fakes")
SOURCES = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
TESTS = sorted((ROOT / "tests").rglob("test_*.py"))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_modules_stay_small(path: Path) -> None:
    """A module has at most 400 lines."""
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


@pytest.mark.parametrize("path", TESTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_test_opens_with_a_sentence(path: Path) -> None:
    """A test's docstring is a sentence: what is true of the product."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    tests = [
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]
    untold = [test.name for test in tests if not (ast.get_docstring(test) or "").rstrip().endswith(".")]

    assert untold == []


def test_vocabulary_stays_closed() -> None:
    """There are at most 60 step definitions."""
    from harness.runner.vocabulary import collect_definitions

    assert len(collect_definitions()) <= 60
