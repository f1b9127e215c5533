"""Puts the results of several runs together: parts of a suite, sections, repetitions."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from harness.builds.opening import deviations_of
from harness.coverage.conclude import RunResult
from harness.coverage.gate import Requirement
from harness.coverage.manifest import Manifest, read_manifest
from harness.coverage.store import RecordStore
from harness.errors import RunError
from harness.guide import load
from harness.runner.finish import finish_run, written_scenarios
from harness.runner.sharding import parse_shard

__all__ = ["merge_runs"]

_FOLDERS = ("steps", "screens", "allure-results")


def merge_runs(
    folders: Sequence[Path], out: Path, *, features: Path, require: Requirement | None = None
) -> RunResult:
    """Merges finished runs into ``out`` and draws the verdict anew; the runs themselves stay as they are.

    A scenario that came out differently is 不安定. Raises RunError where the runs are not of the same guide, build,
    driver, harness and features, or one of them is missing.
    """
    manifests = [read_manifest(folder) for folder in folders]
    guide = load()
    first = manifests[0]
    for folder, other in zip(folders, manifests, strict=True):
        _same(folders[0], first, folder, other)
    if any(folder.resolve() == out.resolve() for folder in folders):
        raise RunError(f"--out {out}: is one of the runs that are merged; give another folder")
    _gather(folders, out)
    planned = {key for manifest in manifests for key in _planned(manifest, features)}
    missing = _missing_shards(manifests)
    return finish_run(
        out,
        guide=guide,
        features=features,
        manifest=first.model_copy(
            update={
                "started": min(one.started for one in manifests),
                "sections": _sections(manifests),
                "only": (),
                "shard": "",
                "planned": (),
                "repeats": max(one.repeats for one in manifests),
            }
        ),
        require=require,
        deviations=deviations_of(first.build),
        not_run=missing or "まとめた実行のどれにも入っていない",
        planned=planned,
    )


def _same(first: Path, kept: Manifest, folder: Path, other: Manifest) -> None:
    for what in ("guide", "build", "driver", "harness"):
        if getattr(kept, what) != getattr(other, what):
            raise RunError(
                f"{folder}: is of {what} {getattr(other, what)!r}, {first} of {getattr(kept, what)!r}; "
                "only runs of the same can be merged"
            )
    differing = sorted(
        name
        for name in kept.features.keys() | other.features.keys()
        if kept.features.get(name) != other.features.get(name)
    )
    if differing:
        raise RunError(
            f"{folder}: was judged by other features than {first} ({differing[0]}"
            + (f" and {len(differing) - 1} more" if len(differing) > 1 else "")
            + "); run both with the same"
        )


def _gather(folders: Sequence[Path], out: Path) -> None:
    """Copies records one by one, under names of their own; of screens the first run's go before."""
    try:
        RecordStore(out).clear()
        out.mkdir(parents=True, exist_ok=True)
        (out / "records").mkdir(exist_ok=True)
        for number, folder in enumerate(folders):
            for path in sorted((folder / "records").glob("*.jsonl")):
                shutil.copyfile(path, out / "records" / f"{number:03}-{path.name}")
            for name in _FOLDERS:
                for path in sorted((folder / name).rglob("*")):
                    target = out / name / path.relative_to(folder / name)
                    if path.is_file() and not target.exists():
                        target.parent.mkdir(parents=True, exist_ok=True)
                        shutil.copyfile(path, target)
    except OSError as error:
        raise RunError(f"--out {out}: cannot be written ({error.strerror}); give another folder") from error


def _planned(manifest: Manifest, features: Path) -> frozenset[str]:
    if manifest.shard:
        return frozenset(manifest.planned)
    return frozenset(
        one.key
        for one in written_scenarios(features)
        if (not manifest.sections or one.section in manifest.sections)
        and (not manifest.only or one.key in manifest.only)
    )


def _sections(manifests: Sequence[Manifest]) -> tuple[str, ...]:
    """The whole guide, unless every run was of some sections only."""
    if not all(one.sections for one in manifests):
        return ()
    return tuple(dict.fromkeys(section for one in manifests for section in one.sections))


def _missing_shards(manifests: Sequence[Manifest]) -> str:
    shards = [parse_shard(one.shard) for one in manifests if one.shard]
    if not shards:
        return ""
    wanted = max(one.of for one in shards)
    if {one.of for one in shards} != {wanted}:
        raise RunError(
            "the runs are parts of differently divided suites; run all parts with the same --shard …/N"
        )
    absent = sorted(set(range(1, wanted + 1)) - {one.number for one in shards})
    return "分割 " + "、".join(f"{number}/{wanted}" for number in absent) + " の結果がない" if absent else ""
