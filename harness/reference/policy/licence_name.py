"""The name on a 運転免許証 is one field; a TOYOTAアカウント has 姓 and 名."""

from __future__ import annotations

__all__ = ["family_and_given"]


def family_and_given(name: str) -> tuple[str, str]:
    """A name is parted at its first blank; without one all of it is the 姓, for the customer to part."""
    family, _, given = " ".join(name.split()).partition(" ")
    return family, given
