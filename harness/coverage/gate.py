"""Decides whether a run may pass: what speaks against the build, what is accepted, and how much was verified."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

from harness.builds.profile import KnownDeviation
from harness.coverage.record import Evidence, ScenarioRecord, Verdict

__all__ = ["Accepted", "Baseline", "Decision", "Entry", "Facts", "Kind", "Requirement", "decide"]

Kind = Literal["steps", "branches", "rules"]
_WORDS: dict[Kind, str] = {"steps": "手順", "branches": "分岐", "rules": "きまり"}


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Entry(_Value):
    """What is said of one step, branch or rule."""

    id: str
    verdict: Verdict
    scenarios: tuple[str, ...] = ()
    title: str = ""
    section: str = ""
    reason: str = ""


class Requirement(_Value):
    """How much must be verified, in percent of what the guide has."""

    steps: float = 100
    branches: float = 100
    rules: float = 100


class Accepted(_Value):
    """One finding of a baseline, in words that a reader can check."""

    id: str
    what: str
    expected: str
    found: str


class Baseline(_Value):
    """What an earlier run had against a build, and what it left unverified: only what is new stops a release."""

    guide: str
    build: str
    findings: tuple[Accepted, ...] = ()
    not_tested: tuple[str, ...] = ()
    """Ids of steps, branches and rules."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """What a run found out, as far as a decision needs it."""

    scenarios: Sequence[ScenarioRecord]
    entries: Mapping[Kind, Sequence[Entry]]
    places: frozenset[str] = frozenset()
    """Every step id that the guide's data have."""
    interrupted: bool = False
    trouble: str = ""
    partial: str = ""
    """Why a run is not about the whole build, if so."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """The outcome, with the reasons for it in the order of their weight."""

    headline: str
    """適合, 条件付き適合, 不適合 or 判定不能."""
    exit_code: int
    reasons: tuple[str, ...]
    accepted: tuple[str, ...] = ()
    """Ids of the findings that speak against the build and are accepted."""


def decide(
    facts: Facts,
    *,
    today: date,
    require: Requirement | None = None,
    deviations: Sequence[KnownDeviation] = (),
    baseline: Baseline | None = None,
) -> Decision:
    """Decides; without ``require`` everything must be verified, and every scenario must have run.

    Of several outcomes 不適合 goes first, then an interruption, then what could not be judged, then what is missing.
    """
    found = _findings(facts.scenarios)
    known = {one.id: one for one in deviations}
    old = {one.id for one in baseline.findings} if baseline else set()
    live = {key for key, one in known.items() if one.until >= today}
    new = {key: records for key, records in found.items() if key not in live and key not in old}
    faults = [*filter(None, [facts.trouble]), *_faults(facts, deviations, found)]
    broken = any(record.verdict is Verdict.BROKEN for record in facts.scenarios)
    accepted = live | old
    shortfalls = _shortfalls(facts, require or Requirement(), accepted, baseline)
    untested = sum(record.verdict is Verdict.NOT_TESTED for record in facts.scenarios)
    unstable = [record for record in facts.scenarios if record.unstable]
    lenient = require is not None or baseline is not None
    open_ = bool(shortfalls or unstable or facts.partial or not facts.scenarios or (untested and not lenient))
    used = [key for key in found if key in accepted]
    code = 1 if new else 130 if facts.interrupted else 2 if faults or broken else 3 if open_ else 0
    conditional = bool(used or untested or _unverified(facts))
    return Decision(
        headline={0: "条件付き適合" if conditional else "適合", 1: "不適合"}.get(code, "判定不能"),
        exit_code=code,
        reasons=(
            *faults,
            *filter(None, [facts.partial]),
            *_told_findings(found, known, live, old, weighed=bool(deviations or baseline)),
            *_counts(facts.scenarios),
            *(f"{record.scenario} は{record.reason}" for record in unstable),
            *shortfalls,
            *_told_baseline(facts, baseline, found),
            *_told_leniency(facts, code),
        ),
        accepted=tuple(used),
    )


def _place(finding: str) -> str:
    """The step that a finding's id names."""
    return finding.rpartition("#")[0]


def _findings(scenarios: Iterable[ScenarioRecord]) -> dict[str, list[tuple[Evidence, ScenarioRecord]]]:
    found: dict[str, list[tuple[Evidence, ScenarioRecord]]] = defaultdict(list)
    for record in scenarios:
        for finding in record.findings if record.verdict is Verdict.NONCONFORMING else ():
            found[finding.id].append((finding, record))
        if record.verdict is Verdict.NONCONFORMING and not record.findings:
            bare = Evidence(at=record.scenario, what=record.reason, expected="", found="")
            found[bare.id].append((bare, record))
    return dict(found)


