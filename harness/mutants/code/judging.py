"""Judges mutants of the code by the scenarios that call the changed function, until one says 不適合."""

from __future__ import annotations

import importlib
import json
import logging
import multiprocessing
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import zip_longest
from pathlib import Path

from harness.coverage.record import Verdict
from harness.coverage.stopwatch import seconds_now
from harness.errors import RunError
from harness.guide import load
from harness.mutants.code.loading import CodeMutant, Domain, awake, called, forget_calls
from harness.mutants.judging import Bench, scenarios
from harness.runner.scenario import Scenario

__all__ = ["CodeOptions", "CodeResult", "Fate", "judge_code", "lines_of"]

RESULTS = "code-mutants.jsonl"
CALLERS = "code-callers.json"
_Callers = dict[str, list[tuple[str, float]]]
"""Function -> scenarios that call it, with their seconds."""


class Fate(StrEnum):
    """What became of a mutant."""

    KILLED = "killed"
    SURVIVED = "survived"
    UNREACHED = "no scenario calls it"
    AT_IMPORT = "called while loading only"
    TIMED_OUT = "timed out"
    BROKEN = "cannot be judged"
    """The build fails towards the harness, not towards a customer: 故障 in every scenario."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CodeResult:
    """One mutant, and the scenario that said 不適合, if one did."""

    id: str
    module: str
    change: str
    fate: Fate
    scenario: str = ""
    reason: str = ""
    ran: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class CodeOptions:
    """What the command line asked for."""

    sample: int = 0
    """How many are drawn at random; 0 for all."""
    seed: int = 1
    only: tuple[str, ...] = ()
    """Parts of ids."""
    jobs: int = 1
    most: int = 60
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
    known = _known(options)
    callers = _callers(options.out / CALLERS, keep=options.resume)
    work = [
        (one, _to_run(one, callers, options.most), one.function in domain.at_import)
        for one in chosen
        if one.id not in known
    ]
    with (options.out / RESULTS).open("a", encoding="utf-8") as kept:
        for result in _all(work, options.jobs):
            known[result.id] = result
            kept.write(json.dumps(asdict(result), ensure_ascii=False) + "\n")
            kept.flush()
    return tuple(known[one.id] for one in chosen), len(every)


def _known(options: CodeOptions) -> dict[str, CodeResult]:
    """Results of an earlier run, where they are asked for; else they are forgotten."""
    path = options.out / RESULTS
    if not options.resume:
        path.unlink(missing_ok=True)
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    kept = [json.loads(line) for line in lines]
    return {one["id"]: CodeResult(**{**one, "fate": Fate(one["fate"])}) for one in kept}


def _drawn(mutants: list[CodeMutant], options: CodeOptions) -> list[CodeMutant]:
    if not options.sample or options.sample >= len(mutants):
        return mutants
    return random.Random(options.seed).sample(mutants, options.sample)


def _bench() -> Bench:
    return Bench(load(), importlib.import_module("harness.reference").from_environ)


def _callers(path: Path, *, keep: bool) -> _Callers:
    if keep and path.exists():
        kept = json.loads(path.read_text(encoding="utf-8"))
        return {function: [(key, seconds) for key, seconds in rows] for function, rows in kept.items()}
    callers: _Callers = defaultdict(list)
    bench = _bench()
    try:
        with awake("stats"):
            for scenario in scenarios():
                forget_calls()
                record = bench.run(scenario)
                if record.verdict is not Verdict.CONFORMS:
                    raise RunError(f"the unchanged build is not 適合: {record.scenario}: {record.reason}")
                for function in called():
                    callers[function].append((record.scenario, record.seconds))
    finally:
        bench.close()
    path.write_text(json.dumps(callers, ensure_ascii=False), encoding="utf-8")
    return callers


def _to_run(mutant: CodeMutant, callers: _Callers, most: int) -> tuple[str, ...]:
    """Cheap ones first, and of every feature one before a second one of any."""
    by_feature: dict[str, list[str]] = defaultdict(list)
    for key, _ in sorted(callers.get(mutant.function, ()), key=lambda one: one[1]):
        by_feature[key.rpartition("[")[0]].append(key)
    rounds = zip_longest(*by_feature.values())
    return tuple(key for turn in rounds for key in turn if key is not None)[:most]


_Work = tuple[CodeMutant, tuple[str, ...], bool]


def _all(work: Sequence[_Work], jobs: int) -> Iterator[CodeResult]:
    if jobs == 1:
        bench = _bench()
        try:
            yield from (_judged(bench, *one) for one in work)
        finally:
            bench.close()
        return
    context = multiprocessing.get_context("fork")
    with context.Pool(jobs, initializer=_open_bench) as pool:
        yield from pool.imap_unordered(_in_worker, work)


_WORKERS: list[Bench] = []


def _open_bench() -> None:
    _WORKERS.append(_bench())


def _in_worker(one: _Work) -> CodeResult:
    return _judged(_WORKERS[0], *one)


@lru_cache
def _by_key() -> dict[str, Scenario]:
    return {one.key: one for one in scenarios()}


def _quiet() -> None:
    """Keeps the build from writing down every crash of a mutant."""
    logging.getLogger("harness.reference").setLevel(logging.CRITICAL)


def _judged(bench: Bench, mutant: CodeMutant, to_run: Sequence[str], early: bool) -> CodeResult:
    _quiet()
    started, ran, late, broken, killer = seconds_now(), 0, False, 0, None
    with awake(mutant.id):
        for key in to_run:
            record = bench.run(_by_key()[key])
            ran += 1
            late = late or "TimeoutError" in record.reason
            broken += record.verdict is Verdict.BROKEN
            if record.verdict is Verdict.NONCONFORMING:
                killer = record
                break
    if killer is not None:
        fate = Fate.KILLED
    elif late:
        fate = Fate.TIMED_OUT
    elif to_run and broken == ran:
        fate = Fate.BROKEN
    elif to_run:
        fate = Fate.SURVIVED
    else:
        fate = Fate.AT_IMPORT if early else Fate.UNREACHED
    return CodeResult(
        id=mutant.id,
        module=mutant.module,
        change=mutant.change,
        fate=fate,
        scenario=killer.scenario if killer else "",
        reason=killer.reason if killer else "",
        ran=ran,
        seconds=round(seconds_now() - started, 3),
    )


def lines_of(results: Sequence[CodeResult], total: int) -> list[str]:
    """Lines that say how many were killed, module by module, and who lives."""
    by_module: dict[str, Counter[Fate]] = defaultdict(Counter)
    for one in results:
        by_module[one.module][one.fate] += 1
    lines = ["module: " + " / ".join(Fate)]
    lines += [
        f"  {name}: " + " / ".join(str(counts[fate]) for fate in Fate)
        for name, counts in sorted(by_module.items())
    ]
    for one in results:
        if one.fate is not Fate.KILLED:
            lines.append(f"{one.fate}: {one.id} ({one.ran} scenarios)")
            lines += [f"    {line}" for line in one.change.splitlines()]
    counts = Counter(one.fate for one in results)
    judged = len(results) - counts[Fate.AT_IMPORT]
    share = counts[Fate.KILLED] / judged if judged else 0.0
    lines.append(
        f"killed: {counts[Fate.KILLED]} of {judged} ({share:.1%}); "
        + ", ".join(f"{counts[fate]} {fate}" for fate in Fate if fate is not Fate.KILLED)
        + f"; drawn from {total}"
    )
    return lines
