"""国税庁 法人番号システム Web-API, versions 1 to 4: corporations by number, name and day, byte for byte."""

from __future__ import annotations

from fakes.houjin_bangou.app import Fake
from fakes.houjin_bangou.corporation import Corporation
from fakes.houjin_bangou.state import DEFAULT_APPLICATION_ID, HoujinState

__all__ = ["DEFAULT_APPLICATION_ID", "Corporation", "Fake", "HoujinState"]
