"""What every test shares: ids that any terminal and any report can show."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from typing import TYPE_CHECKING

import freezegun
import pytest
from hypothesis import HealthCheck, settings

from harness.builds.browsers import launched
from harness.errors import BuildError
from harness.garbage import collect_seldom

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# A clock that a fixture stops would make pytest's own durations nonsense.
freezegun.configure(extend_ignore_list=["_pytest.timing"])

# No test fails because the machine is busy.
settings.register_profile(
    "unhurried", parent=settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("unhurried")

pytest_plugins = ["pytester"]


def pytest_configure() -> None:
    """A shell that starts the tests in the background lets them ignore Ctrl-C, and with them whatever they start."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_finish() -> None:
    """Thousands of tests are loaded by now, and the garbage collector need not go through them again and again."""
    collect_seldom()


def pytest_make_parametrize_id(config: pytest.Config, val: object, argname: str) -> str | None:
    """Japanese ids stay readable; bytes and control characters are spelt out."""
    if isinstance(val, bytes) or (isinstance(val, str) and not val.isprintable()):
        return ascii(val)[:40]
    return None


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium or Playwright's own, started once; where there is none tests are skipped, in CI they fail."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        try:
            started = launched(playwright.chromium, [])
        except BuildError as error:
            if os.environ.get("CI"):
                pytest.fail(str(error))
            pytest.skip(str(error))
        yield started
        started.close()
