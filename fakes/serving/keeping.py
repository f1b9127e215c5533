"""What the fakes remember, kept in a folder between two starts: one JSON file to a fake.

A file is ``{"format", "fake", "seed", "sha256", "state"}``, readable by its owner only. It is replaced as a
whole, so that an interrupted write leaves the earlier one. The journal and the faults are not kept.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fakes.base import BaseFake
from fakes.serving.codec import Codec, Undecodable
from fakes.serving.errors import StateError

__all__ = ["FORMAT", "Keeper"]

FORMAT = 1


class Keeper:
    """Restores fakes from a folder, and saves those that have changed; one process at a time holds it."""

    def __init__(self, folder: Path, fakes: Sequence[BaseFake[Any]]) -> None:
        self._folder = folder
        self._fakes = tuple(fakes)
        self._written: dict[str, str] = {}
        self._lock = self._hold()

    def restore(self) -> None:
        """Puts every fake back to what its file says, if there is one; raises ``StateError``.

        Nothing is changed, on the disk or in a fake, unless every file can be read.
        """
        found = [(fake, self._read(fake)) for fake in self._fakes]
        for fake, state in found:
            if state is not None:
                vars(fake.state).update(state)

    def save(self) -> None:
        """Writes the state of each fake that has changed since it was last written; raises ``StateError``."""
        for fake in self._fakes:
            with fake.lock:
                state = Codec(_package(fake)).encode(dict(vars(fake.state)))
            text = _text(fake, state)
            if self._written.get(fake.name) != text:
                self._write(self._path(fake), text)
                self._written[fake.name] = text

    def close(self) -> None:
        """Lets the folder go."""
        os.close(self._lock)

    def _hold(self) -> int:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            held = os.open(self._folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise StateError(
                f"--state {self._folder}: {error.strerror}; expected a folder that can be written to"
            ) from None
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(held)
            raise StateError(
                f"--state {self._folder}: other fakes that run now keep their state there; end them, or "
                "take another folder"
            ) from None
        return held

    def _path(self, fake: BaseFake[Any]) -> Path:
        return self._folder / f"{fake.name}.json"

    def _read(self, fake: BaseFake[Any]) -> dict[str, Any] | None:
        path = self._path(fake)
        try:
            text = path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise _broken(path, str(error)) from None
        data = _checked(path, text, fake)
        try:
            state = Codec(_package(fake)).decode(data["state"])
        except Undecodable as error:
            raise _broken(path, str(error)) from None
        if not isinstance(state, dict) or set(state) != set(vars(fake.state)):
            raise _broken(path, "another version of this fake has written it")
        self._written[fake.name] = text
        return state

    def _write(self, path: Path, text: str) -> None:
        part = path.with_name(f".{path.name}.part")
        try:
            handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        except OSError as error:
            raise StateError(f"{path}: the state cannot be kept: {error.strerror}; make room") from None


def _package(fake: BaseFake[Any]) -> str:
    return f"fakes.{fake.name}"


def _text(fake: BaseFake[Any], state: Any) -> str:
    head = {"format": FORMAT, "fake": fake.name, "seed": fake.seed, "sha256": _digest(state)}
    return json.dumps({**head, "state": state}, ensure_ascii=False, indent=1) + "\n"


def _digest(state: Any) -> str:
    text = json.dumps(state, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _checked(path: Path, text: str, fake: BaseFake[Any]) -> dict[str, Any]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _broken(path, f"no JSON, or only half of it: {error}") from None
    if not isinstance(data, dict) or data.get("format") != FORMAT or data.get("fake") != fake.name:
        raise _broken(path, f"not the state of {fake.name} in format {FORMAT}")
    if data.get("sha256") != _digest(data.get("state")):
        raise _broken(path, "its sha256 is not that of its state: something else has changed it")
    if data.get("seed") != fake.seed:
        raise StateError(
            f"{path}: kept from seed {data.get('seed')}, found --seed {fake.seed}; start with that seed, or "
            "take another folder"
        )
    return data


def _broken(path: Path, why: str) -> StateError:
    return StateError(f"{path}: {why}; nothing was changed. Move the file away to start without it")
