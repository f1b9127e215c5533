"""The summary of a run for the page of a job: Markdown, in Japanese, the verdict first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from harness.coverage.conclude import Entry
from harness.coverage.record import Verdict
from harness.exports.outcomes import Outcome, gaps, outcomes, whole
from harness.reporting.finished import FinishedRun

__all__ = ["markdown"]

LISTED = 30
"""How many of a kind are told: a job page holds one megabyte."""
_SIGNS = {
    Verdict.CONFORMS: "✅",
    Verdict.NONCONFORMING: "❌",
    Verdict.BROKEN: "⚠️",
    Verdict.NOT_TESTED: "⚠️",
    Verdict.NOT_APPLICABLE: "➖",
}


def markdown(run: FinishedRun) -> str:
    """Gives ``summary.md``."""
    verdict, _ = whole(run)
    every = outcomes(run)
    lines = [f"# {_SIGNS[verdict]} 判定: {run.headline}", ""]
    lines += [f"手続きガイド {run.guide.edition}版 / ビルド `{run.build}` / ドライバー `{run.driver}`", ""]
    lines += [f"- {_plain(reason)}" for reason in run.reasons]
    lines += ["", *_sections(run, every), "", *_troubles(every), *_open(run)]
    return "\n".join(lines).rstrip() + "\n"


def _sections(run: FinishedRun, every: Iterable[Outcome]) -> list[str]:
    lines = ["| 節 | 手順 | 分岐 | きまり | シナリオ |", "| --- | ---: | ---: | ---: | --- |"]
    judged = {entry.section for entry in run.steps.values()}
    scenarios = list(every)
    rules = {rule.id: rule for rule in run.guide.rules}
    for section in run.guide.sections:
        if section.id not in judged:
            continue
        steps = {step.id for step in section.steps}
        cells = [
            _share(entry for entry in run.steps.values() if entry.section == section.id),
            _share(entry for entry in run.branches.values() if entry.section == section.id),
            _share(entry for key, entry in run.rules.items() if key in rules and steps & {*rules[key].steps}),
            _counts(one.verdict for one in scenarios if one.scenario and one.scenario.section == section.id),
        ]
        lines.append(f"| {section.id} {_cell(section.title)} | {' | '.join(cells)} |")
    return lines


def _share(entries: Iterable[Entry]) -> str:
    """適合 of how many; never a bare figure that could be read as good."""
    found = list(entries)
    return f"{sum(entry.verdict is Verdict.CONFORMS for entry in found)}/{len(found)}" if found else "–"


def _counts(verdicts: Iterable[Verdict]) -> str:
    counted = Counter(verdicts)
    return " ".join(f"{verdict.japanese}{counted[verdict]}" for verdict in Verdict if counted[verdict]) or "–"


def _troubles(every: Iterable[Outcome]) -> list[str]:
    lines = []
    for verdict in (Verdict.NONCONFORMING, Verdict.BROKEN, Verdict.NOT_TESTED):
        chosen = [one for one in every if one.verdict is verdict]
        if not chosen:
            continue
        lines += [f"## {verdict.japanese}のシナリオ（{len(chosen)}件）", ""]
        for one in chosen[:LISTED]:
            lines.append(f"- **{_plain(one.record.title)}** `{one.file}:{one.line}`")
            lines += [f"  - {_plain(line)}" for line in one.words.splitlines()]
            lines.append(f"  - 再現: `{one.repeat}`")
        lines += _more(len(chosen))
    return lines


def _open(run: FinishedRun) -> list[str]:
    found = gaps(run)
    if not any(found.values()):
        return ["## 確かめられていないところ", "", "ない。"]
    lines = ["## 確かめられていないところ", ""]
    for name, entries in found.items():
        if entries:
            lines += [f"<details><summary>{name}（{len(entries)}件）</summary>", ""]
            for entry in entries[:LISTED]:
                why = f"（{_plain(entry.reason)}）" if entry.reason else ""
                lines.append(f"- {entry.verdict.japanese} {_plain(entry.id)} {_plain(entry.title)}{why}")
            lines += [*_more(len(entries)), "</details>", ""]
    return lines


def _more(number: int) -> list[str]:
    return [f"- ほかに{number - LISTED}件", ""] if number > LISTED else [""]


def _plain(text: str) -> str:
    """Keeps what a build showed from being read as Markdown or HTML."""
    escaped = "".join(f"\\{char}" if char in "\\`*_[]|~" else char for char in text)
    return escaped.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _cell(text: str) -> str:
    return _plain(text).replace("\n", " ")
