"""国税庁 法人番号システム Web-API, version 4: corporations by number, in XML or CSV, byte for byte."""

from __future__ import annotations

from fakes.houjin_bangou.app import Fake
from fakes.houjin_bangou.state import DEFAULT_APPLICATION_ID, Corporation, HoujinState

__all__ = ["DEFAULT_APPLICATION_ID", "Corporation", "Fake", "HoujinState"]
