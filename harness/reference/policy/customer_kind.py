"""お客さま種別, and the name under which each kind is a buyer."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["CORPORATION", "INDIVIDUAL", "KINDS", "registered_name"]

INDIVIDUAL = "個人"
CORPORATION = "法人"
KINDS = (INDIVIDUAL, CORPORATION)


def registered_name(kind: str, profile: Mapping[str, str]) -> str:
    """An individual is registered as 姓 and 名 with a blank between, a corporation by its name."""
    if kind == CORPORATION:
        return profile.get("name", "")
    return f"{profile.get('family_name', '')} {profile.get('given_name', '')}".strip()
