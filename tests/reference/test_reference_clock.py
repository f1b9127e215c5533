"""The build's clock over the control API: shown, set, moved on, let go; never without the token."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from harness.reference import clock, from_environ

TOKEN = {"Authorization": "Bearer t"}


@pytest.fixture
def client() -> Iterator[FlaskClient]:
    """Somebody who can reach a build whose control API is on; the clock runs again after."""
    yield from_environ({"MYLEXUS_CONTROL_TOKEN": "t", "MYLEXUS_SECRET_KEY": "s"}).test_client()
    clock.CLOCK.release()


def test_a_stopped_clock_moves_only_when_it_is_told_to(client: FlaskClient) -> None:
    """The moment that was set is shown until time is moved on."""
    stopped = {"now": "2026-04-01T10:00:00+09:00", "stands": True}
    expected = {"now": "2026-04-01T01:00:00+00:00", "stands": True}
    assert client.post("/_control/clock", json=stopped, headers=TOKEN).json == expected
    moved = client.post("/_control/clock", json={"advance_seconds": 60}, headers=TOKEN)
    assert moved.json == {"now": "2026-04-01T01:01:00+00:00", "stands": True}
    assert client.get("/_control/clock", headers=TOKEN).json == moved.json


def test_a_reset_lets_the_clock_run(client: FlaskClient) -> None:
    """After a reset the build lives in the machine's time again."""
    client.post("/_control/clock", json={"now": "2001-01-01T00:00:00Z", "stands": True}, headers=TOKEN)
    client.post("/_control/reset", headers=TOKEN)
    assert not clock.CLOCK.stands and clock.seconds() > 1_700_000_000


def test_a_clock_that_is_let_go_runs_from_where_it_was(client: FlaskClient) -> None:
    """A clock that was set without being stopped goes on from that moment."""
    client.post("/_control/clock", json={"now": "2001-01-01T00:00:00Z"}, headers=TOKEN)
    first, second = clock.seconds(), clock.seconds()
    assert 978307200 <= first <= second < 978307260


@pytest.mark.parametrize(
    "asked", [{"now": "2026-04-01T10:00:00"}, {"advance_seconds": -1}, {"x": 1}, None, []]
)
def test_a_time_that_makes_no_sense_is_refused(client: FlaskClient, asked: Any) -> None:
    """A moment without a zone, a step back, an unknown key or no object is refused, and nothing moves."""
    assert client.post("/_control/clock", json=asked, headers=TOKEN).status_code == 422
    assert not clock.CLOCK.stands


def test_nobody_moves_time_without_the_token(client: FlaskClient) -> None:
    """Without the token the clock is neither shown nor moved, and without a control API it is not there."""
    assert client.get("/_control/clock").status_code == 401
    assert client.post("/_control/clock", json={"stands": True}).status_code == 401
    bare = from_environ({"MYLEXUS_SECRET_KEY": "s"}).test_client()
    assert bare.get("/_control/clock", headers=TOKEN).status_code == 404
    assert not clock.CLOCK.stands
