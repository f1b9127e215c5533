"""Tells the outcome of a run on the terminal: a table by section, then findings, then what is not covered."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from harness.coverage.conclude import Entry, RunResult
from harness.coverage.record import Evidence, ScenarioRecord, Verdict
from harness.guide.model import Guide
from harness.runner.driving import told_spent
from harness.runner.repeat import INSPECT_HINT, repeat_command
from harness.runner.twice import Twice, read_twice

__all__ = ["show_summary"]

_STYLES = {
    "適合": "bold green",
    "条件付き適合": "bold yellow",
    "不適合": "bold red",
    "判定不能": "bold yellow",
}
_LISTED = 12


def show_summary(
    console: Console, result: RunResult, guide: Guide, *, definitions: int, folder: Path, seconds: float
) -> None:
    """Prints everything that a reader needs to go on."""
    twice = read_twice(folder)
    console.print(_table(result, guide, twice))
    _show_findings(console, result)
    _show_broken(console, result)
    _show_hint(console, result)
    _show_uncovered(console, result)
    for line in twice.lines(result.rules) if twice and not result.partial else ():
        console.print(f"[yellow]一度だけ[/] {line}", highlight=False)
    remarks = {(remark.at, remark.text) for record in result.scenarios for remark in record.remarks}
    for at, text in sorted(remarks)[:_LISTED]:
        console.print(f"[cyan]所見[/] 手順 {at} {text}", highlight=False)
    rows = sum(record.rows for record in result.scenarios)
    walked = sum(record.row_seconds for record in result.scenarios)
    per_row = f"{1000 * walked / rows:.1f} ms" if rows else "-"
    ratio = definitions / len(result.scenarios) if result.scenarios else 0.0
    console.print(
        f"{len(result.scenarios)} scenarios, {rows} walk rows, {per_row} per row, {seconds:.1f} s in all; "
        f"{definitions} step definitions, {ratio:.2f} per scenario",
        highlight=False,
    )
    if spent := told_spent(folder, result):
        console.print(spent, highlight=False)
    for reason in result.reasons:
        console.print(f"- {reason}", highlight=False, markup=False)
    console.print(Text(f"判定: {result.headline}", style=_STYLES[result.headline]))
    console.print(f"Report: {folder / 'index.html'}", highlight=False, soft_wrap=True)


def _table(result: RunResult, guide: Guide, twice: Twice | None) -> Table:
    table = Table(title=f"手続きガイド {result.guide}版 / {result.build} ({result.driver})")
    extra = ["変異でも"] if twice else []
    for column in ("節", "手順", "分岐", "きまり", *extra, "シナリオ"):
        # On a narrow terminal titles are folded, figures are not.
        table.add_column(column, justify="left" if column == "節" else "right", no_wrap=column != "節")
    sections_of = {one.key: one.section for one in result.written}
    titles = guide.index | {section.id: section.title for section in guide.sections}
    for section, title in titles.items():
        records = [record for record in result.scenarios if sections_of[record.scenario] == section]
        entries = [
            [entry for entry in kind if entry.section == section]
            for kind in (result.steps, result.branches, result.rules)
        ]
        if any(entries) or records:
            shares = [*map(_share, entries), *([twice.share(entries[2])] if twice else [])]
            table.add_row(f"{section} {title}", *shares, _verdicts(records))
    return table


def _share(entries: Sequence[Entry]) -> str:
    if not entries:
        return ""
    return f"{sum(entry.verdict is Verdict.CONFORMS for entry in entries)}/{len(entries)}"


def _verdicts(records: Sequence[ScenarioRecord]) -> str:
    """How many scenarios came out how; what nothing came out as is not said."""
    counts = Counter(record.verdict for record in records)
    order = (Verdict.CONFORMS, Verdict.NONCONFORMING, Verdict.BROKEN, Verdict.NOT_TESTED)
    return " ".join(f"{verdict.japanese}{counts[verdict]}" for verdict in order if counts[verdict])


def _show_findings(console: Console, result: RunResult) -> None:
    """One block for each different finding, since one fault of a build fails many scenarios."""
    grouped: dict[Evidence, list[ScenarioRecord]] = defaultdict(list)
    for record in result.scenarios:
        for finding in record.findings:
            grouped[finding.model_copy(update={"about": ()})].append(record)
    for finding, records in grouped.items():
        console.print(f"[bold red]不適合[/] 手順 {finding.at} {finding.what}", highlight=False)
        console.print(f"  期待: {finding.expected}", highlight=False, markup=False)
        console.print(f"  実際: {finding.found}", highlight=False, markup=False)
        console.print(f"  識別子: {finding.id}", highlight=False, markup=False)
        console.print(f"  シナリオ: {records[0].scenario} {records[0].title}", highlight=False, markup=False)
        if len(records) > 1:
            console.print(f"  ほか{len(records) - 1}件のシナリオも同じ", highlight=False)
        command = repeat_command(result, records[0].scenario)
        console.print(f"  再現: {command}", highlight=False, markup=False, soft_wrap=True)


def _show_hint(console: Console, result: RunResult) -> None:
    """Says once how a failure can be looked at."""
    if any(record.verdict in (Verdict.NONCONFORMING, Verdict.BROKEN) for record in result.scenarios):
        console.print(f"再現の行に {INSPECT_HINT}", highlight=False, markup=False)


def _show_broken(console: Console, result: RunResult) -> None:
    places = {one.key: one for one in result.written}
    broken = [record for record in result.scenarios if record.verdict is Verdict.BROKEN]
    for record in broken[:_LISTED]:
        place = places[record.scenario]
        console.print(f"[bold yellow]故障[/] {place.file}:{place.line} {record.title}", highlight=False)
        console.print(f"  {record.reason}", highlight=False, markup=False)
        command = repeat_command(result, record.scenario)
        console.print(f"  再現: {command}", highlight=False, markup=False, soft_wrap=True)
    if len(broken) > _LISTED:
        console.print(f"ほかに故障が{len(broken) - _LISTED}件", highlight=False)


def _show_uncovered(console: Console, result: RunResult) -> None:
    if result.partial:
        return
    for word, entries in (("手順", result.steps), ("分岐", result.branches), ("きまり", result.rules)):
        missing = [entry for entry in entries if entry.verdict is Verdict.NOT_TESTED]
        for entry in missing[:_LISTED]:
            console.print(
                f"[yellow]未検証[/] {word} {entry.id} {entry.title}: {entry.reason}", highlight=False
            )
        if len(missing) > _LISTED:
            console.print(
                f"ほかに未検証の{word}が{len(missing) - _LISTED}件 (coverage.json)", highlight=False
            )
