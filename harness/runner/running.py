"""Runs the suite in a child process, shows how it goes on, and draws the verdict whatever becomes of the child."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from harness.builds.opening import deviations_of, driver_of, open_named
from harness.builds.served import HttpBuild
from harness.coverage.baselines import read_baseline
from harness.coverage.conclude import WrittenScenario
from harness.coverage.differences import keep_previous
from harness.coverage.gate import Requirement
from harness.coverage.manifest import Manifest, feature_hashes, write_manifest
from harness.coverage.stopwatch import now_in_japan
from harness.coverage.store import RecordStore
from harness.errors import BuildError, FeatureError, RunError
from harness.guide import load
from harness.runner.artefacts import EXPORTS
from harness.runner.features import read_features
from harness.runner.finish import finish_run, written_scenarios
from harness.runner.inspection import inspect_features
from harness.runner.preflight import Check, preflight, write_lacking
from harness.runner.scenario import FEATURES
from harness.runner.sharding import parse_shard, recorded_times, weights
from harness.runner.summary import show_summary
from harness.runner.vocabulary import collect_definitions
from harness.walking.rewording import check_wording

__all__ = [
    "FEATURES",
    "PYTEST_INI",
    "RunOptions",
    "child_environment",
    "parse_requirement",
    "plugins_for",
    "run_suite",
]

PYTEST_INI = Path(__file__).parent / "pytest.ini"
_POLL = 0.1


@dataclass(frozen=True, kw_only=True, slots=True)
class RunOptions:
    """What the command line asked for."""

    sections: tuple[str, ...]
    build: str
    driver: str
    jobs: int
    out: Path
    require: str
    only: tuple[str, ...]
    shuffle: int | None = None
    """Seed of the order of the scenarios; None is the order of the features."""
    repeat: int = 1
    """How often each scenario is run."""
    shard: str = ""
    """``2/3``, the second of three parts; empty for the whole."""
    times: Path | None = None
    """Folder of a run whose times balance the parts."""
    baseline: Path | None = None


def parse_requirement(text: str) -> Requirement | None:
    """Reads ``steps=100,branches=95,rules=90``; what is not named stays at 100, nothing is None. Raises RunError."""
    if not text:
        return None
    values: dict[str, float] = {}
    for part in filter(None, text.split(",")):
        found = re.fullmatch(r"\s*(steps|branches|rules)=(\d{1,3}(?:\.\d+)?)\s*", part)
        if found is None or float(found[2]) > 100:
            raise RunError(
                f"--require {text!r}: {part!r} is not understood; write steps=100,branches=95,rules=90 (percent)"
            )
        values[found[1]] = float(found[2])
    return Requirement(**values)


def run_suite(options: RunOptions, console: Console) -> int:
    """Runs, concludes, prints and gives the exit code. Raises HarnessError where nothing could be started."""
    started = time.perf_counter()
    guide = load()
    require = parse_requirement(options.require)
    driver = driver_of(options.build, options.driver)
    if driver != "inprocess" and options.jobs > 1:
        raise RunError(f"--jobs {options.jobs}: a served build is judged by one process; leave --jobs out")
    problems = inspect_features(FEATURES, guide)
    if problems:
        raise FeatureError(
            f"the features are not well formed ({len(problems)}); nothing was run", problems=problems
        )
    wanted = _wanted(written_scenarios(FEATURES), options, list(guide.index))
    baseline = read_baseline(options.baseline, guide.edition, options.build) if options.baseline else None
    if options.shard:
        wanted = _shard(wanted, options)
    manifest = Manifest(
        guide=guide.edition,
        build=options.build,
        driver=driver,
        features=feature_hashes(FEATURES),
        started=now_in_japan().isoformat(timespec="seconds"),
        sections=options.sections,
        only=options.only,
        shard=options.shard,
        planned=tuple(one.key for one in wanted) if options.shard else (),
        repeats=options.repeat,
    )
    checks: list[Check] = []
    if options.build != "reference":
        # A wrong path is better said before anything is cleared; the reference build is known to be there.
        build = open_named(options.build, driver)
        check_wording(guide, build.wording, where=options.build)
        try:
            checks = list(preflight(build, guide)) if isinstance(build, HttpBuild) else []
        finally:
            build.close()
        if checks and checks[0].result != "ok":
            raise BuildError(checks[0].said)
        for check in checks:
            if check.result != "ok":
                console.print(f"事前確認 {check}", markup=False, highlight=False)
    _prepare(options.out)
    if checks:
        write_lacking(options.out / "preflight.json", checks)
    write_manifest(options.out, manifest)
    trouble, interrupted = _run_children(options, wanted, console)
    result = finish_run(
        options.out,
        guide=guide,
        features=FEATURES,
        manifest=manifest,
        interrupted=interrupted,
        trouble=trouble,
        require=require,
        deviations=deviations_of(options.build),
        baseline=baseline,
    )
    show_summary(
        console,
        result,
        guide,
        definitions=len(collect_definitions()),
        folder=options.out,
        seconds=time.perf_counter() - started,
    )
    return result.exit_code


def _wanted(
    written: tuple[WrittenScenario, ...], options: RunOptions, known: list[str]
) -> list[WrittenScenario]:
    for section in options.sections:
        if section not in known:
            raise RunError(
                f"--section {section}: the guide's data have no such section; they have {', '.join(known)}"
            )
    keys = {one.key for one in written}
    for key in options.only:
        if key not in keys:
            raise RunError(
                f"--only {key}: no such scenario; keys look like {min(keys, default='1/1-1-…[1]')}"
            )
    return [
        one
        for one in written
        if (not options.sections or one.section in options.sections)
        and (not options.only or one.key in options.only)
    ]


def _shard(wanted: list[WrittenScenario], options: RunOptions) -> list[WrittenScenario]:
    keys = {one.key for one in wanted}
    scenarios = [one for feature in read_features(FEATURES) for one in feature.scenarios if one.key in keys]
    times = recorded_times(options.times) if options.times else {}
    chosen = parse_shard(options.shard).choose(weights(scenarios, times))
    return [one for one in wanted if one.key in chosen]


def _prepare(out: Path) -> None:
    """Clears what an earlier run left, and only that: the folder may hold other things."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        keep_previous(out)
        RecordStore(out).clear()
        shutil.rmtree(out / "allure-results", ignore_errors=True)
        for name in (
            "verdict.json",
            "run.json",
            "coverage.json",
            "junit.xml",
            "index.html",
            "pytest.log",
            "preflight.json",
            "inspect.html",
            *EXPORTS.values(),
            "spent.json",
        ):
            (out / name).unlink(missing_ok=True)
    except OSError as error:
        raise RunError(f"--out {out}: cannot be written ({error.strerror}); give another folder") from error


