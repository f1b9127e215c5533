"""What a build does behind the scenes: a crash there is the build's, although no screen shows it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from harness.errors import BuildCrashed, Finding, Nonconformance
from harness.guide.model import Step

__all__ = ["working"]


@contextmanager
def working(step: Step, what: str) -> Iterator[None]:
    """Work of the guide is done inside of this block: 車両登録, 審査.

    Raises:
        Nonconformance: if the build breaks at it; who waits for its outcome waits for ever.
    """
    try:
        yield
    except BuildCrashed as crash:
        raise Nonconformance(
            [Finding(at=step.id, what=what, expected=f"{what}が行われる", found=crash.message)]
        ) from crash