def _faults(facts: Facts, deviations: Sequence[KnownDeviation], found: Mapping[str, object]) -> list[str]:
    """What is wrong with the list of known deviations: an id of nowhere, and one that no longer happens."""
    verdicts = {entry.id: entry.verdict for entry in facts.entries["steps"]}
    said = []
    for one in deviations:
        if _place(one.id) not in facts.places:
            said.append(
                f"既知の逸脱 {one.id}: 手順 {_place(one.id)} はガイドにない（担当 {one.owner}）; プロファイルの id を直す"
            )
        elif one.id not in found and verdicts.get(_place(one.id)) is Verdict.CONFORMS:
            said.append(f"既知の逸脱 {one.id} はもう起きない（担当 {one.owner}）; プロファイルから取り除く")
    return said


def _told_findings(
    found: Mapping[str, Sequence[tuple[Evidence, ScenarioRecord]]],
    known: Mapping[str, KnownDeviation],
    live: set[str],
    old: set[str],
    *,
    weighed: bool,
) -> list[str]:
    """``weighed`` says that findings are held against a list, so that what is not in it is worth a line."""
    said = []
    for key, cases in found.items():
        finding, count = cases[0][0], len(cases)
        if key in live:
            one = known[key]
            said.append(
                f"既知の逸脱 {key} ({count}件): {one.reason}（担当 {one.owner}、{one.until:%Y-%m-%d}まで）"
            )
        elif key in known:
            one = known[key]
            said.append(
                f"既知の逸脱 {key} ({count}件) は {one.until:%Y-%m-%d} に期限が切れている（担当 {one.owner}）; "
                "直すか、期限を決め直す"
            )
        elif key in old:
            said.append(f"基準にある不適合 {key} ({count}件): {finding.what}")
        elif weighed:
            said.append(f"新しい不適合 {key} ({count}件): {finding.what}")
    return said


def _told_baseline(facts: Facts, baseline: Baseline | None, found: Mapping[str, object]) -> list[str]:
    if baseline is None:
        return []
    verdicts = {entry.id: entry.verdict for entries in facts.entries.values() for entry in entries}
    gone = [
        f"基準にあった不適合 {one.id} はなくなった: {one.what}"
        for one in baseline.findings
        if one.id not in found and verdicts.get(_place(one.id)) is Verdict.CONFORMS
    ]
    gone += [
        f"基準で未検証だった {key} は適合と確かめられた"
        for key in baseline.not_tested
        if verdicts.get(key) is Verdict.CONFORMS
    ]
    return [*gone, "基準を新しくするには mylexus baseline"] if gone else []


def _counts(scenarios: Sequence[ScenarioRecord]) -> list[str]:
    said = []
    for verdict in (Verdict.NONCONFORMING, Verdict.BROKEN, Verdict.NOT_TESTED):
        count = sum(record.verdict is verdict and not record.unstable for record in scenarios)
        if count:
            said.append(f"{verdict.japanese}のシナリオが{count}件ある")
    return said


def _shortfalls(
    facts: Facts, require: Requirement, accepted: set[str], baseline: Baseline | None
) -> list[str]:
    """An entry counts if it conforms, or if all that speaks against it, or its not being tested, is accepted."""
    excused = {
        entry.id
        for entries in facts.entries.values()
        for entry in entries
        if entry.verdict is Verdict.NONCONFORMING and _only_accepted(entry, facts.scenarios, accepted)
    }
    excused |= set(baseline.not_tested) if baseline else set()
    said = []
    for kind, entries in facts.entries.items():
        conforming = sum(entry.verdict is Verdict.CONFORMS for entry in entries)
        counted = sum(entry.verdict is Verdict.CONFORMS or entry.id in excused for entry in entries)
        if counted < getattr(require, kind) / 100 * len(entries) or not entries:
            said.append(f"{_WORDS[kind]}は{len(entries)}のうち{conforming}だけが適合と確かめられた")
    return said


def _only_accepted(entry: Entry, scenarios: Sequence[ScenarioRecord], accepted: set[str]) -> bool:
    against = [
        finding
        for record in scenarios
        if record.scenario in entry.scenarios and record.verdict is Verdict.NONCONFORMING
        for finding in record.findings
    ]
    return bool(against) and all(finding.id in accepted for finding in against)


def _unverified(facts: Facts) -> int:
    return sum(
        entry.verdict is not Verdict.CONFORMS for entries in facts.entries.values() for entry in entries
    )


def _told_leniency(facts: Facts, code: int) -> list[str]:
    count = _unverified(facts)
    if code or not count:
        return []
    return [f"求められた割合は満たすが、適合と確かめられていない手順・分岐・きまりが{count}件残る"]
