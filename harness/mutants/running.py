"""Judges mutants, on as many processes as asked for, and keeps what became of each as soon as it is known."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import yaml

from harness.coverage.kills import KILLS, Kill, KillMatrix, Outcome, fingerprints, read_kills
from harness.coverage.record import ScenarioRecord, Verdict
from harness.coverage.stopwatch import seconds_now
from harness.coverage.store import RecordStore
from harness.errors import RunError
from harness.guide import Guide, load
from harness.mutants.generating import generated
from harness.mutants.judging import Judging, scenarios
from harness.mutants.killing import cool, judge_jobs, kill, kill_of, warm_bench
from harness.mutants.model import Mutant
from harness.mutants.planning import Job, Plan
from harness.mutants.sampling import sample, touched_since
from harness.mutants.written import written
from harness.runner.features import Scenario
from harness.runner.running import FEATURES
from harness.scheduling import executor, in_order

__all__ = ["MutantOptions", "all_mutants", "chosen", "equivalents", "judge_mutants", "run_sound"]

_EQUIVALENT = Path(__file__).parent / "equivalent.yaml"
_SHARE = 12
"""Mutants that are judged in one go: few enough that no process is left waiting for another at the end."""
T = TypeVar("T")


@dataclass(frozen=True, kw_only=True, slots=True)
class MutantOptions:
    """What the command line asked for."""

    sections: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    jobs: int = 1
    scheduler: str = ""
    """Address of a Dask scheduler whose workers do the work, in place of processes here."""
    sample: int = 0
    seed: int = 1
    since: str = ""
    """A commit: mutants that the changes since then touch go first into the sample."""
    coverage: Path | None = None
    out: Path = Path("reports/out/mutants")
    fallback: str = "all"
    """How far a mutant is chased that nobody noticed who saw its step: none, section or all."""
    resume: bool = False
    """Whether kills that are kept, by features that are unchanged, are taken as they are."""


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
    """The mutants that were asked for. Raises RunError for an id, a section or a commit that is not there."""
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
    first = touched_since(options.since, kept, guide) if options.since else frozenset()
    if options.since and not options.sample:
        return tuple(one for one in kept if one.id in first)
    return (
        sample(kept, number=options.sample, seed=options.seed, first=first) if options.sample else tuple(kept)
    )


def run_sound(keys: Sequence[str]) -> list[ScenarioRecord]:
    """Runs scenarios on the unmutated build under the middleware, in any process."""
    wanted, bench = set(keys), warm_bench()
    return [bench.run(one) for one in scenarios() if one.key in wanted]


def judge_mutants(
    options: MutantOptions,
    *,
    bench: Judging | None = None,
    told: Callable[[int, int], None] = lambda done, of: None,
) -> KillMatrix:
    """Judges the mutants that were asked for, and gives them with those that are kept from earlier runs.

    ``bench`` is a build of somebody else's, judged where it is, one mutant after the other. ``told`` hears how many are done, of how many. Raises RunError.
    """
    guide = load()
    same = equivalents(guide)
    mutants = [one for one in chosen(guide, options) if bench is None or one.origin == "generated"]
    options.out.mkdir(parents=True, exist_ok=True)
    ledger = _Ledger(options, guide, bench)
    started = seconds_now()
    with _workers(options) as workers:
        records = _covered(options, mutants, workers, bench)
        ledger.suite = sum(one.seconds for one in records)
        plan = Plan(records, fallback=options.fallback)
        ledger.add(_equivalent(one, same[one.id]) for one in mutants if one.id in same)
        held = ledger.held() if options.resume else frozenset()
        jobs = [plan.job(one) for one in mutants if one.id not in same and one.id not in held]
        begun, done = seconds_now(), 0
        for kills in _judged(jobs, workers, bench, guide):
            ledger.add(kills)
            done += len(kills)
            told(done, len(jobs))
        ledger.seconds = seconds_now() - begun if jobs else seconds_now() - started
    return ledger.matrix({one.id for one in mutants})


def _judged(
    jobs: Sequence[Job], workers: Executor, bench: Judging | None, guide: Guide
) -> Iterator[list[Kill]]:
    if bench is not None:
        for job in jobs:
            yield [kill(bench, job, guide)]
    else:
        yield from in_order(workers, judge_jobs, _shares(jobs))


def _shares(things: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(things), _SHARE):
        yield things[start : start + _SHARE]


@contextmanager
def _workers(options: MutantOptions) -> Iterator[Executor]:
    scenarios()  # Forked after everything is loaded, a worker costs next to nothing.
    with executor(jobs=options.jobs, scheduler=options.scheduler) as workers:
        try:
            yield workers
        finally:
            cool()


def _covered(
    options: MutantOptions, mutants: Sequence[Mutant], workers: Executor, bench: Judging | None
) -> tuple[ScenarioRecord, ...]:
    """Records of an unmutated run, kept for the next time. Raises RunError if that run is not 適合.

    For some sections, or for mutants that were named, only their sections are run.
    """
    store = RecordStore(options.coverage or options.out)
    if options.coverage is None:
        store.clear()
        near = {one.section for one in mutants} if options.sections or options.only else set()
        wanted = near if "written" not in near else set()
        asked = [one for one in scenarios() if not wanted or one.section in wanted]
        for record in _sound(asked, workers, bench):
            store.add("main", record)
    records = store.read()
    if not records:
        raise RunError(
            f"{store.folder}: there are no records of a run; name the folder of one with --from, or leave it out"
        )
    # What the build cannot offer was not tested, and cannot kill.
    wrong = [one for one in records if one.verdict not in (Verdict.CONFORMS, Verdict.NOT_TESTED)]
    if wrong:
        raise RunError(f"the unmutated build is not 適合: {wrong[0].scenario}: {wrong[0].reason}")
    return tuple(one for one in records if one.verdict is Verdict.CONFORMS)


def _sound(asked: Sequence[Scenario], workers: Executor, bench: Judging | None) -> Iterator[ScenarioRecord]:
    if bench is not None:
        yield from (bench.run(one) for one in asked)
        return
    for records in in_order(workers, run_sound, _shares([one.key for one in asked])):
        yield from records


def _equivalent(mutant: Mutant, reason: str) -> Kill:
    return kill_of(mutant, Outcome.EQUIVALENT, reason=reason)


def _readable(path: Path) -> KillMatrix | None:
    """What is kept, unless another version wrote it: then everything is judged anew."""
    try:
        return read_kills(path)
    except RunError:
        return None


class _Ledger:
    """What became of the mutants so far; on the disk after every share."""

    def __init__(self, options: MutantOptions, guide: Guide, bench: Judging | None) -> None:
        self._path = options.out / KILLS
        self._guide = guide
        self._order = {one.id: number for number, one in enumerate(all_mutants(guide))}
        self._of = ("reference", "inprocess") if bench is None else (bench.name, bench.driver)
        self.suite = self.seconds = 0.0
        kept = _readable(self._path)
        mine = kept is not None and (kept.build, kept.driver) == self._of
        self._kills = {one.id: one for one in kept.mutants if one.id in self._order} if kept and mine else {}

    def held(self) -> frozenset[str]:
        """Mutants that a scenario noticed which still stands as it stood."""
        now = fingerprints(FEATURES)
        return frozenset(
            one.id
            for one in self._kills.values()
            if one.outcome.killed and now.get(one.scenario.rsplit("[", 1)[0]) == one.feature
        )

    def add(self, kills: Iterable[Kill]) -> None:
        """Takes results in, and writes them down."""
        for one in kills:
            self._kills[one.id] = one
        part = self._path.with_suffix(".part")
        data = self.matrix(set(self._kills)).model_dump(mode="json")
        part.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        part.replace(self._path)

    def matrix(self, ids: set[str]) -> KillMatrix:
        """The results of these mutants, in their order."""
        kills = sorted(
            (self._kills[one] for one in ids if one in self._kills), key=lambda k: self._order[k.id]
        )
        rules: dict[str, dict[str, str]] = {}
        for one in kills:
            if one.outcome.killed:
                for rule in self._broken_by(one):
                    rules.setdefault(rule, {})[one.id] = one.scenario
        return KillMatrix(
            guide=self._guide.edition,
            build=self._of[0],
            driver=self._of[1],
            suite_seconds=round(self.suite, 2),
            seconds=round(self.seconds, 1),
            rules={rule: rules[rule] for rule in sorted(rules)},
            mutants=tuple(kills),
        )

    def _broken_by(self, one: Kill) -> Iterator[str]:
        """Rules that a mutant breaks and whose scenario noticed it: its own, or those of the step it is done to."""
        place = one.breaks.split("=")[0]
        for rule in self._guide.rules:
            if rule.id in one.rules and (rule.id == one.breaks or place in rule.steps):
                yield rule.id