def _command(options: RunOptions, wanted: list[WrittenScenario]) -> list[str]:
    out = options.out.resolve()
    files = sorted({str(FEATURES.parent / one.file) for one in wanted})
    narrowed = options.sections or options.only or options.shard
    command = [
        sys.executable,
        "-m",
        "pytest",
        *(files if files and narrowed else [str(FEATURES)]),
        "-c",
        str(PYTEST_INI),
        "--rootdir",
        str(FEATURES.parent),
    ]
    for plugin in plugins_for(options.jobs):
        command += ["-p", plugin]
    command += ["--mylexus-records-only", "--mylexus-out", str(out), "--mylexus-build", options.build]
    command += ["--mylexus-driver", options.driver]
    command += ["--alluredir", str(out / "allure-results")]
    for section in options.sections:
        command += ["--mylexus-section", section]
    for key in [one.key for one in wanted] if options.shard else options.only:
        command += ["--mylexus-only", key]
    if options.shuffle is not None:
        command += ["--mylexus-shuffle", str(options.shuffle)]
    return [*command, "-n", str(options.jobs)] if options.jobs > 1 else command


def _run_children(options: RunOptions, wanted: list[WrittenScenario], console: Console) -> tuple[str, bool]:
    """Runs the suite as often as asked; gives what went wrong with the run itself, and whether it was interrupted."""
    for _ in range(options.repeat):
        trouble, interrupted = _run_child(options, wanted, console)
        if trouble or interrupted:
            return trouble, interrupted
    return "", False


def _run_child(options: RunOptions, wanted: list[WrittenScenario], console: Console) -> tuple[str, bool]:
    log = options.out / "pytest.log"
    store = RecordStore(options.out)
    with log.open("ab") as stream:
        child = subprocess.Popen(  # noqa: S603 - our own interpreter
            _command(options, wanted),
            stdout=stream,
            stderr=subprocess.STDOUT,
            env=child_environment(),
            start_new_session=True,
        )
        interrupted = _follow(child, store, len(wanted) * options.repeat, console)
    if interrupted or child.returncode in (0, 1):
        return "", interrupted
    if child.returncode == 5 and not wanted:
        return "選ばれた節にシナリオがない", False
    tail = " / ".join(log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-3:])
    return f"実行そのものが止まった (pytest {child.returncode}): {tail}; 全文は {log}", False


def plugins_for(jobs: int, *, allure: bool = True) -> tuple[str, ...]:
    """Gives all that a run needs: another plug-in that happens to be installed may reorder, repeat or rerun scenarios."""
    needed = {"pytest_bdd.plugin": True, "allure_pytest.plugin": allure, "xdist.plugin": jobs > 1}
    return tuple(name for name, is_needed in needed.items() if is_needed)


def child_environment(*folders: Path) -> dict[str, str]:
    """Gives the variables of a child that runs scenarios.

    It finds our packages where this process found them, then what is in ``folders``; nothing outside of the call
    changes a run.
    """
    path = os.environ.get("PYTHONPATH")
    places = [str(FEATURES.parent), *map(str, folders), *([path] if path else [])]
    inherited = {name: value for name, value in os.environ.items() if name != "PYTEST_ADDOPTS"}
    return {
        **inherited,
        "PYTHONPATH": os.pathsep.join(places),
        "PYTHONUTF8": "1",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    }


def _follow(child: subprocess.Popen[bytes], store: RecordStore, total: int, console: Console) -> bool:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    previous = signal.signal(signal.SIGTERM, _interrupt)
    try:
        with Progress(*columns, console=console, transient=True) as progress:
            task = progress.add_task("シナリオ", total=total)
            while True:
                try:
                    child.wait(timeout=_POLL)
                except subprocess.TimeoutExpired:
                    progress.update(task, completed=store.count())
                    continue
                return child.returncode in (-signal.SIGINT, 130)
    except KeyboardInterrupt:
        _stop(child)
        return True
    finally:
        signal.signal(signal.SIGTERM, previous)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _stop(child: subprocess.Popen[bytes]) -> None:
    """Asks the child to end as an interrupted run, and ends it if it does not."""
    for number, patience in ((signal.SIGINT, 10), (signal.SIGTERM, 5), (signal.SIGKILL, 5)):
        if child.poll() is None:
            os.killpg(child.pid, number)
            try:
                child.wait(timeout=patience)
            except subprocess.TimeoutExpired:
                continue
