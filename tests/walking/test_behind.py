"""Work behind the scenes."""

from __future__ import annotations

import pytest
from requests.adapters import HTTPAdapter
from werkzeug.wrappers import Response

from harness.builds.catalogue import InProcessBuild
from harness.builds.control import Control, Reply
from harness.errors import BuildCrashed, BuildError, Nonconformance
from harness.guide import load
from harness.walking.behind import working


def _answering(status: int) -> Control:
    return Control(lambda *_: Reply(status=status, data=None))


def test_crash() -> None:
    """A build that breaks at the review is 不適合 at the step that waits for it."""
    with pytest.raises(Nonconformance) as found, working(load().steps["4-1/10-A+review"], "審査"):
        _answering(500).review()
    (finding,) = found.value.findings
    assert (finding.at, finding.what) == ("4-1/10-A+review", "審査")


@pytest.mark.parametrize("status", [401, 404, 502, 503])
def test_out_of_reach(status: int) -> None:
    """A control API that is out of reach, or that refuses us, says nothing about the build."""
    with pytest.raises(BuildError) as raised, working(load().steps["4-1/10-A+review"], "審査"):
        _answering(status).review()
    assert not isinstance(raised.value, BuildCrashed)


def test_looking_up() -> None:
    """A crash at what only the harness asks for is no finding."""
    with pytest.raises(BuildCrashed):
        _answering(500).contract("1")


def test_page_of_a_crash() -> None:
    """A crash is known whatever page the build shows for it, and leaves the fakes in nobody's way."""
    before = HTTPAdapter.send
    build = InProcessBuild(name="broken", factory=lambda _: Response("<h1>Oops</h1>", status=500))
    try:
        with pytest.raises(BuildCrashed), build:
            pass
    finally:
        build.close()
    assert HTTPAdapter.send is before
