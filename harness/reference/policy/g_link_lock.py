"""What cannot be changed while G-Link is linked: 氏名 and 生年月日 (1-1/7-A)."""

from __future__ import annotations

from collections.abc import Iterable

from harness.reference.policy.customer_kind import CORPORATION
from harness.reference.policy.service import G_LINK

__all__ = ["locked_keys"]

_INDIVIDUAL = ("family_name", "given_name", "family_name_kana", "given_name_kana", "birthdate")
_CORPORATION = ("name", "name_kana")


def locked_keys(kind: str, linked_services: Iterable[str]) -> frozenset[str]:
    """Name (with its reading) and date of birth are locked once G-Link is linked; nothing is before."""
    if G_LINK not in linked_services:
        return frozenset()
    return frozenset(_CORPORATION if kind == CORPORATION else _INDIVIDUAL)
