"""Draws some of the mutants, those first that a change of the repository touches."""

from __future__ import annotations

import random
import re
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from harness.errors import RunError
from harness.guide import Guide
from harness.mutants.judging import scenarios
from harness.mutants.model import Mutant
from harness.runner.touched import steps_named

__all__ = ["Change", "changes_since", "sample", "touched", "touched_since"]

_ROOT = Path(__file__).parents[2]
_HUNK = re.compile(r"^@@ [^+]*\+(\d+)(?:,(\d+))? @@")
_BEYOND = 10**9

Change = tuple[str, int, int]
"""Path below the repository, and the first and last line that a change wrote."""


def sample(
    mutants: Sequence[Mutant], *, number: int, seed: int, first: frozenset[str] = frozenset()
) -> tuple[Mutant, ...]:
    """Draws ``number`` of the mutants: from those that are ``first`` as far as there are, then from the others."""
    dice = random.Random(seed)
    near = [one for one in mutants if one.id in first]
    far = [one for one in mutants if one.id not in first]
    drawn = dice.sample(near, min(number, len(near)))
    drawn += dice.sample(far, min(number - len(drawn), len(far)))
    ids = {one.id for one in drawn}
    return tuple(one for one in mutants if one.id in ids)


def touched_since(commit: str, mutants: Sequence[Mutant], guide: Guide) -> frozenset[str]:
    """Ids of the mutants that a change since a commit touches. Raises RunError if git does not know the commit."""
    return touched(changes_since(commit), mutants, guide)


def changes_since(commit: str) -> tuple[Change, ...]:
    """What was changed since a commit, committed or not. Raises RunError."""
    if commit.startswith("-"):
        raise RunError(f"--since {commit}: is no commit")
    try:
        text = subprocess.run(  # noqa: S603 - no shell, and an option is refused above
            ["git", "-c", "core.quotePath=false", "diff", "--unified=0", "--no-color", commit, "--"],  # noqa: S607
            cwd=_ROOT,
            capture_output=True,
            check=True,
            encoding="utf-8",
        ).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        said = (getattr(error, "stderr", "") or str(error)).strip().splitlines()
        raise RunError(
            f"--since {commit}: git does not tell what was changed ({said[0] if said else 'no reason'}); "
            "name a commit that this clone has"
        ) from error
    return tuple(_changes(text.splitlines()))


def _changes(lines: Iterable[str]) -> Iterator[Change]:
    path = ""
    for line in lines:
        if line.startswith("+++ "):
            path = line[4:].removeprefix("b/").strip('"')
        found = _HUNK.match(line)
        if found and path != "/dev/null":
            start, number = int(found[1]), int(found[2] or 1)
            yield path, start, start + max(number, 1) - 1


def touched(changes: Iterable[Change], mutants: Sequence[Mutant], guide: Guide) -> frozenset[str]:
    """Ids of the mutants at steps or rules that the changed scenarios name, or of sections whose data changed."""
    names: set[str] = set()
    sections: set[str] = set()
    for path, first, last in changes:
        if path.startswith("features/"):
            names |= _named(path.removeprefix("features/"), first, last)
        elif path.startswith("harness/guide/") and path.endswith(".yaml"):
            sections.add(Path(path).stem)
        elif path.startswith("harness/mutants/written/"):
            sections.add("written")
    rules = {rule.id for rule in guide.rules if names & set(rule.steps)}
    return frozenset(
        one.id
        for one in mutants
        if one.step in names or one.breaks in names or one.breaks in rules or one.section in sections
    )


def _named(path: str, first: int, last: int) -> set[str]:
    """Steps and rules that are named by the scenarios which these lines of a feature belong to."""
    here = sorted((one for one in scenarios() if one.path.as_posix() == path), key=lambda one: one.line)
    names: set[str] = set()
    for number, one in enumerate(here):
        end = next((other.line for other in here[number + 1 :] if other.line > one.line), _BEYOND)
        if one.line <= last and end > first:
            names |= {*steps_named(one), *one.rule_ids}
    return names
