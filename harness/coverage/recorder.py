"""Collects what one scenario sees while it runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from harness.builds.screen import Screen
from harness.coverage.gallery import Gallery
from harness.coverage.listening import WalkListener
from harness.coverage.masking import mask_html, mask_text
from harness.coverage.record import Evidence, Remark, ScenarioRecord, Sight, Verdict
from harness.coverage.stopwatch import seconds_now
from harness.errors import Finding, Nonconformance

__all__ = ["Recorder"]


class Recorder:
    """Notes what a walk verifies; listeners hear of each row as it happens."""

    def __init__(
        self,
        *,
        listeners: Sequence[WalkListener] = (),
        gallery: Gallery | None = None,
        every_row: bool = False,
    ) -> None:
        """``every_row`` tells listeners of rows in the background too."""
        self._listeners = tuple(listeners)
        self._every_row = every_row
        self._gallery = gallery
        self._steps: dict[str, Verdict] = {}
        self._branches: dict[str, Verdict] = {}
        self._remarks: list[Remark] = []
        self._screen: Screen | None = None
        self._held: list[tuple[str, Screen]] | None = None
        self._rows = 0
        self._row_seconds = 0.0
        self._started = seconds_now()

    @property
    def rows(self) -> int:
        """How many rows were walked so far."""
        return self._rows

    @contextmanager
    def row(self, title: str, *, background: bool = False) -> Iterator[None]:
        """Surrounds one row of a walk; times it, and tells listeners how it ended.

        A row in the ``background``, on the way to where a scenario begins, is told of only if it fails: there are
        thousands of them, and each is told where it is what a scenario is about.
        """
        background = background and not self._every_row
        started = seconds_now()
        self._held = [] if background else None
        for listener in () if background else self._listeners:
            listener.row_opened(title)
        error: BaseException | None = None
        try:
            yield
        except BaseException as raised:
            error = raised
            raise
        finally:
            self._rows += 1
            self._row_seconds += seconds_now() - started
            held, self._held = self._held or (), None
            if background and error is not None:
                for listener in self._listeners:
                    listener.row_opened(title)
                for name, screen in held:
                    self.screen_seen(name, screen)
            for listener in reversed(self._listeners) if error is not None or not background else ():
                listener.row_closed(error)

    def screen_seen(self, name: str, screen: Screen) -> None:
        """Keeps the screen as evidence."""
        self._screen = screen
        if self._held is not None:
            self._held.append((name, screen))
            return
        for listener in self._listeners:
            listener.screen_seen(name, screen)

    def step(self, step_id: str, verdict: Verdict) -> None:
        """Notes that a step was looked at; what once failed stays failed."""
        _note(self._steps, step_id, verdict)
        if self._gallery is not None and self._screen is not None and verdict is Verdict.CONFORMS:
            self._gallery.keep(step_id, self._screen)

    def branch(self, branch_id: str, verdict: Verdict) -> None:
        """Notes that a branch was walked; what once failed stays failed."""
        _note(self._branches, branch_id, verdict)

    def remark(self, at: str, text: str) -> None:
        """Notes what differs from print but is tolerated."""
        remark = Remark(at=at, text=mask_text(text))
        if remark not in self._remarks:
            self._remarks.append(remark)

    def finish(
        self,
        *,
        scenario: str,
        title: str,
        rules: Sequence[str],
        error: BaseException | None,
        trace: str,
        reason: str,
        begun: int = 0,
    ) -> ScenarioRecord:
        """Closes the record; ``error`` decides the verdict, ``reason`` is set for a scenario that was not tested."""
        if error is not None and self._gallery is not None and self._screen is not None:
            self._gallery.keep_picture(scenario, self._screen)
        findings = tuple(map(_masked, error.findings)) if isinstance(error, Nonconformance) else ()
        verdict = Verdict.CONFORMS
        if findings:
            verdict, reason, trace = Verdict.NONCONFORMING, str(findings[0]), ""
        elif error is not None:
            verdict, reason = Verdict.BROKEN, f"{type(error).__name__}: {error}".splitlines()[0]
        elif reason:
            verdict = Verdict.NOT_TESTED
        return ScenarioRecord(
            scenario=scenario,
            title=mask_text(title),
            verdict=verdict,
            reason=mask_text(reason),
            rules=tuple(rules),
            steps=tuple(Sight(id=key, verdict=value) for key, value in self._steps.items()),
            branches=tuple(Sight(id=key, verdict=value) for key, value in self._branches.items()),
            findings=findings,
            remarks=tuple(self._remarks),
            trace=mask_text(trace),
            screen=mask_html(self._screen.html) if self._screen and verdict is not Verdict.CONFORMS else "",
            rows=self._rows,
            row_seconds=self._row_seconds,
            seconds=seconds_now() - self._started,
            begun=begun,
        )


def _note(notes: dict[str, Verdict], key: str, verdict: Verdict) -> None:
    if notes.get(key) is not Verdict.NONCONFORMING:
        notes[key] = verdict


def _masked(finding: Finding) -> Evidence:
    kept = Evidence.of(finding)
    return kept.model_copy(
        update={name: mask_text(getattr(kept, name)) for name in ("what", "expected", "found")}
    )
