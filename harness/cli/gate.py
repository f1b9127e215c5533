"""What CI asks of finished runs: ``gate``, ``baseline``, ``merge``, ``parity``, ``ledger``."""

from __future__ import annotations

import json
from dataclasses import asdict
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from harness.cli.options import OUT, BaselineOption, JsonOption
from harness.errors import RunError
from harness.guide import load
from harness.runner.scenario import FEATURES

if TYPE_CHECKING:
    from harness.reporting.finished import FinishedRun

__all__ = ["baseline", "gate", "ledger", "merge", "parity"]

RunArgument = Annotated[Path, typer.Argument(help="Folder of a finished run.")]
RequireOption = Annotated[
    str, typer.Option(help="How much must be verified, in percent: steps=100,branches=95,rules=90.")
]


def _read(folder: Path) -> FinishedRun:
    from harness.reporting.finished import read_run

    return read_run(folder, load(), FEATURES)


def gate(
    folder: RunArgument = OUT,
    require: RequireOption = "",
    build: Annotated[
        str,
        typer.Option(help="Profile whose known deviations count; without it, the one the run was made with."),
    ] = "",
    baseline: BaselineOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Decide on a finished run: 0 may pass, 1 does not conform, 2 could not be judged, 3 less than required."""
    from harness.builds.opening import deviations_of
    from harness.coverage.baselines import read_baseline
    from harness.coverage.stopwatch import today_in_japan
    from harness.reporting.gating import decide_on
    from harness.runner.running import parse_requirement

    run = _read(folder)
    named = build or (run.build if Path(run.build).is_file() else "")
    decision = decide_on(
        run,
        today=today_in_japan(),
        require=parse_requirement(require),
        deviations=deviations_of(named) if named else (),
        baseline=read_baseline(baseline, run.guide.edition, run.build) if baseline else None,
    )
    if as_json:
        typer.echo(json.dumps(asdict(decision), ensure_ascii=False, indent=1))
    else:
        for reason in decision.reasons:
            typer.echo(f"- {reason}")
        typer.echo(f"判定: {decision.headline} ({decision.exit_code})")
    raise typer.Exit(decision.exit_code)


def baseline(
    folder: RunArgument = OUT,
    write: Annotated[Path, typer.Option(help="File to write.")] = Path("baseline.json"),
) -> None:
    """Keep what a run found and left unverified, so that only what is new stops a release."""
    from harness.coverage.baselines import baseline_of, write_baseline

    run = _read(folder)
    if run.interrupted or run.partial:
        raise RunError(f"{folder}: the run is not whole, so it is no baseline; run `mylexus run` to its end")
    entries = chain.from_iterable(run.entries.values())
    kept = baseline_of(guide=run.guide.edition, build=run.build, scenarios=run.scenarios, entries=entries)
    write_baseline(write, kept)
    typer.echo(f"{write}: {len(kept.findings)} findings, {len(kept.not_tested)} not tested")


def merge(
    folders: Annotated[list[Path], typer.Argument(help="Folders of the runs.")],
    out: Annotated[Path, typer.Option(help="Folder for the whole.")] = Path("reports/out/merged"),
    require: RequireOption = "",
) -> None:
    """Put several runs together and draw the verdict anew, with the exit code of `run`."""
    from harness.runner.merging import merge_runs
    from harness.runner.running import parse_requirement
    from harness.runner.summary import show_summary
    from harness.runner.vocabulary import collect_definitions

    result = merge_runs(folders, out, features=FEATURES, require=parse_requirement(require))
    show_summary(
        Console(),
        result,
        load(),
        definitions=len(collect_definitions()),
        folder=out,
        seconds=sum(record.seconds for record in result.scenarios),
    )
    raise typer.Exit(result.exit_code)


def parity(
    folders: Annotated[
        list[Path], typer.Argument(help="Folders of the runs; each is held against the first.")
    ],
    untested_ok: Annotated[
        bool,
        typer.Option("--untested-ok", help="A scenario that needs what the other lacks is no difference."),
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Compare the verdicts of runs: 0 nothing is worse than in the first, 1 something is."""
    from harness.coverage.parity import Change, compare

    if len(folders) < 2:
        raise RunError("parity: give the folders of two runs or more")
    first, *others = [_read(folder) for folder in folders]
    rows = []
    worse = False
    for other in others:
        for one in compare(first.by_key, other.by_key):
            if untested_ok and one.change is Change.UNTESTED and not other.interrupted:
                continue
            worse = worse or one.change.is_worse
            rows.append(
                {
                    "run": str(other.folder),
                    "driver": other.driver,
                    "scenario": one.scenario,
                    "change": one.change.value,
                    "before": one.before.verdict.value if one.before else "",
                    "after": one.after.verdict.value if one.after else "",
                    "reason": one.reason,
                }
            )
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        for row in rows:
            word = Change(row["change"]).japanese
            typer.echo(f"{word}\t{row['scenario']}\t{row['before']} -> {row['after']}\t{row['reason']}")
        shared = len(set(first.by_key).intersection(*(set(one.by_key) for one in others)))
        typer.echo(f"{shared} scenarios in every run, {len(rows)} differ")
    raise typer.Exit(1 if worse else 0)


def ledger(folder: RunArgument = OUT, as_json: JsonOption = False) -> None:
    """List what a run left 未検証: by reason and driver, the steps, branches, rules and scenarios."""
    from harness.coverage.ledger import ledger as lines_of
    from harness.runner.touched import steps_named

    run = _read(folder)

    def named(key: str) -> frozenset[str]:
        scenario = run.written.get(key)
        return frozenset(steps_named(scenario)) if scenario else frozenset()

    lines = lines_of(
        driver=run.driver,
        entries=run.entries,
        scenarios=run.scenarios,
        named=named,
    )
    if as_json:
        typer.echo(json.dumps([asdict(line) for line in lines], ensure_ascii=False, indent=1))
        return
    for line in lines:
        typer.echo(f"未検証 ({line.driver}): {line.reason}")
        for word, ids in (
            ("手順", line.steps),
            ("分岐", line.branches),
            ("きまり", line.rules),
            ("シナリオ", line.scenarios),
        ):
            if ids:
                typer.echo(f"  {word} {len(ids)}: {' '.join(ids)}")
    if not lines:
        typer.echo("未検証のところはない")
