"""A walk row against the bare WSGI client that makes the same requests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from harness.bench.measure import Measure
from harness.builds.catalogue import BASE_URL, InProcessBuild, factory_at
from harness.builds.html_phone import Answer
from harness.builds.inprocess import InProcessPhone
from harness.builds.page import Request
from harness.builds.screen import Screen
from harness.coverage.record import Verdict
from harness.coverage.stopwatch import seconds_now
from harness.errors import RunError
from harness.guide import load
from harness.runner.directly import run_directly
from harness.runner.scenario import Scenario

__all__ = ["measure_rows"]


class _Meter:
    """Counts what the phones' requests take while a row is under way; listens to the recorder for that."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.requests = 0
        self.in_row = False

    def row_opened(self, title: str) -> None:
        self.in_row = True

    def row_closed(self, error: BaseException | None) -> None:
        self.in_row = False

    def screen_seen(self, name: str, screen: Screen) -> None:
        pass


class _MeteredPhone(InProcessPhone):
    def __init__(self, meter: _Meter, **named: Any) -> None:
        super().__init__(**named)
        self._meter = meter

    def send(self, request: Request) -> Answer:
        started = seconds_now()
        answer = super().send(request)
        if self._meter.in_row:
            self._meter.seconds += seconds_now() - started
            self._meter.requests += 1
        return answer


class _MeteredBuild(InProcessBuild):
    def __init__(self, meter: _Meter) -> None:
        super().__init__(name="reference", factory=factory_at("reference"))
        self._meter = meter

    def phone(self, owner: str) -> InProcessPhone:
        return _MeteredPhone(
            self._meter,
            owner=owner,
            base_url=BASE_URL,
            application=self._application,
            others=self._surroundings.web_pages,
        )


def measure_rows(scenarios: Sequence[Scenario]) -> Measure:
    """Walks the scenarios once to warm up and once to measure. Raises RunError if one of them is not 適合.

    The bare client's cost is what the driver's own client took for the very requests that the rows made, gateways
    included; it is leaner than werkzeug's, so that the ratio is no smaller than beside that one.
    """
    meter = _Meter()
    build = _MeteredBuild(meter)
    try:
        _walk(build, meter, scenarios)
        meter.seconds, meter.requests = 0.0, 0
        rows, seconds = _walk(build, meter, scenarios)
    finally:
        build.close()
    return Measure(
        id="row",
        sentence="a walk row, verified and recorded / the bare WSGI client making the same requests",
        ratio=seconds / meter.seconds,
        at_most=2.0,
        figures={
            "row_ms": 1000 * seconds / rows,
            "bare_ms": 1000 * meter.seconds / rows,
            "requests_per_row": meter.requests / rows,
        },
    )


def _walk(build: InProcessBuild, meter: _Meter, scenarios: Sequence[Scenario]) -> tuple[int, float]:
    """Gives the rows walked and the seconds they took."""
    guide = load()
    rows, seconds = 0, 0.0
    for scenario in scenarios:
        with build as opened:
            record = run_directly(scenario, guide=guide, build=opened, listeners=[meter])
        if record.verdict is not Verdict.CONFORMS:
            raise RunError(f"bench: {scenario.key} is not 適合, so nothing is measured: {record.reason}")
        rows += record.rows
        seconds += record.row_seconds
    return rows, seconds
