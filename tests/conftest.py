"""What every test shares: ids that any terminal and any report can show."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import freezegun
import pytest

from harness.builds.browsers import ARGUMENTS, find_browser

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# A clock that a fixture stops would make pytest's own durations nonsense.
freezegun.configure(extend_ignore_list=["_pytest.timing"])

pytest_plugins = ["pytester"]


def pytest_make_parametrize_id(config: pytest.Config, val: object, argname: str) -> str | None:
    """Japanese ids stay readable; bytes and control characters are spelt out."""
    if isinstance(val, bytes) or (isinstance(val, str) and not val.isprintable()):
        return ascii(val)[:40]
    return None


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, started once; where there is none a test is skipped, in CI it is an error."""
    from playwright.sync_api import sync_playwright

    path = find_browser()
    if not path:
        reason = "no Chromium on this machine; Debian: apt-get install chromium fonts-noto-cjk"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield started
        started.close()
