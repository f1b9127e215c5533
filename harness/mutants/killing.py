"""Judges one mutant after another on a bench that stays warm, up to the first 不適合 of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from harness.coverage.kills import Kill, Outcome, fingerprints
from harness.coverage.record import ScenarioRecord, Verdict
from harness.coverage.stopwatch import seconds_now
from harness.guide import Guide, Step, load
from harness.mutants.judging import Bench, Judging, scenarios
from harness.mutants.model import Mutant
from harness.mutants.planning import Job
from harness.mutants.written import factory_of
from harness.runner.features import Scenario
from harness.runner.running import FEATURES

_REGISTERED = (
    "登録された",
    "TOYOTAアカウント",
    "の申込み",
    "との連携",
    "の申請",
    "メールマガジン",
    "支払い方法",
)
"""Words of a finding about what is registered."""

__all__ = ["cool", "judge_jobs", "kill", "kill_of", "warm_bench"]


_warm: list[Bench] = []
"""The sound bench of this process, with its clock standing still: to stop a clock costs more than a scenario."""


def warm_bench() -> Bench:
    """The reference build in process with nothing wrong, made once."""
    if not _warm:
        _warm.append(Bench(load(), factory_of(None)))
    return _warm[0]


def cool() -> None:
    """Lets the clock of this process run again."""
    while _warm:
        _warm.pop().close()


def judge_jobs(jobs: Sequence[Job]) -> list[Kill]:
    """Judges mutants of the reference build, in any process: everything that it needs is in the jobs."""
    guide, warm = load(), warm_bench()
    kills = [kill(warm, job, guide) for job in jobs if job.mutant.origin == "generated"]
    for job in jobs:
        if job.mutant.origin == "written":
            defect = factory_of(job.mutant)
            with defect.switched():
                kills.append(kill(Bench(guide, defect, beside=warm), job, guide))
    return kills


def kill(bench: Judging, job: Job, guide: Guide, *, clock: Callable[[], float] = seconds_now) -> Kill:
    """Runs the job's scenarios until one says 不適合; what is 故障 kills nothing."""
    mutant, started, ran, broken, trouble = job.mutant, clock(), 0, 0, ""
    killer: ScenarioRecord | None = None
    for key in job.in_order():
        scenario = _by_key().get(key)
        if scenario is None:
            continue
        bench.middleware.switch(mutant)
        record = bench.run(scenario)
        ran += 1
        if bench.middleware.trouble or record.verdict is Verdict.BROKEN:
            broken += 1
            trouble = f"故障: {bench.middleware.trouble or record.reason}"
        elif record.verdict is Verdict.NONCONFORMING:
            killer = record
            break
    bench.middleware.switch(None)
    outcome = Outcome.SURVIVED
    if killer is not None:
        outcome = Outcome.RIGHT if _is_right(guide, mutant, killer) else Outcome.ELSEWHERE
    return kill_of(
        mutant,
        outcome,
        scenario=killer.scenario if killer else "",
        rules=killer.rules if killer else (),
        feature=_fingerprints().get(killer.scenario.rsplit("[", 1)[0], "") if killer else "",
        at=killer.findings[0].at if killer else "",
        reason=killer.reason if killer else trouble,
        ran=ran,
        broken=broken,
        seconds=round(clock() - started, 4),
    )


def kill_of(mutant: Mutant, outcome: Outcome, **more: Any) -> Kill:
    """Says what became of a mutant; ``more`` is what else is known of it, by the names of ``Kill``."""
    return Kill(
        id=mutant.id,
        breaks=mutant.breaks,
        kind=mutant.kind.value,
        kind_title=mutant.kind.japanese,
        target=mutant.target,
        section=mutant.section,
        origin=mutant.origin,
        sentence=mutant.sentence,
        outcome=outcome,
        **more,
    )


@lru_cache
def _by_key() -> dict[str, Scenario]:
    return {one.key: one for one in scenarios()}


@lru_cache
def _fingerprints() -> dict[str, str]:
    return fingerprints(FEATURES)


def _is_right(guide: Guide, mutant: Mutant, killer: ScenarioRecord) -> bool:
    """Whether the finding is about what the mutant breaks.

    For a rule: in a scenario under it, or at a step where it shows. For what is registered, or a mail: in a ならば
    about it. Else at the step, or where it was expected next, or for a branch also where that leads; every step
    with the same heading counts, since the build shows them by one screen, and every step that reads the same mail.
    """
    first = killer.findings[0]
    if mutant.breaks in (*first.about, *killer.rules):
        return True
    if not mutant.step:
        return any(one.id == mutant.breaks and first.at in one.steps for one in guide.rules)
    if (
        mutant.kind.is_of_mail
        and (f"件名「{mutant.target}」" if mutant.target else "認証コード") in first.what
    ):
        return True
    if mutant.kind.is_of_register and any(words in first.what for words in _REGISTERED):
        return True
    places = _places(guide, mutant)
    found = guide.steps.get(first.at)
    if found is not None and _is_one_of(found, places):
        return True
    return any(
        f"手順 {step.id}「" in first.expected for step in guide.steps.values() if _is_one_of(step, places)
    )


def _places(guide: Guide, mutant: Mutant) -> list[Step]:
    step = guide.steps[mutant.step]
    places = [step]
    branch = guide.branches.get(mutant.breaks)
    for to in (branch.to, *branch.tolerated) if branch is not None else ():
        places += _shown_at(guide, to)
    return places


def _shown_at(guide: Guide, place: str) -> list[Step]:
    """The step, with those that an act without a screen leads to; of a section the steps that it begins with."""
    step = guide.steps.get(place)
    if step is None:
        # Step 1 of a section is the screen that the section before ends with.
        return [one for one in guide.steps.values() if one.section == place][:2]
    after = () if step.headings or step.mail else (*(one.to for one in step.branches), step.to or "")
    return [step, *(guide.steps[to] for to in after if to in guide.steps)]


def _is_one_of(step: Step, places: Sequence[Step]) -> bool:
    return any(
        step.id == one.id
        or bool({*step.headings} & {*one.headings})
        or (step.mail is not None and step.mail == one.mail)
        for one in places
    )
