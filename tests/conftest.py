"""What every test shares: ids that any terminal and any report can show."""

from __future__ import annotations

import freezegun
import pytest

# A clock that a fixture stops would make pytest's own durations nonsense.
freezegun.configure(extend_ignore_list=["_pytest.timing"])

pytest_plugins = ["pytester"]


def pytest_make_parametrize_id(config: pytest.Config, val: object, argname: str) -> str | None:
    """Japanese ids stay readable; bytes and control characters are spelt out."""
    if isinstance(val, bytes) or (isinstance(val, str) and not val.isprintable()):
        return ascii(val)[:40]
    return None
