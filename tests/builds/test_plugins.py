"""Plug-ins by their names: what `--build NAME` opens, and what is said where it cannot."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from types import ModuleType
from typing import Any

import pytest

from harness.builds import plugins
from harness.builds.opening import driver_of, profile_of
from harness.builds.profile import HttpProfile
from harness.errors import BuildError

PLACE = {"name": "acme", "driver": "browser", "base_url": "http://127.0.0.1:9"}


def _fails() -> dict[str, Any]:
    raise OSError("no address")


@pytest.fixture
def rigs(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """A module of plug-ins that are installed by these names."""
    module = ModuleType("rigs_of_this_test")
    kinds: dict[str, dict[str, Any]] = {
        "acme": {"profile": PLACE},
        "called": {"profile": staticmethod(lambda: PLACE | {"sections": ["1-1"]})},
        "silent": {},
        "failing": {"profile": staticmethod(_fails)},
        "wrong": {"profile": PLACE | {"colour": 1}},
    }
    for name, body in kinds.items():
        setattr(module, name, type(name, (), body))
    monkeypatch.setitem(sys.modules, module.__name__, module)
    points = [EntryPoint(name, f"{module.__name__}:{name}", plugins.GROUP) for name in kinds]
    monkeypatch.setattr(plugins, "entry_points", lambda *, group: points)
    return module


@pytest.mark.usefixtures("rigs")
def test_a_plug_in_that_knows_its_build_is_a_profile() -> None:
    """The name of a plug-in stands for its profile, whether it is a mapping or a function, and takes its place."""
    profile = profile_of("acme")
    assert isinstance(profile, HttpProfile) and (profile.plugin, profile.name) == ("acme", "acme")
    assert (driver_of("acme"), driver_of("acme", "http")) == ("browser", "http")
    called = profile_of("called")
    assert called is not None and called.sections == ("1-1",)


@pytest.mark.usefixtures("rigs")
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("silent", "give its class a `profile`"),
        ("failing", "its profile raised OSError: no address"),
        ("wrong", "plugin 'wrong': colour: is not a key of a profile"),
        (
            "nobody",
            "not installed; the entry points of mylexus.builds are acme, called, failing, silent, wrong",
        ),
    ],
)
def test_what_cannot_be_opened_is_one_message(name: str, words: str) -> None:
    """Each mistake is said with what to do."""
    with pytest.raises(BuildError) as raised:
        profile_of(name)
    assert words in str(raised.value)
