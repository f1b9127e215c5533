"""Cucumber messages: the features, their pickles, and how each step came out, one JSON object a line.

Gherkin's own parser makes sources, documents and pickles, so that ids and structure are those of the protocol. Statuses:
適合 is PASSED; the step at which a scenario stopped is FAILED for 不適合 and for 故障 (with an exception that says which:
consumers rank UNKNOWN below PASSED, where a 故障 must not be) and PENDING for 未検証 (skipped counts as success there);
steps behind it are SKIPPED. ``testRunFinished`` succeeds only where everything conforms.
"""

from __future__ import annotations

import base64
import json
import platform
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from gherkin.stream.gherkin_events import GherkinEvents

from harness.coverage.manifest import feature_hashes
from harness.coverage.masking import mask_text
from harness.coverage.record import Verdict
from harness.errors import RunError
from harness.exports.outcomes import Outcome, harness_version, outcomes, started_at, whole
from harness.reporting.finished import FinishedRun
from harness.runner.vocabulary import Definition, collect_definitions

__all__ = ["PROTOCOL", "messages"]

PROTOCOL = "34.2.1"
"""Version of the protocol whose schema the tests hold."""
_GHERKIN = "text/x.cucumber.gherkin+plain"
_STOPPED = {
    Verdict.NONCONFORMING: "FAILED",
    Verdict.BROKEN: "FAILED",
    Verdict.NOT_TESTED: "PENDING",
    Verdict.NOT_APPLICABLE: "SKIPPED",
}
_NOTHING = {"seconds": 0, "nanos": 0}
_FROM_FEATURES = {"source", "gherkinDocument", "pickle", "testCase"}
"""Envelopes that hold text of the features, in which card numbers and codes are typed."""
Envelope = dict[str, Any]


def messages(run: FinishedRun, features: Path) -> str:
    """Gives ``messages.ndjson``, masked. Raises RunError where the features are no longer those that were judged by."""
    if run.said["features"] != feature_hashes(features):
        raise RunError(
            f"{run.folder}: the features were changed after the run, so messages cannot point into them; "
            "run `mylexus run` again, or export another --format"
        )
    return "".join(json.dumps(_safe(one), ensure_ascii=False) + "\n" for one in _envelopes(run, features))


def _safe(envelope: Envelope) -> Any:
    return _masked(envelope) if _FROM_FEATURES & envelope.keys() else envelope


