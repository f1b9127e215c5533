"""Draws the verdict of a run: what was written, against what was executed, against what the guide has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date

from pydantic import BaseModel, ConfigDict

from harness.builds.profile import KnownDeviation
from harness.coverage.gate import Baseline, Entry, Facts, Kind, Requirement, decide
from harness.coverage.record import ScenarioRecord, Verdict
from harness.coverage.repeated import combine
from harness.coverage.stopwatch import today_in_japan
from harness.guide.model import Guide

__all__ = ["Entry", "Requirement", "RunResult", "WrittenScenario", "conclude", "partial_reason"]

NOT_SEEN = "どのシナリオもここを検証していない"
STOPPED = "行き先の画面が適合しなかったため、確かめられていない"


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class WrittenScenario(_Value):
    """A scenario that stands in a feature file."""

    key: str
    title: str
    file: str
    line: int
    rules: tuple[str, ...] = ()
    section: str = ""


class RunResult(_Value):
    """The verdict of a run, with everything it rests on."""

    guide: str
    build: str
    driver: str
    headline: str
    """適合, 条件付き適合, 不適合 or 判定不能."""
    exit_code: int
    reasons: tuple[str, ...]
    partial: bool
    interrupted: bool
    steps: tuple[Entry, ...]
    branches: tuple[Entry, ...]
    rules: tuple[Entry, ...]
    scenarios: tuple[ScenarioRecord, ...]
    written: tuple[WrittenScenario, ...]
    trouble: str = ""
    """What stopped the run itself, if anything did."""
    accepted: tuple[str, ...] = ()
    """Ids of the findings that speak against the build and are accepted."""

    def entries(self, kind: Kind) -> tuple[Entry, ...]:
        """Gives the entries of one kind."""
        chosen: dict[Kind, tuple[Entry, ...]] = {
            "steps": self.steps, "branches": self.branches, "rules": self.rules
        }  # fmt: skip
        return chosen[kind]


def conclude(
    *,
    guide: Guide,
    records: Sequence[ScenarioRecord],
    written: Sequence[WrittenScenario],
    build: str,
    driver: str,
    sections: Sequence[str] = (),
    only: Sequence[str] = (),
    interrupted: bool = False,
    trouble: str = "",
    require: Requirement | None = None,
    deviations: Sequence[KnownDeviation] = (),
    baseline: Baseline | None = None,
    today: date | None = None,
    shard: str = "",
    not_run: str = "",
    planned: Collection[str] | None = None,
) -> RunResult:
    """Draws the verdict; ``trouble`` is what stopped the run itself, if anything did.

    A scenario without a record is 故障, since it was to run; unless ``planned`` says that it was not, then it is 未検証
    for the reason ``not_run``.
    """
    wanted = [
        one for one in written if (not sections or one.section in sections) and (not only or one.key in only)
    ]
    known = combine(records)
    left = {one.key for one in wanted if planned is not None and one.key not in planned}
    scenarios = tuple(
        known.get(one.key)
        or _not_run(one, interrupted=interrupted, reason=not_run if one.key in left else "")
        for one in wanted
    )
    judged = [section.id for section in guide.sections if not sections or section.id in sections]
    steps, branches = _sights(guide, scenarios, judged)
    rules = _rules(guide, scenarios, judged)
    facts = Facts(
        scenarios=scenarios,
        entries={"steps": steps, "branches": branches, "rules": rules},
        places=frozenset(guide.steps),
        interrupted=interrupted,
        trouble=trouble,
        partial=partial_reason(only=bool(only) and not interrupted, shard=shard) or (not_run if left else ""),
    )
    decision = decide(
        facts, today=today or today_in_japan(), require=require, deviations=deviations, baseline=baseline
    )
    return RunResult(
        guide=guide.edition,
        build=build,
        driver=driver,
        headline=decision.headline,
        exit_code=decision.exit_code,
        reasons=decision.reasons,
        partial=bool(only or shard),
        interrupted=interrupted,
        steps=steps,
        branches=branches,
        rules=rules,
        scenarios=scenarios,
        written=tuple(wanted),
        trouble=trouble,
        accepted=decision.accepted,
    )


def partial_reason(*, only: bool, shard: str) -> str:
    """Says why a run is not about the whole build; nothing if it is."""
    if shard:
        return f"分割 {shard} だけの実行なので、mylexus merge でまとめるまで判定にならない"
    return "一部のシナリオだけの実行なので、ビルド全体の判定にはならない" if only else ""


def _not_run(one: WrittenScenario, *, interrupted: bool, reason: str) -> ScenarioRecord:
    why = reason or ("中断されたため実行されていない" if interrupted else "書かれているのに実行されなかった")
    return ScenarioRecord(
        scenario=one.key,
        title=one.title,
        verdict=Verdict.NOT_TESTED if interrupted or reason else Verdict.BROKEN,
        reason=why,
        rules=one.rules,
    )


def _sights(
    guide: Guide, scenarios: Iterable[ScenarioRecord], judged: Sequence[str]
) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
    seen: dict[str, dict[str, Verdict]] = defaultdict(dict)
    for record in scenarios:
        for sight in (*record.steps, *record.branches):
            seen[sight.id][record.scenario] = sight.verdict
    reasons = _first_findings(scenarios)

    def entry(key: str, title: str, section: str) -> Entry:
        verdicts = seen.get(key, {})
        verdict = _worst(verdicts.values())
        return Entry(
            id=key,
            verdict=verdict,
            scenarios=tuple(verdicts),
            title=title,
            section=section,
            reason=_why(verdict, seen=bool(verdicts), finding=reasons.get(key, "")),
        )

    steps = tuple(
        entry(step.id, step.title, step.section) for step in guide.steps.values() if step.section in judged
    )
    branches = tuple(
        entry(branch.id, f"{guide.steps[branch.at].title}: {branch.outcome}", guide.steps[branch.at].section)
        for branch in guide.branches.values()
        if guide.steps[branch.at].section in judged
    )
    return steps, branches


def _why(verdict: Verdict, *, seen: bool, finding: str) -> str:
    if verdict is Verdict.NONCONFORMING:
        return finding
    if verdict is Verdict.NOT_TESTED:
        return STOPPED if seen else NOT_SEEN
    return ""


def _first_findings(scenarios: Iterable[ScenarioRecord]) -> dict[str, str]:
    found: dict[str, str] = {}
    for record in scenarios:
        for evidence in record.findings:
            for key in (evidence.at, *evidence.about):
                found.setdefault(key, str(evidence))
    return found


def _worst(verdicts: Iterable[Verdict]) -> Verdict:
    present = set(verdicts)
    order = (Verdict.NONCONFORMING, Verdict.BROKEN, Verdict.CONFORMS, Verdict.NOT_TESTED)
    return next((verdict for verdict in order if verdict in present), Verdict.NOT_TESTED)


def _rules(guide: Guide, scenarios: Iterable[ScenarioRecord], judged: Sequence[str]) -> tuple[Entry, ...]:
    entries = []
    under: dict[str, list[ScenarioRecord]] = defaultdict(list)
    for record in scenarios:
        for rule_id in record.rules:
            under[rule_id].append(record)
    for rule in guide.rules:
        sections = {guide.steps[step].section for step in rule.steps if step in guide.steps}
        if not sections & set(judged):
            continue
        verdicts = [_speaks(record, rule.id, rule.steps) for record in under[rule.id]]
        verdict = _worst(verdicts)
        reason = ""
        if verdict is not Verdict.CONFORMS:
            reasons = [
                r.reason for r, v in zip(under[rule.id], verdicts, strict=True) if v is verdict and r.reason
            ]
            reason = reasons[0] if reasons else "このきまりのシナリオがない"
        entries.append(
            Entry(
                id=rule.id,
                verdict=verdict,
                scenarios=tuple(record.scenario for record in under[rule.id]),
                title=rule.statement,
                section=min(sections & set(judged)),
                reason=reason,
            )
        )
    return tuple(entries)


def _speaks(record: ScenarioRecord, rule_id: str, steps: Sequence[str]) -> Verdict:
    """What a scenario says of a rule that it stands under: a failure elsewhere says nothing about it."""
    if record.verdict is not Verdict.NONCONFORMING:
        return record.verdict
    against = any(finding.at in steps or rule_id in finding.about for finding in record.findings)
    return Verdict.NONCONFORMING if against else Verdict.NOT_TESTED
