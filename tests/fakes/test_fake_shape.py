"""Every fake has the same shape, and none of them knows the harness."""

from __future__ import annotations

import ast
import importlib
from pathlib import Path
from typing import Any

import pytest

import fakes
from fakes.base import BaseFake

ROOT = Path(fakes.__file__).parent
FAKES = sorted(path.name for path in ROOT.iterdir() if path.is_dir() and (path / "app.py").exists())
SAME = {"__init__.py", "app.py", "errors.py", "state.py", "wire.py"}
MORE = {
    "houjin_bangou": {
        "characters.py",
        "corporation.py",
        "csv_body.py",
        "generation.py",
        "history.py",
        "matching.py",
        "paging.py",
        "records.py",
        "xml_body.py",
    },
    "licence_reader": {"picture.py"},
    "mail": {"reading.py", "server.py", "session.py", "smtp.py"},
    "payment": {"cards.py", "challenge.py", "jws.py", "three_d_secure.py"},
    "toyota_account": {"codes.py", "drawing.py"},
}
MODULES = sorted(ROOT.rglob("*.py"))


def make(name: str, seed: int = 0) -> BaseFake[Any]:
    """The fake of that folder."""
    fake: BaseFake[Any] = importlib.import_module(f"fakes.{name}").Fake(seed)
    return fake


@pytest.mark.parametrize("name", FAKES)
def test_every_fake_has_the_same_files(name: str) -> None:
    """A fake's folder holds the five common files and only the further ones that are listed for it."""
    found = {path.name for path in (ROOT / name).glob("*.py")}
    assert found == SAME | MORE.get(name, set())


def test_the_promised_fakes_are_there() -> None:
    """There is a folder for each of the outside systems."""
    assert set(FAKES) >= {"houjin_bangou", "licence_reader", "mail", "payment", "toyota_account"}


@pytest.mark.parametrize("name", FAKES)
def test_every_fake_is_made_and_used_alike(name: str) -> None:
    """A fake is made from a seed, bears its folder's name, and has application, state, journal and faults."""
    fake = make(name, seed=7)
    assert isinstance(fake, BaseFake)
    assert (fake.name, fake.seed, len(fake.journal), bool(fake.faults)) == (name, 7, 0, False)
    assert callable(fake.wsgi)
    assert callable(fake.state.clear)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_fake_knows_the_harness(path: Path) -> None:
    """No module of the fakes imports the harness or the steps, and each says what it exports."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert not [name for name in names if name.split(".")[0] in ("harness", "steps", "features", "tests")]
    assigned = [
        getattr(target, "id", "")
        for node in tree.body
        if isinstance(node, (ast.Assign, ast.AnnAssign))
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
    ]
    assert "__all__" in assigned
