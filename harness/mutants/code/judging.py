"""Judges mutants of the code by the scenarios that call the changed function, until one says 不適合."""

from __future__ import annotations

import importlib
import json
import logging
import multiprocessing
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from harness.coverage.kills import fingerprints
from harness.coverage.record import ScenarioRecord, Verdict
from harness.coverage.stopwatch import seconds_now
from harness.errors import RunError
from harness.guide import load
from harness.mutants.code.choosing import Notes, noted
from harness.mutants.code.known import Conforming, conforming, equivalents
from harness.mutants.code.loading import CodeMutant, Domain, awake
from harness.mutants.judging import PATIENCE, Bench, scenarios
from harness.runner.scenario import FEATURES, Scenario

__all__ = ["CodeOptions", "CodeResult", "Fate", "good_enough", "judge_code", "lines_of"]

RESULTS = "code-mutants.jsonl"
_HOPELESS = 10
"""Scenarios, all of them 故障, after which no other is tried."""
NOTES = "code-notes.json"
BAR = 0.9
"""Share of the mutants, conforming ones apart, that has to be killed."""


class Fate(StrEnum):
    """What became of a mutant."""

    KILLED = "killed"
    SURVIVED = "survived"
    UNREACHED = "no scenario calls it"
    EQUIVALENT = "equivalent"
    """Named as such, with a reason; not judged."""
    CONFORMING = "conforming"
    """Named as a build that follows the guide as well; judged, and refused by no scenario, as it should be."""
    REFUSED = "conforming, but refused"
    """Named as a build that follows the guide as well, and a scenario says 不適合: the suite asks too much."""
    NO_BUILD = "no build"
    """It fails while it is loaded, so that there is nothing to judge."""
    TIMED_OUT = "timed out"
    BROKEN = "cannot be judged"
    """The build fails towards the harness, not towards a customer: 故障 in every scenario."""

    @property
    def counts(self) -> bool:
        """Whether it is one of those of which a share has to be killed."""
        return self not in (Fate.EQUIVALENT, Fate.NO_BUILD, Fate.CONFORMING, Fate.REFUSED)


