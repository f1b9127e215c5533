"""``mylexus journeys``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from harness.cli.options import JsonOption, SchedulerOption, SectionOption, print_listing
from harness.coverage.record import ScenarioRecord, Verdict
from harness.errors import RunError
from harness.guide import load
from harness.guide.journeys import Journey, branches_of, covering, pairs_of
from harness.guide.journeys import journeys as computed

if TYPE_CHECKING:
    from harness.runner.journeys import Walked

__all__ = ["journeys"]


_SHOWN = 5
"""Kinds of failure that are shortened and printed."""
_PASTE = "features/chart/chart-道のり.feature"


class _Cover(StrEnum):
    BRANCH = "branch"
    PAIRWISE = "pairwise"
    ALL = "all"


def journeys(
    cover: Annotated[
        _Cover,
        typer.Option(
            help="branch: few that take every branch that leads on; pairwise: any two facts together; all."
        ),
    ] = _Cover.BRANCH,
    core: Annotated[bool, typer.Option("--core", help="Only ways without technical steps.")] = False,
    section: SectionOption = None,
    as_json: JsonOption = False,
    walk: Annotated[
        bool, typer.Option("--walk", help="Drive a build along each, every screen verified.")
    ] = False,
    only: Annotated[
        list[str] | None, typer.Option("--only", help="Only this journey, by its id (repeatable).")
    ] = None,
    build: Annotated[str, typer.Option(help="Build to walk, as for `mylexus run`.")] = "reference",
    jobs: Annotated[int, typer.Option(min=1, help="Processes to spread the journeys over.")] = 1,
    scheduler: SchedulerOption = "",
    shared: Annotated[
        bool,
        typer.Option(
            "--shared",
            help="Walk once what journeys have in common; for a build that keeps everything in its process.",
        ),
    ] = False,
) -> None:
    """List the ways through the guide, computed from its data, or walk a build along them."""
    guide = load()
    for one in section or ():
        if one not in guide.index:
            raise RunError(
                f"--section {one}: the guide's data have no such section; they have {', '.join(guide.index)}"
            )
    found = [
        journey
        for journey in computed(guide, every_outcome=cover is _Cover.BRANCH)
        if (not core or journey.core) and set(section or ()) <= set(journey.sections)
    ]
    wanted = {_Cover.BRANCH: branches_of, _Cover.PAIRWISE: pairs_of}
    chosen = covering(found, wanted[cover]) if cover in wanted else found
    if only:
        chosen = _named(chosen, only)
    if walk:
        from harness.runner.journeys import walk_all

        if shared and scheduler:
            raise RunError(
                "--shared: a cluster's worker cannot be copied; leave out either --shared or --scheduler"
            )
        walked = walk_all(chosen, build=build, jobs=jobs, scheduler=scheduler, shared=shared)
        raise typer.Exit(_tell(walked, found, build=build, as_json=as_json))
    print_listing([_row(journey) for journey in chosen], as_json=as_json, line=_line)
    if not as_json:
        typer.echo(
            f"{len(chosen)} journeys, {len({step for one in chosen for step in one.steps})} steps, "
            f"{len({branch for one in chosen for branch in one.branches})} branches"
        )


def _named(found: Sequence[Journey], only: Sequence[str]) -> list[Journey]:
    known = {journey.id: journey for journey in found}
    for one in only:
        if one not in known:
            raise RunError(
                f"--only {one}: no such journey with this --cover; ids look like {min(known, default='J-0001')}"
            )
    return [known[one] for one in only]


def _tell(walks: Iterable[Walked], every: Sequence[Journey], *, build: str, as_json: bool) -> int:
    counts: Counter[Verdict] = Counter()
    reasons: Counter[str] = Counter()
    failed: dict[str, Journey] = {}
    rows = []
    for walked in walks:
        record = walked.record
        counts[record.verdict] += 1
        reasons[record.reason] += 1
        if as_json:
            rows.append({**_row(walked.journey), "verdict": record.verdict.value, "reason": record.reason})
        elif record.reason and reasons[record.reason] == 1:
            typer.echo(f"{walked.journey.id}\t{record.verdict.japanese}\t{record.reason}\n\t{record.title}")
        if record.verdict is Verdict.NONCONFORMING:
            failed.setdefault(_kind_of(record), walked.journey)
    if as_json:
        print_listing(rows, as_json=True, line=str)
    else:
        for reason, number in reasons.most_common():
            if reason and number > 1:
                typer.echo(f"{number} journeys: {reason}")
        said = "、".join(f"{verdict.japanese} {counts[verdict]}" for verdict in Verdict if counts[verdict])
        typer.echo(f"{counts.total()} journeys walked: {said}")
        for kind, journey in list(failed.items())[:_SHOWN]:
            _print_shortest(journey, every, kind, build=build)
    worst = ((Verdict.NONCONFORMING, 1), (Verdict.BROKEN, 2), (Verdict.NOT_TESTED, 3))
    return next((code for verdict, code in worst if counts[verdict]), 0 if counts else 3)


def _kind_of(record: ScenarioRecord) -> str:
    """What makes two failures the same: the step and what was looked at there."""
    return " ".join(f"{finding.at} {finding.what}" for finding in record.findings[:1])


def _print_shortest(failing: Journey, every: Sequence[Journey], kind: str, *, build: str) -> None:
    from harness.builds.opening import open_named
    from harness.runner.journeys import walk_one
    from harness.runner.shortening import shorten
    from harness.walking.telling import feature_of

    guide = load()
    opened = open_named(build)
    try:
        found = shorten(failing, every, lambda one: _kind_of(walk_one(one, opened, guide)) == kind)
    finally:
        opened.close()
    facts = "、".join(f"{name}={value}" for name, value in found.facts.items()) or "（どの道のりでも）"
    typer.echo(
        f"\n{kind}\nfails wherever: {facts}\nas a feature, from {found.journey.id}; save it as {_PASTE}:\n"
    )
    typer.echo(feature_of(found.journey, guide))


def _row(journey: Journey) -> dict[str, Any]:
    return {"id": journey.id, "facts": dict(journey.facts), "steps": list(journey.steps)}


def _line(row: Any) -> str:
    facts = "、".join(f"{name}={value}" for name, value in row["facts"].items())
    return f"{row['id']}\t{len(row['steps'])} steps\t{facts}"