def _masked(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _masked(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_masked(one) for one in value]
    return _mask(value) if isinstance(value, str) else value


_mask = lru_cache(maxsize=8192)(mask_text)


def _envelopes(run: FinishedRun, features: Path) -> Iterator[Envelope]:
    definitions = [(f"definition-{place}", one) for place, one in enumerate(collect_definitions(), start=1)]
    wanted = [one for one in outcomes(run) if one.scenario is not None]
    yield {"meta": _meta(run)}
    pickles: dict[tuple[str, int], list[Envelope]] = defaultdict(list)
    for envelope in _documents({one.file for one in wanted}, features):
        if "pickle" in envelope:
            pickle = envelope["pickle"]
            pickles[pickle["uri"], pickle["location"]["line"]].append(pickle)
        yield envelope
    yield from ({"stepDefinition": _definition(key, one)} for key, one in definitions)
    begun = started_at(run)
    yield {"testRunStarted": {"id": "run", "timestamp": _time(begun)}}
    known = [(key, one, re.compile(_regular(one))) for key, one in definitions]
    cases = []
    for place, one in enumerate(wanted, start=1):
        case = _Case(f"case-{place}", one, _pickle_of(one, pickles), known)
        cases.append(case)
        yield case.described()
    at = begun
    for case in cases:
        yield from case.told(at)
        at += case.outcome.record.seconds
    verdict, said = whole(run)
    finished = {"success": verdict is Verdict.CONFORMS, "timestamp": _time(at), "message": said}
    yield {"testRunFinished": {**finished, "testRunStartedId": "run"}}


def _meta(run: FinishedRun) -> Envelope:
    return {
        "protocolVersion": PROTOCOL,
        "implementation": {"name": "mylexus", "version": harness_version(run)},
        "runtime": {"name": platform.python_implementation(), "version": platform.python_version()},
        "os": {"name": platform.system()},
        "cpu": {"name": platform.machine()},
    }


def _documents(files: Iterable[str], features: Path) -> Iterator[Envelope]:
    events = GherkinEvents(GherkinEvents.Options(print_source=True, print_ast=True, print_pickles=True))
    for file in sorted(files):
        text = (features.parent / file).read_text(encoding="utf-8")
        for event in events.enum({"source": {"uri": file, "data": text, "mediaType": _GHERKIN}}):
            envelope: Envelope = {**event}
            yield _without_nothing(envelope)


def _without_nothing(value: Any) -> Any:
    """Leaves out what Gherkin's parser gives as None: in the protocol such a field is absent."""
    if isinstance(value, dict):
        return {name: _without_nothing(one) for name, one in value.items() if one is not None}
    if isinstance(value, list):
        return [_without_nothing(one) for one in value]
    return value


def _pickle_of(one: Outcome, pickles: Mapping[tuple[str, int], list[Envelope]]) -> Envelope:
    assert one.scenario is not None
    found = pickles[one.file, one.line]
    if found and one.scenario.example is None:
        return found[0]
    rows = [pickle for (file, _), some in pickles.items() if file == one.file for pickle in some]
    named = [pickle for pickle in rows if pickle["name"] == one.scenario.name]
    same = [pickle for pickle in rows if pickle["astNodeIds"][:1] == named[0]["astNodeIds"][:1]]
    return same[(one.scenario.example or 1) - 1]


def _regular(definition: Definition) -> str:
    """The pattern as a regular expression; a phrase without any is escaped."""
    regex = getattr(definition.parser, "regex", None)
    if regex is not None:
        return str(regex.pattern)
    parser = getattr(definition.parser, "parser", None)
    expression = getattr(parser, "_expression", None)
    return str(expression) if expression else re.escape(definition.pattern)


def _definition(key: str, one: Definition) -> Envelope:
    return {
        "id": key,
        "pattern": {"source": _regular(one), "type": "REGULAR_EXPRESSION"},
        "sourceReference": {"uri": one.file.as_posix(), "location": {"line": one.line}},
    }


class _Case:
    """One scenario as a test case: its steps, and what became of them."""

    def __init__(
        self,
        key: str,
        outcome: Outcome,
        pickle: Envelope,
        known: list[tuple[str, Definition, re.Pattern[str]]],
    ) -> None:
        self.outcome = outcome
        self._key = key
        self._pickle = pickle
        self._known = known

    def described(self) -> Envelope:
        """The envelope ``testCase``."""
        steps = [
            {"id": f"{self._key}-step-{place}", "pickleStepId": step["id"], **self._bound(step["text"])}
            for place, step in enumerate(self._pickle["steps"], start=1)
        ]
        case = {"id": self._key, "pickleId": self._pickle["id"], "testSteps": steps}
        return {"testCase": {**case, "testRunStartedId": "run"}}

    def _bound(self, text: str) -> Envelope:
        found = [
            (key, match)
            for key, one, regex in self._known
            if one.matches(text) and (match := regex.search(text))
        ]
        return {
            "stepDefinitionIds": [key for key, _ in found],
            "stepMatchArgumentsLists": [{"stepMatchArguments": _arguments(match)} for _, match in found],
        }

    def told(self, at: float) -> Iterator[Envelope]:
        """What happened, from ``testCaseStarted`` to ``testCaseFinished``; the steps share its time, which alone is measured."""
        run = f"{self._key}-run"
        began, ended = _time(at), _time(at + self.outcome.record.seconds)
        yield {"testCaseStarted": {"id": run, "testCaseId": self._key, "attempt": 0, "timestamp": began}}
        for place, _ in enumerate(self._pickle["steps"], start=1):
            known = {"testCaseStartedId": run, "testStepId": f"{self._key}-step-{place}", "timestamp": began}
            result = self._result(place)
            yield {"testStepStarted": known}
            if place == self._stopped and self.outcome.record.screen:
                yield {"attachment": _screen(self.outcome.record.screen, known)}
            yield {"testStepFinished": {**known, "testStepResult": result}}
        yield {"testCaseFinished": {"testCaseStartedId": run, "timestamp": ended, "willBeRetried": False}}

    @property
    def _stopped(self) -> int:
        """Place of the step at which it stopped, from 1; the first if none was begun, none if it conforms."""
        if self.outcome.verdict is Verdict.CONFORMS:
            return len(self._pickle["steps"]) + 1
        return min(max(1, self.outcome.record.begun), len(self._pickle["steps"]))

    def _result(self, place: int) -> Envelope:
        if place != self._stopped:
            status = "PASSED" if place < self._stopped else "SKIPPED"
            return {"status": status, "duration": _NOTHING}
        outcome = self.outcome
        said = f"{outcome.verdict.japanese}: {outcome.words}\n再現: {outcome.repeat}"
        result: Envelope = {"status": _STOPPED[outcome.verdict], "duration": _NOTHING, "message": said}
        if result["status"] == "FAILED":
            exception = {"type": outcome.verdict.japanese, "message": outcome.words}
            if outcome.record.trace:
                exception["stackTrace"] = outcome.record.trace
            result["exception"] = exception
        return result


def _arguments(match: re.Match[str]) -> list[Envelope]:
    return [
        {"group": {"start": match.start(place), "value": value}}
        for place, value in enumerate(match.groups(), start=1)
        if value is not None
    ]


def _screen(html: str, known: Mapping[str, Any]) -> Envelope:
    return {
        "body": base64.b64encode(html.encode()).decode("ascii"),
        "contentEncoding": "BASE64",
        "mediaType": "text/html",
        "fileName": "screen.html",
        **known,
    }


def _time(at: float) -> dict[str, int]:
    whole_seconds = int(at)
    return {"seconds": whole_seconds, "nanos": int((at - whole_seconds) * 1e9)}
