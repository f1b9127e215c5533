"""Finds an edition of the guide by its name, or by the path of its folder."""

from __future__ import annotations

from pathlib import Path

from harness.guide.loader import load
from harness.guide.model import Guide

__all__ = ["PACKAGED", "find_edition"]

PACKAGED = Path(__file__).parent
"""The folder that holds the packaged editions."""


def find_edition(name: str) -> tuple[Guide, Path]:
    """Gives an edition and its folder; raises GuideDataError if there is none or its data are wrong.

    ``name`` is a packaged edition (``1.4``), or the path of a folder whose name is the edition's.
    """
    packaged = {path.parent.name for path in PACKAGED.glob("*/index.yaml")}
    folder = Path(name).resolve()
    if name in packaged or not folder.is_dir():
        return load(name), PACKAGED / name
    return load(folder.name, root=folder.parent), folder
