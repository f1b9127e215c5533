"""The name on a licence."""

from __future__ import annotations

import pytest

from harness.reference.policy.licence_name import family_and_given


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("豊田 太郎", ("豊田", "太郎")),
        ("豊田　太郎", ("豊田", "太郎")),
        ("豊田太郎", ("豊田太郎", "")),
        ("A B C", ("A", "B C")),
    ],
)
def test_parted(name: str, parts: tuple[str, str]) -> None:
    """A name is parted at its first blank, if it has one."""
    assert family_and_given(name) == parts
