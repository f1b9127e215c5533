"""Writes what a simulation found: ``simulation.json``, ``funnel.csv``, ``counts.csv`` and the page ``index.html``."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader

from harness.errors import RunError
from harness.guide.model import Guide
from harness.scheduling import fingerprint
from harness.simulation.plots import HINT, available, plots
from harness.simulation.running import Simulation
from harness.simulation.totals import Totals

__all__ = ["counted", "keep", "verdict", "write"]

_TOTALS = "simulation.json"

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("templates")), autoescape=True, trim_blocks=True
)


def verdict(simulation: Simulation, totals: Totals) -> str:
    """不適合 where something was wrong, 適合 where every customer was served right, else 未完了."""
    if totals.failed:
        return "不適合"
    return "適合" if totals.customers == simulation.customers else "未完了"


def write(
    out: Path, simulation: Simulation, totals: Totals, guide: Guide, again: Callable[[int], str]
) -> Path:
    """Writes everything and gives the page; ``again`` makes the command for one customer. Raises RunError.

    Where not every customer was counted, everything that is written says so.
    """
    steps = [
        {"id": step.id, "section": step.section, "title": step.title, "count": totals.reached[step.id]}
        for step in guide.steps.values()
        if step.id in totals.reached
    ]
    keep(out, simulation, totals, guide)
    try:
        _write_rows(
            out / "funnel.csv",
            ("section", "step", "title", "customers"),
            ((step["section"], step["id"], step["title"], step["count"]) for step in steps),
        )
        _write_rows(out / "counts.csv", ("kind", "name", "count"), _counts(totals, simulation.customers))
        (out / "index.html").write_text(_page(simulation, totals, guide, steps, again), encoding="utf-8")
    except OSError as error:
        raise _unwritable(out, error) from None
    return out / "index.html"


def keep(out: Path, simulation: Simulation, totals: Totals, guide: Guide) -> None:
    """Writes ``simulation.json`` alone, which is whole at any moment. Raises RunError."""
    told = {
        **_same(simulation, guide),
        "asked": simulation.customers,
        "complete": totals.customers == simulation.customers,
        **totals.plain(),
    }
    path = out / _TOTALS
    try:
        out.mkdir(parents=True, exist_ok=True)
        beside = path.with_suffix(".part")
        beside.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        beside.replace(path)
    except OSError as error:
        raise _unwritable(out, error) from None


def counted(out: Path, simulation: Simulation, guide: Guide) -> Totals:
    """Gives the sums that an earlier simulation of the same customers left in ``out``; none if nothing is there.

    Raises RunError where other customers, or other code, were counted there.
    """
    path, same = out / _TOTALS, _same(simulation, guide)
    if not path.exists():
        return Totals()
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        before = {name: told[name] for name in same}
        totals = Totals.of_plain(told)
    except (OSError, LookupError, TypeError, ValueError, AttributeError):
        raise RunError(
            f"--resume: {path} is not what a simulation writes; move it away, or name another folder by --out"
        ) from None
    other = [name for name, value in same.items() if before[name] != value]
    if other:
        raise RunError(
            f"--resume: {path} has counted with another {' and '.join(other)}, and the two cannot be added up; "
            "leave --resume out to begin anew, or name another folder by --out"
        )
    if totals.customers > simulation.customers:
        raise RunError(
            f"--resume: {path} has counted {totals.customers} customers, more than --customers {simulation.customers}"
        )
    return totals


def _same(simulation: Simulation, guide: Guide) -> dict[str, Any]:
    """What must be the same for sums to be added up."""
    return {
        "build": simulation.build,
        "seed": simulation.seed,
        "edition": guide.edition,
        "code": fingerprint(),
        "population": simulation.population.model_dump(mode="json"),
    }


def _unwritable(out: Path, error: OSError) -> RunError:
    return RunError(f"--out {out}: cannot be written ({error.strerror}); name another folder")


def _write_rows(path: Path, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(head)
        writer.writerows(rows)


def _counts(totals: Totals, asked: int) -> Iterable[tuple[str, str, int]]:
    told = totals.plain()
    yield "customers", "asked", asked
    yield "customers", "counted", totals.customers
    for kind in ("ended", "planned", "months", "completed_months", "troubles", "mails", "calls"):
        yield from ((kind, name, count) for name, count in told[kind].items())
    yield from (("review_days", str(day), count) for day, count in totals.review_days.items())


def _page(
    simulation: Simulation,
    totals: Totals,
    guide: Guide,
    steps: Sequence[dict[str, Any]],
    again: Callable[[int], str],
) -> str:
    funnel = [("お客さま", totals.customers)]
    for section in guide.sections:
        if section.id in totals.planned:
            first = next((step.id for step in section.steps if step.id in totals.reached), "")
            funnel.append((f"{section.id} に着いた", totals.reached[first]))
    funnel.append(("最後まで終えた", totals.ended["完了"]))
    tables: dict[str, list[tuple[str, int | str]]] = {
        "結果": list(totals.ended.most_common()),
        "どこまで進んだか": list(funnel),
        "起きたこと": list(totals.troubles.most_common()),
        "審査": [
            ("審査の数", sum(totals.waited_hours.values())),
            ("半数が終わるまで", f"{totals.quantile(0.5)}時間"),
            ("9割が終わるまで", f"{totals.quantile(0.9)}時間"),
        ],
        "メール": sorted(totals.mails.items()),
        "外部システムの呼び出し": sorted(totals.calls.items()),
    }
    return _TEMPLATES.get_template("simulation.html").render(
        totals=totals,
        verdict=verdict(simulation, totals),
        asked=simulation.customers,
        build=simulation.build,
        seed=simulation.seed,
        days=simulation.population.calendar.days,
        again=again,
        drawn=plots(totals, funnel) if available() else {},
        hint=HINT,
        tables={
            title: [(name, f"{count:,}" if isinstance(count, int) else count) for name, count in rows]
            for title, rows in tables.items()
            if rows
        },
        steps=steps,
    )
