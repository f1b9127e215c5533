"""Judges mutants of the code by the scenarios that call the changed function, until one says 不適合."""

from __future__ import annotations

import importlib
import json
import multiprocessing
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from itertools import zip_longest
from pathlib import Path

from harness.coverage.record import ScenarioRecord, Verdict
from harness.coverage.stopwatch import seconds_now
from harness.errors import RunError
from harness.guide import load
from harness.mutants.code.loading import CodeMutant, Domain, awake, called, forget_calls
from harness.mutants.judging import Bench, scenarios

__all__ = ["CodeOptions", "CodeResult", "Fate", "judge_code", "lines_of"]

RESULTS = "code-mutants.json"


class Fate(StrEnum):
    """What became of a mutant."""

    KILLED = "killed"
    SURVIVED = "survived"
    UNREACHED = "no scenario calls it"
    AT_IMPORT = "called while loading only"
    TIMED_OUT = "timed out"


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
    """How many are drawn, module by module in proportion; 0 for all."""
    seed: int = 1
    only: tuple[str, ...] = ()
    """Parts of ids."""
    jobs: int = 1
    most: int = 60
    """Scenarios to run for one mutant at most; who lives through them counts as a survivor."""
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
    callers = _callers()
    work = [(one, _to_run(one, callers, options.most), one.function in domain.at_import) for one in chosen]
    if options.jobs == 1:
        results = _share(work)
    else:
        shares = [work[n :: options.jobs] for n in range(options.jobs)]
        with multiprocessing.get_context("fork").Pool(options.jobs) as pool:
            results = [one for part in pool.map(_share, shares) for one in part]
    results.sort(key=lambda one: one.id)
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / RESULTS).write_text(
        json.dumps([asdict(one) for one in results], ensure_ascii=False, indent=1), encoding="utf-8"
    )
    return tuple(results), len(every)


def _drawn(mutants: list[CodeMutant], options: CodeOptions) -> list[CodeMutant]:
    if not options.sample or options.sample >= len(mutants):
        return mutants
    return random.Random(options.seed).sample(mutants, options.sample)


def _bench() -> Bench:
    return Bench(load(), importlib.import_module("harness.reference").from_environ)


def _callers() -> dict[str, list[ScenarioRecord]]:
    """Function -> records of the scenarios that call it, of the unchanged build."""
    callers: dict[str, list[ScenarioRecord]] = defaultdict(list)
    bench = _bench()
    try:
        with awake("stats"):
            for scenario in scenarios():
                forget_calls()
                record = bench.run(scenario)
                if record.verdict is not Verdict.CONFORMS:
                    raise RunError(f"the unchanged build is not 適合: {record.scenario}: {record.reason}")
                for function in called():
                    callers[function].append(record)
    finally:
        bench.close()
    return callers


def _to_run(mutant: CodeMutant, callers: dict[str, list[ScenarioRecord]], most: int) -> tuple[str, ...]:
    """Cheap ones first, and of every feature one before a second one of any."""
    by_feature: dict[str, list[ScenarioRecord]] = defaultdict(list)
    for record in sorted(callers.get(mutant.function, ()), key=lambda one: one.seconds):
        by_feature[record.scenario.rpartition("[")[0]].append(record)
    rounds = zip_longest(*by_feature.values())
    return tuple(one.scenario for turn in rounds for one in turn if one is not None)[:most]


def _share(work: Iterable[tuple[CodeMutant, tuple[str, ...], bool]]) -> list[CodeResult]:
    by_key = {one.key: one for one in scenarios()}
    bench = _bench()
    try:
        return [_judged(bench, mutant, [by_key[key] for key in keys], early) for mutant, keys, early in work]
    finally:
        bench.close()


def _judged(bench: Bench, mutant: CodeMutant, to_run: Sequence[object], early: bool) -> CodeResult:
    started, ran, late, killer = seconds_now(), 0, False, None
    with awake(mutant.id):
        for scenario in to_run:
            record = bench.run(scenario)
            ran += 1
            late = late or "TimeoutError" in record.reason
            if record.verdict is Verdict.NONCONFORMING:
                killer = record
                break
    if killer is not None:
        fate = Fate.KILLED
    elif late:
        fate = Fate.TIMED_OUT
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