@dataclass(frozen=True, kw_only=True, slots=True)
class CodeResult:
    """One mutant, and the scenario that said 不適合, if one did."""

    id: str
    module: str
    change: str
    fate: Fate
    scenario: str = ""
    reason: str = ""
    """What the scenario found, or why the mutant is equivalent."""
    ran: int = 0
    seconds: float = 0.0
    judged_by: str = ""
    """Fingerprint of what it was judged by: of the feature that kills it, or of the scenarios that do not."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CodeOptions:
    """What the command line asked for."""

    sample: int = 0
    """How many are drawn at random; 0 for all."""
    seed: int = 1
    only: tuple[str, ...] = ()
    """Parts of ids."""
    jobs: int = 1
    most: int = 20
    """Scenarios to run for one mutant at most; who lives through them counts as a survivor."""
    resume: bool = False
    """Results and callers of the last run are kept."""
    out: Path = Path("reports/out/mutants")


def judge_code(options: CodeOptions) -> tuple[tuple[CodeResult, ...], int]:
    """Judges them; gives what became of each, and how many there are to draw from.

    Raises:
        RunError: if the unchanged build is not 適合, or the options mean no mutant.
    """
    domain = Domain()
    domain.load()
    every = domain.mutants
    chosen = _drawn(
        [one for one in every if not options.only or any(part in one.id for part in options.only)], options
    )
    if not chosen:
        raise RunError(f"--only {' '.join(options.only)}: no mutant of the code has that in its name")
    options.out.mkdir(parents=True, exist_ok=True)
    known = _known(options, chosen)
    notes = noted(domain, options.out / NOTES, keep=options.resume, bench=_bench)
    same = equivalents(every)
    planned = [_Work(one, *_to_run(one, domain, notes, options.most)) for one in chosen if one.id not in same]
    known |= {
        one.id: _result(_Work(one), Fate.EQUIVALENT, reason=same[one.id]) for one in chosen if one.id in same
    }
    work = [one for one in planned if not _is_done(known.get(one.mutant.id), one)]
    with (options.out / RESULTS).open("a", encoding="utf-8") as kept:
        for result in _all(work, domain, options.jobs):
            known[result.id] = result
            kept.write(json.dumps(asdict(result), ensure_ascii=False) + "\n")
            kept.flush()
    follow = conforming(every)
    return tuple(_told(known[one.id], follow) for one in chosen), len(every)


def _told(result: CodeResult, follow: Mapping[str, Conforming]) -> CodeResult:
    """A mutant that follows the guide lives rightly; one that a scenario kills speaks against the scenario.

    Results are kept without this, so that what is named conforming can change between a run and the next.
    """
    if result.id not in follow:
        return result
    if result.fate is Fate.KILLED:
        return replace(result, fate=Fate.REFUSED, reason=f"{follow[result.id]}; found: {result.reason}")
    if result.fate in (Fate.SURVIVED, Fate.UNREACHED):
        return replace(result, fate=Fate.CONFORMING, reason=str(follow[result.id]))
    return result


def _known(options: CodeOptions, chosen: Sequence[CodeMutant]) -> dict[str, CodeResult]:
    """Results of an earlier run, where they are asked for and still hold; else they are forgotten."""
    path = options.out / RESULTS
    if not options.resume:
        path.unlink(missing_ok=True)
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    kept = [CodeResult(**{**one, "fate": Fate(one["fate"])}) for one in map(json.loads, lines)]
    changes = {one.id: one.change for one in chosen}
    return {one.id: one for one in kept if changes.get(one.id) == one.change}


def _is_done(known: CodeResult | None, work: _Work) -> bool:
    """A kill holds as long as its feature is the same; other results as long as the scenarios are."""
    if known is None:
        return False
    return known.judged_by == _judged_by((known.scenario,) if known.scenario else work.to_run)


@lru_cache
def _fingerprints() -> dict[str, str]:
    return fingerprints(FEATURES)


def _judged_by(keys: Sequence[str]) -> str:
    said = [f"{key} {_fingerprints().get(key.rpartition('[')[0])}" for key in keys]
    return sha256("\n".join(said).encode()).hexdigest()[:16]


def _drawn(mutants: list[CodeMutant], options: CodeOptions) -> list[CodeMutant]:
    if not options.sample or options.sample >= len(mutants):
        return mutants
    return random.Random(options.seed).sample(mutants, options.sample)


def _bench() -> Bench:
    return Bench(load(), importlib.import_module("harness.reference").from_environ)


def _to_run(
    mutant: CodeMutant, domain: Domain, notes: Notes, most: int
) -> tuple[tuple[str, ...], bool, bool]:
    """Scenarios for a mutant, whether any calls its function, and whether it has to be awake while the build loads."""
    callers = notes.callers(mutant.function)
    if callers or mutant.function not in domain.at_import:
        return notes.to_run(mutant, callers, most), bool(callers), False
    to_run = notes.after_loading(mutant.function, most)
    return to_run, bool(to_run), True


@dataclass(frozen=True, slots=True)
class _Work:
    mutant: CodeMutant
    to_run: tuple[str, ...] = ()
    called: bool = False
    loads: bool = False
    """Its function is called only while the build is loaded, which has to be done anew."""


def _all(work: Sequence[_Work], domain: Domain, jobs: int) -> Iterator[CodeResult]:
    if jobs == 1:
        bench = _bench()
        try:
            yield from (_judged(bench, domain, one) for one in work)
        finally:
            bench.close()
        return
    context = multiprocessing.get_context("fork")
    with context.Pool(jobs, initializer=_open_bench, initargs=(domain,)) as pool:
        yield from pool.imap_unordered(_in_worker, work)


_WORKERS: list[tuple[Bench, Domain]] = []


def _open_bench(domain: Domain) -> None:
    _WORKERS.append((_bench(), domain))


def _in_worker(one: _Work) -> CodeResult:
    return _judged(*_WORKERS[0], one)


@lru_cache
def _by_key() -> dict[str, Scenario]:
    return {one.key: one for one in scenarios()}


def _quiet() -> None:
    """Keeps the build from writing down every crash of a mutant."""
    logging.getLogger("harness.reference").setLevel(logging.CRITICAL)


def _judged(bench: Bench, domain: Domain, work: _Work) -> CodeResult:
    _quiet()
    started = seconds_now()
    with awake(work.mutant.id):
        try:
            with _bench_with(bench, domain, anew=work.loads) as wrong:
                fate, killer, ran = _outcome(wrong, work)
        except _NoBuild as error:
            return _result(work, Fate.NO_BUILD, reason=str(error))
    return _result(
        work,
        fate,
        scenario=killer.scenario if killer else "",
        reason=killer.reason if killer else "",
        ran=ran,
        seconds=round(seconds_now() - started, 3),
    )


class _NoBuild(Exception):
    """A mutant cannot be loaded."""


@contextmanager
def _bench_with(bench: Bench, domain: Domain, *, anew: bool) -> Iterator[Bench]:
    """The bench that is open, or one with the build loaded anew while the mutant is awake."""
    if not anew:
        yield bench
        return
    with ExitStack() as opened:
        try:
            build = opened.enter_context(domain.loaded_anew())
            other = Bench(load(), build.from_environ, beside=bench)
        except Exception as error:
            raise _NoBuild(repr(error)) from error
        yield other


_KILLERS: dict[str, Counter[str]] = defaultdict(Counter)
"""Function -> scenarios that killed mutants of it, which are tried first with the next one."""


def _outcome(bench: Bench, work: _Work) -> tuple[Fate, ScenarioRecord | None, int]:
    """What becomes of a mutant that is awake, the record that kills it, and how many scenarios ran."""
    ran, late, broken = 0, False, 0
    killers = _KILLERS[work.mutant.function]
    for key in sorted(work.to_run, key=lambda key: -killers[key]):
        record = bench.run(_by_key()[key])
        ran += 1
        # A build that never answers may show the customer a crash in the end: the time-out's own.
        this_late = "TimeoutError" in record.reason or record.seconds >= PATIENCE
        late = late or this_late
        broken += record.verdict is Verdict.BROKEN
        if broken == ran == _HOPELESS:
            break
        if record.verdict is Verdict.NONCONFORMING and not this_late:
            killers[key] += 1
            return Fate.KILLED, record, ran
    if late:
        return Fate.TIMED_OUT, None, ran
    if ran and broken == ran:
        return Fate.BROKEN, None, ran
    return Fate.SURVIVED if work.called else Fate.UNREACHED, None, ran


def _result(work: _Work, fate: Fate, *, scenario: str = "", **more: Any) -> CodeResult:
    return CodeResult(
        id=work.mutant.id,
        module=work.mutant.module,
        change=work.mutant.change,
        fate=fate,
        scenario=scenario,
        judged_by=_judged_by((scenario,) if scenario else work.to_run),
        **more,
    )


def good_enough(results: Sequence[CodeResult]) -> bool:
    """Whether enough of those that count are killed, and no scenario refuses a build that the guide allows."""
    judged = [one for one in results if one.fate.counts]
    killed = sum(one.fate is Fate.KILLED for one in judged)
    refused = any(one.fate is Fate.REFUSED for one in results)
    return bool(judged) and killed >= BAR * len(judged) and not refused


def lines_of(results: Sequence[CodeResult], total: int) -> list[str]:
    """Lines that say how many were killed, module by module, who lives, and what the suite refuses wrongly."""
    by_module: dict[str, Counter[Fate]] = defaultdict(Counter)
    for one in results:
        by_module[one.module][one.fate] += 1
    lines = ["module: " + " / ".join(Fate)]
    lines += [
        f"  {name}: " + " / ".join(str(counts[fate]) for fate in Fate)
        for name, counts in sorted(by_module.items())
    ]
    for one in results:
        if one.fate is Fate.REFUSED:
            lines.append(f"a scenario refuses a build that the guide allows: {one.id} ({one.scenario})")
        if one.fate is not Fate.KILLED:
            lines.append(f"{one.fate}: {one.id} ({one.reason or f'{one.ran} scenarios'})")
            lines += [f"    {line}" for line in one.change.splitlines()]
    return [*lines, *_shares(Counter(one.fate for one in results)), f"drawn from {total}"]


def _shares(counts: Counter[Fate]) -> list[str]:
    """The share that decides, and beside it the one in which nobody's word is taken for what conforms."""
    killed, judged = counts[Fate.KILLED], sum(counts[one] for one in Fate if one.counts)
    builds = judged + counts[Fate.CONFORMING] + counts[Fate.REFUSED]
    others = ", ".join(f"{counts[fate]} {fate}" for fate in Fate if fate is not Fate.KILLED)
    return [
        f"killed: {killed} of {judged} ({killed / max(judged, 1):.1%}), at least {BAR:.0%} are wanted; {others}",
        f"killed of all that are builds of their own, conforming ones among them: "
        f"{killed} of {builds} ({killed / max(builds, 1):.1%})",
    ]
