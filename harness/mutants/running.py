"""Runs scenarios on each mutant until one says 不適合: those that saw what it breaks first, the cheapest first."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import statistics
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

import yaml

from harness.coverage.record import ScenarioRecord, Verdict
from harness.coverage.stopwatch import seconds_now
from harness.coverage.store import RecordStore
from harness.errors import RunError
from harness.guide import Guide, load
from harness.mutants.generating import generated
from harness.mutants.judging import Bench, scenarios
from harness.mutants.model import Mutant
from harness.mutants.written import factory_of, written
from harness.runner.features import Scenario

__all__ = ["MutantOptions", "Outcome", "Result", "all_mutants", "equivalents", "judge_mutants", "score"]

_EQUIVALENT = Path(__file__).parent / "equivalent.yaml"


class Outcome(StrEnum):
    """What became of a mutant."""

    RIGHT = "killed at the right step"
    ELSEWHERE = "killed elsewhere"
    SURVIVED = "survived"
    EQUIVALENT = "equivalent"


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """What became of one mutant, and which scenario said so."""

    id: str
    breaks: str
    kind: str
    section: str
    outcome: Outcome
    scenario: str = ""
    at: str = ""
    reason: str = ""
    ran: int = 0
    broken: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class MutantOptions:
    """What the command line asked for."""

    sections: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    jobs: int = 1
    sample: int = 0
    seed: int = 1
    coverage: Path | None = None
    out: Path = Path("reports/out/mutants")
    fallback: str = "all"
    """How far a mutant is chased that nobody noticed who saw its step: none, section or all."""


def all_mutants(guide: Guide) -> tuple[Mutant, ...]:
    """Every mutant, generated ones first."""
    return (*generated(guide), *written())


def equivalents(guide: Guide) -> dict[str, str]:
    """Mutants that no customer could tell from a sound build, with the reason. Raises RunError."""
    listed = yaml.safe_load(_EQUIVALENT.read_text(encoding="utf-8"))["equivalent"] or []
    known = {mutant.id for mutant in all_mutants(guide)}
    for one in listed:
        if set(one) != {"id", "reason"} or not str(one["reason"]).strip() or one["id"] not in known:
            raise RunError(f"{_EQUIVALENT}: {one!r}: every entry has an id that exists, and a reason")
    return {one["id"]: one["reason"] for one in listed}


def chosen(guide: Guide, options: MutantOptions) -> tuple[Mutant, ...]:
    """The mutants that were asked for. Raises RunError for an id or a section that is not there."""
    every = all_mutants(guide)
    for one in options.only:
        if not any(one in (mutant.id, mutant.breaks) for mutant in every):
            raise RunError(f"--only {one}: no such mutant; `mylexus mutants list` names them")
    for section in options.sections:
        if section not in {mutant.section for mutant in every}:
            raise RunError(f"--section {section}: no mutant is of this section")
    kept = [
        mutant
        for mutant in every
        if (not options.sections or mutant.section in options.sections)
        and (not options.only or mutant.id in options.only or mutant.breaks in options.only)
    ]
    if options.sample and options.sample < len(kept):
        kept = random.Random(options.seed).sample(kept, options.sample)
    return tuple(kept)


def _factory(mutant: Mutant | None) -> Bench:
    return Bench(load(), factory_of(mutant))


def _covered(options: MutantOptions, guide: Guide) -> tuple[ScenarioRecord, ...]:
    """Records of an unmutated run, kept for the next time. Raises RunError if that run is not 適合."""
    store = RecordStore(options.coverage or options.out)
    if options.coverage is not None:
        records = store.read()
        if not records:
            raise RunError(f"--from {options.coverage}: there are no records of a run")
    else:
        store.clear()
        bench = _factory(None)
        wanted = {one.split("+")[0] for one in options.sections if one != "written"}
        try:
            for scenario in scenarios():
                if not wanted or scenario.section in wanted:
                    store.add("main", bench.run(scenario))
        finally:
            bench.close()
        records = store.read()
    wrong = [one for one in records if one.verdict is not Verdict.CONFORMS]
    if wrong:
        raise RunError(f"the unmutated build is not 適合: {wrong[0].scenario}: {wrong[0].reason}")
    return records


class _Plan:
    """Which scenarios to run for a mutant, in which order."""

    def __init__(self, records: Sequence[ScenarioRecord], fallback: str) -> None:
        self._by_key = {one.key: one for one in scenarios()}
        self._records = sorted(records, key=lambda one: one.seconds)
        self._fallback = fallback

    def of(self, mutant: Mutant) -> Iterator[Scenario]:
        """Those that saw what it breaks, then those that saw its step, of its section, then all."""
        done: set[str] = set()
        for group in self._groups(mutant):
            for record in group:
                if record.scenario not in done and record.scenario in self._by_key:
                    done.add(record.scenario)
                    yield self._by_key[record.scenario]

    def _groups(self, mutant: Mutant) -> Iterator[Iterable[ScenarioRecord]]:
        broken, step = mutant.breaks, mutant.step
        yield [
            r
            for r in self._records
            if broken in r.rules or any(sight.id == broken for sight in (*r.steps, *r.branches))
        ]
        yield [r for r in self._records if any(sight.id == step for sight in r.steps)]
        if self._fallback in ("section", "all") and mutant.step:
            yield [r for r in self._records if f"/{mutant.section}-" in r.scenario]
        if self._fallback == "all":
            yield self._records


def _kill(bench: Bench, plan: _Plan, mutant: Mutant, guide: Guide) -> Result:
    started, ran, broken = seconds_now(), 0, 0
    outcome, key, at, reason = Outcome.SURVIVED, "", "", ""
    for scenario in plan.of(mutant):
        bench.middleware.switch(mutant)
        record = bench.run(scenario)
        ran += 1
        broken += record.verdict is Verdict.BROKEN or bool(bench.middleware.trouble)
        if bench.middleware.trouble:
            reason = f"故障: {bench.middleware.trouble}"
        elif record.verdict is Verdict.NONCONFORMING:
            key, at, reason = record.scenario, record.findings[0].at, record.reason
            about = record.findings[0].about
            right = _is_right(guide, mutant, at, (*about, *record.rules), record.findings[0].expected)
            outcome = Outcome.RIGHT if right else Outcome.ELSEWHERE
            break
    bench.middleware.switch(None)
    return Result(
        id=mutant.id,
        breaks=mutant.breaks,
        kind=mutant.kind.value,
        section=mutant.section,
        outcome=outcome,
        scenario=key,
        at=at,
        reason=reason,
        ran=ran,
        broken=broken,
        seconds=round(seconds_now() - started, 4),
    )


def _is_right(guide: Guide, mutant: Mutant, at: str, about: Sequence[str], expected: str) -> bool:
    """At the step or its screen, or where the step was expected next; for a branch also where it leads; for a rule, in a scenario under it."""
    if not mutant.step or mutant.breaks in about:
        return mutant.breaks in about
    step, found = guide.steps[mutant.step], guide.steps.get(at)
    places = {step.id, *(one.to for one in step.branches if mutant.breaks != step.id)}
    same = found is not None and bool(set(found.headings) & set(step.headings))
    return same or at in places or f"手順 {step.id}「" in expected


def _share(job: tuple[Sequence[Mutant], tuple[ScenarioRecord, ...], str]) -> list[Result]:
    mutants, records, fallback = job
    guide, plan = load(), _Plan(records, fallback)
    results = []
    bench = _factory(None)
    try:
        results += [_kill(bench, plan, one, guide) for one in mutants if one.origin == "generated"]
    finally:
        bench.close()
    for one in mutants:
        if one.origin == "written":
            with factory_of(one).switched():
                bench = _factory(one)
                try:
                    results.append(_kill(bench, plan, one, guide))
                finally:
                    bench.close()
    return results


def judge_mutants(options: MutantOptions) -> tuple[tuple[Result, ...], float]:
    """Judges the mutants; gives what became of each, and how long the unmutated suite takes in seconds."""
    guide = load()
    same = equivalents(guide)
    mutants = chosen(guide, options)
    options.out.mkdir(parents=True, exist_ok=True)
    records = _covered(options, guide)
    asked = [one for one in mutants if one.id not in same]
    shares = [(asked[n :: options.jobs], records, options.fallback) for n in range(options.jobs)]
    if options.jobs == 1:
        found = _share(shares[0])
    else:
        # Forked after everything is loaded: a worker costs next to nothing.
        with multiprocessing.get_context("fork").Pool(min(options.jobs, os.cpu_count() or 1)) as pool:
            found = [result for part in pool.map(_share, shares) for result in part]
    by_id = {one.id: one for one in found}
    results = tuple(
        by_id.get(one.id)
        or Result(
            id=one.id,
            breaks=one.breaks,
            kind=one.kind.value,
            section=one.section,
            outcome=Outcome.EQUIVALENT,
            reason=same[one.id],
        )
        for one in mutants
    )
    (options.out / "mutants.json").write_text(
        json.dumps([asdict(one) for one in results], ensure_ascii=False, indent=1), encoding="utf-8"
    )
    return results, sum(one.seconds for one in records)


def score(results: Sequence[Result], suite: float) -> list[str]:
    """Lines that say how many were killed, by section and by kind, who survived, and what a mutant costs."""
    lines = []
    for title, name in (("section", "section"), ("kind", "kind")):
        table: dict[str, Counter[Outcome]] = {}
        for one in results:
            table.setdefault(getattr(one, name), Counter())[one.outcome] += 1
        lines.append(f"{title}: right / elsewhere / survived / equivalent")
        lines += [
            f"  {key}: " + " / ".join(str(counts[outcome]) for outcome in Outcome)
            for key, counts in sorted(table.items())
        ]
    lines += [
        f"survived: {one.id} ({one.ran} scenarios, {one.broken} 故障)"
        for one in results
        if one.outcome is Outcome.SURVIVED
    ]
    total = Counter(one.outcome for one in results)
    lines.append("total: " + ", ".join(f"{total[outcome]} {outcome.value}" for outcome in Outcome))
    costs = [one.seconds for one in results if one.ran]
    if costs and suite:
        median = statistics.median(costs)
        lines.append(
            f"cost of a mutant: {median:.2f} s in the median, {median / suite:.1%} of the suite's {suite:.0f} s"
        )
    return lines
