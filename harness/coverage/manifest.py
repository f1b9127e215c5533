"""What a run was made with: enough to say whether two runs may be compared, merged or signed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from harness import __version__
from harness.errors import RunError

__all__ = ["MANIFEST", "Manifest", "feature_hashes", "read_manifest", "write_manifest"]

MANIFEST = "run.json"


class Manifest(BaseModel):
    """The conditions of one run, written before its first scenario."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    guide: str
    build: str
    driver: str
    harness: str = __version__
    features: dict[str, str]
    """Feature file below ``features/`` -> SHA-256 of its bytes."""
    started: str
    """ISO 8601 with its offset."""
    sections: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    shard: str = ""
    """``2/3``, the second of three."""
    planned: tuple[str, ...] = ()
    """Keys of the scenarios of a shard."""
    repeats: int = 1


def feature_hashes(features: Path) -> dict[str, str]:
    """Gives the hash of each feature file, by its path below the folder."""
    return {
        path.relative_to(features).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(features.rglob("*.feature"))
    }


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Writes it into a run's folder."""
    text = json.dumps(manifest.model_dump(mode="json"), ensure_ascii=False, indent=1)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def read_manifest(folder: Path) -> Manifest:
    """Reads the conditions of a run. Raises RunError where the folder holds none."""
    path = folder / MANIFEST
    try:
        return Manifest.model_validate_json(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise RunError(f"{path}: there is no such file; give the folder of a `mylexus run`") from error
    except (OSError, ValidationError, ValueError) as error:
        raise RunError(
            f"{path}: is not what a run of this version writes ({_first(error)}); run `mylexus run` again"
        ) from error


def _first(error: Exception) -> str:
    lines: Sequence[str] = str(error).splitlines() or [type(error).__name__]
    return " ".join(line.strip() for line in lines[:3])
